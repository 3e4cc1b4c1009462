//! What is known of the values of a chunk before they are searched: of most, by
//! their form, what may match; the others are wanted for a closer look.

use std::ops::Range;

use tracie_finding::chunk::{Names, Value};
use tracie_pattern::class::{Mask, Task};
use tracie_pattern::{Form, Survey};

use crate::compiled::Compiled;
use crate::forms::{Forms, Known};
use crate::judge::Workspace;
use crate::names::ArmedNames;
use crate::serials;

/// What is known of the values of a chunk. Scratch space: reuse it.
#[derive(Debug, Default)]
pub(crate) struct Planned {
    /// The numbers of the values in which there is anything to try, ascending, and what
    /// is known of each.
    pub(crate) judged: Vec<(u32, Known)>,
    /// The numbers of values that hold white space, if names or addresses are looked
    /// for: neither is one word.
    pub(crate) spaced: Vec<u32>,
    /// The numbers of values that may be as long as a serial number of letters.
    pub(crate) as_long: Vec<u32>,
    /// Where keywords are to be looked for: wanted values, and the bytes beside them.
    pub(crate) wanted: Mask,
}

/// Values of a chunk, and what is remembered of such.
pub(crate) struct Planner<'a> {
    pub(crate) compiled: &'a Compiled,
    pub(crate) survey: &'a Survey,
    pub(crate) space: &'a mut Workspace,
    pub(crate) names: &'a mut ArmedNames,
    pub(crate) forms: &'a mut Forms,
    pub(crate) table: &'a Names,
    /// Where the last match ended that came before the chunk.
    pub(crate) taken: u64,
    /// Whether names or addresses are looked for.
    pub(crate) by_words: bool,
    pub(crate) text: &'a [u8],
    pub(crate) values: &'a [Value],
    pub(crate) planned: &'a mut Planned,
}

impl Task for Planner<'_> {
    type Output = ();

    #[inline(always)]
    fn run(mut self) {
        self.plan();
    }
}

impl Planner<'_> {
    /// Looks at the values once.
    #[inline(always)]
    fn plan(&mut self) {
        self.begin();
        let (values, survey, compiled) = (self.values, self.survey, self.compiled);
        let by_words = self.by_words;
        // The origin from which on the forms of values tell what to try in them.
        let by_form = match compiled.goes_by_form() {
            true => self.taken,
            false => u64::MAX,
        };
        let everywhere = !compiled.customs_everywhere.is_empty();
        // Whether custom identifiers may be in a value without a digit.
        let customs = everywhere || compiled.armed_customs.is_some_and(|it| it.digits == 0);
        let as_long = serials::lengths(&compiled.serials);
        let mut special = Special::of(survey);
        let mut digits = Digits::of(survey);
        for (number, value) in (0..).zip(values) {
            let range = value.range();
            if by_words && survey.holds_space(range.clone()) {
                self.planned.spaced.push(number);
            }
            if as_long >> (value.end.wrapping_sub(value.start) % 64) & 1 == 1 {
                self.planned.as_long.push(number);
            }
            let inside = special.within(range.clone());
            let holds_digit = digits.are_in(&range);
            let told = value.origin >= by_form && !inside.special;
            if !holds_digit && told && !customs && !compiled.may_be_token(&range) {
                // As most names of members.
                continue;
            }
            let known = match told {
                true => self.known(value, range.clone(), holds_digit, inside.starts),
                false => Known::unknown(),
            };
            if !known.is_alone() {
                let beside = range.start.saturating_sub(1)..(range.end + 2).min(self.text.len());
                self.planned.wanted.set(beside);
            }
            let custom = everywhere || (holds_digit || customs) && self.arms_custom(value);
            let nothing = known.is_alone() && known.is_nothing();
            if !nothing || custom {
                let known = known.and_custom(custom);
                self.planned.judged.push((number, known));
            }
        }
    }

    /// Forgets what was known of other values.
    fn begin(&mut self) {
        self.names.begin(self.table.len());
        self.forms.begin();
        self.planned.judged.clear();
        self.planned.spaced.clear();
        self.planned.as_long.clear();
        self.planned.wanted.clear(self.text.len().div_ceil(64));
    }

    /// What is known of a value that holds neither a literal nor a run, given whether it
    /// holds a digit, and whether the survey shows that a value-first pattern may start in it.
    #[inline(always)]
    fn known(
        &mut self,
        value: &Value,
        range: Range<usize>,
        holds_digit: bool,
        starts: bool,
    ) -> Known {
        match holds_digit {
            true => match self.well_known(value, range.clone()) {
                known if known.is_known() => known,
                _ => self.known_with_digit(value, range, starts),
            },
            false if self.compiled.may_be_token(&range) => self.known_of_token(value),
            false => Known::nothing()
                .alone()
                .and_alone(!self.may_arm_custom(range)),
        }
    }

    /// Whether a keyword in a value without a digit may arm a custom identifier.
    #[inline(always)]
    fn may_arm_custom(&self, range: Range<usize>) -> bool {
        let compiled = self.compiled;
        compiled
            .armed_customs
            .is_some_and(|it| it.digits == 0 && range.len() >= it.bytes)
            && self.survey.holds_letter(range)
    }

    /// What the form of a value with a digit tells of it, if it is well known.
    #[inline(always)]
    fn well_known(&mut self, value: &Value, range: Range<usize>) -> Known {
        match self.names.number_of_forms(value.names) {
            Some(names) => self.forms.well_known((self.text, range), names),
            None => Known::unknown(),
        }
    }

    /// The same of one without a digit that may hold a long token.
    #[inline(never)]
    fn known_of_token(&mut self, value: &Value) -> Known {
        let named = self
            .names
            .armed(self.compiled, self.space, self.table, value.names);
        match named.arming.tokens.is_empty() {
            true => Known::nothing(),
            false => Known::unknown(),
        }
    }

    /// Whether the names over a value arm a custom identifier.
    #[inline(always)]
    fn arms_custom(&mut self, value: &Value) -> bool {
        let (compiled, space) = (self.compiled, &mut *self.space);
        compiled.armed_customs.is_some()
            && self
                .names
                .armed(compiled, space, self.table, value.names)
                .arms_custom()
    }

    /// The same of a value that holds a digit.
    #[inline(always)]
    fn known_with_digit(&mut self, value: &Value, range: Range<usize>, starts: bool) -> Known {
        let (compiled, text) = (self.compiled, self.text);
        let named = self
            .names
            .armed(compiled, self.space, self.table, value.names);
        let firsts = !named.arming.firsts.is_empty();
        let tokens = !named.arming.tokens.is_empty();
        if firsts || tokens && compiled.may_be_token(&range) {
            return Known::unknown();
        }
        if range.len() <= Form::LONGEST {
            let known = self.forms.known(compiled, (text, range.clone()), named);
            if known.is_known() {
                return known;
            }
        }
        // Where nothing starts only a keyword has anything tried.
        let may_start = || starts || compiled.set.may_start(self.survey, range.clone());
        if named.arming.is_empty() && !may_start() {
            let letter = self.survey.holds_letter(range.clone());
            let alone = !letter || !compiled.set.may_hold_keyword(&text[range]);
            return Known::nothing().alone().and_alone(alone);
        }
        Known::unknown()
    }
}

/// Where the next digit is, for values in order.
struct Digits<'a> {
    survey: &'a Survey,
    /// The first from where it was asked for last.
    next: usize,
}

impl<'a> Digits<'a> {
    fn of(survey: &'a Survey) -> Digits<'a> {
        let next = survey.next_digit(0);
        Digits { survey, next }
    }

    /// Whether there is one in a range behind all ranges before it.
    #[inline(always)]
    fn are_in(&mut self, range: &Range<usize>) -> bool {
        if self.next < range.start {
            self.next = self.survey.next_digit(range.start);
        }
        self.next < range.end
    }
}

/// What else may be in values, and no value has had yet, in order.
struct Special<'a> {
    literals: &'a [(u32, u32)],
    runs: &'a [(u32, u32)],
    /// Where value-first patterns may start.
    starts: &'a [u32],
    /// Nothing of all that is before this.
    next: usize,
}

/// What of it is in a value.
#[derive(Clone, Copy, Default)]
struct Inside {
    /// A literal, or a part of a run.
    special: bool,
    /// The start of a value-first pattern.
    starts: bool,
}

impl<'a> Special<'a> {
    fn of(survey: &'a Survey) -> Special<'a> {
        Special {
            literals: &survey.literals,
            runs: &survey.runs,
            starts: &survey.starts,
            next: 0,
        }
    }

    /// What is in a range behind all ranges before it: mostly nothing.
    #[inline(always)]
    fn within(&mut self, range: Range<usize>) -> Inside {
        match range.end <= self.next {
            true => Inside::default(),
            false => self.look_in(range),
        }
    }

    #[inline(never)]
    fn look_in(&mut self, range: Range<usize>) -> Inside {
        pass(&mut self.literals, |it| (it.0 as usize) < range.start);
        pass(&mut self.runs, |it| it.1 as usize <= range.start);
        pass(&mut self.starts, |it| (*it as usize) < range.start);
        let first = |list: &[(u32, u32)]| list.first().map_or(usize::MAX, |it| it.0 as usize);
        let special = first(self.literals).min(first(self.runs));
        let start = self.starts.first().map_or(usize::MAX, |it| *it as usize);
        self.next = special.min(start);
        Inside {
            special: special < range.end,
            starts: start < range.end,
        }
    }
}

/// Takes what is passed off the front of a list.
fn pass<T>(list: &mut &[T], passed: impl Fn(&T) -> bool) {
    while let [first, rest @ ..] = list
        && passed(first)
    {
        *list = rest;
    }
}
