//! Settings of a bucket, as far as they are known.

use std::fmt;

use crate::document::Call;

/// A setting of a bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Setting<T> {
    /// It is this.
    Set(T),
    /// There is none.
    NotSet,
    /// It is not known.
    Unread(Gap),
}

/// Why a setting is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// What would have told.
    pub call: Call,
    /// Why it did not.
    pub why: Why,
}

/// Why a call told nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Why {
    /// Nobody asked.
    NotAsked,
    /// It was refused for want of a permission.
    Denied,
    /// It failed otherwise, with this code.
    Failed(String),
    /// What it answered cannot be read.
    Malformed(String),
}

impl<T> Setting<T> {
    /// What it is set to, if it is known to be.
    pub fn get(&self) -> Option<&T> {
        match self {
            Setting::Set(value) => Some(value),
            _ => None,
        }
    }

    /// Why it is not known, if it is not.
    pub fn gap(&self) -> Option<&Gap> {
        match self {
            Setting::Unread(gap) => Some(gap),
            _ => None,
        }
    }

    pub(crate) fn unread(call: Call, why: Why) -> Setting<T> {
        Setting::Unread(Gap { call, why })
    }
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let call = self.call;
        let name = call.name();
        match &self.why {
            Why::NotAsked => write!(f, "{name} was not asked for"),
            Why::Denied => write!(f, "{name} was denied; it needs {}", call.permission()),
            Why::Failed(code) => write!(f, "{name} failed with {code}"),
            Why::Malformed(what) => write!(f, "{name}: {what}"),
        }
    }
}
