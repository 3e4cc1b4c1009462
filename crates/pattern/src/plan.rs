//! How each pattern is looked for, worked out from the pattern itself.

use regex_syntax::hir::Hir;

use crate::facts::Facts;
use crate::runs;
use crate::shape::{Beginning, COUNT};

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
/// Up to this share it says as much as a literal does.
const FEW_SHAPES: usize = COUNT / 64;

/// The plan of a pattern without digits, of which its form tells enough.
pub(crate) fn at_sight(hir: &Hir, facts: &Facts) -> Option<Plan> {
    if facts.min_digits > 0 {
        return None;
    }
    if !facts.prefixes.is_empty() {
        return Some(Plan::Literal);
    }
    runs::fits(hir, facts).then_some(Plan::LongToken)
}

/// The plan of a pattern whose matches begin so. Shapes come before literals:
/// they are looked at anyway, and many at once.
pub(crate) fn by_beginning(beginning: &Beginning, facts: &Facts, armed: bool) -> Plan {
    let shapes = &beginning.shapes;
    match beginning.lead {
        Some(_) if armed => Plan::Keyword,
        Some(_) if shapes.len() <= FEW_SHAPES && !shapes.is_digitless() => Plan::Value,
        _ if !facts.prefixes.is_empty() => Plan::Literal,
        Some(_) if shapes.len() <= MAX_SHAPES => Plan::Value,
        _ => Plan::None,
    }
}
