//! What is to be tried in the values of a form: worked out once for all of them, without
//! what the form itself answers.

use std::collections::HashMap;
use std::ops::Range;

use tracie_pattern::hash::Quick;
use tracie_pattern::{Fit, Form, Tells, Test};

use crate::compiled::Compiled;
use crate::matches::Rank;
use crate::rule::{Around, Rule};

/// What is to be tried in values of all forms that are remembered, form by form.
#[derive(Debug, Default)]
pub(crate) struct Tries {
    all: Vec<Try>,
    /// By the state after the bytes that tell them, ends in `ends`.
    outcomes: Vec<(u16, Range<u32>)>,
    ends: Vec<u32>,
    tests: Vec<Test>,
    /// What the rules of patterns ask of values of some length.
    rules: Vec<Rule>,
    /// By pattern and length, in `rules`.
    rule_of: HashMap<(u32, Option<usize>), u32, Quick>,
}

/// A pattern to be tried in all values of a form: one that needs no keyword, or that
/// the names over the values arm.
#[derive(Clone, Debug)]
pub(crate) struct Try {
    told: Told,
    pub(crate) pattern: u32,
    pub(crate) identifier: u32,
    /// Where in the value.
    pub(crate) start: u32,
    /// What is asked of a match, in `rules`.
    rule: u32,
    /// Whether what is around a match in the value does not speak against it.
    fine: bool,
    /// Whether something is tried for the same identifier at another place, so that one of
    /// them may lie in the other.
    pub(crate) shares: bool,
    /// Whether it comes to the same as the try before it.
    pub(crate) again: bool,
    pub(crate) rank: Rank,
}

/// What tells the ends of a match.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Told {
    /// All bytes.
    Unknown,
    /// The one that there can be, if all these tests hold, one and those in `tests`; else
    /// there is none.
    One(Test, Range<u32>, u32),
    /// Those in `ends`, of each value.
    All(Range<u32>),
    /// By the state after so many bytes, in `outcomes`.
    State(u32, Range<u32>),
}

impl Tries {
    pub(crate) fn clear(&mut self) {
        *self = Tries::default();
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }

    /// Those in a range.
    #[inline(always)]
    pub(crate) fn within(&self, range: Range<usize>) -> &[Try] {
        &self.all[range]
    }

    /// The end of what a try finds in a value, if it is any.
    #[inline(always)]
    pub(crate) fn end(&self, compiled: &Compiled, it: &Try, value: &[u8]) -> Option<u32> {
        let ends = match &it.told {
            Told::One(first, _, _) if !first.holds(value) => return None,
            Told::One(_, tests, end) => {
                let mut tests = self.tests[span(tests)].iter();
                if !tests.all(|it| it.holds(value)) {
                    return None;
                }
                std::slice::from_ref(end)
            }
            Told::All(ends) => &self.ends[span(ends)],
            Told::State(by, outcomes) => self.ends_by_state(compiled, it, value, *by, outcomes)?,
            Told::Unknown => return None,
        };
        // The longest; a loop, which is sure to be inlined.
        for end in ends.iter().rev() {
            if self.accepts(compiled, it, value, *end as usize) {
                return Some(*end);
            }
        }
        None
    }

    /// Whether the rule of a pattern accepts its match up to an end.
    #[inline(always)]
    fn accepts(&self, compiled: &Compiled, it: &Try, value: &[u8], end: usize) -> bool {
        let start = it.start as usize;
        match it.fine {
            true => {
                let rule = &self.rules[it.rule as usize];
                rule.judge_alone(&value[start..end]).is_ok()
            }
            false => {
                let rule = &compiled.patterns[it.pattern as usize].rule;
                rule.accepts(value, start, end)
            }
        }
    }

    /// The ends of a match that are told by so many bytes.
    fn ends_by_state(
        &self,
        compiled: &Compiled,
        it: &Try,
        value: &[u8],
        by: u32,
        outcomes: &Range<u32>,
    ) -> Option<&[u32]> {
        let start = it.start as usize;
        let bytes = &value[start..start + by as usize];
        let state = compiled.set.state_after(it.pattern, bytes);
        let mut outcomes = self.outcomes[span(outcomes)].iter();
        let (_, ends) = outcomes.find(|outcome| outcome.0 == state)?;
        Some(&self.ends[span(ends)])
    }

    /// Keeps what is to be tried in values of a form, but for matches that what is around
    /// them rules out.
    pub(crate) fn keep(&mut self, compiled: &Compiled, form: &Form, fit: &Fit) {
        let rule = &compiled.patterns[fit.pattern as usize];
        let ends = possible_ends(compiled, form, fit);
        let Some(first) = ends.first() else {
            return;
        };
        let length = |end: usize| {
            let bytes = form.bytes()[fit.start..end].iter();
            bytes.filter(|it| it.is_ascii_alphanumeric()).count()
        };
        let same = ends.iter().all(|it| length(it.0) == length(first.0));
        let length = same.then(|| length(first.0));
        let possible = |end| ends.iter().any(|it| it.0 == end);
        let told = self.told(compiled, form, fit, &possible);
        let it = Try {
            told,
            pattern: fit.pattern,
            identifier: rule.identifier,
            start: fit.start as u32,
            rule: self.rule(compiled, fit.pattern, length),
            fine: ends.iter().all(|it| it.1 == Around::Fine),
            shares: false,
            again: false,
            rank: rule.rank,
        };
        self.all.push(it);
    }

    /// What tells the ends of a match that are possible.
    fn told(
        &mut self,
        compiled: &Compiled,
        form: &Form,
        fit: &Fit,
        possible: &dyn Fn(usize) -> bool,
    ) -> Told {
        match compiled.set.tells(form, fit) {
            Tells::Tests(mut tests) => {
                let Some(end) = fit.ends.first().filter(|_| fit.ends.len() == 1) else {
                    return Told::All(self.keep_ends(&fit.ends, possible));
                };
                // What turns most values away comes first.
                tests.sort_by_key(|it| std::cmp::Reverse(it.size()));
                let one = tests.pop().unwrap_or(Test::ANY);
                let first = self.tests.len() as u32;
                self.tests.extend(tests.into_iter().rev());
                Told::One(one, first..self.tests.len() as u32, *end as u32)
            }
            Tells::State(told) => {
                let first = self.outcomes.len() as u32;
                for (state, ends) in told.ends {
                    let ends = self.keep_ends(&ends, possible);
                    self.outcomes.push((state, ends));
                }
                Told::State(told.by as u32, first..self.outcomes.len() as u32)
            }
            Tells::All => Told::Unknown,
        }
    }

    fn keep_ends(&mut self, ends: &[usize], possible: &dyn Fn(usize) -> bool) -> Range<u32> {
        let first = self.ends.len() as u32;
        let ends = ends.iter().copied().filter(|it| possible(*it));
        self.ends.extend(ends.map(|end| end as u32));
        first..self.ends.len() as u32
    }

    /// What a pattern asks of values of so many letters and digits, or of any.
    fn rule(&mut self, compiled: &Compiled, pattern: u32, length: Option<usize>) -> u32 {
        if let Some(known) = self.rule_of.get(&(pattern, length)) {
            return *known;
        }
        let rule = &compiled.patterns[pattern as usize].rule;
        let rule = length.map_or_else(|| rule.clone(), |it| rule.of_length(it));
        let alike = self.rules.iter().position(|it| it.asks_alike(&rule));
        let number = alike.unwrap_or(self.rules.len()) as u32;
        if alike.is_none() {
            self.rules.push(rule);
        }
        self.rule_of.insert((pattern, length), number);
        number
    }

    /// Works out what the tries from one on, all of a form, have to do with each other.
    pub(crate) fn relate(&mut self, compiled: &Compiled, from: usize) {
        for at in from..self.all.len() {
            let Try {
                identifier, start, ..
            } = self.all[at];
            let others = &self.all[from..];
            let shares = |it: &Try| it.identifier == identifier && it.start != start;
            self.all[at].shares = others.iter().any(shares);
        }
        for at in from + 1..self.all.len() {
            self.all[at].again = self.comes_to_the_same(compiled, &self.all[at - 1], &self.all[at]);
        }
    }

    /// Whether two tries find the same in each value of their form.
    fn comes_to_the_same(&self, compiled: &Compiled, one: &Try, other: &Try) -> bool {
        let both = |test: fn(&Try) -> bool| test(one) && test(other);
        let matcher = |it: &Try| compiled.set.matcher(it.pattern).map(|it| it.0);
        both(|it| it.fine && !it.shares)
            && (one.start, one.rule, matcher(one)) == (other.start, other.rule, matcher(other))
            && self.are_told_alike(&one.told, &other.told)
    }

    /// Whether the ends of two matches of one automaton are told to be the same.
    fn are_told_alike(&self, one: &Told, other: &Told) -> bool {
        let ends = |it: &Range<u32>| &self.ends[span(it)];
        match (one, other) {
            (Told::One(a, tests, end), Told::One(b, others, other)) => {
                (a, end) == (b, other) && self.tests[span(tests)] == self.tests[span(others)]
            }
            (Told::All(one), Told::All(other)) => ends(one) == ends(other),
            (Told::State(by, one), Told::State(same, other)) => {
                let outcomes = |it| self.outcomes[span(it)].iter().map(|it| (it.0, ends(&it.1)));
                by == same && outcomes(one).eq(outcomes(other))
            }
            _ => false,
        }
    }
}

/// The ends of a match in values of a form that what is around it does not rule out.
pub(crate) fn possible_ends(compiled: &Compiled, form: &Form, fit: &Fit) -> Vec<(usize, Around)> {
    let rule = &compiled.patterns[fit.pattern as usize].rule;
    let around = |end: usize| match rule.has_digit(&form.bytes()[fit.start..end]) {
        true => rule.around(form.bytes(), fit.start, end),
        false => Around::Wrong,
    };
    let ends = fit.ends.iter().map(|it| (*it, around(*it)));
    ends.filter(|it| it.1 != Around::Wrong).collect()
}

impl Try {
    /// Whether only the bytes of a value tell where its match ends.
    #[inline(always)]
    pub(crate) fn is_unknown(&self) -> bool {
        self.told == Told::Unknown
    }
}

/// The places in a list that numbers stand for.
#[inline(always)]
fn span(numbers: &Range<u32>) -> Range<usize> {
    numbers.start as usize..numbers.end as usize
}
