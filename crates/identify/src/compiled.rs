//! What the identifiers of a scan compile to, and the rules behind its patterns.

use std::ops::Range;
use std::sync::Arc;

use tracie_finding::detection::IdentifierInfo;
use tracie_pattern::{PatternBits, PatternSet, Survey};

use crate::matches::Rank;
use crate::refused::Kin;
use crate::rule::Rule;
use crate::schema;
use crate::words::Words;

/// Everything that the identifiers of a scan compile to.
#[derive(Debug)]
pub(crate) struct Compiled {
    pub set: PatternSet,
    pub identifiers: Vec<Arc<IdentifierInfo>>,
    /// By pattern.
    pub patterns: Vec<PatternRule>,
    /// For each keyword, the identifiers that it arms.
    pub arms: Vec<Vec<u32>>,
    /// For each keyword, what it makes worth trying.
    pub arming: Vec<Arming>,
    /// For each identifier, the same of a keyword in a name.
    pub arming_of: Vec<Arming>,
    /// Whole-word patterns that are tried everywhere.
    pub everywhere: Vec<u32>,
    /// Long tokens that count without a keyword.
    pub tokens: Vec<u32>,
    /// Custom identifiers.
    pub customs: Vec<CustomRule>,
    /// Those of them that are looked for everywhere.
    pub customs_everywhere: Vec<u32>,
    /// By pattern, the custom identifier it is of.
    pub custom_of: Vec<Option<u32>>,
    /// What no pattern can tell, and the identifier it stands for.
    pub words: Vec<(u32, Words)>,
    /// Words that count as all of a value, and the identifier each is of.
    pub serials: Vec<(u32, schema::Serial)>,
    /// What a value holds at least in which a keyword arms a custom identifier, if one
    /// needs a keyword.
    pub armed_customs: Option<AtLeast>,
    /// Whether there is a letter in each keyword.
    pub lettered: bool,
    /// Fewest bytes of a long token that needs a keyword.
    pub shortest_token: usize,
}

impl Compiled {
    /// Whether nothing is looked for everywhere, and nothing without digits but
    /// literals, long tokens, custom identifiers and what goes by words. Then the
    /// form of a value tells what to try in it.
    pub(crate) fn goes_by_form(&self) -> bool {
        !self.set.is_digitless() && self.everywhere.is_empty() && self.lettered
    }

    /// Whether a name is a word of letters in which nothing can be found as the value that
    /// names of members are, too.
    pub(crate) fn is_dull(&self, survey: &mut Survey, name: &[u8]) -> bool {
        let is_word = name
            .iter()
            .all(|it| it.is_ascii_alphabetic() || *it == b'_');
        let is_serial = self.serials.iter().any(|it| it.1.length == name.len());
        if !is_word || is_serial || self.may_be_token(&(0..name.len())) {
            return false;
        }
        self.set.begin_values(survey, name, false);
        let nothing = survey.literals.is_empty() && survey.runs.is_empty();
        nothing && self.goes_by_form() && self.customs.is_empty()
    }

    /// Whether a keyword in values of a form may arm a custom identifier.
    pub(crate) fn may_arm_custom(&self, form: &[u8]) -> bool {
        let letter = |it: &u8| it.is_ascii_alphabetic() || !it.is_ascii();
        let digits = || form.iter().filter(|it| it.is_ascii_digit()).count();
        self.armed_customs.is_some_and(|it| {
            form.len() >= it.bytes && form.iter().any(letter) && digits() >= it.digits
        })
    }

    /// Whether a value is as long as a long token that needs a keyword.
    #[inline(always)]
    pub(crate) fn may_be_token(&self, value: &Range<usize>) -> bool {
        value.end.wrapping_sub(value.start) >= self.shortest_token
    }

    /// The first identifier that is a custom one: they come behind the managed.
    pub(crate) fn first_custom(&self) -> u32 {
        let first = self.customs.first();
        first.map_or(u32::MAX, |it| self.patterns[it.pattern as usize].identifier)
    }
}

/// How much of what a value holds at least.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AtLeast {
    pub digits: usize,
    pub bytes: usize,
}

impl AtLeast {
    pub(crate) fn either(self, other: AtLeast) -> AtLeast {
        AtLeast {
            digits: self.digits.min(other.digits),
            bytes: self.bytes.min(other.bytes),
        }
    }
}

/// What a keyword makes worth trying.
#[derive(Clone, Debug, Default)]
pub(crate) struct Arming {
    /// Keyword-first patterns.
    pub weak: PatternBits,
    /// Long tokens.
    pub tokens: Vec<u32>,
    /// What may be the first thing in a value, and nothing tells where else to look.
    pub firsts: Vec<u32>,
    /// Most bytes of a value of these.
    pub reach: usize,
    /// Custom identifiers.
    pub customs: Vec<u32>,
}

impl Arming {
    pub(crate) fn is_empty(&self) -> bool {
        self.reach == 0 && self.customs.is_empty()
    }

    pub(crate) fn clear(&mut self) {
        self.weak.clear();
        self.tokens.clear();
        self.firsts.clear();
        self.customs.clear();
        self.reach = 0;
    }

    /// Makes it another one, in the memory that it has.
    pub(crate) fn copy(&mut self, other: &Arming) {
        self.clear();
        self.extend(other);
    }

    /// Whether it is more than patterns of words and numbers with a digit.
    pub(crate) fn is_more(&self) -> bool {
        !self.tokens.is_empty() || !self.firsts.is_empty() || !self.customs.is_empty()
    }

    pub(crate) fn extend(&mut self, other: &Arming) {
        self.weak.extend(&other.weak);
        add(&mut self.tokens, &other.tokens);
        add(&mut self.firsts, &other.firsts);
        add(&mut self.customs, &other.customs);
        self.reach = self.reach.max(other.reach);
    }
}

/// Adds what is not in a short list yet.
fn add(list: &mut Vec<u32>, more: &[u32]) {
    for it in more {
        if !list.contains(it) {
            list.push(*it);
        }
    }
}

/// What a match of a pattern must satisfy.
#[derive(Debug)]
pub(crate) struct PatternRule {
    pub identifier: u32,
    pub rule: Rule,
    pub keyword: bool,
    /// Whether only a keyword in a name counts.
    pub named: bool,
    /// Whether it is only looked for where a value begins.
    pub first: bool,
    /// Whether a keyword near it must be its label.
    pub label: bool,
    pub rank: Rank,
    pub kin: Kin,
}

/// What a match of a custom identifier must satisfy.
#[derive(Debug)]
pub(crate) struct CustomRule {
    pub pattern: u32,
    pub identifier: u32,
    pub keyword: bool,
    /// Fewest letters and digits of a keyword.
    pub shortest_keyword: usize,
    pub ignore_words: Vec<Box<[u8]>>,
    pub distance: usize,
}
