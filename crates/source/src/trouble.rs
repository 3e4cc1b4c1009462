//! What keeps one object from being read, in Macie's terms.

use std::io;

use tracie_finding::detection::Reason;

/// Why one object cannot be looked at, or not wholly.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{remark}")]
pub struct Trouble {
    /// Macie's code.
    pub reason: Reason,
    /// What happened, in a sentence.
    pub remark: String,
}

impl Trouble {
    /// Trouble of the given kind.
    pub fn new(reason: Reason, remark: impl Into<String>) -> Trouble {
        Trouble {
            reason,
            remark: remark.into(),
        }
    }

    /// What an error of the operating system means for an object.
    ///
    /// Whatever is neither a missing object nor a missing right counts as an
    /// object that is no longer available: the store cannot hand it out.
    ///
    /// ```
    /// use std::io::{Error, ErrorKind};
    /// use tracie_finding::detection::Reason;
    /// use tracie_source::Trouble;
    ///
    /// let trouble = Trouble::from_io("opening it", &Error::from(ErrorKind::PermissionDenied));
    /// assert_eq!(trouble.reason, Reason::PermissionDenied);
    /// assert_eq!(trouble.remark, "opening it failed: permission denied");
    /// ```
    pub fn from_io(action: &str, error: &io::Error) -> Trouble {
        // A source that knows better has said so.
        let known = error
            .get_ref()
            .and_then(|inner| inner.downcast_ref::<Trouble>());
        if let Some(known) = known {
            return known.clone();
        }
        let reason = match error.kind() {
            io::ErrorKind::PermissionDenied => Reason::PermissionDenied,
            _ => Reason::SourceObjectNoLongerAvailable,
        };
        Trouble::new(reason, format!("{action} failed: {error}"))
    }
}
