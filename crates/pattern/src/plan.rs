//! How each pattern is looked for, worked out from the pattern itself.

use std::sync::Arc;

use crate::automaton::Automaton;
use crate::expression::Expression;
use crate::facts::Facts;
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

/// A plan, and the literals that a plan by literals is by.
#[derive(Debug)]
pub(crate) struct Planned {
    pub(crate) plan: Plan,
    pub(crate) literals: Vec<Vec<u8>>,
}

impl Planned {
    pub(crate) fn by(plan: Plan) -> Planned {
        Planned {
            plan,
            literals: Vec::new(),
        }
    }

    /// By the literals that all matches begin with, if there are any.
    fn by_literals(expression: &Expression) -> Option<Planned> {
        let literals = expression.prefixes();
        let plan = Plan::Literal;
        (!literals.is_empty()).then_some(Planned { plan, literals })
    }
}

/// The plan of a pattern without digits, of which its form tells enough.
pub(crate) fn at_sight(expression: &Expression, facts: &Facts) -> Option<Planned> {
    if facts.min_digits > 0 {
        return None;
    }
    let token = || expression.fits_runs(facts);
    Planned::by_literals(expression).or_else(|| token().then(|| Planned::by(Plan::LongToken)))
}

/// The plan of a pattern whose matches begin so. Shapes come before literals:
/// they are looked at anyway, and many at once.
pub(crate) fn by_beginning(beginning: &Beginning, expression: &Expression, armed: bool) -> Planned {
    let shapes = &beginning.shapes;
    let bounded = beginning.lead.is_some();
    if bounded && armed {
        return Planned::by(Plan::Keyword);
    }
    if bounded && shapes.len() <= FEW_SHAPES && !shapes.is_digitless() {
        return Planned::by(Plan::Value);
    }
    Planned::by_literals(expression).unwrap_or_else(|| {
        let tells = bounded && shapes.len() <= MAX_SHAPES;
        Planned::by(if tells { Plan::Value } else { Plan::None })
    })
}

/// The plan of a pattern that may match within words, and if that matters how its
/// matches begin, and what tells whether one does.
pub(crate) fn of_plain(
    expression: &Expression,
    facts: &Facts,
) -> (Planned, Option<(Beginning, Arc<Automaton>)>) {
    if let Some(planned) = Planned::by_literals(expression) {
        return (planned, None);
    }
    if facts.min_digits > 0
        && let Ok(automaton) = expression.automaton_of_bytes()
    {
        let beginning = Beginning::of(&automaton, false, false);
        let few = beginning.shapes.len() <= MAX_SHAPES && !beginning.shapes.is_digitless();
        if few && beginning.lead.is_some() {
            return (Planned::by(Plan::Value), Some((beginning, automaton)));
        }
    }
    (Planned::by(Plan::None), None)
}
