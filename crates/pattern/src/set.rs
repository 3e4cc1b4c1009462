//! Many patterns as one set, and the survey of a text that all plans share.

use regex_automata::meta;
use regex_syntax::ParserBuilder;

use crate::automaton::Automaton;
use crate::class::{Engine, Masks, is_word_byte};
use crate::facts::{self, Facts};
use crate::keyword::Keywords;
use crate::literal::Literals;
use crate::plan::{self, Plan};
use crate::shape::{self, COUNT, Shapes};
use crate::{Error, Hit, runs};

/// Longest value that the neighbourhood of digits is widened for; patterns
/// without a bound make every block count.
const LONGEST_VALUE: usize = 256;

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
    /// For each shape, an index into `tries`.
    by_shape: Vec<u16>,
    tries: Vec<Vec<u32>>,
    needs: Needs,
}

/// What the survey of a text has to collect.
#[derive(Clone, Copy, Debug, Default)]
struct Needs {
    values: bool,
    /// Whether a value may be found by a shape without a digit.
    digitless: bool,
    runs: bool,
    keywords: bool,
    /// Whether keywords count even where no digit is near.
    everywhere: bool,
    /// Bytes around a digit within which keywords and values count.
    reach: usize,
}

#[derive(Debug)]
struct Compiled {
    matcher: Matcher,
    plan: Plan,
    /// Shapes worth trying; `None` for all.
    shapes: Option<Shapes>,
    lead: Option<usize>,
    max_len: Option<usize>,
}

#[derive(Debug)]
enum Matcher {
    Words(Automaton),
    Plain(Box<Plain>),
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

    /// Most bytes between a keyword and a value that it arms.
    pub fn keyword_reach(&mut self, bytes: usize) {
        self.keyword_reach = self.keyword_reach.max(bytes);
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
        self.note(planned.plan, &facts, armed);
        let pattern = self.patterns.len() as u32;
        if planned.plan == Plan::Literal {
            self.literals.extend(facts.prefixes.iter().map(|it| (it.clone(), pattern)));
        }
        let by_shape = matches!(planned.plan, Plan::Value | Plan::Keyword | Plan::None);
        Ok(Compiled {
            matcher: Matcher::Words(automaton),
            plan: planned.plan,
            shapes: by_shape.then_some(planned.shapes),
            lead: planned.lead,
            max_len: facts.max_len,
        })
    }

    fn plain(&mut self, regex: &str, armed: bool) -> Result<Compiled, Error> {
        let hir = parse(regex, true)?;
        let facts = Facts::of(&hir);
        if facts.min_len == 0 {
            return Err(Error::MatchesEmpty);
        }
        self.note(Plan::None, &facts, armed);
        let regex = meta::Builder::new()
            .configure(meta::Config::new().utf8_empty(false))
            .build_from_hir(&hir)
            .map_err(|error| Error::TooLarge(error.to_string()))?;
        Ok(Compiled {
            matcher: Matcher::Plain(Box::new(Plain { regex, holds: facts::alphabet(&hir) })),
            plan: Plan::None,
            shapes: None,
            lead: None,
            max_len: facts.max_len,
        })
    }

    fn note(&mut self, plan: Plan, facts: &Facts, armed: bool) {
        let needs = &mut self.needs;
        needs.keywords |= armed;
        needs.runs |= plan == Plan::LongToken;
        needs.values |= plan == Plan::Value;
        if armed && matches!(plan, Plan::Keyword | Plan::None) {
            needs.everywhere |= facts.min_digits == 0;
            match facts.max_len {
                Some(length) if length <= LONGEST_VALUE => needs.reach = needs.reach.max(length),
                _ => needs.everywhere = true,
            }
        }
    }

    /// Compiles the set.
    pub fn build(self) -> Result<PatternSet, Error> {
        let keywords = Keywords::new(self.keywords.iter().map(String::as_str))?;
        let mut needs = self.needs;
        needs.reach += self.keyword_reach + keywords.longest() + shape::WIDTH;
        let (by_shape, tries) = index(&self.patterns);
        needs.digitless = (0..COUNT).any(|it| by_shape[it] != 0 && !has_digit(it));
        Ok(PatternSet {
            engine: self.engine,
            literals: Literals::new(self.literals),
            patterns: self.patterns,
            keywords,
            by_shape,
            tries,
            needs,
        })
    }
}

fn parse(regex: &str, unicode: bool) -> Result<regex_syntax::hir::Hir, Error> {
    ParserBuilder::new().unicode(unicode).utf8(false).nest_limit(100).build().parse(regex).map_err(
        |error| {
            let (message, span) = match &error {
                regex_syntax::Error::Parse(it) => (it.kind().to_string(), it.span()),
                regex_syntax::Error::Translate(it) => (it.kind().to_string(), it.span()),
                other => return Error::TooLarge(other.to_string()),
            };
            Error::Syntax { message, position: span.start.column }
        },
    )
}

fn has_digit(shape: usize) -> bool {
    std::iter::successors(Some(shape), |rest| (*rest > 0).then_some(rest / 3))
        .any(|rest| rest % 3 == 1)
}

/// The patterns to try for each shape, as an index into the distinct lists.
fn index(patterns: &[Compiled]) -> (Vec<u16>, Vec<Vec<u32>>) {
    let mut by_shape = vec![0u16; COUNT];
    let mut tries = vec![Vec::new()];
    for (pattern, compiled) in patterns.iter().enumerate() {
        let (Plan::Value, Some(shapes)) = (compiled.plan, &compiled.shapes) else { continue };
        let mut moved = std::collections::HashMap::new();
        for shape in shapes.iter() {
            let old = by_shape[shape];
            by_shape[shape] = *moved.entry(old).or_insert_with(|| {
                let mut list = tries[old as usize].clone();
                list.push(pattern as u32);
                tries.push(list);
                u16::try_from(tries.len() - 1).expect("lists grow by shapes, of which there are fewer")
            });
        }
    }
    (by_shape, tries)
}

/// What the survey of one text showed. Scratch space: reuse it.
#[derive(Debug, Default)]
pub struct Survey {
    masks: Masks,
    /// Ranges of blocks that hold or neighbour digits.
    active: Vec<(usize, usize)>,
    /// Word starts at which the shape of a value-first pattern begins.
    pub starts: Vec<u32>,
    /// Occurrences of keywords, by their start.
    pub hits: Vec<Hit>,
    /// Literals, by their start, and their number in the set.
    pub literals: Vec<(u32, u32)>,
    /// Long runs without white space.
    pub runs: Vec<(u32, u32)>,
}

impl Survey {
    /// The positions in a range at which a word or number starts. Valid in
    /// the neighbourhood of digits, or everywhere if the set demands it.
    pub fn word_starts(&self, from: usize, to: usize) -> impl Iterator<Item = usize> + '_ {
        let mut block = from / 64;
        let mut bits = if from < to { self.word_start_bits(block) & u64::MAX << (from % 64) } else { 0 };
        std::iter::from_fn(move || {
            while bits == 0 {
                block += 1;
                if 64 * block >= to {
                    return None;
                }
                bits = self.word_start_bits(block);
            }
            let at = 64 * block + bits.trailing_zeros() as usize;
            bits &= bits - 1;
            (at < to).then_some(at)
        })
    }

    #[inline(always)]
    fn word_start_bits(&self, block: usize) -> u64 {
        let word = self.masks.digit.word(block) | self.masks.letter.word(block);
        let before = block.checked_sub(1).map_or(0, |before| {
            (self.masks.digit.word(before) | self.masks.letter.word(before)) >> 63
        });
        word & !(word << 1 | before)
    }

    /// Bytes of memory held.
    pub fn memory_usage(&self) -> usize {
        self.masks.memory_usage()
            + 16 * self.active.capacity()
            + 4 * self.starts.capacity()
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

    /// Looks through a text once, for all plans.
    ///
    /// # Panics
    ///
    /// If the text has 2^32 bytes or more: cut it.
    pub fn survey(&self, survey: &mut Survey, text: &[u8]) {
        assert!(u32::try_from(text.len()).is_ok(), "a text of 4 GiB must be cut into parts");
        survey.starts.clear();
        survey.hits.clear();
        survey.literals.clear();
        survey.runs.clear();
        survey.masks.fill_digits(self.engine, text);
        self.find_active(survey, text.len());
        for at in 0..survey.active.len() {
            let (from, to) = survey.active[at];
            survey.masks.fill_words(self.engine, text, from, to);
        }
        if self.needs.runs {
            runs::find(text, &survey.masks.space, &mut survey.runs);
        }
        self.literals.find(text, &mut survey.literals);
        for at in 0..survey.active.len() {
            let active = survey.active[at];
            if self.needs.keywords {
                self.keywords.find(text, &survey.masks, active, &mut survey.hits);
            }
            if self.needs.values {
                self.find_starts(survey, active);
            }
        }
    }

    fn find_active(&self, survey: &mut Survey, len: usize) {
        survey.active.clear();
        let blocks = len.div_ceil(64);
        if self.needs.everywhere || self.needs.digitless {
            survey.active.push((0, blocks + 1));
            return;
        }
        let margin = self.needs.reach.div_ceil(64) + 1;
        for block in 0..blocks {
            if survey.masks.digit.word(block) != 0 {
                let (from, to) = (block.saturating_sub(margin), (block + margin + 1).min(blocks + 1));
                match survey.active.last_mut() {
                    Some(last) if from <= last.1 => last.1 = to,
                    _ => survey.active.push((from, to)),
                }
            }
        }
    }

    fn find_starts(&self, survey: &mut Survey, (from, to): (usize, usize)) {
        for block in from..to {
            let mut bits = survey.word_start_bits(block);
            if !self.needs.digitless {
                bits &= before_digit(&survey.masks, block);
            }
            while bits != 0 {
                let at = 64 * block + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                if self.by_shape[shape::at(&survey.masks, at)] != 0 {
                    survey.starts.push(at as u32);
                }
            }
        }
    }

    /// The value-first patterns to try at one of `survey.starts`.
    #[inline(always)]
    pub fn tries(&self, survey: &Survey, at: usize) -> &[u32] {
        &self.tries[self.by_shape[shape::at(&survey.masks, at)] as usize]
    }

    /// The patterns to try where a literal stands.
    pub fn literal_patterns(&self, literal: u32) -> &[u32] {
        self.literals.patterns(literal)
    }

    /// Whether a match of the pattern can begin at a word start, by its shape.
    #[inline(always)]
    pub fn is_viable(&self, pattern: u32, survey: &Survey, at: usize) -> bool {
        let shapes = &self.patterns[pattern as usize].shapes;
        shapes.as_ref().is_none_or(|shapes| shapes.contains(shape::at(&survey.masks, at)))
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
    /// limit. Empty for a plain pattern and where a word runs into the start.
    #[inline]
    pub fn ends(&self, pattern: u32, text: &[u8], start: usize, limit: usize, ends: &mut Vec<usize>) {
        ends.clear();
        if start > 0 && is_word_byte(text[start - 1]) {
            return;
        }
        if let Matcher::Words(automaton) = &self.patterns[pattern as usize].matcher {
            automaton.ends(text, start, limit, ends);
        }
    }

    /// The leftmost match of a plain pattern that starts and ends in a range.
    pub fn find_plain(
        &self,
        pattern: u32,
        text: &[u8],
        range: std::ops::Range<usize>,
    ) -> Option<(usize, usize)> {
        let Matcher::Plain(plain) = &self.patterns[pattern as usize].matcher else { return None };
        let found = plain.regex.find(regex_automata::Input::new(text).range(range))?;
        Some((found.start(), found.end()))
    }

    /// Where a search by a plain pattern may begin so as to give the matches
    /// from `owned` on that a search of everything would give: behind the last
    /// byte before it that no match can hold.
    pub fn resume(&self, pattern: u32, text: &[u8], floor: usize, owned: usize) -> usize {
        let Matcher::Plain(plain) = &self.patterns[pattern as usize].matcher else { return owned };
        let back = text[floor..owned].iter().rev().position(|byte| !plain.holds[*byte as usize]);
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
        self.keywords.find(text, &survey.masks, (0, blocks), hits);
    }

    /// As [`PatternSet::keywords_in`], by the definition alone: the reference
    /// that the fast way is held to.
    pub fn keywords_naive(&self, text: &[u8]) -> Vec<Hit> {
        self.keywords.find_naive(text)
    }

    /// Bytes of memory held.
    pub fn memory_usage(&self) -> usize {
        let patterns: usize = self.patterns.iter().map(Compiled::memory_usage).sum();
        let tries: usize = self.tries.iter().map(|list| 24 + 4 * list.len()).sum();
        patterns + tries + 2 * COUNT + self.keywords.memory_usage() + self.literals.memory_usage()
    }
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
