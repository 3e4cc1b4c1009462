//! Dumps with a report of S3 Inventory. All names are made up.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use tracie_finding::detection::Reason;
use tracie_finding::resources::EncryptionType;
use tracie_source::{Dump, Entry, Object, Source};

const SCHEMA: &str = "Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size, LastModifiedDate, \
    ETag, StorageClass, EncryptionStatus, IntelligentTieringAccessTier";
const ROWS: &str = r#""acme","a%2Fb+c%C3%A9.csv","v1","true","false","5","2024-05-02T21:40:11.000Z","0c","STANDARD","SSE-KMS",""
"acme","a%2Fb+c%C3%A9.csv","v0","false","false","9","2023-05-02T21:40:11.000Z","0b","STANDARD","SSE-S3",""
"acme","cold.csv","","true","false","3","2024-05-02T21:40:11.000Z","0d","DEEP_ARCHIVE","SSE-S3",""
"acme","gone.csv","","true","true","","2024-05-02T21:40:11.000Z","","","",""
"acme","key.csv","","true","false","3","2024-05-02T21:40:11.000Z","0e","STANDARD","SSE-C",""
"acme","missing.csv","","true","false","3","2024-05-02T21:40:11.000Z","0f","STANDARD","SSE-S3",""
"acme","tier.csv","","true","false","3","2024-05-02T21:40:11.000Z","10","INTELLIGENT_TIERING","SSE-S3","ARCHIVE"
"#;

struct Report {
    folder: tempfile::TempDir,
    manifest: PathBuf,
}

fn write(path: &Path, content: &[u8]) {
    fs::create_dir_all(path.parent().expect("it has one")).expect("a folder");
    fs::write(path, content).expect("a file");
}

fn compressed(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder
        .write_all(text.as_bytes())
        .expect("memory can be written");
    encoder.finish().expect("memory can be written")
}

fn manifest(format: &str, schema: &str, data: &[u8]) -> String {
    format!(
        r#"{{"sourceBucket": "acme", "destinationBucket": "arn:aws:s3:::reports", "version": "2016-11-30",
        "fileFormat": "{format}", "fileSchema": "{schema}", "files": [{{"key": "acme/all/data/1.csv.gz",
        "size": {}, "MD5checksum": "{}"}}]}}"#,
        data.len(),
        tracie_source::etag(data)
    )
}

impl Report {
    /// In the layout of S3, with a copy of the bucket beside it.
    fn new(format: &str, schema: &str, data: &[u8]) -> Report {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        let at = root.join("reports/acme/all/2024-05-03T01-00Z/manifest.json");
        write(&at, manifest(format, schema, data).as_bytes());
        write(&root.join("reports/acme/all/data/1.csv.gz"), data);
        for key in [
            "a/b c\u{e9}.csv",
            "cold.csv",
            "key.csv",
            "tier.csv",
            "new.csv",
        ] {
            write(&root.join("dump/acme").join(key), b"abcde");
        }
        Report {
            folder,
            manifest: at,
        }
    }

    fn dump(&self) -> Result<Dump, tracie_source::Error> {
        Dump::new(self.folder.path().join("dump"))?.inventory(&self.manifest)
    }

    fn problem(&self) -> String {
        self.dump().expect_err("it is no whole report").to_string()
    }
}

fn objects(dump: &Dump) -> Vec<Object> {
    dump.objects()
        .map(|entry| match entry {
            Entry::Object(object) => object,
            Entry::Skipped(skipped) => panic!("{skipped:?}"),
        })
        .collect()
}

#[test]
fn what_the_report_says_is_known_of_the_objects() {
    for data in [compressed(ROWS), ROWS.as_bytes().to_vec()] {
        let dump = Report::new("CSV", SCHEMA, &data);
        let dump = dump.dump().map(|it| (dump, it)).expect("a dump");
        let objects = objects(&dump.1);
        let keys: Vec<&str> = objects.iter().map(|it| it.key.as_str()).collect();
        assert_eq!(
            keys,
            [
                "a/b c\u{e9}.csv",
                "cold.csv",
                "key.csv",
                "missing.csv",
                "new.csv",
                "tier.csv"
            ]
        );
        let first = &objects[0];
        assert_eq!(first.known_etag.as_deref(), Some("0c"));
        assert_eq!(first.attributes.version_id, "v1");
        assert_eq!(
            first.attributes.encryption.encryption_type,
            EncryptionType::Kms
        );
        assert!(first.open().is_ok());
        let refused: Vec<Option<Reason>> = objects[1..]
            .iter()
            .map(|it| it.open().err().map(|trouble| trouble.reason))
            .collect();
        assert_eq!(
            refused,
            [
                Some(Reason::InvalidObjectState),
                Some(Reason::InvalidEncryption),
                Some(Reason::SourceObjectNoLongerAvailable),
                None,
                Some(Reason::InvalidObjectState),
            ]
        );
        let new = objects[4]
            .remark
            .as_deref()
            .expect("it is not in the report");
        assert!(new.contains("not in the inventory"), "{new}");
    }
}

/// ORC is read by whoever can; here rows come in the form in which a reader of it
/// gives them.
#[test]
fn rows_of_orc_come_from_a_reader() {
    let report = Report::new("ORC", "struct<bucket:string>", b"ORC");
    let text = |text: &str| text.to_owned();
    let row = |key: &str, latest: &str| {
        vec![
            ("bucket", text("acme")),
            ("key", text(key)),
            ("version_id", text("v1")),
            ("is_latest", text(latest)),
            ("size", text("5")),
            ("last_modified_date", text("2024-05-02 21:40:11.000000000")),
            ("e_tag", text("0c")),
            ("storage_class", text("STANDARD_IA")),
            ("encryption_status", text("SSE-KMS")),
        ]
    };
    let read = |rows: &[Vec<(&str, String)>]| {
        let dump = Dump::new(report.folder.path().join("dump")).expect("a dump");
        dump.inventory_with(&report.manifest, &|bytes, take| {
            assert_eq!(bytes, b"ORC");
            rows.iter().try_for_each(|row| take(row))
        })
    };
    let dump = read(&[row("cold.csv", "false"), row("a/b c\u{e9}.csv", "true")]).expect("a dump");
    let objects = objects(&dump);
    let first = &objects[0];
    // Keys are as they are, and times are in UTC.
    assert_eq!(first.key, "a/b c\u{e9}.csv");
    assert_eq!(
        (&*first.storage_class, first.size),
        ("STANDARD_IA", Some(5))
    );
    let at = first.modified.map(tracie_source::rfc3339);
    assert_eq!(at.as_deref(), Some("2024-05-02T21:40:11.000Z"));
    let encryption = first.attributes.encryption.encryption_type;
    assert_eq!(encryption, EncryptionType::Kms);
    // An older version says nothing of an object.
    assert!(objects[1].remark.is_some(), "{:?}", objects[1]);

    let problem = |rows: &[Vec<(&str, String)>]| read(rows).expect_err("no report").to_string();
    let none = problem(&[vec![("bucket", text("acme"))]]);
    assert!(none.contains("no column `key`"), "{none}");
    let many: Vec<_> = (0..20_000).map(|n| row(&format!("{n}"), "true")).collect();
    let bomb = problem(&many);
    assert!(bomb.contains("far more comes out"), "{bomb}");
}

#[test]
fn a_report_is_read_whole_or_not_at_all() {
    let data = compressed(ROWS);
    for (format, schema, said) in [
        ("ORC", SCHEMA, "inventories in ORC are not read"),
        ("CSV", "Bucket, Size", "fileSchema has no Key"),
        ("CSV", "Bucket, Key", "row 1 has 11 columns instead of 2"),
    ] {
        let problem = Report::new(format, schema, &data).problem();
        assert!(problem.contains(said), "{problem}");
    }
    let broken = Report::new("CSV", SCHEMA, &data[..data.len() / 2]).problem();
    assert!(broken.contains("1.csv.gz: row"), "{broken}");
    let time = ROWS.replace("2024-05-02T21:40:11.000Z", "yesterday");
    let time = Report::new("CSV", SCHEMA, time.as_bytes()).problem();
    assert!(time.contains("row 1: the LastModified"), "{time}");
    let bomb = compressed(&"\"".repeat(50 << 20));
    let bomb = Report::new("CSV", SCHEMA, &bomb).problem();
    assert!(bomb.contains("far more comes out"), "{bomb}");
}

#[test]
fn a_file_that_is_missing_or_another_is_told() {
    let report = Report::new("CSV", SCHEMA, ROWS.as_bytes());
    let data = report.folder.path().join("reports/acme/all/data/1.csv.gz");
    fs::write(&data, "x").expect("a file");
    assert!(report.problem().contains("its MD5 is another"));
    fs::remove_file(&data).expect("it is there");
    assert!(
        report
            .problem()
            .contains("acme/all/data/1.csv.gz is not there")
    );
    // By its key below a folder above, too.
    write(
        &report.folder.path().join("acme/all/data/1.csv.gz"),
        ROWS.as_bytes(),
    );
    assert!(report.dump().is_ok());
    fs::write(&report.manifest, "{}").expect("a file");
    assert!(report.problem().contains("this is no manifest"));
}

/// Damage that makes the reader of Parquet panic is told like any other.
#[cfg(feature = "parquet")]
#[test]
fn damaged_parquet_is_an_error() {
    let sample =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/samples/documents/units.parquet");
    let sound = fs::read(sample).expect("a sample");
    for at in 0..sound.len() {
        for value in [0x00, 0x7f, 0xff] {
            let mut damaged = sound.clone();
            damaged[at] = value;
            // It has no column of keys, so that it is an error in any case.
            let result = tracie_source::try_inventory("Parquet", "", &damaged, None);
            assert!(result.is_err(), "byte {at} as {value}");
        }
    }
}
