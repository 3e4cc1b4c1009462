//! What can be wrong with identifiers and with what a user defines.

use std::fmt;

use crate::allow::Status;

/// Why a detector could not be built.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No managed identifier has this id.
    #[error("no managed data identifier has the id `{id}`{}", did_you_mean(.nearest))]
    UnknownIdentifier {
        /// What was asked for.
        id: String,
        /// Ids that are spelt alike, the nearest first.
        nearest: Vec<String>,
    },
    /// An identifier file does not say what it should.
    #[error("identifier file {file}: {message}")]
    File {
        /// The file.
        file: String,
        /// What is wrong with it.
        message: String,
    },
    /// Members of a custom identifier are out of bounds.
    #[error("custom identifier `{name}`: {}", listed(.invalid))]
    Custom {
        /// The custom identifier.
        name: String,
        /// What is wrong with which member; one at least.
        invalid: Vec<Invalid>,
    },
    /// Members of an allow list's definition are out of bounds.
    #[error("allow list `{name}`: {}", listed(.invalid))]
    AllowList {
        /// The allow list.
        name: String,
        /// What is wrong with which member; one at least.
        invalid: Vec<Invalid>,
    },
    /// The words of an allow list cannot be used.
    #[error("allow list `{name}`: {message} ({})", .status.code())]
    Words {
        /// The allow list.
        name: String,
        /// What Macie would say of it.
        status: Status,
        /// What is wrong, and what to change.
        message: String,
    },
    /// A file of custom identifiers or allow lists does not parse.
    #[error("{what}: {message}")]
    Document {
        /// What it should hold.
        what: &'static str,
        /// What is wrong with it, and where.
        message: String,
    },
    /// Nothing to look for.
    #[error("no identifier is selected: add a custom one, or choose managed ones")]
    NothingSelected,
}

impl Error {
    /// What is wrong with which member of a definition, if that is it.
    pub fn invalid(&self) -> &[Invalid] {
        match self {
            Error::Custom { invalid, .. } | Error::AllowList { invalid, .. } => invalid,
            _ => &[],
        }
    }
}

/// What is wrong with one member of a definition.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Invalid {
    /// Which, as a path from the definition: `keywords[2]`.
    pub member: String,
    /// Where in its text, in characters from 1, if at one place.
    pub position: Option<usize>,
    /// What is wrong, and what to write instead.
    pub message: String,
}

impl Invalid {
    pub(crate) fn new(member: impl Into<String>, message: impl Into<String>) -> Invalid {
        Invalid {
            member: member.into(),
            position: None,
            message: message.into(),
        }
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Invalid {
            member, message, ..
        } = self;
        match self.position {
            Some(position) => write!(out, "{member}, character {position}: {message}"),
            None => write!(out, "{member}: {message}"),
        }
    }
}

fn listed(invalid: &[Invalid]) -> String {
    let all: Vec<String> = invalid.iter().map(ToString::to_string).collect();
    all.join("; ")
}

fn did_you_mean(nearest: &[String]) -> String {
    if nearest.is_empty() {
        return String::new();
    }
    format!("; did you mean {}?", nearest.join(" or "))
}
