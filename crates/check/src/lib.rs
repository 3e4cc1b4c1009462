//! Checksums and validators for identifier values.
//!
//! A [`Check`] is a named function from the bytes of a value to yes or no. It
//! is named after its algorithm, knows no identifier and no country, and takes
//! the value as it stands in the document: separators are passed over, letters
//! count in either case. A [`WeightedSum`] is a checksum that is plain data.
//!
//! ```
//! use tracie_check::Check;
//!
//! let luhn = Check::by_name("luhn").expect("a check of this crate");
//! assert!(luhn.holds(b"4111 1111 1111 1111"));
//! assert!(!luhn.holds(b"4111 1111 1111 1112"));
//! ```
//!
//! # What counts as a separator
//!
//! Space, tab, `-`, `.`, `/`, the no-break and other fixed-width spaces, the
//! Unicode hyphens and dashes, and the soft hyphen. Any other byte that the
//! algorithm has no value for makes a check fail, unless its own page says
//! otherwise. How many digits a value has, and where its letters stand, is for
//! the pattern that found the value to say; a check only asks for what its
//! arithmetic needs.
//!
//! # Adding a check
//!
//! One file in `src/rule/` with a function `holds`, its `mod` line, its name
//! in `src/registry.rs`, and specimens in `tests/specimens.txt`. A test holds
//! these four together. A checksum that a [`WeightedSum`] can say needs no
//! code.

mod base64;
mod date;
mod eight;
mod json;
mod month;
mod pem;
mod registry;
mod rule;
mod sum_error;
mod symbols;
mod weighted;
mod wrapped;

pub use registry::Check;
pub use sum_error::SumError;
pub use weighted::WeightedSum;
