//! Many patterns to candidate spans, at the speed of reading.
//!
//! A [`PatternSet`] is built from expressions and keywords and knows neither
//! what they mean nor where a text comes from. For each expression it works
//! out a [`Plan`] from the parsed form: which literal its matches begin with,
//! which shapes (of digits, letters and others) they may have, how long a
//! token they are, or that they count only near a keyword. One survey of a
//! text serves all plans; then each candidate position is tried with the few
//! small automata that can match there.
//!
//! ```
//! use tracie_pattern::{Matching, PatternSet, Plan, Survey};
//!
//! let mut builder = PatternSet::builder();
//! let number = builder.pattern("[0-9]{3}-[0-9]{2}-[0-9]{4}", Matching::Words, false)?;
//! let set = builder.build()?;
//! assert_eq!(set.plan(number), Plan::Value);
//!
//! let text = b"call 555-1234 or quote 512-58-3904";
//! let mut survey = Survey::default();
//! set.survey(&mut survey, text, false);
//! let (mut ends, mut found) = (Vec::new(), Vec::new());
//! for &start in &survey.starts {
//!     let start = start as usize;
//!     set.ends(number, text, start, text.len(), &mut ends);
//!     found.extend(ends.iter().map(|end| &text[start..*end]));
//! }
//! assert_eq!(found, [b"512-58-3904"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The masks behind the survey are made by SIMD where the machine has it; see
//! [`class::Engine`]. This is the only crate with `unsafe` code.

mod automaton;
mod beginning;
mod builder;
mod candidates;
pub mod class;
mod compiled;
mod draft;
mod error;
mod expression;
mod facts;
mod form;
mod groups;
pub mod hash;
mod joint;
mod keyword;
mod literal;
mod marked;
mod parallel;
mod plan;
mod ready;
mod record;
mod runs;
mod set;
mod shape;
mod shape_classes;
mod shape_index;
mod shapes;
mod sieve;
mod spaces;
mod survey;

pub use automaton::{breaks_token, breaks_word};
pub use builder::{BuildError, Builder};
pub use compiled::{MAX_ARMED, Matching};
pub use error::Error;
pub use form::{Fit, Form, Tells, Test, Told};
pub use plan::Plan;
pub use ready::{Ready, prepare, prepare_groups, prepare_words};
pub use set::PatternSet;
pub use shape_index::PatternBits;
pub use spaces::Spaces;
pub use survey::Survey;

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
