//! What reports say of a scan that was stopped.

use tracie_finding::Coverage;

/// In words, for people and for members that take a text.
pub(crate) const STOPPED: &str = "stopped before all objects were reached";

/// The member of JSON that says so. Macie's documents have none of this name.
pub(crate) const MEMBER: &str = "stopped";

/// The last line of JSON Lines, in which each other one is a finding: nothing of a finding
/// stands in it, so that none can be taken for the other.
pub(crate) fn last_line(coverage: &Coverage) -> Option<String> {
    let line = || format!("{{\"{MEMBER}\":true,\"message\":\"{STOPPED}\"}}\n");
    coverage.is_stopped().then(line)
}
