//! Why a scan cannot begin.

/// Why a scanner cannot be built, or a path cannot be scanned. Trouble with a
/// single object is no error: it is the status of that object's result.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The identifiers do not stand up.
    #[error(transparent)]
    Identify(#[from] tracie_identify::Error),
    /// There is nothing to list.
    #[error(transparent)]
    Source(#[from] tracie_source::Error),
}
