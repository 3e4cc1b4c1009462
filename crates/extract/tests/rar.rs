//! RAR archives of every version. Those in `rar/` were packed by the writers of
//! the `rars` command 0.12.3; real ones, by RAR itself, are no part of the
//! project.
#![cfg(feature = "rar")]

use std::time::{Duration, Instant};

use tracie_extract::{Index, Limits, Opened, Outcome, Passwords, Reader};
use tracie_finding::detection::{Reason, Status};

macro_rules! archives {
    ($($name:literal)*) => {
        &[$(($name, include_bytes!(concat!("rar/", $name, ".rar")))),*]
    };
}

const OPEN: &[(&str, &[u8])] =
    archives!["rar14" "rar15" "rar20" "rar29" "rar50" "rar70" "solid29" "solid50"];
/// By the password `planted`.
const LOCKED: &[(&str, &[u8])] = archives!["locked29" "locked50" "hidden50"];
const STORED: &[u8] = include_bytes!("rar/stored50.rar");

/// 32 MiB of blanks each.
const BOMBS: &[(&str, &[u8])] = archives!["bomb29" "bomb50"];

/// What each of them holds.
fn files() -> [(&'static str, String); 3] {
    [
        ("one.txt", "one two three, ".repeat(20) + "\n"),
        (
            "two.txt",
            "one two three, again and again, ".repeat(20) + "\n",
        ),
        ("three.txt", "the last of them\n".to_owned()),
    ]
}

/// The text of all members, and how that ended.
fn read(content: &[u8], limits: &Limits) -> (String, Outcome) {
    let started = Instant::now();
    let Opened::Reader(mut reader) = Reader::open(content, "x.rar", limits) else {
        panic!("it is an archive");
    };
    let (mut index, mut text) = (Index::new(), String::new());
    while let Some(piece) = reader.next_piece(index.release()).expect("it is in memory") {
        index.build(piece);
        for chunk in index.chunks() {
            text += &String::from_utf8_lossy(&chunk.bytes[chunk.owned.0..chunk.owned.1]);
        }
    }
    assert!(started.elapsed() < Duration::from_secs(10));
    (text, reader.outcome())
}

fn whole() -> String {
    files().map(|it| it.1).concat()
}

#[test]
fn archives_of_every_version_are_read() {
    for (name, content) in OPEN {
        let (text, outcome) = read(content, &Limits::default());
        assert_eq!(text, whole(), "{name}");
        assert_eq!(outcome.status, Status::Complete, "{name}");
        let told: Vec<_> = outcome
            .members
            .iter()
            .map(|it| (&*it.path, it.size))
            .collect();
        let files = files();
        let expected: Vec<_> = files.iter().map(|it| (it.0, it.1.len() as u64)).collect();
        // DOS knew no small letters.
        let told: Vec<_> = told.iter().map(|it| (it.0.to_lowercase(), it.1)).collect();
        let expected: Vec<_> = expected.iter().map(|it| (it.0.to_owned(), it.1)).collect();
        assert_eq!(told, expected, "{name}");
    }
}

#[test]
fn times_are_told() {
    let (_, outcome) = read(STORED, &Limits::default());
    let modified = outcome.members[0].modified.as_deref();
    assert_eq!(modified, Some("2024-03-02T10:20:30.000Z"));
}

#[test]
fn encrypted_archives_open_by_their_password_alone() {
    for (name, content) in LOCKED {
        let (text, outcome) = read(content, &Limits::default());
        assert_eq!(
            (&*text, !outcome.members.is_empty()),
            ("", *name != "hidden50"),
            "{name}"
        );
        let said = outcome.remark.expect("there is something to say");
        assert!(said.contains("encrypted: not analysed"), "{name}: {said}");
        let mut limits = Limits::default();
        limits.passwords = Passwords::from_lines("wrong\nplanted\n");
        let (text, outcome) = read(content, &limits);
        assert_eq!(
            (text, outcome.status),
            (whole(), Status::Complete),
            "{name}"
        );
        limits.passwords = Passwords::from_lines("wrong\n");
        let (text, outcome) = read(content, &limits);
        assert_eq!(text, "", "{name}");
        assert_ne!(outcome.status, Status::Complete, "{name}");
    }
}

#[test]
fn a_limit_ends_it_with_its_reason() {
    let mut limits = Limits::default();
    limits.expanded = 400;
    for (name, content) in OPEN {
        let (text, outcome) = read(content, &limits);
        let reason = Reason::ArchiveTotalBytesExtractedOverLimit;
        assert!(whole().starts_with(&text), "{name}");
        assert_eq!(
            outcome.status,
            Status::Partial(reason),
            "{name}: {outcome:?}"
        );
    }
    // One file that is too large hides no other, unless they are one stream.
    limits.expanded = 1 << 20;
    limits.member = 400;
    for (name, content) in OPEN {
        let (text, outcome) = read(content, &limits);
        assert_eq!(
            outcome.status,
            Status::Partial(Reason::ArchiveContainsUnprocessedFiles)
        );
        assert!(text.ends_with("the last of them\n"), "{name}: {text}");
    }
}

#[test]
fn bombs_end_with_what_came_until_then() {
    let mut limits = Limits::strict();
    limits.ratio_from = 4 << 20;
    for (name, content) in BOMBS {
        let (text, outcome) = read(content, &limits);
        let reason = Reason::ArchiveTotalBytesExtractedOverLimit;
        assert_eq!(
            outcome.status,
            Status::Partial(reason),
            "{name}: {outcome:?}"
        );
        assert!(text.len() < 6 << 20, "{name}: {} bytes", text.len());
        // Without a limit to the ratio all of it comes.
        limits.ratio = u64::MAX;
        let (text, outcome) = read(content, &limits);
        assert_eq!(
            (text.len(), outcome.status),
            (32 << 20, Status::Complete),
            "{name}"
        );
        limits.ratio = 200;
    }
}

#[test]
fn damage_anywhere_ends_in_time_and_hides_nothing_before_it() {
    let limits = Limits::default();
    for (name, content) in OPEN {
        for at in (8..content.len()).step_by(3) {
            for mask in [0x01, 0x80, 0xFF] {
                let mut damaged = content.to_vec();
                damaged[at] ^= mask;
                read(&damaged, &limits);
            }
        }
        let mut most = 0;
        for len in 8..content.len() {
            let (text, outcome) = read(&content[..len], &limits);
            assert!(whole().starts_with(&text), "{name} cut at {len}: {text}");
            // Between two files nothing may show that there were more.
            let complete = outcome.status == Status::Complete;
            let begun = files()
                .map(|it| it.1)
                .iter()
                .scan(0, |end, it| {
                    *end += it.len();
                    Some(*end)
                })
                .any(|end| end == text.len());
            assert!(!complete || text.is_empty() || begun, "{name} cut at {len}");
            most = most.max(text.len());
        }
        // Before the last file, or its end, all others are there.
        let [one, two, _] = files();
        assert!(
            most >= one.1.len() + two.1.len() || *name == "rar14",
            "{name}: {most}"
        );
    }
}

#[test]
fn a_volume_of_a_set_says_which_other_is_missing() {
    let first = include_bytes!("rar/volume1.rar");
    let second = include_bytes!("rar/volume2.rar");
    for (content, text, remark) in [
        (&first[..], "", "goes on in the next volume"),
        (
            &second[..],
            "the last of them\n",
            "begins in the volume before",
        ),
    ] {
        let (read, outcome) = read(content, &Limits::default());
        assert_eq!(read, text);
        assert_ne!(outcome.status, Status::Complete);
        let told = outcome.members.iter().find(|it| it.path == "long.txt");
        let told = told.and_then(|it| it.remark.as_deref()).unwrap_or_default();
        assert!(told.contains(remark), "{told}");
    }
}
