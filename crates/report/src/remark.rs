//! What a user should know of an object that was not wholly looked at, or not
//! in the way its name promises.

use std::fmt;

use tracie_finding::detection::{ObjectResult, Status};

use crate::text::{path, visible};

/// What a user should know of an object. Displayed as one line that is safe
/// for a terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    pub(crate) outcome: &'static str,
    pub(crate) path: String,
    pub(crate) what: String,
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Remark {
            outcome,
            path,
            what,
        } = self;
        write!(f, "{outcome:<8}  {path}: {what}")
    }
}

/// What there is to remark of an object: every partial and skipped one has a
/// remark.
///
/// ```
/// use tracie_finding::detection::{ObjectMeta, ObjectResult, Reason, Status};
///
/// let result = ObjectResult {
///     object: ObjectMeta {
///         bucket: "acme".into(),
///         key: "logo.png".into(),
///         size: 512,
///         last_modified: "2024-05-02T21:40:11.000Z".into(),
///         etag: String::new(),
///         storage_class: "STANDARD".into(),
///         attributes: Default::default(),
///     },
///     status: Status::Skipped(Reason::UnsupportedFileType),
///     remark: None,
///     mime_type: "image/png".into(),
///     size_classified: 0,
///     detections: vec![],
///     members: vec![],
/// };
/// let remark = tracie_report::remark(&result).expect("it was skipped");
/// assert_eq!(
///     remark.to_string(),
///     "skipped   acme/logo.png: UNSUPPORTED_FILE_TYPE_EXCEPTION"
/// );
/// ```
pub fn remark(result: &ObjectResult) -> Option<Remark> {
    Some(Remark {
        what: what(result)?,
        outcome: outcome(result.status),
        path: path(&result.object),
    })
}

fn outcome(status: Status) -> &'static str {
    match status {
        Status::Complete => "complete",
        Status::Partial(_) => "partial",
        Status::Skipped(_) => "skipped",
    }
}

fn what(result: &ObjectResult) -> Option<String> {
    let remark = result.remark.as_deref().map(visible);
    match (result.status, remark) {
        (Status::Complete, remark) => remark,
        (Status::Partial(reason) | Status::Skipped(reason), None) => Some(reason.code().to_owned()),
        (Status::Partial(reason) | Status::Skipped(reason), Some(remark)) => {
            Some(format!("{} ({remark})", reason.code()))
        }
    }
}
