//! Which objects Macie does not read, by what S3 says of them.

use tracie_finding::detection::Reason;

use crate::trouble::Trouble;

/// The storage classes that Macie reads.
const READ: [&str; 6] = [
    "STANDARD",
    "REDUCED_REDUNDANCY",
    "STANDARD_IA",
    "ONEZONE_IA",
    "INTELLIGENT_TIERING",
    "GLACIER_IR",
];

/// What the encryption clients of AWS leave in the metadata of an object, as
/// `x-amz-meta-…` headers without that prefix. The last ones are those of the
/// newer clients.
const SEALED: [&str; 9] = [
    "x-amz-key",
    "x-amz-key-v2",
    "x-amz-iv",
    "x-amz-wrap-alg",
    "x-amz-cek-alg",
    "x-amz-c",
    "x-amz-3",
    "x-amz-i",
    "x-amz-w",
];

/// Why an object of this storage class is not read, if it is not.
///
/// ```
/// use tracie_source::refusal::by_storage_class;
///
/// assert_eq!(by_storage_class("GLACIER_IR"), None);
/// assert!(by_storage_class("DEEP_ARCHIVE").is_some());
/// ```
pub fn by_storage_class(class: &str) -> Option<Trouble> {
    let remark = || format!("stored as {class}, which Macie does not read");
    (!READ.contains(&class)).then(|| Trouble::new(Reason::InvalidObjectState, remark()))
}

/// Why an object in this archive tier of `INTELLIGENT_TIERING` is not read.
pub fn by_archive_tier(tier: &str) -> Trouble {
    let remark = format!("stored in the tier {tier}, from which it would have to be restored");
    Trouble::new(Reason::InvalidObjectState, remark)
}

/// Why an object that is encrypted with a key of the customer (SSE-C) is not
/// read.
pub fn customer_key() -> Trouble {
    let remark = "encrypted with a key that the customer keeps (SSE-C), which Macie does not have";
    Trouble::new(Reason::InvalidEncryption, remark)
}

/// Why an object with such metadata of its user's is not read, if it is not:
/// it was encrypted before it was uploaded. Names are without `x-amz-meta-`,
/// in any case.
///
/// ```
/// use tracie_source::refusal::by_user_metadata;
///
/// assert!(by_user_metadata(["owner", "X-Amz-Key-V2"]).is_some());
/// assert!(by_user_metadata(["owner"]).is_none());
/// ```
pub fn by_user_metadata<'a>(names: impl IntoIterator<Item = &'a str>) -> Option<Trouble> {
    let seals = |name: &str| SEALED.iter().any(|seal| name.eq_ignore_ascii_case(seal));
    let sealed = names.into_iter().any(seals);
    let remark = "encrypted by its client before it was uploaded: its content is opaque";
    sealed.then(|| Trouble::new(Reason::InvalidEncryption, remark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_storage_classes_are_read() {
        for (class, is_read) in [
            ("STANDARD", true),
            ("REDUCED_REDUNDANCY", true),
            ("STANDARD_IA", true),
            ("ONEZONE_IA", true),
            ("INTELLIGENT_TIERING", true),
            ("GLACIER_IR", true),
            ("GLACIER", false),
            ("DEEP_ARCHIVE", false),
            ("EXPRESS_ONEZONE", false),
            ("OUTPOSTS", false),
        ] {
            let reason = by_storage_class(class).map(|it| it.reason);
            let expected = (!is_read).then_some(Reason::InvalidObjectState);
            assert_eq!(reason, expected, "{class}");
        }
    }
}
