//! Why something was found, and why something near was not.
//!
//! An [`Explainer`] judges a chunk as a [`Detector`](crate::Detector) does, by
//! the same rules, and tells of every span that has the form of an identifier
//! what became of it: an [`Explanation`]. [`check_examples`] holds the
//! examples of an identifier file against what is found in them.
//!
//! ```
//! use tracie_finding::chunk::{Chunk, Layout};
//! use tracie_identify::Selection;
//! use tracie_identify::explain::{Explainer, Step, Verdict};
//!
//! let only = Selection::Include(vec!["CREDIT_CARD_NUMBER".into()]);
//! let explainer = Explainer::new(&only, &[])?;
//! // Both numbers are made up.
//! let bytes = b"visa 4897397746477379, visa 4897397746477370";
//! let chunk = Chunk { bytes, owned: (0, bytes.len()), layout: Layout::Text { base: 0 } };
//! let told = explainer.explain(&chunk);
//! assert!(told[0].verdict.is_accepted());
//! let Verdict::Rejected(step) = &told[1].verdict else { panic!("its check digit is wrong") };
//! let expected = "the check `luhn` does not hold: it asks whether its last digit is the Luhn check digit";
//! assert_eq!(step.to_string(), expected);
//! # Ok::<(), tracie_identify::Error>(())
//! ```

mod candidate;
mod examples;
mod explainer;
mod explanation;
mod field;
mod sift;

pub use examples::{Fault, Problem, Report, check_examples};
pub use explainer::Explainer;
pub use explanation::{Explanation, Keyword, KeywordRule, Other, Side, Step, Verdict};
