//! Identities that follow from what they identify: the same scan of the same
//! object gives the same finding.

use uuid::Uuid;

use crate::detection::ObjectMeta;

/// The namespace of Tracie's name-based identities.
const NAMESPACE: Uuid = Uuid::from_u128(0x7d0c_9e0a_52b4_4f6b_9a4e_3c1f_8a66_20d1);

/// An identity in the form of Macie's findings and jobs, 32 lower-case hex
/// digits, that follows from the parts alone. It is a version 5 UUID written
/// without dashes; the lengths of the parts count as well, so that `["ab"]`
/// and `["a", "b"]` differ.
///
/// ```
/// use tracie_finding::identity::hex_id;
///
/// assert_eq!(hex_id(&["nightly"]), hex_id(&["nightly"]));
/// assert_ne!(hex_id(&["a", "b"]), hex_id(&["ab"]));
/// assert_eq!(hex_id(&["a"]).len(), 32);
/// ```
pub fn hex_id(parts: &[&str]) -> String {
    Uuid::new_v5(&NAMESPACE, &joined(parts))
        .simple()
        .to_string()
}

/// The id of the finding of an object: it follows from the job (or none), the
/// run of it (or none), the bucket, the key and the eTag. Another job, another
/// run, or the same key with another content is another finding, as in Macie.
pub fn finding_id(job_id: Option<&str>, run: Option<&str>, object: &ObjectMeta) -> String {
    hex_id(&parts("finding", job_id, run, object))
}

/// A version 3 UUID that follows from the parts alone, as the names of Macie's
/// discovery results are.
///
/// ```
/// use tracie_finding::identity::name_uuid;
///
/// let name = name_uuid(&["a", "b"]);
/// assert_eq!((name.len(), &name[14..15]), (36, "3"));
/// assert_ne!(name, name_uuid(&["ab"]));
/// ```
pub fn name_uuid(parts: &[&str]) -> String {
    Uuid::new_v3(&NAMESPACE, &joined(parts)).to_string()
}

/// The name of the discovery result of an object, without `.jsonl.gz`. Macie's
/// are version 3 UUIDs, so these are too.
pub(crate) fn result_name(job_id: Option<&str>, run: Option<&str>, object: &ObjectMeta) -> Uuid {
    Uuid::new_v3(&NAMESPACE, &joined(&parts("result", job_id, run, object)))
}

/// What an identity of an object in a job follows from. A scan that is no run
/// of a job keeps the ids that it had before there were runs.
fn parts<'a>(
    what: &'a str,
    job_id: Option<&'a str>,
    run: Option<&'a str>,
    object: &'a ObjectMeta,
) -> Vec<&'a str> {
    let job = job_id.unwrap_or("");
    let mut parts = vec![what, job, &object.bucket, &object.key, &object.etag];
    parts.extend(run);
    parts
}

fn joined(parts: &[&str]) -> Vec<u8> {
    let length = |part: &&str| size_of::<u64>() + part.len();
    let mut joined = Vec::with_capacity(parts.iter().map(length).sum());
    for part in parts {
        joined.extend_from_slice(&(part.len() as u64).to_be_bytes());
        joined.extend_from_slice(part.as_bytes());
    }
    joined
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::attributes::Attributes;

    fn object(bucket: &str, key: &str, etag: &str) -> ObjectMeta {
        ObjectMeta {
            bucket: bucket.into(),
            key: key.into(),
            size: 1,
            last_modified: "2024-05-02T21:40:11.000Z".into(),
            etag: etag.into(),
            storage_class: "STANDARD".into(),
            attributes: Attributes::default(),
        }
    }

    /// Worked out with another implementation of name-based UUIDs.
    const PINNED_FINDING: &str = "cf1866fc9dbe51cd9994b169e9be1de1";
    const PINNED_RESULT: &str = "04d40893-8e89-3675-a068-d59d0ca03b41";

    #[test]
    fn ids_are_pinned() {
        // Stored findings are known by these: they may never change.
        assert_eq!(
            finding_id(Some("job"), None, &object("b", "k", "e")),
            PINNED_FINDING
        );
        assert_eq!(
            result_name(None, None, &object("b", "k", "e")).to_string(),
            PINNED_RESULT
        );
    }

    #[test]
    fn each_part_matters() {
        let ids: BTreeSet<String> = [
            finding_id(None, None, &object("b", "k", "e")),
            finding_id(Some("job"), None, &object("b", "k", "e")),
            finding_id(Some("job"), None, &object("b2", "k", "e")),
            finding_id(Some("job"), None, &object("b", "k2", "e")),
            finding_id(Some("job"), None, &object("b", "k", "e2")),
            finding_id(Some("job"), None, &object("bk", "", "e")),
            finding_id(Some("job"), Some("1"), &object("b", "k", "e")),
            finding_id(Some("job"), Some("2"), &object("b", "k", "e")),
        ]
        .into();
        assert_eq!(ids.len(), 8);
    }

    #[test]
    fn an_object_that_was_only_touched_keeps_its_id() {
        let mut touched = object("b", "k", "e");
        touched.last_modified = "2025-01-01T00:00:00.000Z".into();
        assert_eq!(
            finding_id(None, None, &touched),
            finding_id(None, None, &object("b", "k", "e"))
        );
    }
}
