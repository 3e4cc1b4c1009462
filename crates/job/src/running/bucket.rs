//! The objects of a bucket that a run has yet to look at.

use std::cell::RefCell;
use std::collections::VecDeque;

use tracie_source::{Entry, Source};

use super::filter::Filter;
use super::passed::Passed;
use crate::job::At;
use crate::scope::Facts;

/// The objects of a bucket that a run has yet to look at.
pub(super) struct Bucket<'a> {
    pub(super) source: Box<dyn Source>,
    /// The last one that was dealt with, if any was.
    pub(super) after: Option<&'a At>,
    pub(super) filter: &'a Filter,
    pub(super) listed: &'a Listed,
}

/// What showed while a bucket was listed.
#[derive(Default)]
pub(super) struct Listed {
    /// For each object that was listed and not delivered yet, what was passed
    /// over before it.
    pub(super) before: RefCell<VecDeque<Passed>>,
    /// What was passed over after the last one.
    pub(super) rest: RefCell<Passed>,
    /// Why listing broke off.
    pub(super) problem: RefCell<Option<tracie_store::Error>>,
}

impl Bucket<'_> {
    /// Looks at an entry if the run does.
    fn take(&self, entry: Entry) -> Option<Entry> {
        let pass = match self.filter.pass(&entry) {
            Ok(pass) => pass,
            Err(problem) => {
                self.listed.problem.borrow_mut().get_or_insert(problem);
                return None;
            }
        };
        let mut rest = self.listed.rest.borrow_mut();
        if let Some(pass) = pass {
            rest.add(pass);
            rest.notes.extend(self.filter.note(&entry, pass));
            return None;
        }
        let entry = self.scoped(entry, &mut rest);
        let before = std::mem::take(&mut *rest);
        self.listed.before.borrow_mut().push_back(before);
        Some(entry)
    }

    /// Has scoping count for files in archives too.
    fn scoped(&self, mut entry: Entry, passed: &mut Passed) -> Entry {
        if let Entry::Object(object) = &mut entry {
            let scope = &self.filter.scope;
            object.member_sizes = scope.sizes_within(&Facts::of(object));
            if scope.asks_for_tags() && object.attributes.tags.is_none() {
                passed.add_untagged();
            }
        }
        entry
    }
}

impl Source for Bucket<'_> {
    fn objects(&self) -> Box<dyn Iterator<Item = Entry> + '_> {
        let mut seen = Seen::new(self.after);
        let listing = match self.after {
            None => self.source.objects(),
            Some(at) => self.source.objects_from(&at.key),
        };
        let is_new = move |entry: &Entry| !seen.has(entry);
        let goes_on = |_: &Entry| self.listed.problem.borrow().is_none();
        let due = listing.take_while(goes_on).filter({
            let is_new = RefCell::new(is_new);
            move |entry| (*is_new.borrow_mut())(entry)
        });
        Box::new(due.filter_map(|entry| self.take(entry)))
    }
}

/// What was dealt with before an interruption.
pub(super) struct Seen<'a> {
    at: Option<&'a At>,
    /// Entries with the last key that came by.
    nth: u32,
}

impl<'a> Seen<'a> {
    pub(super) fn new(at: Option<&'a At>) -> Seen<'a> {
        Seen { at, nth: 0 }
    }

    /// Whether an entry is among them. All entries are to be asked for, in
    /// their order.
    pub(super) fn has(&mut self, entry: &Entry) -> bool {
        let Some(at) = self.at else {
            return false;
        };
        match entry {
            Entry::Skipped(skipped) if skipped.key == ROOT => at.root,
            entry if entry.key() == at.key => {
                self.nth += 1;
                self.nth <= at.nth
            }
            entry => *entry.key() < *at.key,
        }
    }
}

/// The key of what is said of a bucket's directory itself.
pub(super) const ROOT: &str = "/";

#[cfg(test)]
mod tests {
    use tracie_finding::detection::Reason;
    use tracie_source::{Object, Skipped, Trouble};

    use super::*;

    fn object(key: &str) -> Entry {
        Entry::Object(Object::new("b", key, || Ok(Box::new(std::io::empty()))))
    }

    fn skipped(key: &str) -> Entry {
        Entry::Skipped(Skipped {
            bucket: "b".into(),
            key: key.into(),
            trouble: Trouble::new(Reason::PermissionDenied, "it may not be listed"),
        })
    }

    /// Whatever the entry after which a run was interrupted, it goes on with
    /// the next one.
    #[test]
    fn a_run_goes_on_where_it_was() {
        let entries = || {
            vec![
                skipped("/"),
                object("!"),
                object("a"),
                skipped("b/"),
                object("b/\u{FFFD}"),
                object("b/\u{FFFD}"),
                object("b/\u{FFFD}"),
                object("c"),
            ]
        };
        let mut at = At::default();
        for done in 1..=entries().len() {
            let last = &entries()[done - 1];
            at = match last {
                Entry::Skipped(it) if it.key == ROOT => At { root: true, ..at },
                last => At {
                    nth: if at.key == last.key() { at.nth + 1 } else { 1 },
                    key: last.key().into(),
                    ..at
                },
            };
            let mut seen = Seen::new(Some(&at));
            let left = entries()
                .into_iter()
                .filter(|entry| !seen.has(entry))
                .count();
            assert_eq!(left, entries().len() - done, "{at:?}");
        }
    }
}
