//! One field (a text, a cell, a JSON value) searched by all plans.

use std::ops::RangeInclusive;

use tracie_pattern::class::is_word_byte;
use tracie_pattern::{Hit, Plan, Survey};

use crate::compiled::{Arming, Compiled, PatternRule};
use crate::label;
use crate::names::spread;
use crate::proximity::{self, MANAGED_DISTANCE};
use crate::refused::{Kin, Refused};
use crate::rule::Rejection;
use crate::words::{ByWords, Words};

/// A candidate that was accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Accepted {
    pub start: usize,
    pub end: usize,
    pub pattern: u32,
}

/// Working memory of a judge.
#[derive(Debug, Default)]
pub(crate) struct Workspace {
    pub accepted: Vec<Accepted>,
    /// By the lowest bits of a matcher's number, the last ends it gave.
    tried: [Tried; TRIED],
    /// What was turned down in a text.
    refused: Refused,
    /// By identifier, its last match in a field whose matches come in order.
    last: Vec<(usize, usize)>,
    /// Where custom identifiers may match, by the way they are looked for.
    pub(crate) customs: Vec<(u32, usize)>,
    /// Names and addresses in the values of a chunk, by identifier.
    pub(crate) by_words: Vec<ByWords>,
    local: Survey,
    local_hits: Vec<Hit>,
}

/// Matchers whose last ends are remembered.
const TRIED: usize = 4;

/// The ends of a matcher at a start, up to a limit.
#[derive(Debug, Default)]
struct Tried {
    of: Option<((u32, usize), usize, usize)>,
    ends: Vec<usize>,
}

/// What is being judged.
#[derive(Clone, Copy)]
pub(crate) struct Field<'a> {
    /// The whole chunk.
    pub text: &'a [u8],
    /// The part of it that is this field.
    pub range: (usize, usize),
    /// Where matches must start.
    pub owned: (usize, usize),
    /// Whether a keyword counts by distance, or anywhere in the field.
    pub by_distance: bool,
    /// Keywords in the field, in order.
    pub hits: &'a [Hit],
    /// Identifiers armed by the names over the field, ascending.
    pub named: &'a [u32],
    /// Whether matches are tried in the order of their starts, so that those
    /// within the last one of their identifier need not be.
    pub in_order: bool,
}

impl Field<'_> {
    /// A position, and those before it by up to so much punctuation.
    pub(crate) fn starts_before(&self, at: usize, leads: usize) -> RangeInclusive<usize> {
        let before = self.text[self.range.0..at].iter().rev().take(leads);
        let punctuation = before.take_while(|it| !is_word_byte(**it));
        at - punctuation.count()..=at
    }
}

/// Judges the fields of a chunk.
pub(crate) struct Judge<'a> {
    pub compiled: &'a Compiled,
    pub survey: &'a Survey,
    /// What goes by words and is looked for.
    pub words: &'a [(u32, Words)],
    pub space: &'a mut Workspace,
}

impl Judge<'_> {
    /// Value-first patterns at a word start that the survey found.
    pub(crate) fn value(&mut self, field: &Field<'_>, at: usize) {
        let compiled = self.compiled;
        let place = (at, field.range.1);
        compiled
            .set
            .tries(self.survey, field.text, place, |pattern| {
                with_leads(compiled, self.space, field, pattern, at);
            });
    }

    /// Patterns that begin with a literal, where it stands.
    pub(crate) fn literal(&mut self, field: &Field<'_>, at: usize, literal: u32) {
        let compiled = self.compiled;
        for &pattern in compiled.set.literal_patterns(literal) {
            match compiled.custom_of[pattern as usize] {
                None => self.at(field, pattern, at),
                Some(custom) => self.space.customs.push((custom, at)),
            }
        }
    }

    /// Long tokens in a run without white space.
    pub(crate) fn run(&mut self, field: &Field<'_>, from: usize, to: usize) {
        let compiled = self.compiled;
        for &pattern in &compiled.tokens {
            let run = (from.max(field.range.0), to.min(field.range.1));
            compiled.set.tokens(pattern, field.text, run, |at| {
                try_at(compiled, self.space, field, pattern, at);
            });
        }
    }

    /// Patterns without a plan, at every position.
    pub(crate) fn everywhere(&mut self, field: &Field<'_>) {
        let compiled = self.compiled;
        for &pattern in &compiled.everywhere {
            for at in field.owned.0..field.owned.1 {
                self.at(field, pattern, at);
            }
        }
    }

    /// What is armed, where it may start in a range.
    pub(crate) fn armed(&mut self, field: &Field<'_>, range: (usize, usize), armed: &Arming) {
        let (compiled, survey) = (self.compiled, self.survey);
        if !armed.weak.is_empty() {
            let set = &compiled.set;
            let text = (field.text, field.range.1);
            set.armed_tries(survey, text, range, &armed.weak, |at, pattern| {
                with_leads(compiled, self.space, field, pattern, at);
            });
        }
        for &pattern in &armed.firsts {
            self.at(field, pattern, field.range.0);
        }
        self.tokens(field, range, armed);
    }

    /// What is armed, and all value-first patterns, in one go over the field.
    pub(crate) fn all(&mut self, field: &Field<'_>, armed: &Arming) {
        let (compiled, survey, set) = (self.compiled, self.survey, &self.compiled.set);
        set.all_tries(
            survey,
            field.text,
            field.range,
            &armed.weak,
            |at, pattern| {
                with_leads(compiled, self.space, field, pattern, at);
            },
        );
        self.tokens(field, field.range, armed);
    }

    /// Long tokens that are armed.
    fn tokens(&mut self, field: &Field<'_>, range: (usize, usize), armed: &Arming) {
        let compiled = self.compiled;
        for &pattern in &armed.tokens {
            let end = range.1 + compiled.set.reach(pattern);
            let range = (range.0, end.min(field.range.1));
            compiled.set.tokens(pattern, field.text, range, |at| {
                try_at(compiled, self.space, field, pattern, at);
            });
        }
    }

    #[inline]
    pub(crate) fn at(&mut self, field: &Field<'_>, pattern: u32, start: usize) {
        try_at(self.compiled, self.space, field, pattern, start);
    }

    /// A pattern at a position where no keyword near it is asked for: it needs none, or
    /// the names over the field arm it.
    pub(crate) fn armed_at(&mut self, field: &Field<'_>, pattern: u32, start: usize) {
        if let Some(end) = value_at(self.compiled, self.space, field, pattern, start) {
            let identifier = self.compiled.patterns[pattern as usize].identifier;
            self.space.accept(field, identifier, pattern, (start, end));
        }
    }
}

/// Tries a pattern at a word start, and at the punctuation before it.
#[inline(always)]
fn with_leads(
    compiled: &Compiled,
    space: &mut Workspace,
    field: &Field<'_>,
    pattern: u32,
    at: usize,
) {
    match compiled.set.lead(pattern) {
        None | Some(0) => try_at(compiled, space, field, pattern, at),
        Some(leads) => behind_leads(compiled, space, field, pattern, (at, leads)),
    }
}

/// Tries a pattern that may begin with so much punctuation.
#[inline(never)]
fn behind_leads(
    compiled: &Compiled,
    space: &mut Workspace,
    field: &Field<'_>,
    pattern: u32,
    (at, leads): (usize, usize),
) {
    for start in field.starts_before(at, leads) {
        if compiled.set.may_begin(pattern, field.text[start]) {
            try_at(compiled, space, field, pattern, start);
        }
    }
}

/// Tries a pattern at a position: the longest end that its rule accepts.
#[inline(always)]
fn try_at(
    compiled: &Compiled,
    space: &mut Workspace,
    field: &Field<'_>,
    pattern: u32,
    start: usize,
) {
    if let Some(end) = value_at(compiled, space, field, pattern, start) {
        keep(compiled, space, field, pattern, (start, end));
    }
}

/// Where what a pattern and its rule accept at a position ends, whatever keywords there are.
#[inline(never)]
fn value_at(
    compiled: &Compiled,
    space: &mut Workspace,
    field: &Field<'_>,
    pattern: u32,
    start: usize,
) -> Option<usize> {
    if start < field.owned.0 || start >= field.owned.1 {
        return None;
    }
    let rule = &compiled.patterns[pattern as usize];
    if field.in_order && space.lies_in_last(rule.identifier, start) {
        return None;
    }
    // In a text what needs a keyword comes after all else, and in order.
    let kin = if field.by_distance {
        rule.kin
    } else {
        Kin::None
    };
    if let Kin::JudgedBy(judge) = kin
        && space.refused.contains(judge, start)
    {
        return None;
    }
    let ends = space.ends(compiled, field, pattern, start);
    if kin == Kin::Judge {
        let end = longest_or_why(rule, field, start, ends);
        if end == Err(Refusal::ByChecks) {
            space.refused.add(pattern, start);
        }
        return end.ok();
    }
    longest(rule, field, start, ends.iter().copied())
}

/// The longest of some ends, ascending, that the rule of a pattern accepts.
#[inline]
fn longest(
    rule: &PatternRule,
    field: &Field<'_>,
    start: usize,
    ends: impl DoubleEndedIterator<Item = usize>,
) -> Option<usize> {
    let (floor, ceiling) = field.range;
    let within = &field.text[floor..ceiling];
    let accepts = |end: &usize| rule.rule.accepts(within, start - floor, *end - floor);
    ends.rev().find(accepts)
}

/// Why the rule of a pattern accepts none of some ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refusal {
    /// There is none, or its checks speak against each.
    ByChecks,
    /// Something else does.
    Otherwise,
}

/// The longest of some ends, ascending, that the rule of a pattern accepts.
#[inline(never)]
fn longest_or_why(
    rule: &PatternRule,
    field: &Field<'_>,
    start: usize,
    ends: &[usize],
) -> Result<usize, Refusal> {
    let (floor, ceiling) = field.range;
    let within = &field.text[floor..ceiling];
    let mut refusal = Refusal::ByChecks;
    for &end in ends.iter().rev() {
        match rule.rule.judge_sooner(within, start - floor, end - floor) {
            Ok(()) => return Ok(end),
            Err(Rejection::Check(_)) => {}
            Err(_) => refusal = Refusal::Otherwise,
        }
    }
    Err(refusal)
}

/// Accepts a value that may be one, if it needs no keyword or has one.
#[inline(never)]
fn keep(
    compiled: &Compiled,
    space: &mut Workspace,
    field: &Field<'_>,
    pattern: u32,
    value: (usize, usize),
) {
    let rule = &compiled.patterns[pattern as usize];
    if !rule.keyword || has_keyword(compiled, space, field, pattern, value) {
        space.accept(field, rule.identifier, pattern, value);
    }
}

fn has_keyword(
    compiled: &Compiled,
    space: &mut Workspace,
    field: &Field<'_>,
    pattern: u32,
    value: (usize, usize),
) -> bool {
    let rule = &compiled.patterns[pattern as usize];
    if field.named.binary_search(&rule.identifier).is_ok() {
        return true;
    }
    if rule.named {
        return false;
    }
    if matches!(compiled.set.plan(pattern), Plan::Keyword | Plan::LongToken) {
        return near(compiled, field, field.hits, rule, value);
    }
    // Other plans find values where the survey did not look for keywords.
    let (from, to) = surroundings(compiled, field, value);
    let mut hits = std::mem::take(&mut space.local_hits);
    compiled
        .set
        .keywords_in(&mut space.local, &field.text[from..to], &mut hits);
    for hit in &mut hits {
        hit.start += from as u32;
        hit.end += from as u32;
    }
    let found = near(compiled, field, &hits, rule, value);
    space.local_hits = hits;
    found
}

/// Where the keywords of a value may stand, and a margin that no keyword at
/// the edge of which can be near.
fn surroundings(compiled: &Compiled, field: &Field<'_>, value: (usize, usize)) -> (usize, usize) {
    let (floor, ceiling) = field.range;
    if !field.by_distance {
        return field.range;
    }
    let margin = compiled.set.longest_keyword() + 4;
    let from = proximity::back(field.text, value.0, floor, MANAGED_DISTANCE);
    let to = proximity::forward(field.text, value.1, ceiling, MANAGED_DISTANCE);
    (
        from.saturating_sub(margin).max(floor),
        (to + margin).min(ceiling),
    )
}

/// Whether one of the keywords arms the identifier of a pattern for a value.
fn near(
    compiled: &Compiled,
    field: &Field<'_>,
    hits: &[Hit],
    rule: &PatternRule,
    value: (usize, usize),
) -> bool {
    // A label is near in a value, too.
    let bounded = field.by_distance || rule.label;
    let reach = if field.by_distance {
        4 * MANAGED_DISTANCE
    } else {
        label::REACH
    };
    let span = reach + compiled.set.longest_keyword();
    let first = if bounded {
        hits.partition_point(|hit| hit.start as usize + span < value.0)
    } else {
        0
    };
    let distance = if field.by_distance {
        MANAGED_DISTANCE
    } else {
        usize::MAX / 8
    };
    hits[first..]
        .iter()
        .take_while(|hit| !bounded || hit.start as usize <= value.1 + span)
        .any(|hit| {
            compiled.arms[hit.keyword as usize].contains(&rule.identifier)
                && proximity::is_near(field.text, hit, value, distance)
                && (!rule.label || label::is_label(field.text, field.range, hit, value))
        })
}

impl Workspace {
    /// Begins with another text, searched for so many identifiers.
    pub(crate) fn forget(&mut self, identifiers: usize) {
        self.tried.iter_mut().for_each(|it| it.of = None);
        self.refused.clear();
        self.last.clear();
        self.last.resize(identifiers, (0, 0));
    }

    /// Several identifiers may have the same expression: it is run once.
    #[inline(always)]
    fn ends(
        &mut self,
        compiled: &Compiled,
        field: &Field<'_>,
        pattern: u32,
        start: usize,
    ) -> &[usize] {
        let limit = field.range.1;
        let Some(matcher) = compiled.set.matcher(pattern) else {
            return &[];
        };
        let tried = &mut self.tried[matcher.0 as usize % TRIED];
        if tried.of != Some((matcher, start, limit)) {
            let set = &compiled.set;
            set.ends(pattern, field.text, start, limit, &mut tried.ends);
            tried.of = Some((matcher, start, limit));
        }
        &tried.ends
    }

    /// Whether a match that starts there would begin within the last one of
    /// its identifier, and so be none.
    #[inline]
    pub(crate) fn lies_in_last(&self, identifier: u32, start: usize) -> bool {
        let last = self.last[identifier as usize];
        last.0 < start && start < last.1
    }

    #[inline]
    fn accept(&mut self, field: &Field<'_>, identifier: u32, pattern: u32, span: (usize, usize)) {
        let (start, end) = span;
        self.accepted.push(Accepted {
            start,
            end,
            pattern,
        });
        if field.in_order {
            self.is_last(identifier, span);
        }
    }

    /// Takes note of a match, in a field whose matches come in order.
    #[inline]
    pub(crate) fn is_last(&mut self, identifier: u32, (start, end): (usize, usize)) {
        let last = &mut self.last[identifier as usize];
        let end = if last.0 == start {
            last.1.max(end)
        } else {
            end
        };
        *last = (start, end);
    }

    /// The identifiers that names arm, ascending.
    pub(crate) fn armed_by(&mut self, compiled: &Compiled, names: &[Box<[u8]>]) -> Vec<u32> {
        let mut armed = Vec::new();
        for name in names {
            compiled
                .set
                .keywords_in(&mut self.local, &spread(name), &mut self.local_hits);
            for hit in &self.local_hits {
                armed.extend(&compiled.arms[hit.keyword as usize]);
            }
        }
        armed.sort_unstable();
        armed.dedup();
        armed
    }
}
