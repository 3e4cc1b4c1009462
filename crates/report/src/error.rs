//! What can go wrong besides writing.

use crate::registry::FORMATS;

/// There is no output format of this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no output format `{name}`; use one of: {}", names())]
#[non_exhaustive]
pub struct UnknownFormat {
    /// The name that was asked for.
    pub name: String,
}

fn names() -> String {
    let names: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
    names.join(", ")
}

/// Findings could not be read back.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// What holds them cannot be read.
    #[error("cannot read it")]
    Io(#[from] std::io::Error),
    /// It is neither findings nor discovery results. The message of the parser
    /// tells where, and names members, not values.
    #[error(
        "no findings: {0}; it should be what `--format json` or `jsonl` wrote, an answer of \
         GetFindings, or discovery results"
    )]
    Malformed(String),
}
