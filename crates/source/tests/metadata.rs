//! What lies beside the copy of a bucket, and what comes of it. All keys, eTags
//! and times are made up.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use tempfile::TempDir;
use tracie_finding::detection::Reason;
use tracie_finding::resources::{EncryptionType, Tag};
use tracie_source::{Directory, Dump, Entry, Error, Object, Source, rfc3339};

fn dump(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        write(&folder.path().join(path), text);
    }
    folder
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// All objects of a dump by `bucket/key`; nothing else may be in it.
fn objects(folder: &TempDir) -> BTreeMap<String, Object> {
    let dump = Dump::new(folder.path()).unwrap();
    let objects = dump.objects().map(|entry| match entry {
        Entry::Object(object) => (format!("{}/{}", object.bucket, object.key), object),
        Entry::Skipped(skipped) => panic!("{}: {}", skipped.key, skipped.trouble),
    });
    objects.collect()
}

fn reason(object: &Object) -> Option<Reason> {
    object.open().err().map(|trouble| trouble.reason)
}

const LISTING: &str = r#"{
    "Contents": [
        {"Key": "a.csv", "LastModified": "2024-05-02T21:40:11+00:00",
         "ETag": "\"9714e57154d6d7a4c30360d076620796\"", "Size": 4, "StorageClass": "STANDARD_IA"},
        {"Key": "folder/", "LastModified": "2024-05-02T21:40:11+00:00",
         "ETag": "\"d41d8cd98f00b204e9800998ecf8427e\"", "Size": 0, "StorageClass": "STANDARD"},
        {"Key": "gone.csv", "LastModified": "2024-05-02T21:40:11+00:00",
         "ETag": "\"00000000000000000000000000000000\"", "Size": 9, "StorageClass": "STANDARD"},
        {"Key": "old.csv", "LastModified": "2019-05-02T21:40:11+00:00",
         "ETag": "\"00000000000000000000000000000000\"", "Size": 7, "StorageClass": "GLACIER"}
    ]
}"#;

#[test]
fn a_listing_tells_what_s3_knows() {
    let folder = dump(&[
        ("acme/a.csv", "a,b\n"),
        ("acme/new.csv", "new"),
        ("acme@objects.json", LISTING),
    ]);
    let objects = objects(&folder);
    let keys: Vec<&str> = objects.keys().map(String::as_str).collect();
    assert_eq!(
        keys,
        [
            "acme/a.csv",
            "acme/folder/",
            "acme/gone.csv",
            "acme/new.csv",
            "acme/old.csv"
        ]
    );

    let a = &objects["acme/a.csv"];
    assert_eq!(a.storage_class, "STANDARD_IA");
    assert_eq!(
        a.known_etag.as_deref(),
        Some("9714e57154d6d7a4c30360d076620796")
    );
    assert_eq!(a.modified.map(rfc3339).unwrap(), "2024-05-02T21:40:11.000Z");
    assert_eq!((a.is_copy(), &a.remark, reason(a)), (true, &None, None));

    // A folder of S3's console is an object without content.
    assert_eq!(reason(&objects["acme/folder/"]), None);

    let gone = &objects["acme/gone.csv"];
    assert_eq!(reason(gone), Some(Reason::SourceObjectNoLongerAvailable));
    assert_eq!(gone.size, Some(9));

    assert_eq!(
        reason(&objects["acme/old.csv"]),
        Some(Reason::InvalidObjectState)
    );

    let new = &objects["acme/new.csv"];
    assert!(
        new.remark
            .as_ref()
            .unwrap()
            .starts_with("not in acme@objects.json")
    );
    assert_eq!((new.is_copy(), reason(new)), (false, None));
}

#[test]
fn heads_and_tags_tell_the_rest() {
    let head = r#"{"LastModified": "2024-05-02T21:40:11+00:00", "ContentLength": 4,
        "ETag": "\"9714e57154d6d7a4c30360d076620796\"", "VersionId": "v1",
        "ServerSideEncryption": "aws:kms", "SSEKMSKeyId": "arn:aws:kms:eu-west-1:111122223333:key/k",
        "Metadata": {"owner": "hr"}}"#;
    let folder = dump(&[
        ("acme/hr/a.csv", "a,b\n"),
        ("acme/hr/b.csv", "a,b\n"),
        ("acme@heads/hr/a.csv.json", head),
        (
            "acme@tags/hr/a.csv.json",
            r#"{"TagSet": [{"Key": "class", "Value": "hr"}]}"#,
        ),
        (
            "acme@tags/hr/b.csv.json",
            r#"{"VersionId": "v", "TagSet": []}"#,
        ),
    ]);
    let objects = objects(&folder);
    let a = &objects["acme/hr/a.csv"].attributes;
    assert_eq!(a.encryption.encryption_type, EncryptionType::Kms);
    assert_eq!(a.version_id, "v1");
    let tag = Tag {
        key: "class".into(),
        value: "hr".into(),
    };
    assert_eq!(a.tags, Some(vec![tag]));
    assert_eq!(reason(&objects["acme/hr/a.csv"]), None);

    let b = &objects["acme/hr/b.csv"];
    assert_eq!(b.attributes.tags, Some(vec![]));
    assert_eq!(
        b.attributes.encryption.encryption_type,
        EncryptionType::Unknown
    );
    assert!(b.remark.as_ref().unwrap().starts_with("not in acme@heads"));
}

#[test]
fn what_nobody_can_decrypt_is_refused() {
    let folder = dump(&[
        ("acme/customer", "x"),
        ("acme/client", "x"),
        ("acme/tier", "x"),
        (
            "acme@heads/customer.json",
            r#"{"SSECustomerAlgorithm": "AES256", "ContentLength": 1}"#,
        ),
        (
            "acme@heads/client.json",
            r#"{"Metadata": {"x-amz-key-v2": "c3ludGhldGlj"}}"#,
        ),
        (
            "acme@heads/tier.json",
            r#"{"StorageClass": "INTELLIGENT_TIERING", "ArchiveStatus": "ARCHIVE_ACCESS"}"#,
        ),
        ("acme@heads/absent.json", r#"{"ContentLength": 1}"#),
    ]);
    let objects = objects(&folder);
    let reasons: Vec<_> = objects.values().map(|it| reason(it).unwrap()).collect();
    assert_eq!(
        reasons,
        [
            Reason::SourceObjectNoLongerAvailable,
            Reason::InvalidEncryption,
            Reason::InvalidEncryption,
            Reason::InvalidObjectState
        ]
    );
}

#[test]
fn a_bucket_may_have_no_copy_at_all() {
    let folder = dump(&[
        (
            "acme@objects.json",
            r#"{"Contents": [{"Key": "a", "StorageClass": "DEEP_ARCHIVE"}]}"#,
        ),
        ("zebra/a", "x"),
    ]);
    let all = objects(&folder);
    assert_eq!(reason(&all["acme/a"]), Some(Reason::InvalidObjectState));
    assert_eq!(reason(&all["zebra/a"]), None);

    let buckets = Dump::new(folder.path()).unwrap().buckets().unwrap();
    let names: Vec<&str> = buckets.iter().map(Directory::name).collect();
    assert_eq!(names, ["acme", "zebra"]);
    let counts: Vec<usize> = buckets.iter().map(|it| it.objects().count()).collect();
    assert_eq!(counts, [1, 1]);
}

#[test]
fn one_bucket_of_a_dump_is_had_without_the_others() {
    let folder = dump(&[
        ("acme/a.csv", "a,b\n"),
        ("acme@objects.json", LISTING),
        ("broken/a", "x"),
        ("broken@objects.json", "{"),
        ("known@tags/a.json", r#"{"TagSet": []}"#),
        ("no@heads", "a file, not a folder"),
        ("stray.txt", "x"),
        ("zebra/a", "x"),
    ]);
    let names = Dump::names(folder.path(), false).unwrap();
    assert_eq!(names, ["acme", "broken", "known", "zebra"]);

    let one = |bucket: &str| Dump::bucket_named(folder.path(), bucket, false);
    let acme = one("acme").unwrap().unwrap();
    assert_eq!(acme.name(), "acme");
    assert_eq!(acme.objects().count(), 4);
    assert_eq!(one("known").unwrap().unwrap().objects().count(), 0);
    assert_eq!(one("zebra").unwrap().unwrap().objects().count(), 1);
    assert!(matches!(one("broken"), Err(Error::Metadata { .. })));
    for none in [
        "no",
        "stray.txt",
        "",
        ".",
        "..",
        "acme/",
        "acme@objects.json",
    ] {
        assert!(one(none).unwrap().is_none(), "{none}");
    }
    let file = folder.path().join("stray.txt");
    assert!(matches!(
        Dump::names(&file, false),
        Err(Error::NotADirectory { .. })
    ));
}

#[test]
fn a_directory_may_be_a_copy_too() {
    let folder = dump(&[("copy/a.csv", "a,b\n"), ("copy@objects.json", LISTING)]);
    let directory = Directory::new(folder.path().join("copy"))
        .unwrap()
        .bucket("acme");
    assert_eq!(directory.objects().count(), 1);
    let copy = directory.copy_of_bucket().unwrap();
    assert_eq!(copy.objects().count(), 4);
    assert!(copy.objects().all(|entry| &**entry.bucket() == "acme"));
    assert_eq!(copy.objects_from("folder/").count(), 3);
    assert_eq!(copy.objects_from("g").count(), 2);
}

#[test]
fn what_is_no_listing_is_an_error() {
    for (text, said) in [
        ("{", "it ends too early"),
        (
            r#"{"Contents": [], "NextToken": "t"}"#,
            "without --max-items",
        ),
    ] {
        let folder = dump(&[("acme/a", "x"), ("acme@objects.json", text)]);
        let error = Dump::new(folder.path()).unwrap_err();
        assert!(matches!(error, Error::Metadata { .. }));
        let told = error.to_string();
        assert!(
            told.contains("acme@objects.json") && told.contains(said),
            "{told}"
        );
    }
}

#[test]
fn a_head_that_cannot_be_read_is_remarked() {
    let folder = dump(&[
        ("acme/a", "x"),
        ("acme@heads/a.json", "no json with a secret in it"),
        ("acme@tags/a.json", r#"{"TagSet": 7}"#),
    ]);
    let objects = objects(&folder);
    let remark = objects["acme/a"].remark.clone().unwrap();
    assert!(remark.contains("cannot read its head: line 1"), "{remark}");
    assert!(remark.contains("cannot read its tags: line 1"), "{remark}");
    assert!(!remark.contains("secret"), "{remark}");
}

/// Every object that is in the copy or in the listing comes once and in order,
/// whatever the keys.
#[test]
fn copies_and_listings_are_merged() {
    let names = ["a", "a-b", "a.b", "a/b", "a/c", "a0", "b/x/y", "b/x0", "c"];
    // A file and a directory cannot have one name.
    let fits =
        |keys: &BTreeSet<&str>| !(keys.contains("a") && keys.iter().any(|it| it.starts_with("a/")));
    let mut seed = 7_u32;
    let mut chosen = || -> BTreeSet<&str> {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let bits = seed >> 12;
        names
            .iter()
            .enumerate()
            .filter(|(at, _)| bits >> at & 1 == 1)
            .map(|(_, it)| *it)
            .collect()
    };
    for _ in 0..60 {
        let (copied, listed) = (chosen(), chosen());
        if !fits(&copied) {
            continue;
        }
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("t")).unwrap();
        for key in &copied {
            write(&folder.path().join("t").join(key), "x");
        }
        let entries: Vec<String> = listed
            .iter()
            .map(|it| format!(r#"{{"Key":"{it}"}}"#))
            .collect();
        write(
            &folder.path().join("t@objects.json"),
            &format!("[{}]", entries.join(",")),
        );

        let expected: Vec<(String, bool, bool)> = copied
            .union(&listed)
            .map(|key| {
                (
                    (*key).to_owned(),
                    copied.contains(key),
                    listed.contains(key),
                )
            })
            .collect();
        let seen: Vec<(String, bool, bool)> = Dump::new(folder.path())
            .unwrap()
            .objects()
            .map(|entry| match entry {
                Entry::Object(it) => (it.key.clone(), it.open().is_ok(), it.is_copy()),
                Entry::Skipped(it) => panic!("{}", it.key),
            })
            .collect();
        assert_eq!(seen, expected);
    }
}
