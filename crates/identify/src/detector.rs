//! Many identifiers, compiled: chunks in, matches out.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use tracie_finding::chunk::{Chunk, Layout, Names, Value};
use tracie_finding::detection::IdentifierInfo;
use tracie_pattern::{Hit, MAX_ARMED, PatternBits, Plan, Survey};

use crate::compile::{Compiled, Compiler};
use crate::judge::{Field, Judge, Workspace};
use crate::matches::{Carry, Match, Rank};
use crate::words::Suggested;
use crate::{CustomIdentifier, Error, Selection};

/// Compiled identifiers. Immutable, shared by threads, cheap to clone.
///
/// ```
/// use tracie_finding::chunk::{Chunk, Layout};
/// use tracie_identify::{Carry, Detector};
///
/// let detector = Detector::builder().build()?;
/// let text = b"SSN: 512-58-3904";
/// let chunk = Chunk { bytes: text, owned: (0, text.len()), layout: Layout::Text { base: 0 } };
/// let mut found = Vec::new();
/// detector.scan(&mut detector.scratch(), &chunk, &Carry::default(), &mut found);
/// assert_eq!(found[0].origin, (5, 16));
/// # Ok::<(), tracie_identify::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Detector {
    pub(crate) compiled: Arc<Compiled>,
}

/// Collects what a detector looks for.
#[derive(Clone, Debug, Default)]
pub struct DetectorBuilder {
    selection: Selection,
    extras: bool,
    customs: Vec<CustomIdentifier>,
    engine: Option<tracie_pattern::class::Engine>,
}

impl DetectorBuilder {
    /// Which managed identifiers; Macie's recommended set by default.
    #[must_use]
    pub fn managed(mut self, selection: Selection) -> DetectorBuilder {
        self.selection = selection;
        self
    }

    /// Whether to look for Tracie's own identifiers too; they are reported as
    /// custom ones.
    #[must_use]
    pub fn extras(mut self, extras: bool) -> DetectorBuilder {
        self.extras = extras;
        self
    }

    /// Adds a custom identifier.
    #[must_use]
    pub fn custom(mut self, custom: CustomIdentifier) -> DetectorBuilder {
        self.customs.push(custom);
        self
    }

    /// Uses these instructions rather than the best of the machine; for tests
    /// and measurements.
    #[must_use]
    pub fn engine(mut self, engine: tracie_pattern::class::Engine) -> DetectorBuilder {
        self.engine = Some(engine);
        self
    }

    /// Compiles the identifiers.
    ///
    /// # Errors
    ///
    /// An unknown id, a custom identifier out of bounds, or nothing selected.
    pub fn build(self) -> Result<Detector, Error> {
        let mut compiler = Compiler::new(self.engine);
        for identifier in self.selection.resolve()? {
            compiler.managed(identifier)?;
        }
        if self.extras {
            for identifier in self.selection.resolve_extras()? {
                compiler.managed(identifier)?;
            }
        }
        for custom in &self.customs {
            compiler.custom(custom)?;
        }
        Ok(Detector {
            compiled: Arc::new(compiler.build()?),
        })
    }
}

/// The working memory of one thread. Reuse it: it grows to what the largest
/// chunk needs and then allocates no more.
#[derive(Debug, Default)]
pub struct Scratch {
    survey: Survey,
    space: Workspace,
    names: ArmedNames,
    /// For each identifier, where its last match ended.
    last: Vec<u64>,
    found: Vec<Found>,
}

/// A match with what its order needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Found {
    start: u64,
    identifier: u32,
    /// Longer ones first.
    backwards_end: Reverse<u64>,
    /// Where several patterns match the same, what speaks for it most.
    backwards_rank: Reverse<Rank>,
}

impl Detector {
    /// Starts with Macie's recommended identifiers.
    pub fn builder() -> DetectorBuilder {
        DetectorBuilder::default()
    }

    /// Working memory for one thread.
    pub fn scratch(&self) -> Scratch {
        Scratch::default()
    }

    /// The identifiers; [`Match::identifier`] is an index into them.
    pub fn identifiers(&self) -> &[Arc<IdentifierInfo>] {
        &self.compiled.identifiers
    }

    /// Bytes of memory that the compiled identifiers hold.
    pub fn memory_usage(&self) -> usize {
        self.compiled.set.memory_usage()
    }

    /// How the patterns of an identifier are looked for.
    pub fn plans(&self, identifier: u32) -> Vec<Plan> {
        let patterns = self.compiled.patterns.iter().enumerate();
        patterns
            .filter(|(_, pattern)| pattern.identifier == identifier)
            .map(|(at, _)| self.compiled.set.plan(at as u32))
            .collect()
    }

    /// Appends the matches that start in the owned part of a chunk, in the
    /// order of their starts. Matches of one identifier do not overlap each
    /// other, nor what the carry holds.
    pub fn scan(
        &self,
        scratch: &mut Scratch,
        chunk: &Chunk<'_>,
        carry: &Carry,
        out: &mut Vec<Match>,
    ) {
        let survey = &mut scratch.survey;
        let values = matches!(chunk.layout, Layout::Values { .. });
        self.compiled.set.survey(survey, chunk.bytes, values);
        scratch.found.clear();
        let mut judge = Judge {
            compiled: &self.compiled,
            survey,
            space: &mut scratch.space,
        };
        match chunk.layout {
            Layout::Text { base } => judge_text(&mut judge, chunk, base, &mut scratch.found),
            Layout::Values { values, names } => {
                let walk = Walk {
                    values,
                    names: &mut scratch.names,
                    table: names,
                };
                walk.judge_all(&mut judge, chunk, &mut scratch.found);
            }
        }
        self.emit(scratch, carry, out);
    }

    /// Whether something would be found in a name alone, as where a map is
    /// keyed by card numbers: then the name must not be shown.
    pub fn names_sensitive(&self, scratch: &mut Scratch, name: &[u8]) -> bool {
        let layout = Layout::Text { base: 0 };
        let chunk = Chunk {
            bytes: name,
            owned: (0, name.len()),
            layout,
        };
        let mut found = Vec::new();
        self.scan(scratch, &chunk, &Carry::default(), &mut found);
        !found.is_empty()
    }

    /// Keeps the matches of each identifier apart, leftmost and longest first.
    fn emit(&self, scratch: &mut Scratch, carry: &Carry, out: &mut Vec<Match>) {
        scratch.found.sort_unstable();
        scratch.last.clear();
        let count = self.compiled.identifiers.len() as u32;
        scratch
            .last
            .extend((0..count).map(|identifier| carry.end_of(identifier)));
        for found in &scratch.found {
            let last = &mut scratch.last[found.identifier as usize];
            if found.start < *last {
                continue;
            }
            *last = found.backwards_end.0;
            out.push(Match {
                origin: (found.start, found.backwards_end.0),
                identifier: found.identifier,
                rank: found.backwards_rank.0,
            });
        }
    }
}

fn judge_text(judge: &mut Judge<'_>, chunk: &Chunk<'_>, base: u64, found: &mut Vec<Found>) {
    let survey = judge.survey;
    let field = Field {
        text: chunk.bytes,
        range: (0, chunk.bytes.len()),
        owned: chunk.owned,
        by_distance: true,
        hits: &survey.hits,
        named: &[],
    };
    for &at in &survey.starts {
        judge.value(&field, at as usize);
    }
    for &(at, literal) in &survey.literals {
        judge.literal(&field, at as usize, literal);
    }
    for &(from, to) in &survey.runs {
        judge.run(&field, from as usize, to as usize);
    }
    judge_armed(judge, &field);
    judge.everywhere(&field);
    for (pattern, rule) in &judge.compiled.customs {
        judge.custom(&field, *pattern, rule);
    }
    collect(judge, base, 0, found);
    for (identifier, words) in &judge.compiled.words {
        let owned = chunk.owned.0..chunk.owned.1;
        words.find(
            chunk.bytes,
            owned,
            tracie_lexicon::Field::Text,
            |start, end| {
                found.push(Found::by_words(*identifier, base, start, end));
            },
        );
    }
}

impl Found {
    fn by_words(identifier: u32, origin: u64, start: usize, end: usize) -> Found {
        Found {
            start: origin + start as u64,
            identifier,
            backwards_end: Reverse(origin + end as u64),
            backwards_rank: Reverse(Rank::Form),
        }
    }
}

/// Keyword-first patterns where keywords stand near enough.
fn judge_armed(judge: &mut Judge<'_>, field: &Field<'_>) {
    let (compiled, survey) = (judge.compiled, judge.survey);
    let reach = survey.reach;
    let mut hits = field.hits;
    let mut armed = PatternBits::default();
    for at in survey.armed.iter().map(|at| *at as usize) {
        let before = hits
            .iter()
            .take_while(|hit| hit.start as usize + reach < at)
            .count();
        hits = &hits[before..];
        if hits
            .first()
            .is_none_or(|hit| hit.start as usize > at + MAX_ARMED + reach)
        {
            continue;
        }
        let last = at + compiled.set.armed_reach(survey, at) + reach;
        armed.clear();
        for hit in hits.iter().take_while(|hit| hit.start as usize <= last) {
            armed.extend(&compiled.weak[hit.keyword as usize]);
        }
        if !armed.is_empty() {
            judge.armed(field, at, &armed);
        }
    }
}

/// Moves what was accepted over, counted from an origin.
fn collect(judge: &mut Judge<'_>, origin: u64, start: usize, found: &mut Vec<Found>) {
    for accepted in judge.space.accepted.drain(..) {
        let rule = &judge.compiled.patterns[accepted.pattern as usize];
        found.push(Found {
            start: origin + (accepted.start - start) as u64,
            identifier: rule.identifier,
            backwards_end: Reverse(origin + (accepted.end - start) as u64),
            backwards_rank: Reverse(rule.rank),
        });
    }
}

/// A walk over the values of a chunk beside what the survey found in it.
struct Walk<'a> {
    values: &'a [Value],
    names: &'a mut ArmedNames,
    table: &'a Names,
}

impl Walk<'_> {
    fn judge_all(self, judge: &mut Judge<'_>, chunk: &Chunk<'_>, found: &mut Vec<Found>) {
        let survey = judge.survey;
        let compiled = judge.compiled;
        self.names.begin(self.table.len());
        let mut starts = Cursor::new(&survey.starts, |at: &u32| *at as usize);
        let mut literals = Cursor::new(&survey.literals, |it: &(u32, u32)| it.0 as usize);
        let mut weak = Cursor::new(&survey.armed, |at: &u32| *at as usize);
        let mut hits = Vec::new();
        let mut armed = PatternBits::default();
        let mut runs = RunCursor { runs: &survey.runs };
        let always = !compiled.everywhere.is_empty() || !compiled.customs.is_empty();
        for value in self.values {
            let range = value.range();
            let named = self
                .names
                .armed(compiled, judge.space, self.table, value.names);
            for (identifier, words) in &compiled.words {
                let text = &chunk.bytes[range.clone()];
                words.find(
                    text,
                    0..text.len(),
                    words.field(named.suggested),
                    |start, end| {
                        found.push(Found::by_words(*identifier, value.origin, start, end));
                    },
                );
            }
            let (starts, literals) = (starts.within(&range), literals.within(&range));
            let (weak, runs) = (weak.within(&range), runs.within(&range));
            let idle = starts.is_empty() && literals.is_empty() && weak.is_empty();
            if idle && runs.is_empty() && !always {
                continue;
            }
            hits.clear();
            if !weak.is_empty() || !compiled.customs.is_empty() {
                let range = (range.start, range.end);
                compiled
                    .set
                    .keywords_between(survey, chunk.bytes, range, &mut hits);
            }
            let field = Field {
                text: chunk.bytes,
                range: (range.start, range.end),
                owned: (range.start, range.end),
                by_distance: false,
                hits: whole(&hits, range.end),
                named: &named.identifiers,
            };
            starts
                .iter()
                .for_each(|at| judge.value(&field, *at as usize));
            literals
                .iter()
                .for_each(|it| judge.literal(&field, it.0 as usize, it.1));
            runs.iter()
                .for_each(|run| judge.run(&field, run.0 as usize, run.1 as usize));
            if !weak.is_empty() {
                armed.clone_from(&named.weak);
                field
                    .hits
                    .iter()
                    .for_each(|it| armed.extend(&compiled.weak[it.keyword as usize]));
                weak.iter()
                    .for_each(|at| judge.armed(&field, *at as usize, &armed));
            }
            judge.everywhere(&field);
            for (pattern, rule) in &compiled.customs {
                judge.custom(&field, *pattern, rule);
            }
            collect(judge, value.origin, range.start, found);
        }
    }
}

/// The keywords that end within the value.
fn whole(hits: &[Hit], end: usize) -> &[Hit] {
    let last = hits.iter().rposition(|hit| hit.end as usize <= end);
    &hits[..last.map_or(0, |at| at + 1)]
}

/// A list in ascending order, taken in slices by ascending ranges.
struct Cursor<'a, T, F> {
    rest: &'a [T],
    start: F,
}

impl<'a, T, F: Fn(&T) -> usize> Cursor<'a, T, F> {
    fn new(rest: &'a [T], start: F) -> Self {
        Cursor { rest, start }
    }

    #[inline]
    fn within(&mut self, range: &std::ops::Range<usize>) -> &'a [T] {
        let skip = self
            .rest
            .iter()
            .take_while(|it| (self.start)(it) < range.start)
            .count();
        self.rest = &self.rest[skip..];
        let take = self
            .rest
            .iter()
            .take_while(|it| (self.start)(it) < range.end)
            .count();
        let (taken, rest) = self.rest.split_at(take);
        self.rest = rest;
        taken
    }
}

/// Runs may reach over several values, so they are not used up.
struct RunCursor<'a> {
    runs: &'a [(u32, u32)],
}

impl<'a> RunCursor<'a> {
    fn within(&mut self, range: &std::ops::Range<usize>) -> &'a [(u32, u32)] {
        let skip = self
            .runs
            .iter()
            .take_while(|run| run.1 as usize <= range.start)
            .count();
        self.runs = &self.runs[skip..];
        let take = self
            .runs
            .iter()
            .take_while(|run| (run.0 as usize) < range.end)
            .count();
        &self.runs[..take]
    }
}

/// Which identifiers each set of names arms. The same names come again in
/// every part of a file, so they are judged once.
#[derive(Debug, Default)]
struct ArmedNames {
    known: HashMap<Vec<u8>, u32>,
    armed: Vec<Armed>,
    /// For each set of the current table, its place in `armed`.
    current: Vec<Option<u32>>,
}

/// What a set of names arms.
#[derive(Clone, Debug, Default)]
struct Armed {
    /// The identifiers, ascending.
    identifiers: Vec<u32>,
    weak: PatternBits,
    suggested: Suggested,
}

/// Sets of names remembered before starting over.
const MOST_NAMES: usize = 1 << 14;

impl ArmedNames {
    fn begin(&mut self, sets: usize) {
        if self.known.len() > MOST_NAMES {
            self.known.clear();
            self.armed.clear();
        }
        self.current.clear();
        self.current.resize(sets, None);
    }

    #[inline]
    fn armed(
        &mut self,
        compiled: &Compiled,
        space: &mut Workspace,
        table: &Names,
        set: u32,
    ) -> &Armed {
        static NOTHING: LazyLock<Armed> = LazyLock::new(Armed::default);
        match self.current.get(set as usize) {
            None => &NOTHING,
            Some(Some(at)) => &self.armed[*at as usize],
            Some(None) => {
                let at = self.remember(compiled, space, table.get(set));
                self.current[set as usize] = Some(at);
                &self.armed[at as usize]
            }
        }
    }

    fn remember(&mut self, compiled: &Compiled, space: &mut Workspace, names: &[Box<[u8]>]) -> u32 {
        let key = names.join(&0);
        if let Some(at) = self.known.get(&key) {
            return *at;
        }
        let identifiers = space.armed_by(compiled, names);
        let mut weak = PatternBits::default();
        identifiers
            .iter()
            .for_each(|it| weak.extend(&compiled.weak_of[*it as usize]));
        self.armed.push(Armed {
            identifiers,
            weak,
            suggested: Suggested::by(names),
        });
        let at = (self.armed.len() - 1) as u32;
        self.known.insert(key, at);
        at
    }
}
