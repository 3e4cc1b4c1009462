//! How far a scan goes.

use std::time::Duration;

/// Limits of a scan. All have defaults; set the fields that should differ.
///
/// ```
/// use tracie_scan::Limits;
///
/// let mut limits = Limits::default();
/// limits.locations = 1_000;
/// limits.extract.json_depth = 64;
/// assert_eq!(limits.time.as_secs(), 36_000);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Occurrences of each identifier that are located in an object; all are
    /// counted. Default 15, as many as a finding has room for; a discovery
    /// result has room for 1,000.
    pub locations: usize,
    /// Which of these are. Default: each.
    pub located: Located,
    /// How long one object may take. Default ten hours, as Macie. It is looked
    /// at between the pieces of an object.
    pub time: Duration,
    /// Whether objects with detections get an eTag (default: yes), for which
    /// their content is read again and hashed. Findings of one key with
    /// different contents are told apart by it.
    pub etags: bool,
    /// Limits of extraction.
    pub extract: tracie_extract::Limits,
}

/// Which occurrences are located, of the first of each identifier.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Located {
    /// Each.
    #[default]
    Each,
    /// Those that the finding of the object has room for, and the first one of each identifier
    /// if it has a place; few others. That is enough for whoever sees findings only, and costs
    /// less.
    Shown,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            locations: 15,
            located: Located::Each,
            time: Duration::from_secs(10 * 60 * 60),
            etags: true,
            extract: tracie_extract::Limits::default(),
        }
    }
}
