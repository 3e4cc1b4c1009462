//! What to try in short values, by their form: the cells of a column are written
//! alike, so it is worked out once.

use std::ops::Range;

use tracie_pattern::{Fit, Form};

use crate::compiled::Compiled;
use crate::names::Armed;
use crate::tries::{Tries, Try, possible_ends};

/// What is to be tried in values of the forms that came of late. Forms that
/// come once are not worth working out.
#[derive(Debug, Default)]
pub(crate) struct Forms {
    /// By the lowest bits of their hash.
    slots: Vec<Slot>,
    pub(crate) tries: Tries,
    /// By the lowest bits of the number of names, whether forms below them come again.
    worth: Vec<Worth>,
}

/// Whether it is worth knowing the forms below some names: of texts that differ each
/// is another one. What is found does not depend on it.
#[derive(Clone, Copy, Debug)]
struct Worth {
    /// How many more values may have a form that is not known; below zero, how many
    /// values are not looked at.
    left: i8,
}

impl Worth {
    /// Most that may be left.
    const MOST: i8 = 100;
    /// What is left at first.
    const FIRST: i8 = 24;
    /// What a value with another form takes.
    const MISS: i8 = 3;

    #[inline(always)]
    fn hit(&mut self) {
        if self.left < Worth::MOST {
            self.left += 1;
        }
    }

    fn miss(&mut self) {
        self.left -= Worth::MISS;
        if self.left < 0 {
            self.left = -Worth::MOST;
        }
    }

    /// Whether to look at the form of the next value.
    #[inline(always)]
    fn holds(&mut self) -> bool {
        if self.left >= 0 {
            return true;
        }
        self.left += 1;
        if self.left == 0 {
            self.left = Worth::FIRST;
        }
        false
    }
}

/// Sets of names that are told apart by that.
const WORTHS: usize = 1 << 8;

#[derive(Clone, Debug, Default)]
struct Slot {
    form: Form,
    /// The number of the names over the values.
    names: u32,
    /// How often it was seen since others came in its place, about.
    times: u32,
    /// What is known of it, once it was seen often enough.
    known: Known,
}

impl Slot {
    #[inline(always)]
    fn is(&self, form: &Form, names: u32) -> bool {
        self.names == names && self.form == *form
    }

    /// Counts less, so that what comes no more makes room.
    fn forget_one(&mut self) {
        self.times -= self.times.div_ceil(8);
    }
}

/// What is known of the values of a form below some names, in a word: it is copied
/// for each value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Known {
    /// Where what is to be tried begins, where no keyword stands in the value.
    from: u32,
    /// How much it is, times eight; and what follows.
    bits: u32,
}

/// The bit of what is known at all.
const IS_KNOWN: u32 = 1;
/// The bit of values in which a keyword would change nothing.
const ALONE: u32 = 2;
/// The bit of values in which custom identifiers are looked for, whatever is in them.
const CUSTOM: u32 = 4;

impl Known {
    /// So many tries from a place on.
    fn of(from: u32, to: u32) -> Known {
        Known {
            from,
            bits: (to - from) << 3 | IS_KNOWN,
        }
    }

    /// Nothing is known.
    pub(crate) fn unknown() -> Known {
        Known::default()
    }

    /// Nothing is to be tried, if there is no keyword.
    pub(crate) fn nothing() -> Known {
        Known::of(0, 0)
    }

    /// With whether a keyword in the value would change nothing, if that holds so far.
    #[inline(always)]
    pub(crate) fn and_alone(mut self, alone: bool) -> Known {
        self.bits &= !ALONE | u32::from(alone) << 1;
        self
    }

    /// The same, where a keyword in the value would change nothing.
    #[inline(always)]
    pub(crate) fn alone(mut self) -> Known {
        self.bits |= ALONE;
        self
    }

    /// With whether custom identifiers are looked for in the value, whatever is in it.
    #[inline(always)]
    pub(crate) fn and_custom(mut self, custom: bool) -> Known {
        self.bits |= u32::from(custom) << 2;
        self
    }

    #[inline(always)]
    pub(crate) fn is_known(self) -> bool {
        self.bits & IS_KNOWN != 0
    }

    /// Whether a keyword in the value would change nothing.
    #[inline(always)]
    pub(crate) fn is_alone(self) -> bool {
        self.bits & ALONE != 0
    }

    /// Whether what is known is all that is to be tried, but where the survey shows
    /// more: literals, or plain patterns.
    #[inline(always)]
    pub(crate) fn is_all(self) -> bool {
        self.bits & (ALONE | CUSTOM) == ALONE
    }

    /// The same where there is no keyword in the value.
    #[inline(always)]
    pub(crate) fn is_all_without_keyword(self) -> bool {
        self.bits & (IS_KNOWN | CUSTOM) == IS_KNOWN
    }

    /// Whether nothing is to be tried that is known.
    #[inline(always)]
    pub(crate) fn is_nothing(self) -> bool {
        self.bits >> 3 == 0
    }
}

/// Values of a form before it is worth working out.
const OFTEN: u32 = 4;

/// Forms that are remembered.
const SLOTS: usize = 1 << 12;
/// What may be remembered of all forms before starting over.
const MOST: usize = 1 << 15;

impl Forms {
    /// Begins with another text. What is known of a form stays true until then.
    pub(crate) fn begin(&mut self) {
        if self.slots.is_empty() || self.tries.len() > MOST {
            self.slots.clear();
            self.slots.resize(SLOTS, Slot::default());
            self.tries.clear();
            self.worth.clear();
            let first = Worth { left: Worth::FIRST };
            self.worth.resize(WORTHS, first);
        }
    }

    /// What the form of a value below names of a number tells of it, if it is worth looking
    /// at and well known: that of most is.
    #[inline(always)]
    pub(crate) fn well_known(&mut self, (text, range): (&[u8], Range<usize>), names: u32) -> Known {
        let worth = &mut self.worth[names as usize % WORTHS];
        if worth.left >= 0
            && let Some(form) = Form::of(text, range)
            && let slot = &mut self.slots[place(&form, names)]
            && slot.is(&form, names)
            && slot.known.is_known()
        {
            worth.hit();
            slot.times = slot.times.wrapping_add(1);
            return slot.known;
        }
        Known::unknown()
    }

    /// What the form of a value below some names tells of it; nothing is known of forms that
    /// hardly came before.
    pub(crate) fn known(
        &mut self,
        compiled: &Compiled,
        (text, range): (&[u8], Range<usize>),
        armed: &Armed,
    ) -> Known {
        if !self.worth[armed.number as usize % WORTHS].holds() {
            return Known::unknown();
        }
        match Form::of(text, range) {
            Some(form) => self.look_up(compiled, &form, armed),
            None => Known::unknown(),
        }
    }

    fn look_up(&mut self, compiled: &Compiled, form: &Form, armed: &Armed) -> Known {
        let first = place(form, armed.number);
        let mut places = [first, first ^ 1].into_iter();
        let Some(at) = places.find(|it| self.slots[*it].is(form, armed.number)) else {
            return self.miss(first, form, armed);
        };
        self.worth[armed.number as usize % WORTHS].hit();
        let slot = &mut self.slots[at];
        slot.times = slot.times.wrapping_add(1);
        if !slot.known.is_known() && slot.times > OFTEN {
            self.slots[at].known = self.work_out(compiled, form, armed);
        }
        self.slots[at].known
    }

    /// A form comes that is not remembered; one of two places is for it.
    fn miss(&mut self, at: usize, form: &Form, armed: &Armed) -> Known {
        self.worth[armed.number as usize % WORTHS].miss();
        // The one that came less often goes.
        let least = self.slots[at].times > self.slots[at ^ 1].times;
        self.slots[at ^ usize::from(least)] = Slot {
            form: *form,
            names: armed.number,
            times: 1,
            known: Known::unknown(),
        };
        self.slots[at ^ usize::from(!least)].forget_one();
        Known::unknown()
    }

    /// What is to be tried, in the order of all tries.
    #[inline]
    pub(crate) fn tries(&self, known: Known) -> &[Try] {
        let from = known.from as usize;
        self.tries.within(from..from + (known.bits >> 3) as usize)
    }

    #[cold]
    fn work_out(&mut self, compiled: &Compiled, form: &Form, armed: &Armed) -> Known {
        let from = self.tries.len() as u32;
        let mut alone =
            form.bytes().len() < compiled.shortest_token && !compiled.may_arm_custom(form.bytes());
        compiled.set.fits(form, |fit| {
            let rule = &compiled.patterns[fit.pattern as usize];
            let named = armed.identifiers.binary_search(&rule.identifier).is_ok();
            if !rule.keyword || named {
                self.tries.keep(compiled, form, &fit);
            } else if !rule.named && holds_letter_beside(form, &fit) {
                alone &= possible_ends(compiled, form, &fit).is_empty();
            }
        });
        self.tries.relate(compiled, from as usize);
        let known = Known::of(from, self.tries.len() as u32);
        known.alone().and_alone(alone)
    }
}

/// Whether there may be a keyword beside a match: each holds a letter.
fn holds_letter_beside(form: &Form, fit: &Fit) -> bool {
    let letter = |byte: &u8| byte.is_ascii_alphabetic() || !byte.is_ascii();
    let bytes = form.bytes();
    let first = fit.ends.first().copied().unwrap_or(fit.start);
    bytes[..fit.start].iter().chain(&bytes[first..]).any(letter)
}

/// The slot of a form below some names.
#[inline(always)]
fn place(form: &Form, names: u32) -> usize {
    (form.hash() ^ names) as usize % SLOTS
}
