//! Where the configuration of buckets is read from.

mod call;
mod config;
mod folder;
pub(crate) mod read;
mod setting;

use std::path::PathBuf;

pub use call::{Answer, Call};
pub use setting::{Gap, Setting, Why};

/// Why there is no configuration to look at.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DocumentError {
    /// Something cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    #[expect(missing_docs, reason = "the names say it")]
    Io {
        path: PathBuf,
        source: std::io::Error,
    },
    /// There is no bucket in it.
    #[error(
        "{} holds no bucket: it is to have a folder for each, with files such as \
         get-bucket-policy.json, or to be a snapshot of AWS Config", path.display()
    )]
    #[expect(missing_docs, reason = "the names say it")]
    NoBucket { path: PathBuf },
    /// A file is no JSON.
    #[error("{} is no JSON, from line {line} on", path.display())]
    #[expect(missing_docs, reason = "the names say it")]
    Json { path: PathBuf, line: usize },
    /// A file is compressed.
    #[error("{} is compressed; `gunzip` it first", path.display())]
    #[expect(missing_docs, reason = "the names say it")]
    Compressed { path: PathBuf },
}
