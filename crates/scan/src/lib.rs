//! The pipeline: source, extract, identify, sink.
//!
//! A [`Scanner`] takes objects from a [`Source`](tracie_source::Source), cuts
//! their content into pieces, looks for identifiers in the pieces, and hands
//! an [`ObjectResult`](tracie_finding::detection::ObjectResult) for each
//! object, with the [`Finding`](tracie_finding::Finding) it gives rise to, to
//! a [`Sink`](tracie_finding::Sink).
//!
//! ```
//! use tracie_finding::detection::Status;
//! use tracie_identify::Selection;
//! use tracie_scan::Scanner;
//!
//! let scanner = Scanner::builder().managed(Selection::All).build()?;
//! let result = scanner.scan_bytes("people.csv", b"name,city\nA,B\n");
//! assert_eq!(result.status, Status::Complete);
//! assert_eq!(result.mime_type, "text/csv");
//! # Ok::<(), tracie_scan::Error>(())
//! ```
//!
//! # What can be relied on
//!
//! * **Order.** Results come in the order of the source, and are the same
//!   whatever the number of threads and however objects are cut.
//! * **Memory.** Both the objects that are under way and their pieces are
//!   bounded; an object is never held whole unless it is small.
//! * **Coverage.** Every object ends as complete, partial or skipped, with
//!   Macie's reason. A defect that comes up while an object is analysed
//!   (a panic) is caught and ends that object only, as `MALFORMED_FILE`.
//! * **Values.** No result, remark or error holds a value that was found.

mod analysis;
mod builder;
mod crew;
mod early;
mod engine;
mod error;
mod found;
mod guard;
mod large;
mod limits;
mod members;
mod object;
mod paths;
mod pipeline;
mod reading;
pub mod reveal;
mod scanner;
pub mod setup;
mod share_out;
mod sum;
mod tally;
mod waiting;
mod work;

pub use builder::ScannerBuilder;
pub use error::Error;
pub use limits::{Limits, Located};
pub use scanner::Scanner;
