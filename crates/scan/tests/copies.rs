//! Copies of buckets, of whose objects S3 knows more than the copy shows; and
//! the sizes of files in archives. All values are made up.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::path::Path;

use tempfile::TempDir;
use tracie_finding::detection::{ObjectResult, Reason, Status};
use tracie_finding::resources::EncryptionType;
use tracie_finding::{Finding, Flow, Sizes};
use tracie_scan::{Limits, Scanner};
use tracie_source::{Dump, Entry, Object, Source};

const SSN: &str = "SSN: 512-58-3904\n";

fn write(path: &Path, text: impl AsRef<[u8]>) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Large is what has more than half a megabyte.
fn scanner(threads: usize) -> Scanner {
    let mut limits = Limits::default();
    limits.extract.window = 64 << 10;
    let scanner = Scanner::builder().threads(threads).limits(limits);
    scanner.build().unwrap()
}

fn scan(source: &dyn Source, scanner: &Scanner) -> Vec<(ObjectResult, Option<Finding>)> {
    let mut all = Vec::new();
    scanner.scan(
        source,
        &mut |result: &ObjectResult, finding: Option<Finding>| {
            all.push((result.clone(), finding));
            Flow::Continue
        },
    );
    all
}

/// A dump with one object, and what its listing says of it.
fn copy(content: &[u8], size: usize, etag: &str, head: Option<&str>) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write(&root.join("acme/a.txt"), content);
    let listing = format!(
        r#"{{"Contents": [{{"Key": "a.txt", "Size": {size}, "ETag": "\"{etag}\"",
            "LastModified": "2024-05-02T21:40:11+00:00", "StorageClass": "STANDARD_IA"}}]}}"#
    );
    write(&root.join("acme@objects.json"), listing);
    if let Some(head) = head {
        write(&root.join("acme@heads/a.txt.json"), head);
    }
    folder
}

fn only(folder: &TempDir, scanner: &Scanner) -> (ObjectResult, Option<Finding>) {
    let mut all = scan(&Dump::new(folder.path()).unwrap(), scanner);
    assert_eq!(all.len(), 1);
    all.remove(0)
}

fn head(etag: &str, size: usize, encryption: &str) -> String {
    format!(
        r#"{{"ETag": "\"{etag}\"", "ContentLength": {size}, "VersionId": "v7",
            "StorageClass": "STANDARD_IA", "ServerSideEncryption": "{encryption}",
            "LastModified": "2024-05-02T21:40:11+00:00"}}"#
    )
}

#[test]
fn a_finding_has_what_s3_knows() {
    let etag = tracie_source::etag(SSN.as_bytes());
    let head = head(&etag, SSN.len(), "AES256");
    let folder = copy(SSN.as_bytes(), SSN.len(), &etag, Some(&head));
    let tags = r#"{"TagSet": [{"Key": "class", "Value": "hr"}]}"#;
    write(&folder.path().join("acme@tags/a.txt.json"), tags);

    let (result, finding) = only(&folder, &scanner(1));
    assert_eq!((result.status, result.remark), (Status::Complete, None));
    let object = finding.unwrap().resources_affected.s3_object.unwrap();
    assert_eq!(object.e_tag, etag);
    assert_eq!(object.version_id, "v7");
    assert_eq!(object.last_modified.unwrap(), "2024-05-02T21:40:11.000Z");
    assert_eq!(
        object.server_side_encryption.encryption_type,
        EncryptionType::Aes256
    );
    assert_eq!(object.tags[0].value, "hr");
    let class = serde_json::to_value(object.storage_class).unwrap();
    assert_eq!(class, "STANDARD_IA");
}

/// Small objects are hashed in memory, middling ones by their thread, large
/// ones beside their search.
#[test]
fn a_copy_of_another_version_is_partial() {
    let zeros = "0".repeat(32);
    let mismatch = Status::Partial(Reason::ObjectVersionMismatch);
    let scanners = [scanner(1), scanner(3)];
    for repeat in [1, 20_000, 40_000] {
        for text in [SSN, "clean, but long enough\n"] {
            let content = text.repeat(repeat);
            let content = content.as_bytes();
            let size = content.len();
            let true_etag = hex(content);
            for scanner in &scanners {
                let case = |etag: &str, size, encryption| {
                    let head = head(etag, size, encryption);
                    let (result, _) = only(&copy(content, size, etag, Some(&head)), scanner);
                    assert_eq!(result.object.etag, etag);
                    assert_eq!(result.detections.is_empty(), text != SSN);
                    (result.status, result.remark)
                };
                assert_eq!(case(&true_etag, size, "AES256"), (Status::Complete, None));
                let (status, remark) = case(&zeros, size, "AES256");
                assert_eq!(status, mismatch, "{size} bytes");
                assert!(remark.unwrap().contains("another eTag"));
                assert_eq!(case(&zeros, size, "aws:kms"), (Status::Complete, None));
                let (status, remark) = case(&true_etag, size + 1, "AES256");
                assert_eq!(status, mismatch);
                assert!(
                    remark
                        .unwrap()
                        .contains(&format!("the copy has {size} bytes"))
                );
            }
        }
    }
}

/// The MD5 of content of any size.
fn hex(content: &[u8]) -> String {
    use md5::Digest as _;
    md5::Md5::digest(content)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[test]
fn an_etag_that_proves_nothing_is_remarked() {
    let folder = copy(SSN.as_bytes(), SSN.len(), &"0".repeat(32), None);
    let (result, finding) = only(&folder, &scanner(1));
    assert_eq!(result.status, Status::Complete);
    assert!(result.remark.unwrap().contains("KMS"));
    assert!(finding.is_some());
}

/// One object of a bucket, in memory, whose files in it are scoped.
struct Scoped(Vec<u8>, Option<Sizes>);

impl Source for Scoped {
    fn objects(&self) -> Box<dyn Iterator<Item = Entry> + '_> {
        let bytes = self.0.clone();
        let open = move || Ok(Box::new(std::io::Cursor::new(bytes.clone())) as _);
        let mut object = Object::new("acme", "all.tar", open);
        object.member_sizes.clone_from(&self.1);
        Box::new(std::iter::once(Entry::Object(object)))
    }
}

/// A tar archive of some files.
fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = Vec::new();
    for (name, content) in files {
        let mut header = [0_u8; 512];
        header[..name.len()].copy_from_slice(name.as_bytes());
        header[100..107].copy_from_slice(b"0000644");
        header[124..135].copy_from_slice(format!("{:011o}", content.len()).as_bytes());
        header[136..147].copy_from_slice(b"00000000000");
        header[148..156].fill(b' ');
        header[156] = b'0';
        header[257..265].copy_from_slice(b"ustar\x0000");
        let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
        header[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
        archive.extend(header);
        archive.extend(*content);
        archive.resize(archive.len().next_multiple_of(512), 0);
    }
    archive.resize(archive.len() + 1024, 0);
    archive
}

#[test]
fn files_in_archives_have_sizes_too() {
    let long = SSN.repeat(50);
    let inner = tar(&[
        ("deep.txt", SSN.as_bytes()),
        ("deep-long.txt", long.as_bytes()),
    ]);
    let archive = tar(&[
        ("long.txt", long.as_bytes()),
        ("short.txt", SSN.as_bytes()),
        ("inner.tar", &inner),
    ]);
    let scanner = scanner(1);
    let look = |sizes: Option<Sizes>| {
        let (result, finding) = scan(&Scoped(archive.clone(), sizes), &scanner).remove(0);
        assert_eq!((result.status, &result.remark), (Status::Complete, &None));
        let paths: Vec<String> = result.members.iter().map(|it| it.path.clone()).collect();
        let count: u64 = result.detections.iter().map(|it| it.count).sum();
        assert_eq!(finding.is_some(), count > 0);
        (paths.join(" "), count)
    };
    let all = "long.txt short.txt inner.tar inner.tar!/deep.txt inner.tar!/deep-long.txt";
    assert_eq!(look(None), (all.into(), 102));
    let short = Sizes::of([0..=100]);
    assert_eq!(
        look(Some(short.clone())),
        ("short.txt inner.tar inner.tar!/deep.txt".into(), 2)
    );
    assert_eq!(
        look(Some(short.complement())),
        ("long.txt inner.tar inner.tar!/deep-long.txt".into(), 100)
    );
    assert_eq!(look(Some(Sizes::of([]))), ("inner.tar".into(), 0));
}
