//! What to try in short values, by their form: the cells of a column are written
//! alike, so it is worked out once.

use std::ops::Range;

use tracie_pattern::{Form, PatternSet};

use crate::names::Armed;

/// What is to be tried in values of the forms that came of late. Forms that
/// come once are not worth working out.
#[derive(Debug, Default)]
pub(crate) struct Forms {
    /// By the lowest bits of their hash.
    slots: Vec<Slot>,
    tries: Vec<Try>,
    ends: Vec<usize>,
}

#[derive(Clone, Debug, Default)]
struct Slot {
    form: Form,
    /// The number of the names over the values.
    names: u32,
    seen: Seen,
}

/// How often a form was seen.
#[derive(Clone, Debug, Default)]
enum Seen {
    #[default]
    Never,
    Once,
    /// What is to be tried, in `tries`.
    Again(Range<u32>),
}

/// A pattern to be tried in all values of a form.
#[derive(Clone, Debug)]
pub(crate) struct Try {
    pub(crate) pattern: u32,
    /// Where in the value.
    pub(crate) start: usize,
    /// Its ends in the value, in `ends`, if all values have the same.
    ends: Option<Range<usize>>,
}

/// Forms that are remembered.
const SLOTS: usize = 1 << 11;
/// What may be remembered of all forms before starting over.
const MOST: usize = 1 << 15;

impl Forms {
    /// What is to be tried in a value, by its place here; none if that is not
    /// known.
    #[inline]
    pub(crate) fn look_up(
        &mut self,
        set: &PatternSet,
        form: &Form,
        armed: &Armed,
    ) -> Option<Range<u32>> {
        if self.slots.is_empty() || self.tries.len() > MOST {
            self.forget();
        }
        let at = place(form, armed.number);
        let slot = &mut self.slots[at];
        if slot.names != armed.number || slot.form != *form {
            *slot = Slot {
                form: *form,
                names: armed.number,
                seen: Seen::Once,
            };
            return None;
        }
        if let Seen::Again(tries) = &slot.seen {
            return Some(tries.clone());
        }
        let tries = self.work_out(set, form, armed);
        self.slots[at].seen = Seen::Again(tries.clone());
        Some(tries)
    }

    /// What is to be tried, in the order of all tries.
    #[inline]
    pub(crate) fn tries(
        &self,
        range: Range<u32>,
    ) -> impl Iterator<Item = (&Try, Option<&[usize]>)> {
        let tries = &self.tries[range.start as usize..range.end as usize];
        tries
            .iter()
            .map(|it| (it, it.ends.clone().map(|ends| &self.ends[ends])))
    }

    #[cold]
    fn work_out(&mut self, set: &PatternSet, form: &Form, armed: &Armed) -> Range<u32> {
        let first = self.tries.len() as u32;
        set.fits(form, &armed.arming.weak, |fit| {
            let from = self.ends.len();
            if fit.certain {
                self.ends.extend(fit.ends);
            }
            self.tries.push(Try {
                pattern: fit.pattern,
                start: fit.start,
                ends: fit.certain.then_some(from..self.ends.len()),
            });
        });
        first..self.tries.len() as u32
    }

    fn forget(&mut self) {
        self.slots.clear();
        self.slots.resize(SLOTS, Slot::default());
        self.tries.clear();
        self.ends.clear();
    }
}

/// The slot of a form below some names.
#[inline(always)]
fn place(form: &Form, names: u32) -> usize {
    (form.hash() ^ u64::from(names)) as usize % SLOTS
}
