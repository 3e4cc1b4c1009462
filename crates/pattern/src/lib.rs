//! Many patterns to candidate spans, at the speed of reading.
pub mod class;
mod automaton;
mod error;
mod facts;
mod shape;
mod shape_index;

pub use automaton::breaks_word;
pub use error::Error;
mod keyword;
mod literal;

/// An occurrence of a keyword.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its first byte.
    pub start: u32,
    /// The byte after its last.
    pub end: u32,
    /// The keyword, by the order in which the set was given them.
    pub keyword: u32,
}
mod plan;
mod runs;
mod set;

pub use plan::Plan;
pub use set::{Builder, MAX_ARMED, Matching, PatternSet, Survey};
pub use shape_index::PatternBits;
