//! Why a source cannot be set up at all.

use std::io;
use std::path::{Path, PathBuf};

/// Why there is nothing to list. Trouble with a single object is no error of
/// its source: it is listed as [`Skipped`](crate::Skipped).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The path names nothing.
    #[error("no such file or directory: {}; check the path", path.display())]
    NotFound {
        /// The path as it was given.
        path: PathBuf,
    },
    /// A directory was asked for and the path names something else.
    #[error("{} is not a directory; name the file itself as the source", path.display())]
    NotADirectory {
        /// The path as it was given.
        path: PathBuf,
    },
    /// A file was asked for and the path names a directory.
    #[error("{} is a directory; list it as one", path.display())]
    IsADirectory {
        /// The path as it was given.
        path: PathBuf,
    },
    /// What is said to be known of the objects of a bucket cannot be read.
    #[error("{}: {problem}", path.display())]
    Metadata {
        /// The file.
        path: PathBuf,
        /// What is wrong with it, and where.
        problem: String,
    },
    /// The path cannot be looked at.
    #[error("cannot look at {}: {source}", path.display())]
    Io {
        /// The path as it was given.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
}

impl Error {
    pub(crate) fn metadata(path: &Path, problem: String) -> Error {
        let path = path.to_path_buf();
        Error::Metadata { path, problem }
    }

    pub(crate) fn looking_at(path: &Path, source: io::Error) -> Error {
        let path = path.to_path_buf();
        match source.kind() {
            io::ErrorKind::NotFound => Error::NotFound { path },
            _ => Error::Io { path, source },
        }
    }
}
