//! Many identifiers, compiled: chunks in, matches out.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::Arc;

use tracie_finding::chunk::{Chunk, Layout, Names, Value};
use tracie_finding::detection::IdentifierInfo;
use tracie_finding::may_be_value;
use tracie_pattern::hash::Quick;
use tracie_pattern::{Plan, Survey};

use crate::allow::{Lists, MOST_LISTS};
use crate::builder::DetectorBuilder;
use crate::compiled::{Compiled, PatternRule};
use crate::fold::Folded;
use crate::forms::Forms;
use crate::found::Found;
use crate::judge::{Judge, Workspace};
use crate::matches::{Carry, Match, Rank};
use crate::names::ArmedNames;
use crate::planned::{Planned, Planner};
use crate::values::Walk;
use crate::window::Windows;
use crate::words::{self, Words};
use crate::{AllowList, Error, serials, text};

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
    /// Whether to look for what goes by words.
    by_words: bool,
    pub(crate) lists: Lists,
}

/// The working memory of one thread. Reuse it: it grows to what the largest
/// chunk needs and then allocates no more.
#[derive(Debug, Default)]
pub struct Scratch {
    survey: Survey,
    space: Workspace,
    windows: Windows,
    names: ArmedNames,
    forms: Forms,
    planned: Planned,
    /// For each identifier, where its last match ended.
    last: Vec<u64>,
    found: Vec<Found>,
    folded: Folded,
    /// Whether there is nothing to look for in some names.
    dull: HashMap<Box<[u8]>, bool, Quick>,
}

/// Names of which that is remembered.
const MOST_NAMES: usize = 1 << 10;

impl Detector {
    /// Starts with Macie's recommended identifiers.
    pub fn builder() -> DetectorBuilder {
        DetectorBuilder::default()
    }

    pub(crate) fn of(compiled: Arc<Compiled>) -> Detector {
        Detector {
            compiled,
            by_words: true,
            lists: Lists::default(),
        }
    }

    /// The same identifiers with allow lists, which do not count for mailing
    /// addresses.
    pub(crate) fn with_lists(mut self, lists: Vec<AllowList>) -> Result<Detector, Error> {
        if lists.len() > MOST_LISTS {
            return Err(Error::Document {
                what: "allow lists",
                message: format!("there are {}, and at most {MOST_LISTS} work", lists.len()),
            });
        }
        let words = self.compiled.words.iter();
        let addresses = words.filter(|it| it.1 == Words::PostalAddress);
        self.lists = Lists::new(lists, addresses.map(|it| it.0).collect());
        Ok(self)
    }

    /// Working memory for one thread.
    pub fn scratch(&self) -> Scratch {
        Scratch::default()
    }

    /// The identifiers; [`Match::identifier`] is an index into them.
    pub fn identifiers(&self) -> &[Arc<IdentifierInfo>] {
        &self.compiled.identifiers
    }

    /// The allow lists; [`Match::allowed`] is a number into them, from 1.
    pub fn allow_lists(&self) -> &[AllowList] {
        self.lists.all()
    }

    /// The same identifiers, of which those that go by words (full names and
    /// mailing addresses) are not looked for. All others are found as before.
    #[must_use]
    pub fn without_words(&self) -> Detector {
        Detector {
            compiled: Arc::clone(&self.compiled),
            by_words: false,
            lists: self.lists.clone(),
        }
    }

    /// Whether an identifier goes by words.
    pub fn goes_by_words(&self, identifier: u32) -> bool {
        self.compiled.words.iter().any(|it| it.0 == identifier)
    }

    /// The identifiers that go by words.
    pub fn by_words(&self) -> impl Iterator<Item = u32> {
        self.compiled.words.iter().map(|it| it.0)
    }

    /// Bytes of memory that the compiled identifiers hold.
    pub fn memory_usage(&self) -> usize {
        self.compiled.set.memory_usage()
    }

    /// The identifiers of which a pattern shows nothing to look for, so that it is
    /// tried at every place: slow ones.
    pub fn unplanned(&self) -> impl Iterator<Item = &IdentifierInfo> {
        let patterns = self.compiled.patterns.iter().zip(0..);
        let slow = patterns.filter(|(it, at)| self.plan(it, *at) == Plan::None);
        // Those of an identifier stand together.
        let mut slow: Vec<u32> = slow.map(|(it, _)| it.identifier).collect();
        slow.dedup();
        let all = self.identifiers();
        slow.into_iter().map(|it| &*all[it as usize])
    }

    /// How the patterns of an identifier are looked for.
    pub fn plans(&self, identifier: u32) -> Vec<Plan> {
        let patterns = self.compiled.patterns.iter().zip(0..);
        patterns
            .filter(|(pattern, _)| pattern.identifier == identifier)
            .map(|(pattern, at)| self.plan(pattern, at))
            .collect()
    }

    fn plan(&self, rule: &PatternRule, pattern: u32) -> Plan {
        match self.compiled.set.plan(pattern) {
            // Its names are looked for, and nothing where they are not.
            Plan::None if rule.first => Plan::Keyword,
            plan => plan,
        }
    }

    /// The matches of a chunk that stands alone, as [`Detector::scan`] appends them. Who
    /// looks at many chunks scans them, and keeps the working memory.
    ///
    /// ```
    /// use tracie_finding::chunk::Chunk;
    /// use tracie_identify::Detector;
    ///
    /// let found = Detector::builder().build()?.matches(&Chunk::text(b"SSN: 512-58-3904"));
    /// assert_eq!(found[0].origin, (5, 16));
    /// # Ok::<(), tracie_identify::Error>(())
    /// ```
    pub fn matches(&self, chunk: &Chunk<'_>) -> Vec<Match> {
        let mut found = Vec::new();
        self.scan(&mut self.scratch(), chunk, &Carry::default(), &mut found);
        found
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
        scratch.found.clear();
        let words = if self.by_words {
            &*self.compiled.words
        } else {
            &[]
        };
        self.find(scratch, chunk, carry.furthest(), words);
        self.find_folded(scratch, chunk, words);
        let before = out.len();
        self.emit(scratch, carry, out);
        if !self.lists.all().is_empty() {
            self.lists.mark(chunk, &mut out[before..]);
        }
    }

    /// What is found where typographic marks and escapes are read as plain marks. Nothing that
    /// is found without is lost by it. Of names and addresses that is those with such a mark
    /// between their words.
    fn find_folded(&self, scratch: &mut Scratch, chunk: &Chunk<'_>, words: &[(u32, Words)]) {
        let plain = scratch.survey.is_plain();
        let mut folded = std::mem::take(&mut scratch.folded);
        if folded.fill(chunk, plain) {
            let mut before = std::mem::take(&mut scratch.found);
            let text = folded.chunk(chunk);
            let by_values = match chunk.layout {
                Layout::Text { .. } | Layout::Rows { .. } => &[],
                Layout::Values { .. } => words,
            };
            self.find(scratch, &text, u64::MAX, by_values);
            if by_values.is_empty() {
                words::find_joined(words, &folded, &text, &mut scratch.found);
            }
            let customs = self.compiled.first_custom();
            let span = |it: &Found| (it.start as usize, it.backwards_end.0 as usize);
            let holds = |it: &&Found| {
                let by_words = it.backwards_rank.0 == Rank::Words;
                it.identifier < customs && (!by_words || folded.is_joined(span(it)))
            };
            let managed = scratch.found.iter().filter(holds);
            before.extend(managed.map(|it| {
                let span = span(it);
                let (start, end) = folded.origin(chunk, span);
                Found {
                    start,
                    backwards_end: Reverse(end),
                    ..*it
                }
            }));
            scratch.found = before;
            scratch.found.sort_unstable();
        }
        scratch.folded = folded;
    }

    /// Appends what is found in a chunk, in order, given where the last match
    /// ended that came before it.
    fn find(&self, scratch: &mut Scratch, chunk: &Chunk<'_>, taken: u64, words: &[(u32, Words)]) {
        scratch.space.forget(self.compiled.identifiers.len());
        match chunk.layout {
            Layout::Text { base } => self.find_in_text(scratch, chunk, base, words),
            Layout::Rows {
                base,
                values,
                names,
            } => {
                self.find_in_text(scratch, chunk, base, words);
                let mut in_text = std::mem::take(&mut scratch.found);
                let own = owned(values, chunk.owned);
                self.find_in_values(scratch, chunk, (own, names), taken, words);
                scratch.found.append(&mut in_text);
                scratch.found.sort_unstable();
            }
            Layout::Values { values, names } => {
                self.find_in_values(scratch, chunk, (values, names), taken, words);
            }
        }
    }

    fn find_in_text(
        &self,
        scratch: &mut Scratch,
        chunk: &Chunk<'_>,
        base: u64,
        words: &[(u32, Words)],
    ) {
        let survey = &mut scratch.survey;
        let spaces = !words.is_empty();
        let set = &self.compiled.set;
        set.survey(survey, chunk.bytes, spaces);
        let mut judge = Judge {
            compiled: &self.compiled,
            survey,
            space: &mut scratch.space,
            words,
        };
        let windows = &mut scratch.windows;
        text::judge(&mut judge, windows, chunk, base, &mut scratch.found);
        scratch.found.sort_unstable();
    }

    fn find_in_values(
        &self,
        scratch: &mut Scratch,
        chunk: &Chunk<'_>,
        (values, table): (&[Value], &Names),
        taken: u64,
        words: &[(u32, Words)],
    ) {
        let (compiled, set) = (&*self.compiled, &self.compiled.set);
        set.begin_values(&mut scratch.survey, chunk.bytes, !words.is_empty());
        let planner = Planner {
            compiled,
            survey: &scratch.survey,
            space: &mut scratch.space,
            names: &mut scratch.names,
            forms: &mut scratch.forms,
            table,
            taken,
            by_words: !words.is_empty(),
            text: chunk.bytes,
            values,
            planned: &mut scratch.planned,
        };
        set.engine().run(planner);
        set.end_values(&mut scratch.survey, chunk.bytes, &scratch.planned.wanted);
        let mut judge = Judge {
            compiled,
            survey: &scratch.survey,
            space: &mut scratch.space,
            words,
        };
        set.engine().run(Walk {
            judge: &mut judge,
            chunk,
            found: &mut scratch.found,
            values,
            planned: &scratch.planned,
            names: &mut scratch.names,
            forms: &scratch.forms,
            table,
            taken,
        });
        let armed = (compiled, &mut scratch.space, &mut scratch.names);
        let (text, as_long) = ((chunk.bytes, values, table), &scratch.planned.as_long);
        serials::find(armed, text, as_long, &mut scratch.found);
    }

    /// Whether a name is of a kind in which nothing is ever found, whatever the names over
    /// it: a single word of letters, too short for what such a word may be. As most names
    /// of members are; in others there may be nothing, either.
    ///
    /// ```
    /// # use tracie_identify::Detector;
    /// let detector = Detector::builder().build()?;
    /// let mut scratch = detector.scratch();
    /// assert!(detector.is_dull(&mut scratch, b"account_id"));
    /// assert!(!detector.is_dull(&mut scratch, b"4111111111111111"));
    /// # Ok::<(), tracie_identify::Error>(())
    /// ```
    pub fn is_dull(&self, scratch: &mut Scratch, name: &[u8]) -> bool {
        if let Some(known) = scratch.dull.get(name) {
            return *known;
        }
        let dull = self.compiled.is_dull(&mut scratch.survey, name);
        if scratch.dull.len() >= MOST_NAMES {
            scratch.dull.clear();
        }
        scratch.dull.insert(name.into(), dull);
        dull
    }

    /// Whether something would be found in one of the names of a path, alone or
    /// with the others over it, or may be a value that is not looked for, as where a
    /// map is keyed by card numbers: then the path must not be shown.
    pub fn path_sensitive(&self, scratch: &mut Scratch, path: &[impl AsRef<[u8]>]) -> bool {
        (0..path.len()).any(|at| {
            let name = path[at].as_ref();
            let others = path[..at].iter().chain(&path[at + 1..]);
            let mut names = Names::new();
            names.push(others.map(AsRef::as_ref));
            let values = [Value {
                start: 0,
                end: name.len() as u32,
                names: 0,
                origin: 0,
            }];
            let layout = Layout::Values {
                values: &values,
                names: &names,
            };
            may_be_value(name)
                || self.finds(scratch, name, Layout::Text { base: 0 })
                || path.len() > 1 && self.finds(scratch, name, layout)
        })
    }

    fn finds(&self, scratch: &mut Scratch, text: &[u8], layout: Layout<'_>) -> bool {
        let chunk = Chunk {
            bytes: text,
            owned: (0, text.len()),
            layout,
        };
        let mut found = Vec::new();
        self.scan(scratch, &chunk, &Carry::default(), &mut found);
        found.iter().any(|it| it.allowed.is_none())
    }

    /// Keeps the matches of each identifier apart, leftmost and longest first.
    fn emit(&self, scratch: &mut Scratch, carry: &Carry, out: &mut Vec<Match>) {
        // Most texts are short, and hold nothing.
        if scratch.found.is_empty() {
            return;
        }
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
                allowed: None,
            });
        }
    }
}

/// The values that begin in a part of a chunk.
fn owned(values: &[Value], (start, end): (usize, usize)) -> &[Value] {
    let before = |at: usize| values.partition_point(|it| (it.start as usize) < at);
    &values[before(start)..before(end)]
}
