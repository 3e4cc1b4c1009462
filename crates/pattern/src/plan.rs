//! How each pattern is looked for, worked out from the pattern itself.

use regex_syntax::hir::Hir;

use crate::automaton::Automaton;
use crate::facts::Facts;
use crate::runs;
use crate::shape::{Beginning, COUNT, Shapes};

/// How a pattern is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Plan {
    /// By the literals that its matches begin with.
    Literal,
    /// By the shape of its first ten bytes, at every start of a word or
    /// number.
    Value,
    /// By its keywords; the value is tried only around them.
    Keyword,
    /// By long runs without white space.
    LongToken,
    /// At every place where a word or number may start: slow.
    None,
}

impl Plan {
    /// The plan in a few words, and what it costs.
    pub fn describe(self) -> &'static str {
        match self {
            Plan::Literal => "literal first: costs next to nothing",
            Plan::Value => "value first: costs a table look-up for each number",
            Plan::Keyword => "keyword first: costs a hash for each word near a digit",
            Plan::LongToken => "long token: costs next to nothing in text with spaces",
            Plan::None => "none: tried everywhere, slow",
        }
    }
}

/// Above this share of all shapes a look at the shape says too little.
const MAX_SHAPES: usize = COUNT / 4;

/// A plan with what it needs to know.
#[derive(Debug)]
pub(crate) struct Planned {
    pub plan: Plan,
    pub shapes: Shapes,
    pub lead: Option<usize>,
    pub heads: Option<Box<[[bool; 256]; 2]>>,
}

pub(crate) fn plan(hir: &Hir, facts: &Facts, automaton: &Automaton, armed: bool) -> Planned {
    let by_keyword = armed && facts.min_digits > 0;
    if !facts.prefixes.is_empty() && !by_keyword {
        return Planned {
            plan: Plan::Literal,
            shapes: Shapes::none(),
            lead: Some(0),
            heads: None,
        };
    }
    if facts.min_digits == 0 && runs::fits(hir, facts) {
        return Planned {
            plan: Plan::LongToken,
            shapes: Shapes::none(),
            lead: None,
            heads: None,
        };
    }
    let Beginning {
        shapes,
        lead,
        heads,
    } = Beginning::of(automaton, armed);
    let plan = match lead {
        Some(_) if armed => Plan::Keyword,
        Some(_) if shapes.len() <= MAX_SHAPES => Plan::Value,
        _ => Plan::None,
    };
    Planned {
        plan,
        shapes,
        lead,
        heads: Some(heads),
    }
}
