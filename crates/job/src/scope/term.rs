//! Conditions with their values read.

use std::time::SystemTime;

use jiff::Timestamp;
use tracie_finding::Sizes;

use super::facts::Facts;
use crate::definition::{Comparator, ScopeBlock, ScopeKey, ScopeTerm, SimpleScopeTerm, TagPair};

/// Conditions that must all be so.
#[derive(Clone, Debug)]
pub(super) struct Block(Vec<Term>);

#[derive(Clone, Debug)]
pub(super) enum Term {
    /// Whether it is one of these extensions.
    Extension {
        is: bool,
        of: Vec<String>,
    },
    /// Whether the key begins with one of these.
    Prefix(Vec<String>),
    /// Seconds since 1970, as S3 counts them.
    Modified(Comparator, i64),
    Size(Sizes),
    /// Whether one of these is among the tags.
    Tags {
        is: bool,
        of: Vec<TagPair>,
    },
}

impl Block {
    pub(super) fn new(block: &ScopeBlock) -> Result<Block, String> {
        let terms = block.and.iter().flat_map(Term::all);
        terms.collect::<Result<_, _>>().map(Block)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether all is so; `None` if that cannot be told.
    pub(super) fn holds(&self, facts: &Facts<'_>) -> Option<bool> {
        all(self.0.iter().map(|term| term.holds(facts)))
    }

    pub(super) fn holds_but_for_size(&self, facts: &Facts<'_>) -> Option<bool> {
        let others = self.0.iter().filter(|term| !is_of_size(term));
        all(others.map(|term| term.holds(facts)))
    }

    pub(super) fn asks_for_size(&self) -> bool {
        self.0.iter().any(is_of_size)
    }

    pub(super) fn asks_for_tags(&self) -> bool {
        self.0.iter().any(|term| matches!(term, Term::Tags { .. }))
    }

    /// The sizes for which all conditions on sizes hold.
    pub(super) fn sizes(&self) -> Sizes {
        let sizes = self.0.iter().filter_map(|term| match term {
            Term::Size(sizes) => Some(sizes),
            _ => None,
        });
        sizes.fold(Sizes::all(), |all, sizes| all.and(sizes))
    }
}

impl Term {
    /// The condition in a term, or both if there are two.
    fn all(term: &ScopeTerm) -> Vec<Result<Term, String>> {
        let simple = term.simple_scope_term.as_ref().map(Term::simple);
        let tags = term.tag_scope_term.as_ref().map(|term| {
            Ok(Term::Tags {
                is: term.comparator != Comparator::Ne,
                of: term.tag_values.clone(),
            })
        });
        simple.into_iter().chain(tags).collect()
    }

    fn simple(term: &SimpleScopeTerm) -> Result<Term, String> {
        Ok(match term.key {
            ScopeKey::Extension => Term::Extension {
                is: term.comparator != Comparator::Ne,
                of: term.values.clone(),
            },
            ScopeKey::Key => Term::Prefix(term.values.clone()),
            ScopeKey::LastModified => {
                let instant: Timestamp = only(term)?.parse().map_err(|_| unreadable(term))?;
                Term::Modified(term.comparator, instant.as_second())
            }
            ScopeKey::Size => {
                let size = only(term)?.parse().map_err(|_| unreadable(term))?;
                Term::Size(sizes(term.comparator, size))
            }
        })
    }

    /// Whether it is so; `None` if that cannot be told.
    fn holds(&self, facts: &Facts<'_>) -> Option<bool> {
        Some(match self {
            Term::Extension { is, of } => {
                let extension = facts.extension();
                of.iter().any(|it| it == extension) == *is
            }
            Term::Prefix(prefixes) => prefixes.iter().any(|it| facts.key.starts_with(&**it)),
            Term::Modified(comparator, then) => {
                compare(*comparator, seconds(facts.modified?), *then)
            }
            Term::Size(sizes) => sizes.contains(facts.size?),
            Term::Tags { is, of } => of.iter().any(|pair| pair.is_among(facts.tags)) == *is,
        })
    }
}

/// Whether a condition is on sizes.
fn is_of_size(term: &Term) -> bool {
    matches!(term, Term::Size(..))
}

/// Whether all of several things are so, as far as that can be told.
fn all(mut things: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    things
        .try_fold(Some(true), |all, thing| match thing {
            // One that is not decides.
            Some(false) => Err(Some(false)),
            Some(true) => Ok(all),
            None => Ok(None),
        })
        .unwrap_or_else(|decided| decided)
}

fn only(term: &SimpleScopeTerm) -> Result<&str, String> {
    term.values
        .first()
        .map(String::as_str)
        .ok_or_else(|| unreadable(term))
}

fn unreadable(term: &SimpleScopeTerm) -> String {
    format!("a value of {} cannot be read", term.key.name())
}

/// Times of S3 have whole seconds; those of files are cut to them.
fn seconds(time: SystemTime) -> i64 {
    Timestamp::try_from(time).map_or(i64::MAX, Timestamp::as_second)
}

fn compare(comparator: Comparator, value: i64, with: i64) -> bool {
    match comparator {
        Comparator::Eq => value == with,
        Comparator::Ne => value != with,
        Comparator::Gt => value > with,
        Comparator::Gte => value >= with,
        Comparator::Lt => value < with,
        Comparator::Lte => value <= with,
        // Refused by validation: they mean nothing here.
        Comparator::Contains | Comparator::StartsWith => false,
    }
}

fn sizes(comparator: Comparator, size: u64) -> Sizes {
    let up_to = Sizes::of([0..=size]);
    let exactly = Sizes::of([size..=size]);
    match comparator {
        Comparator::Eq => exactly,
        Comparator::Ne => exactly.complement(),
        Comparator::Gt => up_to.complement(),
        Comparator::Gte => up_to.without(&exactly).complement(),
        Comparator::Lt => up_to.without(&exactly),
        Comparator::Lte => up_to,
        Comparator::Contains | Comparator::StartsWith => Sizes::of([]),
    }
}
