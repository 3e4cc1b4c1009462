//! The members of archives, as results tell of them.

use std::collections::HashMap;

use tracie_extract::MemberOutcome;
use tracie_finding::detection::{Detection, MemberResult, Status};

/// As many members with detections are told of one by one.
pub(crate) const MOST: usize = 10_000;

/// What was found in members, by their numbers.
pub(crate) type ByMember = HashMap<u64, Vec<Detection>>;

/// What became of each member, with what was found in it.
pub(crate) fn results(outcomes: Vec<MemberOutcome>, mut found: ByMember) -> Vec<MemberResult> {
    let result = |outcome: MemberOutcome| {
        let skipped = matches!(outcome.status, Status::Skipped(_));
        let detections = found.remove(&outcome.number).unwrap_or_default();
        MemberResult {
            path: outcome.path,
            size: outcome.size,
            last_modified: outcome.modified,
            status: outcome.status,
            remark: outcome.remark,
            mime_type: outcome.mime_type.into(),
            detections: if skipped { Vec::new() } else { detections },
        }
    };
    outcomes.into_iter().map(result).collect()
}
