//! What the tests of stored scans store. All of it is made up.

use tracie_finding::Finding;
use tracie_finding::detection::{ObjectMeta, ObjectResult, Status};

/// What looking at an object ended with that is as simple as can be.
pub(crate) fn result(key: &str) -> ObjectResult {
    ObjectResult {
        object: ObjectMeta {
            bucket: "acme".into(),
            key: key.into(),
            size: 10,
            last_modified: "2024-05-02T21:40:11.000Z".into(),
            etag: String::new(),
            storage_class: "STANDARD".into(),
            attributes: Default::default(),
        },
        status: Status::Complete,
        remark: None,
        mime_type: "text/plain".into(),
        size_classified: 10,
        detections: vec![],
        members: vec![],
    }
}

/// A finding with an id.
pub(crate) fn finding(id: &str) -> Finding {
    let mut finding: Finding =
        serde_json::from_str(include_str!("../data/multiple.json")).expect("a finding");
    finding.id = id.into();
    finding
}
