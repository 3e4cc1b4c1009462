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
    /// By the state after the bytes that tell them, ends in `ends`.
    outcomes: Vec<(u16, Range<u32>)>,
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
#[derive(Clone, Debug)]
enum Seen {
    Times(u32),
    /// Often enough: what is to be tried, in `tries`.
    Again(Range<u32>),
}

impl Default for Seen {
    fn default() -> Seen {
        Seen::Times(0)
    }
}

/// Values of a form before it is worth working out.
const OFTEN: u32 = 4;

/// A pattern to be tried in all values of a form.
#[derive(Clone, Debug)]
pub(crate) struct Try {
    pub(crate) pattern: u32,
    /// Where in the value.
    pub(crate) start: usize,
    /// By how many bytes its ends are told and what follows from them, in
    /// `outcomes`.
    told: Option<(usize, Range<u32>)>,
}

/// What is known of the ends of a match.
#[derive(Clone, Copy)]
pub(crate) enum Ends<'a> {
    /// They must be looked for.
    Unknown,
    /// All of them in the value.
    Known(&'a [usize]),
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
                seen: Seen::Times(1),
            };
            return None;
        }
        match &mut slot.seen {
            Seen::Again(tries) => return Some(tries.clone()),
            Seen::Times(times) if *times < OFTEN => {
                *times += 1;
                return None;
            }
            Seen::Times(_) => {}
        }
        let tries = self.work_out(set, form, armed);
        self.slots[at].seen = Seen::Again(tries.clone());
        Some(tries)
    }

    /// What is to be tried, in the order of all tries.
    #[inline]
    pub(crate) fn tries(&self, range: Range<u32>) -> &[Try] {
        &self.tries[range.start as usize..range.end as usize]
    }

    /// What is known of the ends of a match in a value.
    #[inline]
    pub(crate) fn ends(&self, set: &PatternSet, it: &Try, value: &[u8]) -> Ends<'_> {
        let Some((by, outcomes)) = &it.told else {
            return Ends::Unknown;
        };
        let outcomes = &self.outcomes[outcomes.start as usize..outcomes.end as usize];
        let known = match by {
            0 => outcomes.first(),
            _ => {
                let state = set.state_after(it.pattern, &value[it.start..it.start + by]);
                outcomes.iter().find(|outcome| outcome.0 == state)
            }
        };
        Ends::Known(known.map_or(&[], |it| &self.ends[it.1.start as usize..it.1.end as usize]))
    }

    #[cold]
    fn work_out(&mut self, set: &PatternSet, form: &Form, armed: &Armed) -> Range<u32> {
        let first = self.tries.len() as u32;
        set.fits(form, &armed.arming.weak, |fit| {
            let told = fit.told.map(|told| (told.by, self.keep(told.ends)));
            self.tries.push(Try {
                pattern: fit.pattern,
                start: fit.start,
                told,
            });
        });
        first..self.tries.len() as u32
    }

    fn keep(&mut self, told: Vec<(u16, Vec<usize>)>) -> Range<u32> {
        let first = self.outcomes.len() as u32;
        for (state, ends) in told {
            let from = self.ends.len() as u32;
            self.ends.extend(ends);
            self.outcomes.push((state, from..self.ends.len() as u32));
        }
        first..self.outcomes.len() as u32
    }

    fn forget(&mut self) {
        self.slots.clear();
        self.slots.resize(SLOTS, Slot::default());
        self.tries.clear();
        self.outcomes.clear();
        self.ends.clear();
    }
}

/// The slot of a form below some names.
#[inline(always)]
fn place(form: &Form, names: u32) -> usize {
    (form.hash() ^ u64::from(names)) as usize % SLOTS
}
