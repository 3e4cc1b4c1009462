//! One pattern, compiled.

use std::sync::Arc;

use regex_automata::meta;

use crate::automaton::Automaton;
use crate::expression::Expression;
use crate::facts::Facts;
use crate::plan::Plan;
use crate::shape::Beginning;

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

/// A pattern with all that its plan needs.
#[derive(Debug)]
pub(crate) struct Compiled {
    pub(crate) matcher: Matcher,
    pub(crate) plan: Plan,
    /// How its matches begin, if it is looked for by that.
    pub(crate) beginning: Option<Arc<Beginning>>,
    pub(crate) max_len: Option<usize>,
    pub(crate) token: Option<Token>,
    pub(crate) armed: bool,
}

#[derive(Debug)]
pub(crate) enum Matcher {
    Words {
        /// The same for the same expression.
        number: u32,
        automaton: Arc<Automaton>,
    },
    Plain(Box<Plain>),
}

#[derive(Debug)]
pub(crate) struct Plain {
    pub(crate) regex: meta::Regex,
    /// If it is looked for by its shape, what tells whether it matches at a place:
    /// sooner than the expression, of which many may have one shape.
    pub(crate) automaton: Option<Arc<Automaton>>,
    /// Whether a match can hold a byte.
    pub(crate) holds: [bool; 256],
    /// Fewest digits of a match.
    pub(crate) min_digits: usize,
}

impl Plain {
    /// Whether a match may start at the beginning of a text: false is sure.
    #[inline]
    pub(crate) fn may_match(&self, text: &[u8]) -> bool {
        let automaton = self.automaton.as_ref();
        automaton.is_none_or(|it| it.matches_beginning(text))
    }

    fn memory_usage(&self) -> usize {
        let automaton = self.automaton.as_ref().map_or(0, |it| it.memory_usage());
        self.regex.memory_usage() + automaton + size_of::<Plain>()
    }
}

/// What a long token consists of.
#[derive(Debug)]
pub(crate) struct Token {
    holds: Box<[bool; 256]>,
    min_len: usize,
}

impl Compiled {
    /// Most bytes from the start of a match that are looked at. The same
    /// expression has the same here, armed or not, wherever that changes nothing.
    #[inline(always)]
    pub(crate) fn most(&self) -> usize {
        match self.max_len {
            Some(length) if length < MAX_ARMED => MAX_ARMED,
            _ if self.armed => MAX_ARMED,
            _ => usize::MAX,
        }
    }

    pub(crate) fn matching(&self) -> Matching {
        match self.matcher {
            Matcher::Words { .. } => Matching::Words,
            Matcher::Plain(_) => Matching::Plain,
        }
    }

    /// What tells where it may match, if it is plain and looked for by its shape.
    pub(crate) fn plain_automaton(&self) -> Option<&Automaton> {
        match &self.matcher {
            Matcher::Words { .. } => None,
            Matcher::Plain(plain) => plain.automaton.as_deref(),
        }
    }

    /// Whether a match may begin with a shape without a digit.
    pub(crate) fn is_digitless(&self) -> bool {
        let beginning = self.beginning.as_ref();
        beginning.is_some_and(|it| it.shapes.is_digitless())
    }

    pub(crate) fn memory_usage(&self) -> usize {
        let beginning = self.beginning.as_ref().map_or(0, |it| it.memory_usage());
        let matcher = match &self.matcher {
            Matcher::Words { automaton, .. } => automaton.memory_usage(),
            Matcher::Plain(plain) => plain.memory_usage(),
        };
        beginning + matcher + size_of::<Compiled>()
    }
}

impl Token {
    pub(crate) fn new(expression: &Expression, facts: &Facts) -> Token {
        Token {
            holds: Box::new(expression.alphabet()),
            min_len: facts.min_len,
        }
    }

    /// Fewest bytes of one.
    pub(crate) fn min_len(&self) -> usize {
        self.min_len
    }

    /// Calls back with the positions in a range at which a token may start
    /// that lies in it.
    pub(crate) fn starts(
        &self,
        text: &[u8],
        (from, to): (usize, usize),
        mut found: impl FnMut(usize),
    ) {
        let held = |at: &usize| self.holds[text[*at] as usize];
        let mut at = from;
        while at + self.min_len <= to {
            // The last byte that is no part of a token rules out all starts
            // up to it.
            if let Some(stop) = (at..at + self.min_len).rev().find(|it| !held(it)) {
                at = stop + 1;
                continue;
            }
            let end = (at + self.min_len..to).find(|it| !held(it)).unwrap_or(to);
            let starts = at..=end - self.min_len;
            starts
                .filter(|it| !crate::breaks_token(text, *it))
                .for_each(&mut found);
            at = end + 1;
        }
    }
}
