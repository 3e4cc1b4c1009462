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
