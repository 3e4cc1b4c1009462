//! What can go wrong with a store.

use std::error::Error as StdError;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

use crate::criteria::CriteriaError;

/// Why a store could not do what it was asked to.
///
/// No message holds anything of what is stored but names and ids.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file cannot be opened or made.
    #[error("cannot open the store {}", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// Why not.
        #[source]
        source: Box<dyn StdError + Send + Sync>,
    },
    /// The file is something else, and was left as it is.
    #[error("{} is no store: it was not made by Tracie; name another file, or one that does not exist yet", path.display())]
    NotAStore {
        /// The file.
        path: PathBuf,
    },
    /// A newer Tracie made the file.
    #[error("the store {} has layout {found}, and this Tracie knows layouts up to {known}: use a newer Tracie", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its layout.
        found: u32,
        /// The last one that is known here.
        known: u32,
    },
    /// Someone else was writing for longer than [`BUSY_SECONDS`](crate::BUSY_SECONDS).
    #[error("the store is being written to by another process; try again when that is done")]
    Busy,
    /// There is no room left for what is to be written. Nothing of it was.
    #[error("no space is left for the store; make room, and do it again")]
    Full,
    /// The file may be read but not written to.
    #[error("the store cannot be written to; check the permissions of the file and its folder")]
    ReadOnly,
    /// The file is damaged.
    #[error("the store is damaged; restore it from a copy, or let scans fill a new one")]
    Corrupt(#[source] Box<dyn StdError + Send + Sync>),
    /// A page token that is not of this listing.
    #[error("the page token is not one of this listing; begin again without it")]
    PageToken,
    /// A criterion that means nothing.
    #[error(transparent)]
    Criteria(#[from] CriteriaError),
    /// A finding that does not say when it was made.
    #[error("the finding {finding} has a {member} that is no RFC 3339 time")]
    NoInstant {
        /// Its id.
        finding: String,
        /// The member.
        member: &'static str,
    },
    /// What is stored is no JSON of the form that was expected.
    #[error("{what} in the store cannot be read")]
    Document {
        /// What it is, with its id.
        what: String,
        /// What is wrong with it.
        #[source]
        source: serde_json::Error,
    },
    /// There is one with this identity already.
    #[error("there is {what} already")]
    Exists {
        /// What there is, with its id.
        what: String,
    },
    /// Anything else that SQLite may say.
    #[error("the store failed")]
    Database(#[source] Box<dyn StdError + Send + Sync>),
}

impl Error {
    pub(crate) fn open(path: &Path, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Error {
        Error::Open {
            path: path.to_owned(),
            source: source.into(),
        }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Error {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Error::Busy,
            Some(ErrorCode::DiskFull) => Error::Full,
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Error::ReadOnly,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Error::Corrupt(error.into())
            }
            _ => Error::Database(error.into()),
        }
    }
}
