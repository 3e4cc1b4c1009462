//! The values of a chunk, judged one by one.

use std::ops::Range;

use tracie_finding::chunk::{Chunk, Names, Value};
use tracie_pattern::Hit;

use crate::compile::Arming;
use crate::forms::{Forms, Known};
use crate::found::{Found, collect};
use crate::judge::{Field, Judge};
use crate::names::{Armed, ArmedNames};
use crate::planned::Planned;
use crate::words::ByWords;

/// A walk over the values of a chunk beside what the survey found in it.
pub(crate) struct Walk<'a> {
    pub(crate) values: &'a [Value],
    pub(crate) planned: &'a Planned,
    pub(crate) names: &'a mut ArmedNames,
    pub(crate) forms: &'a Forms,
    pub(crate) table: &'a Names,
    /// Where the last match ended that came before the chunk.
    pub(crate) taken: u64,
}

impl Walk<'_> {
    pub(crate) fn judge_all(
        mut self,
        judge: &mut Judge<'_>,
        chunk: &Chunk<'_>,
        found: &mut Vec<Found>,
    ) {
        let (survey, compiled) = (judge.survey, judge.compiled);
        let mut by_words = std::mem::take(&mut judge.space.by_words);
        self.find_words(judge, chunk.bytes, &mut by_words);
        let mut ahead = Ahead {
            starts: &survey.starts,
            plain: &survey.plain_starts,
            literals: &survey.literals,
            hits: &survey.hits,
            runs: &survey.runs,
        };
        let mut near = Near::default();
        let always_in_order = !compiled.set.is_digitless() && compiled.everywhere.is_empty();
        let always = !compiled.everywhere.is_empty() || !compiled.customs_everywhere.is_empty();
        let by_form_only = compiled.customs.is_empty();
        let next = |by_words: &[ByWords]| by_words.iter().map(ByWords::next).min();
        let mut next_words = next(&by_words);
        let values = (0..).zip(self.values).zip(&self.planned.known);
        for ((number, value), &known) in values {
            let range = value.range();
            let first = found.len();
            if next_words == Some(number) {
                for words in &mut by_words {
                    found.extend(words.of(number));
                }
                next_words = next(&by_words);
            }
            let field = Field {
                text: chunk.bytes,
                range: (range.start, range.end),
                owned: (range.start, range.end),
                by_distance: false,
                hits: &[],
                named: &[],
                in_order: true,
            };
            if by_form_only && known.is_alone() {
                if !known.is_nothing() {
                    let place = (&field, value.origin);
                    judge_by_form(judge, self.forms, place, known, found);
                }
                // What goes by words comes identifier by identifier.
                order(&mut found[first..]);
                continue;
            }
            let named = self
                .names
                .armed(compiled, judge.space, self.table, value.names);
            let nothing = known.is_nothing() && named.arming.is_empty();
            if !always && nothing && !ahead.reaches(range.end) {
                order(&mut found[first..]);
                continue;
            }
            let inside = ahead.within(&range, &mut near.hits);
            let field = Field {
                hits: &near.hits,
                named: &named.identifiers,
                in_order: always_in_order && value.origin >= self.taken && inside.is_plain(),
                ..field
            };
            if known.is_alone() || known.is_known() && near.hits.is_empty() {
                let place = (&field, value.origin);
                judge_by_form(judge, self.forms, place, known, found);
                judge.customs(&field, inside.plain, Some(&named.arming));
            } else {
                judge_value(judge, &field, &inside, named, &mut near.arming);
            }
            collect(judge, value.origin, range.start, found);
            order(&mut found[first..]);
        }
        judge.space.by_words = by_words;
    }

    /// Names and addresses in all values. What finds the ones shares little code
    /// with what finds the others, and less with what tries patterns: taking turns
    /// value by value costs an eighth of all time in a dense table. So each goes
    /// over all values before the next begins.
    fn find_words(&mut self, judge: &mut Judge<'_>, bytes: &[u8], by_words: &mut Vec<ByWords>) {
        by_words.resize_with(judge.words.len(), ByWords::default);
        for (&(identifier, words), list) in judge.words.iter().zip(by_words) {
            list.clear();
            for &number in &self.planned.spaced {
                let value = &self.values[number as usize];
                let range = value.range();
                let (compiled, space) = (judge.compiled, &mut *judge.space);
                let named = self.names.armed(compiled, space, self.table, value.names);
                let field = words.field(named.suggested);
                let text = (&bytes[range.clone()], range.start);
                words.find_surveyed(judge.survey, text, 0..range.len(), field, |start, end| {
                    let found = Found::by_words(identifier, value.origin, start, end);
                    list.push(number, found);
                });
            }
        }
    }
}

/// Most values hold one thing or none.
#[inline(always)]
fn order(found: &mut [Found]) {
    if found.len() > 1 {
        found.sort_unstable();
    }
}

/// The keywords of the value that is judged, and what it has armed.
#[derive(Default)]
struct Near {
    hits: Vec<Hit>,
    arming: Arming,
}

/// What the form of a value says that is to be tried, if no keyword is in it.
#[inline(always)]
fn judge_by_form(
    judge: &mut Judge<'_>,
    forms: &Forms,
    (field, origin): (&Field<'_>, u64),
    known: Known,
    found: &mut Vec<Found>,
) {
    let value = &field.text[field.range.0..field.range.1];
    for it in forms.tries(known) {
        let ends = forms.ends(judge.compiled, it, value);
        if let Some(span) = judge.of_form(field, it, ends) {
            found.push(Found::of_value(it, origin, span));
        }
    }
    if !judge.space.accepted.is_empty() {
        collect(judge, origin, field.range.0, found);
    }
}

fn judge_value(
    judge: &mut Judge<'_>,
    field: &Field<'_>,
    inside: &Inside<'_>,
    named: &Armed,
    arming: &mut Arming,
) {
    for &(at, literal) in inside.literals {
        judge.literal(field, at as usize, literal);
    }
    for &(from, to) in inside.runs {
        judge.run(field, from as usize, to as usize);
    }
    let armed = if may_be_armed(judge, field, named) {
        join(judge, field, named, arming)
    } else {
        &named.arming
    };
    judge_armed(judge, field, inside.starts, armed);
    judge.everywhere(field);
    judge.customs(field, inside.plain, Some(armed));
}

/// Whether keywords in a value may have anything tried in it that its names do not.
fn may_be_armed(judge: &Judge<'_>, field: &Field<'_>, named: &Armed) -> bool {
    let arming = |hit: &Hit| &judge.compiled.arming[hit.keyword as usize];
    let more = || named.arming.is_more() || field.hits.iter().any(|it| arming(it).is_more());
    let range = field.range.0..field.range.1;
    !field.hits.is_empty() && (judge.survey.holds_candidate(range) || more())
}

/// What keywords in a value and its names arm.
fn join<'a>(
    judge: &Judge<'_>,
    field: &Field<'_>,
    named: &Armed,
    arming: &'a mut Arming,
) -> &'a Arming {
    arming.copy(&named.arming);
    for hit in field.hits {
        arming.extend(&judge.compiled.arming[hit.keyword as usize]);
    }
    arming
}

/// Value-first patterns where they start, with what is armed.
#[inline(always)]
fn judge_armed(judge: &mut Judge<'_>, field: &Field<'_>, starts: &[u32], armed: &Arming) {
    // Long tokens come behind, in an order of their own.
    let in_order = field.in_order && armed.tokens.is_empty();
    let field = &Field { in_order, ..*field };
    if in_order && !armed.weak.is_empty() {
        return judge.all(field, armed);
    }
    for &at in starts {
        judge.value(field, at as usize);
    }
    judge.armed(field, field.range, armed);
}

/// What the survey found and no value has had yet, in order.
struct Ahead<'a> {
    starts: &'a [u32],
    plain: &'a [u32],
    literals: &'a [(u32, u32)],
    hits: &'a [Hit],
    runs: &'a [(u32, u32)],
}

/// What the survey found in one value.
struct Inside<'a> {
    starts: &'a [u32],
    plain: &'a [u32],
    literals: &'a [(u32, u32)],
    runs: &'a [(u32, u32)],
}

impl Inside<'_> {
    /// Whether nothing but words and numbers is to be tried.
    fn is_plain(&self) -> bool {
        self.literals.is_empty() && self.runs.is_empty()
    }
}

impl<'a> Ahead<'a> {
    /// Whether there may be anything before a position.
    #[inline(always)]
    fn reaches(&self, end: usize) -> bool {
        let before = |at: u32| (at as usize) < end;
        self.starts.first().is_some_and(|at| before(*at))
            || self.plain.first().is_some_and(|at| before(*at))
            || self.hits.first().is_some_and(|hit| before(hit.start))
            || self.literals.first().is_some_and(|it| before(it.0))
            || self.runs.first().is_some_and(|run| before(run.0))
    }

    /// What starts in a range behind all ranges before it; its keywords are
    /// those that end in it, too.
    fn within(&mut self, range: &Range<usize>, hits: &mut Vec<Hit>) -> Inside<'a> {
        hits.clear();
        let found = take(&mut self.hits, range, |hit| hit.start);
        hits.extend(found.iter().filter(|hit| hit.end as usize <= range.end));
        Inside {
            starts: take(&mut self.starts, range, |at| *at),
            plain: take(&mut self.plain, range, |at| *at),
            literals: take(&mut self.literals, range, |it| it.0),
            runs: self.runs_within(range),
        }
    }

    /// Runs may reach over several values, so they are not used up.
    fn runs_within(&mut self, range: &Range<usize>) -> &'a [(u32, u32)] {
        let skip = count(self.runs, |run| run.1 as usize <= range.start);
        self.runs = &self.runs[skip..];
        &self.runs[..count(self.runs, |run| (run.0 as usize) < range.end)]
    }
}

/// Takes what starts in a range off a list in ascending order.
#[inline(always)]
fn take<'a, T>(rest: &mut &'a [T], range: &Range<usize>, start: impl Fn(&T) -> u32) -> &'a [T] {
    let skip = count(rest, |it| (start(it) as usize) < range.start);
    let (_, from) = rest.split_at(skip);
    let (taken, left) = from.split_at(count(from, |it| (start(it) as usize) < range.end));
    *rest = left;
    taken
}

#[inline(always)]
fn count<T>(list: &[T], test: impl Fn(&T) -> bool) -> usize {
    list.iter().take_while(|it| test(it)).count()
}
