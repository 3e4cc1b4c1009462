//! Many patterns as one set.

use regex_automata::Anchored;

use crate::Hit;
use crate::automaton::{breaks_token, breaks_word};
use crate::builder::Builder;
use crate::class::Engine;
use crate::compiled::{Compiled, Matcher, Matching};
use crate::groups::{ASKED, Bits, LOOSE, TOKENS};
use crate::joint::Joint;
use crate::keyword::{Keywords, Sought};
use crate::literal::Literals;
use crate::marked::Marked;
use crate::plan::Plan;
use crate::shape;
use crate::shape_index::{PatternBits, ShapeIndex};
use crate::sieve::Sifted;
use crate::survey::Survey;

/// A set of patterns and keywords, compiled. Cheap to share by reference;
/// holds no mutable state.
#[derive(Debug)]
pub struct PatternSet {
    pub(crate) engine: Engine,
    pub(crate) patterns: Vec<Compiled>,
    pub(crate) keywords: Keywords,
    pub(crate) literals: Literals,
    /// Value-first patterns by shape.
    pub(crate) values: ShapeIndex,
    /// Those of them that begin with a mark.
    pub(crate) marked: Marked,
    /// Where the others may begin.
    pub(crate) unmarked: Sifted,
    /// Value-first patterns that may match within words.
    pub(crate) plain: Joint,
    pub(crate) plain_sifted: Sifted,
    /// Keyword-first patterns by shape.
    pub(crate) armed: ShapeIndex,
    /// Most characters between a keyword and a value that it arms.
    pub(crate) keyword_reach: usize,
    pub(crate) needs: Needs,
}

/// What the survey of a text has to collect.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Needs {
    pub(crate) values: bool,
    /// Whether values may be found by their shape within words.
    pub(crate) plain: bool,
    /// Whether values that need a keyword may stand within words.
    pub(crate) plain_armed: bool,
    /// Whether a value may be found by a shape without a digit.
    pub(crate) digitless: bool,
    /// Whether long tokens count without a keyword.
    pub(crate) runs: bool,
    /// Whether long tokens count near a keyword.
    pub(crate) tokens: bool,
    pub(crate) keywords: bool,
    /// Whether keywords count where no value is near that a survey shows.
    pub(crate) everywhere: bool,
}

impl Needs {
    pub(crate) fn of(patterns: &[Compiled]) -> Needs {
        let any = |test: &dyn Fn(&Compiled) -> bool| patterns.iter().any(test);
        let plain = |it: &Compiled| it.matching() == Matching::Plain;
        let digits = |it: &Compiled| match &it.matcher {
            Matcher::Plain(plain) => plain.min_digits,
            Matcher::Words { .. } => 0,
        };
        Needs {
            values: any(&|it| it.plan == Plan::Value && !plain(it)),
            plain: any(&|it| it.plan == Plan::Value && plain(it)),
            plain_armed: any(&|it| it.armed && plain(it)),
            digitless: any(&|it| it.plan == Plan::Value && it.is_digitless()),
            runs: any(&|it| it.plan == Plan::LongToken && !it.armed),
            tokens: any(&|it| it.plan == Plan::LongToken && it.armed),
            keywords: any(&|it| it.armed),
            everywhere: any(&|it| it.armed && plain(it) && digits(it) == 0),
        }
    }
}

impl PatternSet {
    /// Starts an empty set.
    pub fn builder() -> Builder {
        Builder::new()
    }

    /// Calls back with the value-first patterns to try at a word start in a
    /// field that ends somewhere behind it.
    #[inline(always)]
    pub fn tries(
        &self,
        survey: &Survey,
        text: &[u8],
        (at, end): (usize, usize),
        found: impl FnMut(u32),
    ) {
        let shape = shape::and_digits_before(&survey.masks, at, end);
        self.values.each(shape, head(text, at), None, found);
    }

    /// Whether a match of a pattern can begin with a byte.
    #[inline(always)]
    pub fn may_begin(&self, pattern: u32, byte: u8) -> bool {
        match &self.patterns[pattern as usize].matcher {
            Matcher::Words { automaton, .. } => automaton.next(automaton.start(), byte).is_some(),
            Matcher::Plain(_) => true,
        }
    }

    /// Calls back with the plain value-first patterns to try at a word byte.
    #[inline]
    pub fn plain_tries(&self, text: &[u8], at: usize, found: impl FnMut(u32)) {
        self.plain.each(&text[at..], found);
    }

    /// Calls back with the word starts in a range of a surveyed text, and with
    /// each the keyword-first patterns among a set that are to be tried there;
    /// matches lie before the end of the field.
    #[inline]
    pub fn armed_tries(
        &self,
        survey: &Survey,
        (text, end): (&[u8], usize),
        range: (usize, usize),
        among: &PatternBits,
        mut found: impl FnMut(usize, u32),
    ) {
        let which = (among.groups(), among.is_lettered());
        self.each_start(survey, range, which, |at| {
            let shape = shape::and_digits_before(&survey.masks, at, end);
            if among.may_begin(shape.0) {
                let head = head(text, at);
                self.armed
                    .each(shape, head, Some(among), |it| found(at, it));
            }
        });
    }

    /// As [`PatternSet::armed_tries`] for a whole field, and with all value-first
    /// patterns.
    #[inline]
    pub fn all_tries(
        &self,
        survey: &Survey,
        text: &[u8],
        range: (usize, usize),
        among: &PatternBits,
        mut found: impl FnMut(usize, u32),
    ) {
        self.each_start(survey, range, (Bits::MAX, true), |at| {
            let shape = shape::and_digits_before(&survey.masks, at, range.1);
            let head = head(text, at);
            self.values.each(shape, head, None, |it| found(at, it));
            self.armed
                .each(shape, head, Some(among), |it| found(at, it));
        });
    }

    /// Calls back with the starts in a range of words and numbers that have a
    /// digit near, and at which some groups of keyword-first patterns may begin, of which
    /// any may be `lettered`: begin with a letter.
    #[inline(always)]
    fn each_start(
        &self,
        survey: &Survey,
        (from, to): (usize, usize),
        (groups, lettered): (Bits, bool),
        mut found: impl FnMut(usize),
    ) {
        if from >= to {
            return;
        }
        for block in from / 64..=(to - 1) / 64 {
            let mut starts = survey.candidates(block) & within(block, from, to);
            if !lettered {
                starts &= survey.masks.digit.word(block);
            }
            // One or two are looked at sooner.
            if groups != Bits::MAX && starts & starts.wrapping_sub(1) != 0 {
                let armed = &self.armed.groups;
                starts &= armed.starts(self.engine, &survey.masks, block, groups);
            }
            while starts != 0 {
                let at = 64 * block + starts.trailing_zeros() as usize;
                starts &= starts - 1;
                found(at);
            }
        }
    }

    /// Tells of each keyword, in their order, which keyword-first patterns it arms,
    /// whether it arms long tokens, and whether it arms plain patterns. Where none of
    /// those can begin near it, a survey need not show it any more.
    pub fn tell_armed<'a>(&mut self, all: impl Iterator<Item = (&'a PatternBits, bool, bool)>) {
        let groups = all.map(|(patterns, tokens, plain)| {
            let tokens = if tokens { TOKENS } else { 0 };
            let plain = if plain { LOOSE } else { 0 };
            patterns.groups() | tokens | plain | ASKED
        });
        self.keywords.tell_groups(&groups.collect::<Vec<_>>());
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
    #[inline]
    pub fn lead(&self, pattern: u32) -> Option<usize> {
        match &self.patterns[pattern as usize].beginning {
            Some(beginning) => beginning.lead,
            None => Some(0),
        }
    }

    /// Most bytes of a match that are looked at.
    pub fn reach(&self, pattern: u32) -> usize {
        let compiled = &self.patterns[pattern as usize];
        let most = compiled.most();
        compiled.max_len.map_or(most, |length| length.min(most))
    }

    /// The instructions that it uses.
    pub fn engine(&self) -> Engine {
        self.engine
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
    /// limit and, for an armed pattern, [`MAX_ARMED`](crate::MAX_ARMED) bytes.
    /// Empty for a plain pattern and where a word runs into the start.
    #[inline(always)]
    pub fn ends(
        &self,
        pattern: u32,
        text: &[u8],
        start: usize,
        limit: usize,
        ends: &mut Vec<usize>,
    ) {
        ends.clear();
        let compiled = &self.patterns[pattern as usize];
        if breaks_word(text, start) && (compiled.token.is_none() || breaks_token(text, start)) {
            return;
        }
        if let Matcher::Words { automaton, .. } = &compiled.matcher {
            let limit = limit.min(start.saturating_add(compiled.most()));
            automaton.ends(text, start, limit, ends);
        }
    }

    /// Whether a value-first pattern may match what holds no digit: then
    /// [`PatternSet::all_tries`] does not see it.
    pub fn is_digitless(&self) -> bool {
        self.needs.digitless
    }

    /// Patterns of which [`PatternSet::ends`] are the same give the same number
    /// here. `None` for a plain pattern.
    #[inline]
    pub fn matcher(&self, pattern: u32) -> Option<(u32, usize)> {
        let compiled = &self.patterns[pattern as usize];
        match &compiled.matcher {
            Matcher::Words { number, .. } => Some((*number, compiled.most())),
            Matcher::Plain(_) => None,
        }
    }

    /// Most bytes of a match, if there is a bound.
    pub fn longest(&self, pattern: u32) -> Option<usize> {
        self.patterns[pattern as usize].max_len
    }

    /// Fewest digits of a match of a plain pattern; none may be told of any.
    pub fn fewest_digits(&self, pattern: u32) -> usize {
        match &self.patterns[pattern as usize].matcher {
            Matcher::Plain(plain) => plain.min_digits,
            Matcher::Words { .. } => 0,
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

    /// The end of the match of a plain pattern that starts at a position.
    pub fn plain_end(&self, pattern: u32, text: &[u8], start: usize) -> Option<usize> {
        let Matcher::Plain(plain) = &self.patterns[pattern as usize].matcher else {
            return None;
        };
        if !plain.may_match(&text[start..]) {
            return None;
        }
        let input = regex_automata::Input::new(text)
            .range(start..)
            .anchored(Anchored::Yes);
        plain.regex.find(input).map(|found| found.end())
    }

    /// Calls back with the positions in a range at which a long token may start
    /// that lies in the range.
    pub fn tokens(
        &self,
        pattern: u32,
        text: &[u8],
        range: (usize, usize),
        found: impl FnMut(usize),
    ) {
        if let Some(token) = &self.patterns[pattern as usize].token {
            token.starts(text, range, found);
        }
    }

    /// Where a search by a plain pattern may begin so as to give the matches
    /// from `owned` on that a search from `floor` on would give: behind the
    /// last byte before it that no match can hold.
    pub fn resume(&self, pattern: u32, text: &[u8], floor: usize, owned: usize) -> usize {
        let Matcher::Plain(plain) = &self.patterns[pattern as usize].matcher else {
            return owned;
        };
        let back = text[floor..owned]
            .iter()
            .rev()
            .position(|byte| !plain.holds[*byte as usize]);
        back.map_or(floor, |back| owned - back)
    }

    /// Up to where a match of a plain pattern may reach that starts before a
    /// position: to the first byte from there on that no match can hold.
    pub fn reaches(&self, pattern: u32, text: &[u8], from: usize) -> usize {
        let Matcher::Plain(plain) = &self.patterns[pattern as usize].matcher else {
            return from;
        };
        let held = text[from..]
            .iter()
            .position(|it| !plain.holds[*it as usize]);
        held.map_or(text.len(), |held| from + held)
    }

    /// Most bytes that an occurrence of a keyword takes.
    pub fn longest_keyword(&self) -> usize {
        self.keywords.longest(false)
    }

    /// All occurrences of keywords in a text, whatever is around them.
    pub fn keywords_in(&self, survey: &mut Survey, text: &[u8], hits: &mut Vec<Hit>) {
        hits.clear();
        survey.masks.fill_digits(self.engine, text);
        let blocks = text.len().div_ceil(64);
        survey.masks.fill_words(self.engine, text, 0..blocks + 1);
        let masks = &survey.masks;
        let place = (0..blocks, Sought::All);
        self.keywords.find(self.engine, (text, masks), place, hits);
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
        let shapes = shapes + self.plain.memory_usage();
        let sieve = self.unmarked.memory_usage() + self.plain_sifted.memory_usage();
        let sieve = sieve + self.marked.memory_usage();
        patterns + shapes + sieve + self.keywords.memory_usage() + self.literals.memory_usage()
    }
}

/// The byte at a position and the one behind it.
#[inline(always)]
fn head(text: &[u8], at: usize) -> (u8, Option<u8>) {
    (text[at], text.get(at + 1).copied())
}

/// The bits of a block that lie in a range of bytes.
#[inline(always)]
pub(crate) fn within(block: usize, from: usize, to: usize) -> u64 {
    let low = u64::MAX << from.saturating_sub(64 * block).min(63);
    let beyond = (64 * (block + 1)).saturating_sub(to).min(63);
    low & u64::MAX >> beyond
}
