//! Many patterns as one set, and the survey of a text that all plans share.

use regex_automata::meta;
use regex_syntax::ParserBuilder;

use crate::automaton::{Automaton, breaks_word};
use crate::class::{Engine, Masks};
use crate::facts::{self, Facts};
use crate::keyword::Keywords;
use crate::literal::Literals;
use crate::plan::{self, Plan};
use crate::shape::{self, Shapes};
use crate::shape_index::{Entry, PatternBits, ShapeIndex};
use crate::{Error, Hit, runs};

/// Most bytes of a value that counts only near a keyword. Such values are
/// short; the bound is what keeps their neighbourhood small.
pub const MAX_ARMED: usize = 256;

/// How a pattern matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matching {
    /// Whole words and numbers: from each start, any end may be chosen, and
    /// no letter or digit stands directly before or after.
    Words,
    /// As a search by the expression alone: leftmost, non-overlapping.
    Plain,
}

/// A set of patterns and keywords, compiled. Cheap to share by reference;
/// holds no mutable state.
#[derive(Debug)]
pub struct PatternSet {
    engine: Engine,
    patterns: Vec<Compiled>,
    keywords: Keywords,
    literals: Literals,
    /// Value-first patterns by shape.
    values: ShapeIndex,
    /// Keyword-first patterns by shape.
    armed: ShapeIndex,
    /// Most characters between a keyword and a value that it arms.
    keyword_reach: usize,
    needs: Needs,
}

/// Blocks whose letters are worked out together.
const FILL: usize = 8;

/// What the survey of a text has to collect.
#[derive(Clone, Copy, Debug, Default)]
struct Needs {
    values: bool,
    /// Whether a value may be found by a shape without a digit.
    digitless: bool,
    runs: bool,
    keywords: bool,
    /// Whether keywords count where no value is near that a shape shows.
    everywhere: bool,
}

#[derive(Debug)]
struct Compiled {
    matcher: Matcher,
    plan: Plan,
    /// Shapes worth trying; `None` for all.
    shapes: Option<Shapes>,
    heads: Option<Box<[[bool; 256]; 2]>>,
    lead: Option<usize>,
    max_len: Option<usize>,
    token: Option<Box<Token>>,
    armed: bool,
}

#[derive(Debug)]
enum Matcher {
    Words(Automaton),
    Plain(Box<Plain>),
}

/// What a long token consists of.
#[derive(Debug)]
struct Token {
    holds: [bool; 256],
    min_len: usize,
}

#[derive(Debug)]
struct Plain {
    regex: meta::Regex,
    /// Whether a match can hold a byte.
    holds: [bool; 256],
}

/// Collects patterns and keywords.
#[derive(Debug)]
pub struct Builder {
    engine: Engine,
    keywords: Vec<String>,
    keyword_reach: usize,
    patterns: Vec<Compiled>,
    literals: Vec<(Vec<u8>, u32)>,
    needs: Needs,
}

impl Builder {
    /// Uses these instructions rather than the best of the machine.
    pub fn engine(mut self, engine: Engine) -> Builder {
        self.engine = engine;
        self
    }

    /// Adds a keyword and returns its number, from 0.
    pub fn keyword(&mut self, keyword: &str) -> u32 {
        self.keywords.push(keyword.to_owned());
        (self.keywords.len() - 1) as u32
    }

    /// Most characters between a keyword and a value that it arms.
    pub fn keyword_reach(&mut self, characters: usize) {
        self.keyword_reach = self.keyword_reach.max(characters);
    }

    /// Adds a pattern and returns its number, from 0. An `armed` pattern
    /// counts only near a keyword, or under a name that holds one.
    pub fn pattern(&mut self, regex: &str, matching: Matching, armed: bool) -> Result<u32, Error> {
        let compiled = match matching {
            Matching::Words => self.words(regex, armed)?,
            Matching::Plain => self.plain(regex, armed)?,
        };
        self.patterns.push(compiled);
        Ok((self.patterns.len() - 1) as u32)
    }

    /// How a pattern that was added will be looked for.
    pub fn plan(&self, pattern: u32) -> Plan {
        self.patterns[pattern as usize].plan
    }

    fn words(&mut self, regex: &str, armed: bool) -> Result<Compiled, Error> {
        let hir = parse(regex, false)?;
        let facts = Facts::of(&hir);
        if facts.looks_around {
            return Err(Error::LooksAround);
        }
        if facts.min_len == 0 {
            return Err(Error::MatchesEmpty);
        }
        let automaton = Automaton::new(&hir)?;
        let planned = plan::plan(&hir, &facts, &automaton, armed);
        self.note(planned.plan, armed, false);
        let pattern = self.patterns.len() as u32;
        if planned.plan == Plan::Literal {
            self.literals
                .extend(facts.prefixes.iter().map(|it| (it.clone(), pattern)));
        }
        let by_shape = matches!(planned.plan, Plan::Value | Plan::Keyword | Plan::None);
        Ok(Compiled {
            matcher: Matcher::Words(automaton),
            plan: planned.plan,
            shapes: by_shape.then_some(planned.shapes),
            heads: planned.heads,
            lead: planned.lead,
            max_len: facts.max_len,
            token: (planned.plan == Plan::LongToken).then(|| {
                Box::new(Token {
                    holds: facts::alphabet(&hir),
                    min_len: facts.min_len,
                })
            }),
            armed,
        })
    }

    fn plain(&mut self, regex: &str, armed: bool) -> Result<Compiled, Error> {
        let hir = parse(regex, true)?;
        let facts = Facts::of(&hir);
        if facts.min_len == 0 {
            return Err(Error::MatchesEmpty);
        }
        self.note(Plan::None, armed, true);
        let regex = meta::Builder::new()
            .configure(meta::Config::new().utf8_empty(false))
            .build_from_hir(&hir)
            .map_err(|error| Error::TooLarge(error.to_string()))?;
        Ok(Compiled {
            matcher: Matcher::Plain(Box::new(Plain {
                regex,
                holds: facts::alphabet(&hir),
            })),
            plan: Plan::None,
            shapes: None,
            heads: None,
            lead: None,
            max_len: facts.max_len,
            token: None,
            armed,
        })
    }

    fn note(&mut self, plan: Plan, armed: bool, plain: bool) {
        let needs = &mut self.needs;
        needs.keywords |= armed;
        needs.runs |= plan == Plan::LongToken;
        needs.values |= plan == Plan::Value;
        needs.everywhere |= armed && plain;
    }

    /// Compiles the set.
    pub fn build(mut self) -> Result<PatternSet, Error> {
        let keywords = Keywords::new(self.keywords.iter().map(String::as_str))?;
        let mut needs = self.needs;
        let values = self.index(Plan::Value);
        needs.digitless = values.is_digitless();
        Ok(PatternSet {
            engine: self.engine,
            literals: Literals::new(std::mem::take(&mut self.literals)),
            values,
            armed: self.index(Plan::Keyword),
            keyword_reach: self.keyword_reach,
            keywords,
            patterns: self.patterns,
            needs,
        })
    }

    fn index(&self, plan: Plan) -> ShapeIndex {
        let planned = self
            .patterns
            .iter()
            .enumerate()
            .filter(|(_, it)| it.plan == plan);
        ShapeIndex::new(planned.filter_map(|(at, it)| {
            Some(Entry {
                number: at as u32,
                shapes: it.shapes.as_ref()?,
                heads: it.heads.as_deref()?,
                reach: it.max_len.map_or(MAX_ARMED, |length| length.min(MAX_ARMED)) as u16,
            })
        }))
    }
}

fn parse(regex: &str, unicode: bool) -> Result<regex_syntax::hir::Hir, Error> {
    ParserBuilder::new()
        .unicode(unicode)
        .utf8(false)
        .nest_limit(100)
        .build()
        .parse(regex)
        .map_err(|error| {
            let (message, span) = match &error {
                regex_syntax::Error::Parse(it) => (it.kind().to_string(), it.span()),
                regex_syntax::Error::Translate(it) => (it.kind().to_string(), it.span()),
                other => return Error::TooLarge(other.to_string()),
            };
            Error::Syntax {
                message,
                position: span.start.column,
            }
        })
}

/// What the survey of one text showed. Scratch space: reuse it.
#[derive(Debug, Default)]
pub struct Survey {
    masks: Masks,
    /// Ranges of bytes in which keywords are looked for.
    active: Vec<(usize, usize)>,
    /// Up to which block letters are known.
    filled: usize,
    /// Most bytes from a keyword, with itself, to a value that it arms.
    pub reach: usize,
    /// Word starts at which the shape of a value-first pattern begins.
    pub starts: Vec<u32>,
    /// Word starts at which the shape of a keyword-first pattern begins.
    pub armed: Vec<u32>,
    /// Occurrences of keywords, by their start.
    pub hits: Vec<Hit>,
    /// Literals, by their start, and their number in the set.
    pub literals: Vec<(u32, u32)>,
    /// Long runs without white space.
    pub runs: Vec<(u32, u32)>,
}

impl Survey {
    #[inline(always)]
    fn word_start_bits(&self, block: usize) -> u64 {
        let word = self.masks.digit.word(block) | self.masks.letter.word(block);
        let before = block.checked_sub(1).map_or(0, |before| {
            (self.masks.digit.word(before) | self.masks.letter.word(before)) >> 63
        });
        word & !(word << 1 | before)
    }

    fn clear(&mut self) {
        self.active.clear();
        self.filled = 0;
        self.starts.clear();
        self.armed.clear();
        self.hits.clear();
        self.literals.clear();
        self.runs.clear();
    }

    /// Has keywords looked for around a value that may start at a position.
    #[inline(always)]
    fn activate(&mut self, at: usize, longest: usize, end: usize) {
        let (from, to) = (
            at.saturating_sub(self.reach),
            (at + longest + self.reach).min(end),
        );
        match self.active.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => self.active.push((from, to)),
        }
    }

    /// Bytes of memory held.
    pub fn memory_usage(&self) -> usize {
        self.masks.memory_usage()
            + 16 * self.active.capacity()
            + 4 * (self.starts.capacity() + self.armed.capacity())
            + 12 * self.hits.capacity()
            + 8 * (self.literals.capacity() + self.runs.capacity())
    }
}

impl PatternSet {
    /// Starts an empty set.
    pub fn builder() -> Builder {
        Builder {
            engine: Engine::detect(),
            keywords: Vec::new(),
            keyword_reach: 0,
            patterns: Vec::new(),
            literals: Vec::new(),
            needs: Needs::default(),
        }
    }

    /// Looks through a text once, for all plans. In a text of `values` a
    /// keyword counts however far it stands from a value, so none is looked
    /// for: see [`PatternSet::keywords_between`].
    ///
    /// # Panics
    ///
    /// If the text has 2^32 bytes or more: cut it.
    pub fn survey(&self, survey: &mut Survey, text: &[u8], values: bool) {
        assert!(
            u32::try_from(text.len()).is_ok(),
            "a text of 4 GiB must be cut into parts"
        );
        survey.clear();
        let widest = if text.is_ascii() { 1 } else { 4 };
        survey.reach = widest * self.keyword_reach + self.keywords.longest();
        survey.masks.fill_digits(self.engine, text);
        if self.needs.runs {
            runs::find(text, &survey.masks.space, &mut survey.runs);
        }
        self.literals.find(self.engine, text, &mut survey.literals);
        let blocks = text.len().div_ceil(64);
        if self.needs.everywhere || self.needs.digitless || values {
            survey.masks.fill_words(self.engine, text, 0, blocks + 1);
            survey.filled = blocks + 1;
        }
        if self.needs.values || self.needs.keywords {
            (0..blocks).for_each(|block| self.find_starts(survey, text, block));
        }
        if self.needs.keywords && !values {
            self.find_keywords(survey, text);
        }
    }

    #[inline(always)]
    fn find_starts(&self, survey: &mut Survey, text: &[u8], block: usize) {
        let near = before_digit(&survey.masks, block);
        if near == 0 && !self.needs.digitless {
            return;
        }
        self.fill(survey, text, block.saturating_sub(1), block + FILL);
        let mut bits = survey.word_start_bits(block);
        if !self.needs.digitless {
            bits &= near;
        }
        let digit = survey.masks.digit.pair(block);
        let letter = survey.masks.letter.pair(block);
        while bits != 0 {
            let bit = bits.trailing_zeros();
            let at = 64 * block + bit as usize;
            bits &= bits - 1;
            let shape = shape::of((digit >> bit) as u64, (letter >> bit) as u64);
            if self.values.is_viable(shape) {
                survey.starts.push(at as u32);
            }
            if self.armed.is_viable(shape) {
                survey.armed.push(at as u32);
                survey.activate(at, self.armed.reach(shape), text.len());
            }
        }
    }

    /// Sees to it that letters are known in a range of blocks. Ranges come
    /// in ascending order of their ends.
    #[inline(always)]
    fn fill(&self, survey: &mut Survey, text: &[u8], from: usize, to: usize) {
        let (from, to) = (from.max(survey.filled), to.min(text.len().div_ceil(64) + 1));
        if from < to {
            survey.masks.fill_words(self.engine, text, from, to);
            survey.filled = to;
        }
    }

    fn find_keywords(&self, survey: &mut Survey, text: &[u8]) {
        if self.needs.everywhere {
            survey.active.clear();
            survey.active.push((0, text.len()));
        }
        survey.filled = if self.needs.everywhere || self.needs.digitless {
            usize::MAX
        } else {
            0
        };
        for at in 0..survey.active.len() {
            let (from, to) = survey.active[at];
            self.fill(
                survey,
                text,
                (from / 64).saturating_sub(1),
                to.div_ceil(64) + 1,
            );
            self.keywords
                .find(text, &survey.masks, (from, to), &mut survey.hits);
        }
    }

    /// Appends the keywords that start in a range of a text that was surveyed
    /// as one of values.
    pub fn keywords_between(
        &self,
        survey: &Survey,
        text: &[u8],
        range: (usize, usize),
        hits: &mut Vec<Hit>,
    ) {
        self.keywords.find(text, &survey.masks, range, hits);
    }

    /// Calls back with the value-first patterns to try at a word start.
    #[inline(always)]
    pub fn tries(&self, survey: &Survey, text: &[u8], at: usize, found: impl FnMut(u32)) {
        self.values
            .each(shape::at(&survey.masks, at), head(text, at), None, found);
    }

    /// Calls back with the keyword-first patterns among a set to try at a
    /// word start.
    #[inline(always)]
    pub fn armed_tries(
        &self,
        survey: &Survey,
        text: &[u8],
        at: usize,
        among: &PatternBits,
        found: impl FnMut(u32),
    ) {
        self.armed.each(
            shape::at(&survey.masks, at),
            head(text, at),
            Some(among),
            found,
        );
    }

    /// The most bytes of a match of a keyword-first pattern that starts at a
    /// word start.
    pub fn armed_reach(&self, survey: &Survey, at: usize) -> usize {
        self.armed.reach(shape::at(&survey.masks, at))
    }

    /// Keyword-first patterns as a set that
    /// [`PatternSet::armed_tries`] takes.
    pub fn armed_bits(&self, patterns: &[u32]) -> PatternBits {
        self.armed.bits(patterns)
    }

    /// The patterns to try where a literal stands.
    pub fn literal_patterns(&self, literal: u32) -> &[u32] {
        self.literals.patterns(literal)
    }

    /// How a pattern is looked for.
    pub fn plan(&self, pattern: u32) -> Plan {
        self.patterns[pattern as usize].plan
    }

    /// Most punctuation before the first word byte of a match, in bytes;
    /// `None` if there is no small bound.
    pub fn lead(&self, pattern: u32) -> Option<usize> {
        self.patterns[pattern as usize].lead
    }

    /// Most bytes of a match, if bounded.
    pub fn max_len(&self, pattern: u32) -> Option<usize> {
        self.patterns[pattern as usize].max_len
    }

    /// The number of patterns.
    pub fn len(&self) -> usize {
        self.patterns.len()
    }

    /// Whether there is no pattern.
    pub fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }

    /// Every end, ascending, of a match of whole words from a start, up to a
    /// limit and, for an armed pattern, [`MAX_ARMED`] bytes. Empty for a plain pattern and where a word runs into the start.
    #[inline]
    pub fn ends(
        &self,
        pattern: u32,
        text: &[u8],
        start: usize,
        limit: usize,
        ends: &mut Vec<usize>,
    ) {
        ends.clear();
        if breaks_word(text, start) {
            return;
        }
        let compiled = &self.patterns[pattern as usize];
        if let Matcher::Words(automaton) = &compiled.matcher {
            let most = if compiled.armed {
                MAX_ARMED
            } else {
                usize::MAX - start
            };
            automaton.ends(text, start, limit.min(start + most), ends);
        }
    }

    /// The leftmost match of a plain pattern that starts and ends in a range.
    pub fn find_plain(
        &self,
        pattern: u32,
        text: &[u8],
        range: std::ops::Range<usize>,
    ) -> Option<(usize, usize)> {
        let Matcher::Plain(plain) = &self.patterns[pattern as usize].matcher else {
            return None;
        };
        let found = plain
            .regex
            .find(regex_automata::Input::new(text).range(range))?;
        Some((found.start(), found.end()))
    }

    /// Calls back with the positions in a run at which a long token may start.
    pub fn tokens(
        &self,
        pattern: u32,
        text: &[u8],
        (from, to): (usize, usize),
        mut found: impl FnMut(usize),
    ) {
        let Some(token) = &self.patterns[pattern as usize].token else {
            return;
        };
        let held = |at: &usize| token.holds[text[*at] as usize];
        let mut at = from;
        while at + token.min_len <= to {
            // The last byte that is no part of a token rules out all starts
            // up to it.
            if let Some(stop) = (at..at + token.min_len).rev().find(|it| !held(it)) {
                at = stop + 1;
                continue;
            }
            let end = (at + token.min_len..to).find(|it| !held(it)).unwrap_or(to);
            let starts = (at..=end - token.min_len).filter(|it| !breaks_word(text, *it));
            starts.for_each(&mut found);
            at = end + 1;
        }
    }

    /// Where a search by a plain pattern may begin so as to give the matches
    /// from `owned` on that a search of everything would give: behind the last
    /// byte before it that no match can hold.
    pub fn resume(&self, pattern: u32, text: &[u8], floor: usize, owned: usize) -> usize {
        let Matcher::Plain(plain) = &self.patterns[pattern as usize].matcher else {
            return owned;
        };
        let back = text[floor..owned]
            .iter()
            .rev()
            .position(|byte| !plain.holds[*byte as usize]);
        back.map_or(if floor == 0 { 0 } else { owned }, |back| owned - back)
    }

    /// Most bytes that an occurrence of a keyword takes.
    pub fn longest_keyword(&self) -> usize {
        self.keywords.longest()
    }

    /// All occurrences of keywords in a text, whatever is around them.
    pub fn keywords_in(&self, survey: &mut Survey, text: &[u8], hits: &mut Vec<Hit>) {
        hits.clear();
        survey.masks.fill_digits(self.engine, text);
        let blocks = text.len().div_ceil(64) + 1;
        survey.masks.fill_words(self.engine, text, 0, blocks);
        self.keywords
            .find(text, &survey.masks, (0, text.len()), hits);
    }

    /// As [`PatternSet::keywords_in`], by the definition alone: the reference
    /// that the fast way is held to.
    pub fn keywords_naive(&self, text: &[u8]) -> Vec<Hit> {
        self.keywords.find_naive(text)
    }

    /// Bytes of memory held.
    pub fn memory_usage(&self) -> usize {
        let patterns: usize = self.patterns.iter().map(Compiled::memory_usage).sum();
        let shapes = self.values.memory_usage() + self.armed.memory_usage();
        patterns + shapes + self.keywords.memory_usage() + self.literals.memory_usage()
    }
}

/// The byte at a position and the one behind it.
#[inline(always)]
fn head(text: &[u8], at: usize) -> (u8, Option<u8>) {
    (text[at], text.get(at + 1).copied())
}

/// The bits of a block with a digit at them or within the next nine bytes.
#[inline(always)]
fn before_digit(masks: &Masks, block: usize) -> u64 {
    let digit = masks.digit.word(block);
    let next = masks.digit.word(block + 1);
    let pair = u128::from(next) << 64 | u128::from(digit);
    let two = pair | pair >> 1;
    let four = two | two >> 2;
    let eight = four | four >> 4;
    (eight | two >> 8) as u64
}

impl Compiled {
    fn memory_usage(&self) -> usize {
        let shapes = self.shapes.as_ref().map_or(0, Shapes::memory_usage);
        let matcher = match &self.matcher {
            Matcher::Words(automaton) => automaton.memory_usage(),
            Matcher::Plain(plain) => plain.regex.memory_usage() + 256,
        };
        shapes + matcher + size_of::<Compiled>()
    }
}
