//! Bounds: what is too large, what is locked, what takes too long.

use std::io::Read;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tracie_extract::{Index, Limits, Opened, Outcome, Passwords, ReadAt, Reader};
use tracie_finding::detection::{Reason, Status};

/// Content of a size of which only the beginning is there.
struct Claimed(u64);

impl ReadAt for Claimed {
    fn size(&self) -> u64 {
        self.0
    }

    fn read_at(&self, _offset: u64, _into: &mut [u8]) -> std::io::Result<usize> {
        Ok(0)
    }
}

fn finish(opened: Opened<'_>) -> (String, Outcome) {
    let Opened::Reader(mut reader) = opened else {
        panic!("it is not read: {opened:?}");
    };
    let (mut index, mut text) = (Index::new(), String::new());
    while let Some(piece) = reader.next_piece(index.release()).expect("it is in memory") {
        index.build(piece);
        for chunk in index.chunks() {
            text.push_str(&String::from_utf8_lossy(
                &chunk.bytes[chunk.owned.0..chunk.owned.1],
            ));
        }
    }
    (text, reader.outcome())
}

#[test]
fn objects_larger_than_their_quota_are_not_analysed() {
    const GIB: u64 = 1 << 30;
    for (start, most, reason) in [
        (&b"%PDF-1.7\n"[..], GIB, Reason::FileExceedsSizeLimit),
        (
            b"PK\x03\x04\x14\0\0\0\0\0xl/workbook.xml",
            GIB / 2,
            Reason::FileExceedsSizeLimit,
        ),
        (
            b"PK\x03\x04\x14\0\0\0\0\0a.txt",
            8 * GIB,
            Reason::ArchiveExceedsSizeLimit,
        ),
        (b"PAR1", 8 * GIB, Reason::FileExceedsSizeLimit),
        (b"plain text\n", 20 * GIB, Reason::FileExceedsSizeLimit),
    ] {
        let at =
            |size| Reader::open_anywhere(start, Arc::new(Claimed(size)), "x", &Limits::macie());
        let Opened::Skipped { reason: told, .. } = at(most + 1) else {
            panic!("it is read: {start:?}");
        };
        assert_eq!(told, reason);
        assert!(matches!(at(most), Opened::Reader(_)), "{start:?}");
    }
}

#[test]
fn bounds_are_those_that_macie_documents() {
    const GIB: u64 = 1 << 30;
    let limits = Limits::macie();
    assert_eq!(limits, Limits::default());
    assert_eq!((limits.depth, limits.members), (10, 1_000_000));
    assert_eq!((limits.expanded, limits.member), (10 * GIB, 3 * GIB));
    assert_eq!(limits.json_depth, 256);
    assert_eq!(limits.time, Duration::from_secs(36_000));
}

#[test]
fn a_stream_is_read_as_far_as_its_quota() {
    let mut limits = Limits::macie();
    limits.window = 1 << 10;
    limits.quotas.other = 100_000;
    let endless = std::io::repeat(b'a').take(1_000_000);
    let (text, outcome) = finish(Reader::open(endless, "x.txt", &limits));
    assert_eq!(
        outcome.status,
        Status::Partial(Reason::FileExceedsSizeLimit)
    );
    assert!((50_000..=170_000).contains(&text.len()), "{}", text.len());
}

/// An entry that the old way encrypts, with its header and content.
fn locked_zip(password: &str, content: &[u8]) -> Vec<u8> {
    let crc = |before: u32, byte: u8| {
        let mut value = (before ^ u32::from(byte)) & 0xFF;
        for _ in 0..8 {
            value = if value & 1 == 1 {
                value >> 1 ^ 0xEDB8_8320
            } else {
                value >> 1
            };
        }
        before >> 8 ^ value
    };
    let mut keys = [0x1234_5678_u32, 0x2345_6789, 0x3456_7890];
    let mix = |byte: u8, keys: &mut [u32; 3]| {
        keys[0] = crc(keys[0], byte);
        keys[1] = keys[1]
            .wrapping_add(keys[0] & 0xFF)
            .wrapping_mul(134_775_813)
            .wrapping_add(1);
        keys[2] = crc(keys[2], (keys[1] >> 24) as u8);
    };
    password.bytes().for_each(|byte| mix(byte, &mut keys));
    let sum = !content.iter().fold(u32::MAX, |sum, byte| crc(sum, *byte));
    let mut plain = vec![7; 11];
    plain.push((sum >> 24) as u8);
    plain.extend(content);
    let data: Vec<u8> = plain
        .iter()
        .map(|byte| {
            let mixed = keys[2] | 2;
            let stream = (mixed.wrapping_mul(mixed ^ 1) >> 8) as u8;
            mix(*byte, &mut keys);
            byte ^ stream
        })
        .collect();
    let mut zip = b"PK\x03\x04\x14\0\x01\0\0\0\0\0\x21\0".to_vec();
    zip.extend(sum.to_le_bytes());
    zip.extend((data.len() as u32).to_le_bytes());
    zip.extend((content.len() as u32).to_le_bytes());
    zip.extend(5_u16.to_le_bytes());
    zip.extend([0, 0]);
    zip.extend(b"a.txt");
    zip.extend(data);
    zip
}

#[test]
fn a_password_opens_what_the_old_way_locked() {
    let zip = locked_zip("open sesame", b"the text inside");
    let mut limits = Limits::macie();
    let (text, outcome) = finish(Reader::open(&zip[..], "x.zip", &limits));
    assert_eq!(text, "");
    assert!(
        outcome
            .remark
            .expect("it is told")
            .contains("encrypted: not analysed")
    );
    limits.passwords = Passwords::from_lines("wrong\nopen sesame\n");
    let (text, _) = finish(Reader::open(&zip[..], "x.zip", &limits));
    assert_eq!(text, "the text inside");
    limits.passwords = Passwords::from_lines("all\nare\nwrong");
    let (_, outcome) = finish(Reader::open(&zip[..], "x.zip", &limits));
    let remark = outcome.remark.expect("it is told");
    assert!(remark.contains("no given password opens it"));
    assert!(!remark.contains("wrong"), "passwords are told to nobody");
}

#[test]
fn an_archive_behind_a_program_is_read() {
    let zip =
        b"PK\x03\x04\x14\0\0\0\0\0\0\0\x21\0\0\0\0\0\x06\0\0\0\x06\0\0\0\x05\0\0\0a.txtinside";
    let script = [
        &b"#!/bin/sh\nexec java -jar \"$0\"\n"[..],
        &zip[..],
        &[0xFF, 0, 1, 2, 0x80].repeat(20),
    ]
    .concat();
    let (text, _) = finish(Reader::open(&script[..], "run", &Limits::macie()));
    assert_eq!(text, "#!/bin/sh\nexec java -jar \"$0\"\ninside");
}

/// A build that is not optimised takes that much longer; how long it takes
/// counts only for one that is.
const ATTACHMENTS: usize = if cfg!(debug_assertions) {
    1_000
} else {
    1_500_000
};

#[test]
fn a_mail_of_very_many_attachments_ends_in_time() {
    let mut mail = b"From: a@example.com\nTo: b@example.com\nMIME-Version: 1.0\n\
        Content-Type: multipart/mixed; boundary=b\n\n"
        .to_vec();
    for _ in 0..ATTACHMENTS {
        mail.extend(b"--b\nContent-Type: x/y\n\nq\n");
    }
    mail.extend(b"--b--\n");
    let started = Instant::now();
    let (_, outcome) = finish(Reader::open(&mail[..], "x.eml", &Limits::macie()));
    let told = started.elapsed();
    let most = Duration::from_secs(if cfg!(debug_assertions) { 60 } else { 10 });
    assert!(told < most, "{told:?}");
    let over = ATTACHMENTS > 1_000_000;
    let expected = Reason::ArchiveTotalDocumentsProcessedOverLimit;
    assert_eq!(
        outcome.status == Status::Partial(expected),
        over,
        "{:?}",
        outcome.status
    );
}
