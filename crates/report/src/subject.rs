//! What a finding is about.

use tracie_finding::Finding;

use crate::text::visible;

/// What a finding is about: an object, or a bucket.
pub(crate) struct Subject<'a> {
    pub(crate) bucket: &'a str,
    /// The object; none of a policy finding.
    pub(crate) key: Option<&'a str>,
}

impl<'a> Subject<'a> {
    pub(crate) fn of(finding: &'a Finding) -> Subject<'a> {
        let resources = &finding.resources_affected;
        Subject {
            bucket: &resources.s3_bucket.name,
            key: resources.s3_object.as_ref().map(|it| it.key.as_str()),
        }
    }

    /// For people, on one line that is safe for a terminal.
    pub(crate) fn path(&self) -> String {
        visible(&match (self.bucket, self.key) {
            (bucket, None) => bucket.to_owned(),
            ("", Some(key)) => key.to_owned(),
            (bucket, Some(key)) => format!("{bucket}/{key}"),
        })
    }
}
