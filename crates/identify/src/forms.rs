//! What to try in short values, by their form: the cells of a column are written
//! alike, so it is worked out once.

use std::ops::Range;

use tracie_pattern::{Fit, Form, Tells, Test};

use crate::compile::Compiled;
use crate::matches::Rank;
use crate::names::Armed;
use crate::rule::Around;

/// What is to be tried in values of the forms that came of late. Forms that
/// come once are not worth working out.
#[derive(Debug, Default)]
pub(crate) struct Forms {
    /// By the lowest bits of their hash.
    slots: Vec<Slot>,
    tries: Vec<Try>,
    /// By the state after the bytes that tell them, ends in `ends`.
    outcomes: Vec<(u16, Range<u32>)>,
    ends: Vec<u32>,
    tests: Vec<Test>,
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

    fn hit(&mut self) {
        self.left = (self.left + 1).min(Worth::MOST);
    }

    fn miss(&mut self) {
        self.left -= Worth::MISS;
        if self.left < 0 {
            self.left = -Worth::MOST;
        }
    }

    /// Whether to look at the form of the next value.
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
    seen: Seen,
}

/// How often a form was seen.
#[derive(Clone, Debug)]
enum Seen {
    Times(u32),
    /// Often enough: what is known of it, and how often since others came in its place.
    Again(Known, u32),
}

impl Seen {
    fn times(&self) -> u32 {
        match self {
            Seen::Times(times) | Seen::Again(_, times) => *times,
        }
    }

    /// Counts less, so that what comes no more makes room.
    fn forget_one(&mut self) {
        let (Seen::Times(times) | Seen::Again(_, times)) = self;
        *times -= times.div_ceil(8);
    }
}

impl Default for Seen {
    fn default() -> Seen {
        Seen::Times(0)
    }
}

/// What is known of the values of a form below some names, in a word: it is copied
/// for each value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Known {
    /// Where what is to be tried begins, where no keyword stands in the value.
    from: u32,
    /// How much it is, times four; and what follows.
    bits: u32,
}

/// The bit of what is known at all.
const IS_KNOWN: u32 = 1;
/// The bit of values in which a keyword would change nothing.
const ALONE: u32 = 2;

impl Known {
    /// So many tries from a place on.
    fn of(from: u32, to: u32) -> Known {
        Known {
            from,
            bits: (to - from) << 2 | IS_KNOWN,
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

    #[inline(always)]
    pub(crate) fn is_known(self) -> bool {
        self.bits & IS_KNOWN != 0
    }

    /// Whether a keyword in the value would change nothing.
    #[inline(always)]
    pub(crate) fn is_alone(self) -> bool {
        self.bits & ALONE != 0
    }

    /// Whether nothing is to be tried that is known.
    #[inline(always)]
    pub(crate) fn is_nothing(self) -> bool {
        self.bits >> 2 == 0
    }
}

/// Values of a form before it is worth working out.
const OFTEN: u32 = 4;

/// A pattern to be tried in all values of a form: one that needs no keyword, or that
/// the names over the values arm.
#[derive(Clone, Debug)]
pub(crate) struct Try {
    pub(crate) pattern: u32,
    pub(crate) identifier: u32,
    /// Where in the value.
    pub(crate) start: usize,
    /// Whether what is around a match in the value does not speak against it.
    pub(crate) fine: bool,
    pub(crate) rank: Rank,
    told: Told,
}

/// What tells the ends of a match.
#[derive(Clone, Debug)]
enum Told {
    /// All bytes.
    Unknown,
    /// Its ends in `ends`, if all these tests hold, one and those in `tests`; else there
    /// are none.
    Tests(Test, Range<u32>, Range<u32>),
    /// By the state after so many bytes, in `outcomes`.
    State(u32, Range<u32>),
}

/// What is known of the ends of a match.
#[derive(Clone, Copy)]
pub(crate) enum Ends<'a> {
    /// They must be looked for.
    Unknown,
    /// All of them in the value.
    Known(&'a [u32]),
}

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
            self.outcomes.clear();
            self.ends.clear();
            self.tests.clear();
            self.worth.clear();
            let first = Worth { left: Worth::FIRST };
            self.worth.resize(WORTHS, first);
        }
    }

    /// Whether to look up the form of the next value below some names.
    #[inline(always)]
    pub(crate) fn is_worth(&mut self, armed: &Armed) -> bool {
        self.worth[armed.number as usize % WORTHS].holds()
    }

    /// What is known of the values of a form.
    #[inline(always)]
    pub(crate) fn look_up(&mut self, compiled: &Compiled, form: &Form, armed: &Armed) -> Known {
        let at = place(form, armed.number);
        let is = |at: usize| {
            let slot = &self.slots[at];
            slot.names == armed.number && slot.form == *form
        };
        let at = match at {
            first if is(first) => first,
            first if is(first ^ 1) => first ^ 1,
            _ => return self.miss(at, form, armed),
        };
        self.worth[armed.number as usize % WORTHS].hit();
        match &mut self.slots[at].seen {
            Seen::Again(known, times) => {
                *times = times.saturating_add(1);
                *known
            }
            Seen::Times(_) => self.learn(at, compiled, form, armed),
        }
    }

    /// A form comes that is not remembered; one of two places is for it.
    #[inline(never)]
    fn miss(&mut self, at: usize, form: &Form, armed: &Armed) -> Known {
        self.worth[armed.number as usize % WORTHS].miss();
        // The one that came less often goes.
        let least = self.slots[at].seen.times() > self.slots[at ^ 1].seen.times();
        self.slots[at ^ usize::from(least)] = Slot {
            form: *form,
            names: armed.number,
            seen: Seen::Times(1),
        };
        self.slots[at ^ usize::from(!least)].seen.forget_one();
        Known::unknown()
    }

    /// A form comes again of which nothing is known so far.
    #[cold]
    fn learn(&mut self, at: usize, compiled: &Compiled, form: &Form, armed: &Armed) -> Known {
        match &mut self.slots[at].seen {
            Seen::Times(times) if *times < OFTEN => {
                *times += 1;
                Known::unknown()
            }
            _ => {
                let known = self.work_out(compiled, form, armed);
                self.slots[at].seen = Seen::Again(known, OFTEN);
                known
            }
        }
    }

    /// What is to be tried, in the order of all tries.
    #[inline]
    pub(crate) fn tries(&self, known: Known) -> &[Try] {
        &self.tries[known.from as usize..][..(known.bits >> 2) as usize]
    }

    /// What is known of the ends of a match in a value.
    #[inline(always)]
    pub(crate) fn ends(&self, compiled: &Compiled, it: &Try, value: &[u8]) -> Ends<'_> {
        let ends = match &it.told {
            Told::Unknown => return Ends::Unknown,
            Told::Tests(first, _, _) if !first.holds(value) => &(0..0),
            Told::Tests(_, tests, ends) => {
                let mut tests = self.tests[span(tests)].iter();
                if tests.all(|it| it.holds(value)) {
                    ends
                } else {
                    &(0..0)
                }
            }
            Told::State(by, outcomes) => self.ends_by_state(compiled, it, value, *by, outcomes),
        };
        Ends::Known(&self.ends[span(ends)])
    }

    /// The ends of a match that are told by so many bytes.
    fn ends_by_state(
        &self,
        compiled: &Compiled,
        it: &Try,
        value: &[u8],
        by: u32,
        outcomes: &Range<u32>,
    ) -> &Range<u32> {
        let bytes = &value[it.start..it.start + by as usize];
        let state = compiled.set.state_after(it.pattern, bytes);
        let mut outcomes = self.outcomes[span(outcomes)].iter();
        let known = outcomes.find(|outcome| outcome.0 == state);
        known.map_or(&(0..0), |it| &it.1)
    }

    #[cold]
    fn work_out(&mut self, compiled: &Compiled, form: &Form, armed: &Armed) -> Known {
        let from = self.tries.len() as u32;
        let mut alone = form.bytes().len() < compiled.shortest_token;
        compiled.set.fits(form, |fit| {
            let rule = &compiled.patterns[fit.pattern as usize];
            let named = armed.identifiers.binary_search(&rule.identifier).is_ok();
            if !rule.keyword || named {
                self.keep(compiled, form, &fit);
            } else if !rule.named {
                alone &= !holds_letter_beside(form, &fit);
            }
        });
        let known = Known::of(from, self.tries.len() as u32);
        known.alone().and_alone(alone)
    }

    /// Keeps what is to be tried, but for matches that what is around them rules out.
    fn keep(&mut self, compiled: &Compiled, form: &Form, fit: &Fit) {
        let rule = &compiled.patterns[fit.pattern as usize];
        let around = |end: usize| rule.rule.around(form.bytes(), fit.start, end);
        let possible = fit.ends.iter().map(|end| around(*end));
        let mut possible = possible.filter(|it| *it != Around::Wrong).peekable();
        if possible.peek().is_none() {
            return;
        }
        let fine = possible.all(|it| it == Around::Fine);
        let told = match compiled.set.tells(form, fit) {
            Tells::Tests(mut tests) => {
                // What turns most values away comes first.
                tests.sort_by_key(|it| std::cmp::Reverse(it.size()));
                let one = tests.pop().unwrap_or(Test::ANY);
                let first = self.tests.len() as u32;
                self.tests.extend(tests.into_iter().rev());
                let ends = fit.ends.iter().copied();
                let ends = self.keep_ends(ends.filter(|it| around(*it) != Around::Wrong));
                Told::Tests(one, first..self.tests.len() as u32, ends)
            }
            Tells::State(told) => {
                let first = self.outcomes.len() as u32;
                for (state, ends) in told.ends {
                    let ends = ends.into_iter().filter(|it| around(*it) != Around::Wrong);
                    let ends = self.keep_ends(ends);
                    self.outcomes.push((state, ends));
                }
                Told::State(told.by as u32, first..self.outcomes.len() as u32)
            }
            Tells::All => Told::Unknown,
        };
        self.tries.push(Try {
            pattern: fit.pattern,
            identifier: rule.identifier,
            start: fit.start,
            fine,
            rank: rule.rank,
            told,
        });
    }

    fn keep_ends(&mut self, ends: impl Iterator<Item = usize>) -> Range<u32> {
        let first = self.ends.len() as u32;
        self.ends.extend(ends.map(|end| end as u32));
        first..self.ends.len() as u32
    }
}

/// The places in a list that numbers stand for.
#[inline(always)]
fn span(numbers: &Range<u32>) -> Range<usize> {
    numbers.start as usize..numbers.end as usize
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
    (form.hash() ^ u64::from(names)) as usize % SLOTS
}
