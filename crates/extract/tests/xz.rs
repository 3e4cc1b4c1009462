//! Xz in all the ways that it is made: streams in a row, filters, checks, and
//! damage. What is read here was packed by liblzma.

mod common;

use common::{cut_at, read};
use tracie_finding::detection::{Reason, Status};

const TEXT: &str = "one two three, and one two three again\n";

/// What was done to the text before it was packed, and the file.
const FILES: &[(&str, &str)] = &[
    (
        "crc64",
        "fd377a585a000004e6d6b4460200210100000000372797d6e0002600205d00379b88ce76e2f4e365defd21501af0f2597be8bef76ea675dbd83c95466a2c00006c9c46d08533f47c00013c27bf797ff61fb6f37d010000000004595a",
    ),
    (
        "sha256",
        "fd377a585a00000ae1fb0ca10200210100000000372797d6e0002600205d00379b88ce76e2f4e365defd21501af0f2597be8bef76ea675dbd83c95466a2c000054868ced4512f112e972c4f4d6b54e6abd338833b06003f8c5e622f050047ad50001542710985b5b189b4b9a01000000000a595a",
    ),
    (
        "no check",
        "fd377a585a000000ff12d9410200210100000000372797d6e0002600205d00379b88ce76e2f4e365defd21501af0f2597be8bef76ea675dbd83c95466a2c000000013427b7f3a63e06729e7a010000000000595a",
    ),
    (
        "delta",
        "fd377a585a0000016922de360201030102210100a35d19b00100266f6e65b106124facfdf952f1fdbabbfc4244bf010a45b106124facfdf952f1fdaefc02410807a900004e66ee6d00013b2778ef3eb99042990d010000000001595a",
    ),
    (
        "x86",
        "fd377a585a0000016922de360201040021010000da33ad03e0002600205d00379b88ce76e2f4e365defd21501af0f2597be8bef76ea675dbd83c95466a2c00004e66ee6d00013827bbbc13929042990d010000000001595a",
    ),
    (
        "arm",
        "fd377a585a0000016922de36020107002101000074413985e0002600205d00379b88ce76e2f4e365defd21501af0f2597be8bef76ea675dbd83c95466a2c00004e66ee6d00013827bbbc13929042990d010000000001595a",
    ),
    (
        "powerpc",
        "fd377a585a0000016922de3602010500210100007fe0f1c8e0002600205d00379b88ce76e2f4e365defd21501af0f2597be8bef76ea675dbd83c95466a2c00004e66ee6d00013827bbbc13929042990d010000000001595a",
    ),
];

fn bytes(hex: &str) -> Vec<u8> {
    let byte = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).expect("it is hex");
    (0..hex.len()).step_by(2).map(byte).collect()
}

fn file(name: &str) -> Vec<u8> {
    let found = FILES.iter().find(|it| it.0 == name);
    bytes(found.expect("there is one").1)
}

fn text(content: &[u8]) -> (String, Status) {
    let all = read(content, "x.txt.xz", &cut_at(1 << 20));
    let text = all.texts.iter().map(|it| String::from_utf8_lossy(&it.1));
    (text.collect(), all.outcome.status)
}

const BROKEN: Status = Status::Partial(Reason::ArchiveContainsUnprocessedFiles);

#[test]
fn every_filter_and_check_is_undone() {
    for (name, hex) in FILES {
        assert_eq!(text(&bytes(hex)), (TEXT.into(), Status::Complete), "{name}");
    }
}

#[test]
fn streams_in_a_row_are_one_text() {
    let two = [file("crc64"), vec![0; 8], file("delta"), vec![0; 4]].concat();
    assert_eq!(text(&two), (TEXT.repeat(2), Status::Complete));
    // Zeros between them come in fours.
    let uneven = [file("crc64"), vec![0; 3], file("delta")].concat();
    assert_eq!(text(&uneven), (TEXT.into(), BROKEN));
    let other = [file("crc64"), b"something else".to_vec()].concat();
    assert_eq!(text(&other), (TEXT.into(), BROKEN));
}

#[test]
fn a_check_that_nobody_knows_is_passed_over() {
    // Of kind 2, which takes as many bytes as the first.
    let mut content = file("x86");
    let end = content.len();
    for flags in [6, end - 4] {
        content[flags + 1] = 2;
    }
    let crc = |bytes: &[u8]| {
        let mut crc = flate2::Crc::new();
        crc.update(bytes);
        crc.sum().to_le_bytes()
    };
    let (head, foot) = (crc(&content[6..8]), crc(&content[end - 8..end - 2]));
    content[8..12].copy_from_slice(&head);
    content[end - 12..end - 8].copy_from_slice(&foot);
    assert_eq!(text(&content), (TEXT.into(), Status::Complete));
}

#[test]
fn what_came_before_damage_is_read_and_damage_is_told() {
    for (name, hex) in FILES {
        let whole = bytes(hex);
        for cut in 12..whole.len() {
            let broken = read(&whole[..cut], "x.txt.xz", &cut_at(1 << 20));
            assert_ne!(
                broken.outcome.status,
                Status::Complete,
                "{name} cut at {cut}"
            );
        }
        // The last byte of what was packed and its check.
        let (text_then, status) = text(&whole[..whole.len() - 30]);
        assert!(
            TEXT.starts_with(&*text_then) && status != Status::Complete,
            "{name}"
        );
    }
    // The check alone is wrong: all of the text is there.
    let mut wrong = file("sha256");
    let at = wrong.len() - 12 - 8 - 8;
    wrong[at] ^= 1;
    assert_eq!(text(&wrong), (TEXT.into(), BROKEN));
}
