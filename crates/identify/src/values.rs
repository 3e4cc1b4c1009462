//! The values of a chunk, judged one by one.

use std::ops::Range;

use tracie_finding::chunk::{Chunk, Names, Value};
use tracie_pattern::class::Task;
use tracie_pattern::{Hit, Survey};

use crate::compiled::Arming;
use crate::forms::{Forms, Known};
use crate::found::{Found, collect};
use crate::judge::{Field, Judge};
use crate::names::{Armed, ArmedNames};
use crate::planned::Planned;
use crate::words::ByWords;

/// A walk over the values of a chunk beside what the survey found in it.
pub(crate) struct Walk<'a, 'j> {
    pub(crate) judge: &'a mut Judge<'j>,
    pub(crate) chunk: &'a Chunk<'a>,
    pub(crate) found: &'a mut Vec<Found>,
    pub(crate) values: &'a [Value],
    pub(crate) planned: &'a Planned,
    pub(crate) names: &'a mut ArmedNames,
    pub(crate) forms: &'a Forms,
    pub(crate) table: &'a Names,
    /// Where the last match ended that came before the chunk.
    pub(crate) taken: u64,
}

impl Task for Walk<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        self.judge_all();
    }
}

impl Walk<'_, '_> {
    #[inline(always)]
    fn judge_all(mut self) {
        let mut by_words = std::mem::take(&mut self.judge.space.by_words);
        self.find_words(&mut by_words);
        let mut ahead = Ahead::of(self.judge.survey);
        let mut near = Near::default();
        let next = |by_words: &[ByWords]| by_words.iter().map(ByWords::next).min();
        let mut next_words = next(&by_words).unwrap_or(u32::MAX);
        let mut next_plain = ahead.next_plain(self.values, 0);
        let mut judged = &self.planned.judged[..];
        loop {
            let next_other = next_words.min(next_plain);
            judged = self.judge_by_forms(judged, next_other, &mut ahead);
            let next_judged = judged.first().map_or(u32::MAX, |it| it.0);
            let number = next_judged.min(next_other);
            let Some(value) = self.values.get(number as usize) else {
                break;
            };
            let first = self.found.len();
            if next_words == number {
                for words in &mut by_words {
                    self.found.extend(words.of(number));
                }
                next_words = next(&by_words).unwrap_or(u32::MAX);
            }
            let known = match judged {
                [(judged_number, known), others @ ..] if *judged_number == number => {
                    judged = others;
                    Some(*known)
                }
                _ => None,
            };
            let holds_plain = number == next_plain;
            match known {
                Some(known) if known.is_all() && !holds_plain => {
                    let it = (self.chunk, value);
                    judge_one_by_form(self.judge, self.forms, it, known, self.found);
                }
                None if !holds_plain => {}
                _ => {
                    let known = known.unwrap_or(Known::nothing().alone());
                    self.look_closer(value, known, &mut ahead, &mut near);
                }
            }
            if holds_plain {
                next_plain = ahead.next_plain(self.values, number + 1);
            }
            // What goes by words comes identifier by identifier.
            order(&mut self.found[first..]);
        }
        self.judge.space.by_words = by_words;
    }

    /// Judges values by their forms, as far as nothing else is to be tried in one and
    /// none before another number; the others are left.
    #[inline(always)]
    fn judge_by_forms<'v>(
        &mut self,
        judged: &'v [(u32, Known)],
        before: u32,
        ahead: &mut Ahead<'_>,
    ) -> &'v [(u32, Known)] {
        let mut rest = judged;
        while let [(number, known), others @ ..] = rest
            && *number < before
            && let value = &self.values[*number as usize]
            && (known.is_all() || known.is_all_without_keyword() && !ahead.holds_keyword(value))
        {
            let first = self.found.len();
            judge_by_form(
                self.judge, self.forms, self.chunk, value, *known, self.found,
            );
            order(&mut self.found[first..]);
            rest = others;
        }
        rest
    }

    /// Judges a value in which there may be more than its form tells.
    #[inline(never)]
    fn look_closer(&mut self, value: &Value, known: Known, ahead: &mut Ahead<'_>, near: &mut Near) {
        let (judge, range) = (&mut *self.judge, value.range());
        let (survey, compiled) = (judge.survey, judge.compiled);
        let named = self
            .names
            .armed(compiled, judge.space, self.table, value.names);
        near.starts.clear();
        let (set, shown) = (&compiled.set, ahead.starts_within(&range));
        if !known.is_known() {
            set.starts_in(survey, range.clone(), shown, &mut near.starts);
        }
        let always = !compiled.everywhere.is_empty() || !compiled.customs_everywhere.is_empty();
        let nothing = known.is_nothing() && named.arming.is_empty() && near.starts.is_empty();
        if !always && nothing && !ahead.reaches(range.end) {
            return;
        }
        let inside = ahead.within(&range, &mut near.hits);
        let in_order = !set.is_digitless()
            && compiled.everywhere.is_empty()
            && value.origin >= self.taken
            && inside.is_plain();
        let field = Field {
            hits: &near.hits,
            named: &named.identifiers,
            in_order,
            ..field(self.chunk, value)
        };
        if known.is_alone() || known.is_known() && near.hits.is_empty() {
            let (forms, found) = (self.forms, &mut *self.found);
            judge_one_by_form(judge, forms, (self.chunk, value), known, found);
            judge.customs(&field, inside.plain, Some(&named.arming));
        } else {
            if known.is_known() {
                set.starts_in(survey, range.clone(), shown, &mut near.starts);
            }
            let starts = &near.starts;
            judge_value(judge, &field, (&inside, starts), named, &mut near.arming);
        }
        collect(judge, value.origin, range.start, self.found);
    }

    /// Names and addresses in all values. What finds the ones shares little code
    /// with what finds the others, and less with what tries patterns: taking turns
    /// value by value costs an eighth of all time in a dense table. So each goes
    /// over all values before the next begins.
    #[inline(never)]
    fn find_words(&mut self, by_words: &mut Vec<ByWords>) {
        let judge = &mut *self.judge;
        by_words.resize_with(judge.words.len(), ByWords::default);
        for (at, &(identifier, words)) in judge.words.iter().enumerate() {
            let (before, list) = by_words.split_at_mut(at);
            let (before, list) = (before.last(), &mut list[0]);
            let mut filled = before.map_or(&[][..], ByWords::filled).iter().peekable();
            list.clear();
            for &number in &self.planned.spaced {
                // What an address fills holds no name that would not give way to it.
                if filled.next_if_eq(&&number).is_some() {
                    continue;
                }
                let value = &self.values[number as usize];
                let range = value.range();
                let (compiled, space) = (judge.compiled, &mut *judge.space);
                let named = self.names.armed(compiled, space, self.table, value.names);
                let field = words.field(named.suggested);
                let text = (&self.chunk.bytes[range.clone()], range.start);
                words.find_surveyed(judge.survey, text, 0..range.len(), field, |start, end| {
                    let fills = end - start == text.0.len();
                    let found = Found::by_words(identifier, value.origin, start, end);
                    list.push(number, found, fills);
                });
            }
        }
    }
}

/// A value as a field of which no keyword is known.
#[inline(always)]
fn field<'a>(chunk: &Chunk<'a>, value: &Value) -> Field<'a> {
    let range = (value.start as usize, value.end as usize);
    Field {
        text: chunk.bytes,
        range,
        owned: range,
        by_distance: false,
        hits: &[],
        named: &[],
        in_order: true,
    }
}

/// Most values hold one thing or none.
#[inline(always)]
fn order(found: &mut [Found]) {
    match found {
        [] | [_] => {}
        [one, other] => {
            if other < one {
                std::mem::swap(one, other);
            }
        }
        _ => found.sort_unstable(),
    }
}

/// The keywords of the value that is judged, and what they have armed.
#[derive(Default)]
struct Near {
    /// Where value-first patterns may start in it.
    starts: Vec<u32>,
    hits: Vec<Hit>,
    arming: Arming,
}

/// What the form of a value says that is to be tried, if no keyword is in it.
#[inline(always)]
fn judge_by_form(
    judge: &mut Judge<'_>,
    forms: &Forms,
    chunk: &Chunk<'_>,
    value: &Value,
    known: Known,
    found: &mut Vec<Found>,
) {
    let (from, text) = (value.start as usize, &chunk.bytes[value.range()]);
    // What the try before came to.
    let mut end = None;
    for it in forms.tries(known) {
        let start = from + it.start as usize;
        if it.is_unknown() {
            // What is kept of a form needs no keyword in the value.
            judge.armed_at(&field(chunk, value), it.pattern, start);
            collect(judge, value.origin, from, found);
            continue;
        }
        if !it.again {
            let taken = it.shares && judge.space.lies_in_last(it.identifier, start);
            end = match taken {
                true => None,
                false => forms.tries.end(judge.compiled, it, text),
            };
            if it.shares
                && let Some(end) = end
            {
                let span = (start, from + end as usize);
                judge.space.is_last(it.identifier, span);
            }
        }
        if let Some(end) = end {
            found.push(Found::of_value(it, value.origin, end));
        }
    }
}

/// The same where it is not what matters.
#[inline(never)]
fn judge_one_by_form(
    judge: &mut Judge<'_>,
    forms: &Forms,
    (chunk, value): (&Chunk<'_>, &Value),
    known: Known,
    found: &mut Vec<Found>,
) {
    judge_by_form(judge, forms, chunk, value, known, found);
}

#[inline(never)]
fn judge_value(
    judge: &mut Judge<'_>,
    field: &Field<'_>,
    (inside, starts): (&Inside<'_>, &[u32]),
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
    judge_armed(judge, field, starts, armed);
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
    // Long tokens and what comes first have an order of their own.
    let in_order = field.in_order && armed.tokens.is_empty() && armed.firsts.is_empty();
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
    /// All of it.
    fn of(survey: &'a Survey) -> Ahead<'a> {
        Ahead {
            starts: &survey.starts,
            plain: &survey.plain_starts,
            literals: &survey.literals,
            hits: &survey.hits,
            runs: &survey.runs,
        }
    }

    /// Whether a keyword starts in a value; those before it are passed.
    #[inline(always)]
    fn holds_keyword(&mut self, value: &Value) -> bool {
        while let [hit, rest @ ..] = self.hits
            && hit.start < value.start
        {
            self.hits = rest;
        }
        self.hits.first().is_some_and(|it| it.start < value.end)
    }

    /// Whether there may be anything before a position.
    #[inline(always)]
    fn reaches(&self, end: usize) -> bool {
        let before = |at: u32| (at as usize) < end;
        self.plain.first().is_some_and(|at| before(*at))
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
            plain: take(&mut self.plain, range, |at| *at),
            literals: take(&mut self.literals, range, |it| it.0),
            runs: self.runs_within(range),
        }
    }

    /// The first value, from one on, in which a plain pattern may start.
    fn next_plain(&mut self, values: &[Value], from: u32) -> u32 {
        while let [at, rest @ ..] = self.plain {
            let behind = &values[values.len().min(from as usize)..];
            let passed = behind.partition_point(|it| it.end <= *at);
            match behind.get(passed) {
                None => break,
                Some(value) if value.start <= *at => return from + passed as u32,
                // It is between values.
                Some(_) => self.plain = rest,
            }
        }
        u32::MAX
    }

    /// Those of the starts that the survey shows.
    fn starts_within(&mut self, range: &Range<usize>) -> &'a [u32] {
        take(&mut self.starts, range, |at| *at)
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
