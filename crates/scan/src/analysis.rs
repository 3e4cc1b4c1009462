//! What came of reading the content of one object.

use tracie_extract::Outcome;
use tracie_finding::detection::{Detection, MemberResult, Status};
use tracie_source::Trouble;

use crate::members;
use crate::sum::Sums;

/// What came of reading the content of one object.
pub(crate) struct Analysis {
    pub(crate) mime_type: &'static str,
    pub(crate) status: Status,
    pub(crate) remark: Option<String>,
    /// Bytes that were inspected: of an archive, those that came out of it.
    pub(crate) bytes_inspected: u64,
    pub(crate) detections: Vec<Detection>,
    pub(crate) members: Vec<MemberResult>,
    /// Occurrences that are left out, since they are on an allow list.
    pub(crate) left_out: u64,
    /// The object is to be read again as plain text instead.
    pub(crate) reread_as_text: bool,
}

impl Analysis {
    /// Nothing of the content was analysed.
    pub(crate) fn skipped(trouble: Trouble, mime_type: &'static str) -> Analysis {
        Analysis {
            mime_type,
            status: Status::Skipped(trouble.reason),
            remark: Some(trouble.remark),
            bytes_inspected: 0,
            detections: Vec::new(),
            members: Vec::new(),
            left_out: 0,
            reread_as_text: false,
        }
    }

    /// The content was read as far as the outcome says.
    pub(crate) fn read(mime_type: &'static str, outcome: Outcome, found: Sums) -> Analysis {
        let skipped = matches!(outcome.status, Status::Skipped(_));
        Analysis {
            mime_type,
            status: outcome.status,
            remark: outcome.remark,
            bytes_inspected: if skipped { 0 } else { outcome.bytes_inspected },
            detections: if skipped {
                Vec::new()
            } else {
                found.detections
            },
            members: members::results(outcome.members, found.members),
            left_out: if skipped { 0 } else { found.left_out },
            reread_as_text: outcome.reread_as_text,
        }
    }

    /// The content was read up to some trouble, if `analysed` any at all.
    pub(crate) fn broken_off(
        mime_type: &'static str,
        trouble: Trouble,
        analysed: u64,
        found: Sums,
    ) -> Analysis {
        let status = match analysed {
            0 => Status::Skipped(trouble.reason),
            _ => Status::Partial(trouble.reason),
        };
        Analysis {
            mime_type,
            status,
            remark: Some(trouble.remark),
            bytes_inspected: analysed,
            detections: found.detections,
            members: Vec::new(),
            left_out: found.left_out,
            reread_as_text: false,
        }
    }

    /// The object changed meanwhile: what was analysed never existed as one.
    pub(crate) fn mark(&mut self, trouble: &Trouble) {
        mark(&mut self.status, &mut self.remark, trouble);
    }
}

/// What was analysed is not what it was thought to be.
pub(crate) fn mark(status: &mut Status, remark: &mut Option<String>, trouble: &Trouble) {
    if matches!(status, Status::Skipped(_)) {
        return;
    }
    *status = Status::Partial(trouble.reason);
    add(remark, &trouble.remark);
}

/// Adds to a remark.
pub(crate) fn add(remark: &mut Option<String>, more: &str) {
    *remark = Some(match remark.take() {
        Some(remark) => format!("{remark}; {more}"),
        None => more.to_owned(),
    });
}
