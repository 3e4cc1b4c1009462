//! What an expression says, worked out from its parsed form, or with the program.

use std::sync::Arc;

use regex_automata::meta;
use regex_syntax::hir::Hir;

use crate::Error;
use crate::automaton::Automaton;
use crate::builder::parse;
use crate::facts::{self, Facts};
use crate::ready::Known;
use crate::runs;
use crate::shape::Beginning;

/// An expression that is sound in itself.
#[derive(Debug)]
pub(crate) enum Expression {
    /// Nothing was worked out of it.
    Parsed(Hir),
    /// All was, as of one that matches whole words.
    Known(Known),
}

impl Expression {
    /// Whether all there is to know was worked out with the program.
    pub(crate) fn is_known(&self) -> bool {
        matches!(self, Expression::Known(_))
    }

    pub(crate) fn facts(&self) -> Facts {
        match self {
            Expression::Parsed(hir) => Facts::of(hir),
            Expression::Known(known) => known.facts.clone(),
        }
    }

    /// Literals of which each match begins with one, see [`facts::prefixes`].
    pub(crate) fn prefixes(&self) -> Vec<Vec<u8>> {
        match self {
            Expression::Parsed(hir) => facts::prefixes(hir),
            Expression::Known(known) => known.prefixes(),
        }
    }

    /// Whether every match is a token that lies within a run, see [`runs::fits`].
    pub(crate) fn fits_runs(&self, facts: &Facts) -> bool {
        match self {
            Expression::Parsed(hir) => runs::fits(hir, facts),
            Expression::Known(known) => known.fits_runs,
        }
    }

    /// Which bytes can occur in a match.
    pub(crate) fn alphabet(&self) -> [bool; 256] {
        match self {
            Expression::Parsed(hir) => facts::alphabet(hir),
            Expression::Known(known) => known.alphabet(),
        }
    }

    /// A search by it; `text` is the expression as it is written.
    ///
    /// # Errors
    ///
    /// If it is too large.
    pub(crate) fn search(&self, text: &str) -> Result<meta::Regex, Error> {
        let build = |hir: &Hir| {
            let mut builder = meta::Builder::new();
            builder.configure(meta::Config::new().utf8_empty(false));
            let built = builder.build_from_hir(hir);
            built.map_err(|error| Error::TooLarge(error.to_string()))
        };
        match self {
            Expression::Parsed(hir) => build(hir),
            Expression::Known(_) => build(&parse(text, true)?),
        }
    }

    /// Its automaton.
    ///
    /// # Errors
    ///
    /// If it is too large.
    pub(crate) fn automaton(&self) -> Result<Arc<Automaton>, Error> {
        match self {
            Expression::Parsed(hir) => Automaton::new(hir).map(Arc::new),
            Expression::Known(known) => Ok(Arc::clone(&known.automaton)),
        }
    }

    /// An automaton that matches where it does, and perhaps elsewhere: anchors and word
    /// boundaries, which take more than the bytes of a match to tell, are left out.
    ///
    /// # Errors
    ///
    /// If it is too large.
    pub(crate) fn automaton_of_bytes(&self) -> Result<Arc<Automaton>, Error> {
        match self {
            Expression::Parsed(hir) => Automaton::new(&facts::without_looks(hir)).map(Arc::new),
            Expression::Known(known) => Ok(Arc::clone(&known.automaton)),
        }
    }

    /// How matches that are whole words begin; `digit` keeps what holds one.
    pub(crate) fn beginning(&self, automaton: &Automaton, digit: bool) -> Beginning {
        match self {
            Expression::Parsed(_) => Beginning::of(automaton, digit, true),
            Expression::Known(known) => known.beginning(digit),
        }
    }
}
