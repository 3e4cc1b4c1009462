//! What is counted of the content of buckets, and of all buckets together.

mod common;

use serde_json::json;
use tracie_posture::{BucketStatistics, Call, Inventory, ObjectEncryption};

use common::*;

/// What is classifiable follows from the extension and the storage class.
#[test]
fn objects_are_counted_by_what_macie_can_make_of_them() {
    use ObjectEncryption::{CustomerProvided, Kms, None, S3, Unknown};
    let mut inventory = Inventory::default();
    for (key, size, class, encryption) in [
        ("a.csv", 1, "STANDARD", S3),
        ("b.PDF", 2, "GLACIER_IR", Kms),
        ("c.zip", 4, "INTELLIGENT_TIERING", Kms),
        ("d.gz", 8, "DEEP_ARCHIVE", CustomerProvided),
        ("e.jpg", 16, "STANDARD", None),
        ("f", 32, "GLACIER", Unknown),
        ("g.txt/h", 64, "EXPRESS_ONEZONE", S3),
    ] {
        inventory.add(key, size, class, encryption);
    }
    let shown = serde_json::to_value(inventory).expect("JSON");
    assert_eq!(
        shown,
        json!({
            "classifiableObjectCount": 3, "classifiableSizeInBytes": 7,
            "objectCount": 7, "sizeInBytes": 127, "sizeInBytesCompressed": 12,
            "objectCountByEncryptionType": {
                "customerManaged": 1, "kmsManaged": 2, "s3Managed": 2, "unencrypted": 1, "unknown": 1,
            },
            "unclassifiableObjectCount": {"fileType": 3, "storageClass": 3, "total": 4},
            "unclassifiableObjectSizeInBytes": {"fileType": 112, "storageClass": 104, "total": 120},
        })
    );
}

/// Scores fall into four bands.
#[test]
fn buckets_are_counted_by_their_scores() {
    let bucket = |score| {
        let mut bucket = posture(safe()).metadata(None, "2025-01-01T00:00:00Z");
        bucket.sensitivity_score = Some(score);
        bucket
    };
    let scores = [-1, 1, 2, 49, 50, 51, 99, 100];
    let buckets: Vec<_> = scores.into_iter().map(bucket).collect();
    let bands = BucketStatistics::of(&buckets).bucket_statistics_by_sensitivity;
    let counts = [
        &bands.classification_error,
        &bands.not_sensitive,
        &bands.not_classified,
        &bands.sensitive,
    ]
    .map(|it| it.total_count);
    assert_eq!(counts, [1, 3, 1, 3]);
}

/// Each way of counting has a place for each kind of bucket.
#[test]
fn buckets_are_counted_by_how_they_stand_open() {
    let open = |who| {
        with([
            (Call::PublicAccessBlock, block(false)),
            (Call::Policy, policy(&who)),
        ])
    };
    let buckets: Vec<_> = [
        safe(),
        open(json!("*")),
        open(json!({"AWS": OUTSIDE})),
        open(json!({"AWS": INSIDE})),
        with([
            (Call::Encryption, encryption("aws:kms")),
            (Call::Policy, refused("AccessDenied")),
        ]),
    ]
    .into_iter()
    .map(|it| posture(it).metadata(None, "2025-01-01T00:00:00Z"))
    .collect();
    let shown = serde_json::to_value(BucketStatistics::of(&buckets)).expect("JSON");
    assert_eq!(shown["bucketCount"], 5);
    for (member, expected) in [
        (
            "bucketCountByEffectivePermission",
            json!({"publiclyAccessible": 1, "publiclyReadable": 1, "publiclyWritable": 0, "unknown": 0}),
        ),
        (
            "bucketCountByEncryptionType",
            json!({"kmsManaged": 1, "s3Managed": 4, "unencrypted": 0, "unknown": 0}),
        ),
        (
            "bucketCountByObjectEncryptionRequirement",
            json!({"allowsUnencryptedObjectUploads": 4, "deniesUnencryptedObjectUploads": 0, "unknown": 1}),
        ),
        (
            "bucketCountBySharedAccessType",
            json!({"external": 2, "internal": 1, "notShared": 1, "unknown": 1}),
        ),
    ] {
        assert_eq!(shown[member], expected, "{member}");
    }
}
