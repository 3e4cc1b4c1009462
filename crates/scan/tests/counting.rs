//! How occurrences and bytes are counted, rule by rule. All values are made up.

mod common;

use std::io::Write as _;
use std::sync::LazyLock;

use common::{builder, detector, scanner};
use flate2::Compression;
use flate2::write::GzEncoder;
use tracie_finding::detection::{ObjectResult, Status};
use tracie_identify::Detector;
use tracie_scan::Scanner;

static DETECTOR: LazyLock<Detector> = LazyLock::new(detector);
static SCANNER: LazyLock<Scanner> = LazyLock::new(|| scanner(&DETECTOR, 1, 16 << 10));

const SSN: &str = "USA_SOCIAL_SECURITY_NUMBER";
const CARD: &str = "CREDIT_CARD_NUMBER";

fn count(result: &ObjectResult, id: &str) -> u64 {
    let found = result.detections.iter().find(|it| it.identifier.id == id);
    found.map_or(0, |it| it.count)
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(content).expect("memory");
    encoder.finish().expect("memory")
}

/// A tar archive of some files.
fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = Vec::new();
    for (name, content) in files {
        let mut header = [0_u8; 512];
        header[..name.len()].copy_from_slice(name.as_bytes());
        header[100..107].copy_from_slice(b"0000644");
        header[124..136].copy_from_slice(format!("{:011o}\0", content.len()).as_bytes());
        header[136..148].copy_from_slice(b"00000000000\0");
        header[156] = b'0';
        header[257..263].copy_from_slice(b"ustar\0");
        header[148..156].copy_from_slice(b"        ");
        let sum: u32 = header.iter().map(|it| u32::from(*it)).sum();
        header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        archive.extend(header);
        archive.extend(*content);
        archive.resize(archive.len().next_multiple_of(512), 0);
    }
    archive.resize(archive.len() + 1024, 0);
    archive
}

/// What a row is about, a text, and how many there are of some identifiers.
type Row<'a> = (&'a str, &'a str, &'a [(&'a str, u64)]);

#[test]
fn every_occurrence_counts() {
    let rows: [Row<'_>; 5] = [
        (
            "equal values count each time",
            "SSN: 512-58-3904, SSN: 512-58-3904",
            &[(SSN, 2)],
        ),
        (
            "a table's cells count one by one",
            "name,ssn\nA,512583904\nB,512583904\n",
            &[(SSN, 2)],
        ),
        (
            "types are counted apart",
            "SSN: 512-58-3904, card 4532010735192641",
            &[(SSN, 1), (CARD, 1)],
        ),
        (
            "what is located is not all that counts",
            &"SSN: 512-58-3904\n".repeat(100),
            &[(SSN, 100)],
        ),
        (
            "nothing is nothing",
            "nothing to see",
            &[(SSN, 0), (CARD, 0)],
        ),
    ];
    for (about, text, expected) in rows {
        let name = if text.starts_with("name,") {
            "a.csv"
        } else {
            "a.txt"
        };
        let result = SCANNER.scan_bytes(name, text.as_bytes());
        for (id, number) in expected {
            assert_eq!(count(&result, id), *number, "{about}: {id}");
        }
    }
}

#[test]
fn an_archive_has_the_sums_of_its_files() {
    let one: &[u8] = b"SSN: 512-58-3904\n";
    let two: &[u8] = b"SSN: 512-58-3904, SSN: 409-17-6632\n";
    let inner = tar(&[("two.txt", two)]);
    let archive = tar(&[("one.txt", one), ("two.txt", two), ("inner.tar", &inner)]);
    let result = SCANNER.scan_bytes("a.tar", &archive);
    assert_eq!(count(&result, SSN), 5);
    let of_files: u64 = result
        .members
        .iter()
        .flat_map(|it| &it.detections)
        .map(|it| it.count)
        .sum();
    assert_eq!(of_files, 5);
}

#[test]
fn names_stop_at_a_thousand_an_archive_as_in_a_file() {
    let names = "John Smith\n".repeat(700);
    let alone = count(&SCANNER.scan_bytes("names.txt", names.as_bytes()), "NAME");
    assert_eq!(alone, 700);
    let archive = tar(&[("a.txt", names.as_bytes()), ("b.txt", names.as_bytes())]);
    for (name, content) in [
        ("names.txt", names.repeat(2).into_bytes()),
        ("names.tar", archive.clone()),
        ("names.tar.gz", gzip(&archive)),
    ] {
        assert_eq!(
            count(&SCANNER.scan_bytes(name, &content), "NAME"),
            1000,
            "{name}"
        );
    }
    // Members do not add up to more, and the one in which the limit is reached is cut.
    let scanner = builder(&DETECTOR, 1, 16 << 10).locations(1_000).build();
    let result = scanner.expect("a detector is all it takes");
    let result = result.scan_bytes("names.tar", &archive);
    let of_members = result.members.iter().flat_map(|it| &it.detections);
    let names: Vec<(u64, usize)> = of_members
        .filter(|it| it.identifier.id == "NAME")
        .map(|it| (it.count, it.occurrences.len()))
        .collect();
    assert_eq!(names, [(700, 700), (300, 300)]);
}

/// Bytes inspected: those of the object, or those that came out of an archive.
#[test]
fn bytes_are_those_that_were_inspected() {
    let text: &[u8] = b"nothing to see here\n";
    let (long, lone) = (text.repeat(500), gzip(text));
    let picture = [b"\x89PNG\r\n\x1a\n".as_slice(), &[0; 100]].concat();
    let inner = tar(&[("b.txt", text)]);
    let sample = |name: &str| {
        let path = format!("{}/../../corpus/samples/{name}", env!("CARGO_MANIFEST_DIR"));
        std::fs::read(path).expect("a sample")
    };
    let sheet = sample("documents/staff.xlsx");
    let rows: [(&str, Vec<u8>, u64); 10] = [
        ("plain.txt", text.to_vec(), 20),
        (
            "utf16.txt",
            [b"\xff\xfe".to_vec(), b"a\0b\0".to_vec()].concat(),
            6,
        ),
        ("document.xlsx", sheet.clone(), sheet.len() as u64),
        ("packed.txt.gz", gzip(&long), 10_000),
        ("packed.tar", tar(&[("a.txt", text), ("b.txt", text)]), 40),
        (
            "packed.tar.gz",
            gzip(&tar(&[("a.txt", text), ("b.txt", text)])),
            40,
        ),
        (
            "nested.tar",
            tar(&[("a.txt", text), ("inner.tar", &inner)]),
            40,
        ),
        (
            "nested.tar",
            tar(&[("a.txt.gz", &lone), ("staff.xlsx", &sheet)]),
            20 + sheet.len() as u64,
        ),
        (
            "partly.tar",
            tar(&[("a.txt", text), ("logo.png", &picture)]),
            20,
        ),
        ("logo.png", picture.clone(), 0),
    ];
    for (name, content, expected) in rows {
        let result = SCANNER.scan_bytes(name, &content);
        assert_eq!(
            result.size_classified, expected,
            "{name}: {:?}",
            result.status
        );
        assert_eq!(result.object.size, content.len() as u64);
        let sizes = result
            .members
            .iter()
            .filter(|it| !matches!(it.status, Status::Skipped(_)));
        assert!(sizes.clone().all(|it| it.size > 0));
    }
}
