//! Documents that are read in processes of their own.
//!
//! What the library that reads PDF does with a hostile document cannot be
//! stopped from within: it may go over the same bytes without end, or take all
//! memory. A process can be. A program says once, when it starts, which program
//! reads for it, as a rule itself:
//!
//! ```no_run
//! use tracie_extract::apart;
//!
//! # #[cfg(unix)]
//! # fn main() {
//! // Started to read for another process?
//! if std::env::args_os().nth(1).is_some_and(|it| it == apart::ARGUMENT) {
//!     tracie_extract::read_for_another().expect("it reads what it is given");
//!     return;
//! }
//! apart::read_by(std::env::current_exe().expect("it runs"));
//! // Here it reads PDF documents, by whichever API.
//! # }
//! # #[cfg(not(unix))]
//! # fn main() {}
//! ```
//!
//! Without that, as in a library that is embedded, documents are read in this
//! process, and the opening of one that takes too long is given up, but goes on
//! until it ends by itself.
//!
//! A process reads one document after the other; it is started when the first
//! one comes, and ends when there is no news of its work for some seconds, when
//! it wants more memory than a GiB, or with the process that it reads for. It
//! opens no file: it has what it reads from a pipe.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

#[cfg(unix)]
pub(crate) mod frame;
#[cfg(unix)]
mod patience;
#[cfg(unix)]
mod process;
#[cfg(unix)]
mod reading;

#[cfg(unix)]
pub(crate) use reading::read;

/// The argument by which a program is asked to read for another process.
pub const ARGUMENT: &str = "read-documents-apart";

/// Which program reads.
static PROGRAM: OnceLock<PathBuf> = OnceLock::new();

/// From now on, PDF documents are read by processes of this program, which
/// calls [`read_for_another`](crate::read_for_another) if its first argument is [`ARGUMENT`]. The first
/// call counts. Does nothing but on Unix.
pub fn read_by(program: impl Into<OsString>) {
    // Another one was told already.
    let _ = PROGRAM.set(PathBuf::from(program.into()));
}

/// The program that reads, if one does.
#[cfg(unix)]
pub(crate) fn program() -> Option<&'static PathBuf> {
    PROGRAM.get()
}

/// What shows that reading goes on.
static PROGRESS: AtomicU64 = AtomicU64::new(0);

/// Notes that a part of a document was read.
pub(crate) fn progress() {
    PROGRESS.fetch_add(1, Relaxed);
}

/// How much was noted.
#[cfg(unix)]
pub(crate) fn seen() -> u64 {
    PROGRESS.load(Relaxed)
}
