//! Archives, sound and hostile: members come out as objects of their own, and
//! whatever is wrong ends with a reason and what was found so far.

mod common;

use std::time::{Duration, Instant};

use common::pack::{Entry, deflated, gz, stored, tar, tar_member, zip, zip_listing};
use tracie_extract::{Index, Limits, Opened, Outcome, Reader};
use tracie_finding::detection::{Reason, Status};
use tracie_finding::place::Place;

const TABLE: &[u8] = b"name,city\nAnn,Paris\nBob,Rome\n";

/// The text of an archive, by member, and how reading it ended.
struct All {
    texts: Vec<(Option<u64>, String)>,
    outcome: Outcome,
    mime_type: &'static str,
}

impl All {
    /// The text of a member, by its path.
    fn text(&self, path: &str) -> Option<&str> {
        let member = self.outcome.members.iter().find(|it| it.path == path)?;
        let text = self.texts.iter().find(|it| it.0 == Some(member.number))?;
        Some(&text.1)
    }

    fn paths(&self) -> Vec<&str> {
        self.outcome.members.iter().map(|it| &*it.path).collect()
    }

    fn remark(&self) -> &str {
        self.outcome.remark.as_deref().unwrap_or_default()
    }
}

fn read(content: &[u8], name: &str) -> All {
    read_within(content, name, &Limits::default())
}

fn read_within(content: &[u8], name: &str, limits: &Limits) -> All {
    let started = Instant::now();
    let Opened::Reader(mut reader) = Reader::open(content, name, limits) else {
        panic!("it is an archive");
    };
    let (mut index, mut texts) = (Index::new(), Vec::new());
    let (mut sequence, mut at) = (0, 0);
    while let Some(piece) = reader.next_piece(index.release()).expect("it is in memory") {
        assert_eq!((piece.sequence(), piece.offset()), (sequence, at));
        (sequence, at) = (sequence + 1, at + piece.len() as u64);
        let member = piece.member();
        index.build(piece);
        let text: String = index
            .chunks()
            .map(|it| String::from_utf8_lossy(&it.bytes[it.owned.0..it.owned.1]).into_owned())
            .collect();
        match texts.last_mut() {
            Some((last, whole)) if *last == member => String::push_str(whole, &text),
            _ => texts.push((member, text)),
        }
    }
    assert!(started.elapsed() < Duration::from_secs(10));
    let outcome = reader.outcome();
    assert_eq!(outcome.bytes_analysed, at);
    All {
        texts,
        mime_type: reader.mime_type(),
        outcome,
    }
}

#[test]
fn members_are_objects_of_their_own() {
    let inner = zip(&[deflated("deep/notes.txt", b"inner text")]);
    let archive = zip(&[
        deflated("people.csv", TABLE),
        stored("folder/", b""),
        stored("folder/inner.zip", &inner),
        stored("last.txt", b"the end"),
    ]);
    let all = read(&archive, "all.zip");
    assert_eq!(
        (all.outcome.status, all.mime_type),
        (Status::Complete, "application/zip")
    );
    assert_eq!(
        all.paths(),
        [
            "people.csv",
            "folder/inner.zip",
            "folder/inner.zip!/deep/notes.txt",
            "last.txt"
        ]
    );
    assert_eq!(
        all.text("folder/inner.zip!/deep/notes.txt"),
        Some("inner text")
    );
    assert_eq!(all.text("last.txt"), Some("the end"));
    let table = &all.outcome.members[0];
    assert_eq!(
        (table.mime_type, table.size),
        ("text/csv", TABLE.len() as u64)
    );
    assert_eq!(table.modified.as_deref(), Some("2024-03-02T12:34:04.000Z"));
}

#[test]
fn places_are_those_in_the_member() {
    let archive = tar(&[("a.txt", b"one\ntwo\n"), ("people.csv", TABLE)]);
    let limits = Limits::default();
    let Opened::Reader(mut reader) = Reader::open(&archive[..], "x.tar", &limits) else {
        panic!("it is an archive");
    };
    let mut index = Index::new();
    let mut places = Vec::new();
    while let Some(piece) = reader.next_piece(index.release()).expect("it is in memory") {
        let at = piece.offset();
        index.build(piece);
        places.push(index.place((at + 4, at + 5)));
        places.push(index.place((at + 14, at + 15)));
    }
    let line = Place::Line {
        start: 2,
        end: 2,
        start_column: 1,
    };
    assert_eq!(places[0], Some(line));
    let cell = Place::Cell {
        row: 2,
        column: 2,
        column_name: Some("city".into()),
        cell_reference: None,
    };
    assert_eq!(places[3], Some(cell));
}

#[test]
fn compressed_files_are_what_is_in_them() {
    let two = [gz(b"first\n"), gz(b"second\n")].concat();
    let all = read(&two, "log.gz");
    assert_eq!(all.text("log"), Some("first\nsecond\n"));
    assert_eq!(all.mime_type, "application/gzip");
    let packed = gz(&tar(&[("a/people.csv", TABLE)]));
    let all = read(&packed, "all.tar.gz");
    assert_eq!(all.paths(), ["all.tar", "a/people.csv"]);
    assert_eq!(all.outcome.status, Status::Complete);
    assert_eq!(all.text("a/people.csv").map(str::len), Some(TABLE.len()));
}

#[test]
fn what_breaks_off_counts_as_far_as_it_goes() {
    let text = (0..20_000)
        .map(|n| format!("line {n}\n"))
        .collect::<String>();
    let whole = gz(text.as_bytes());
    let all = read(&whole[..whole.len() / 2], "log.gz");
    assert_eq!(
        all.outcome.status,
        Status::Partial(Reason::ArchiveContainsUnprocessedFiles)
    );
    assert_eq!(
        all.outcome.members[0].status,
        Status::Partial(Reason::MalformedFile)
    );
    assert!(all.texts[0].1.starts_with("line 0\nline 1\n"));
    let archive = zip(&[stored("a.txt", b"here"), deflated("b.txt", text.as_bytes())]);
    let all = read(&archive[..archive.len() / 2], "x.zip");
    assert_eq!(all.outcome.status, Status::Partial(Reason::MalformedFile));
    assert_eq!(all.text("a.txt"), Some("here"));
    assert!(all.text("b.txt").is_some_and(|it| it.starts_with("line 0")));
    let archive = tar(&[("a.txt", b"here"), ("b.txt", text.as_bytes())]);
    let all = read(&archive[..4000], "x.tar");
    assert_eq!(all.text("a.txt"), Some("here"));
    assert!(matches!(all.outcome.status, Status::Partial(_)));
}

#[test]
fn a_damaged_header_of_tar_hides_only_its_own_member() {
    let mut archive = tar_member("a.txt", b"first");
    let mut damaged = tar_member("b.txt", b"second");
    damaged[3] ^= 1;
    archive.append(&mut damaged);
    archive.append(&mut tar_member("c.txt", b"third"));
    let all = read(&archive, "x.tar");
    assert_eq!(all.paths(), ["a.txt", "c.txt"]);
    assert_eq!(all.outcome.status, Status::Partial(Reason::MalformedFile));
}

#[test]
fn encrypted_and_foreign_members_are_told_of() {
    let mut secret = deflated("secret.txt", b"hidden");
    secret.flags = 1;
    let mut odd = stored("odd.txt", b"?");
    odd.method = 98;
    let archive = zip(&[
        secret,
        odd,
        stored("logo.png", b"\x89PNG\r\n\x1A\n\0\0"),
        stored("a.txt", b"seen"),
    ]);
    let all = read(&archive, "x.zip");
    let statuses: Vec<Status> = all.outcome.members.iter().map(|it| it.status).collect();
    assert_eq!(
        statuses,
        [
            Status::Skipped(Reason::InvalidEncryption),
            Status::Skipped(Reason::UnsupportedFileType),
            Status::Skipped(Reason::UnsupportedFileType),
            Status::Complete
        ]
    );
    assert_eq!(
        all.outcome.status,
        Status::Partial(Reason::ArchiveContainsUnprocessedFiles)
    );
    assert!(
        all.remark()
            .starts_with("3 of 4 files in it not wholly analysed: secret.txt (encrypted")
    );
}

#[test]
fn nothing_read_is_skipped_and_nothing_in_it_is_complete() {
    let all = read(
        &zip(&[stored("logo.png", b"\x89PNG\r\n\x1A\n\0\0")]),
        "x.zip",
    );
    assert_eq!(
        all.outcome.status,
        Status::Skipped(Reason::ArchiveContainsUnprocessedFiles)
    );
    assert_eq!(read(&zip(&[]), "x.zip").outcome.status, Status::Complete);
}

#[test]
fn archives_in_archives_end_at_the_limit() {
    let mut archive = zip(&[stored("core.txt", b"the core")]);
    for level in 0..12 {
        archive = zip(&[
            stored("note.txt", format!("level {level}").as_bytes()),
            stored("in.zip", &archive),
        ]);
    }
    let all = read(&archive, "x.zip");
    assert_eq!(
        all.outcome.status,
        Status::Partial(Reason::ArchiveNestingLevelOverLimit)
    );
    let notes = all
        .paths()
        .iter()
        .filter(|it| it.ends_with("note.txt"))
        .count();
    assert_eq!(notes, 10, "as many archives as may stand in each other");
    let mut tars = b"the core".to_vec();
    for _ in 0..10 {
        tars = gz(&tar(&[("in.tar.gz", &tars)]));
    }
    assert_eq!(
        read(&tars, "x.tar.gz").outcome.status,
        Status::Complete,
        "a compressed tar is one"
    );
}

#[test]
fn bombs_end_with_what_was_found_so_far() {
    let zeros = vec![b' '; 64 << 20];
    let archive = zip(&[
        stored("a.txt", b"found"),
        deflated("bomb.txt", &zeros),
        stored("z.txt", b"never"),
    ]);
    let mut limits = Limits::default();
    (limits.ratio, limits.ratio_from) = (100, 4 << 20);
    let all = read_within(&archive, "x.zip", &limits);
    assert_eq!(
        all.outcome.status,
        Status::Partial(Reason::ArchiveTotalBytesExtractedOverLimit)
    );
    assert_eq!(all.text("a.txt"), Some("found"));
    assert_eq!(all.text("z.txt"), None);
    assert!(all.outcome.bytes_analysed < 16 << 20);
    limits = Limits::default();
    limits.expanded = 1 << 20;
    let all = read_within(&archive, "x.zip", &limits);
    assert_eq!(
        all.outcome.status,
        Status::Partial(Reason::ArchiveTotalBytesExtractedOverLimit)
    );
    limits = Limits::default();
    limits.member = 1 << 20;
    let all = read_within(&archive, "x.zip", &limits);
    assert_eq!(
        all.outcome.members[1].status,
        Status::Partial(Reason::FileExceedsSizeLimit)
    );
    assert_eq!(all.text("z.txt"), Some("never"), "the others go on");
    let nest = zip(&[deflated("b.zip", &zip(&[deflated("c.zip", &archive)]))]);
    let all = read_within(&nest, "x.zip", &Limits::strict());
    assert_eq!(
        all.outcome.status,
        Status::Partial(Reason::ArchiveTotalBytesExtractedOverLimit)
    );
}

#[test]
fn a_compressed_tar_is_no_file_that_is_too_large() {
    let text = "x".repeat(300_000);
    let packed = gz(&tar(&[
        ("a.txt", text.as_bytes()),
        ("b.txt", text.as_bytes()),
    ]));
    let mut limits = Limits::default();
    limits.member = 400_000;
    let all = read_within(&packed, "x.tar.gz", &limits);
    assert_eq!(all.outcome.status, Status::Complete, "{}", all.remark());
    assert_eq!(all.text("b.txt"), Some(&*text));
    // What is in it counts once.
    limits.expanded = 700_000;
    let all = read_within(&packed, "x.tar.gz", &limits);
    assert_eq!(all.outcome.status, Status::Complete, "{}", all.remark());
    limits.expanded = 500_000;
    let all = read_within(&packed, "x.tar.gz", &limits);
    let over = Status::Partial(Reason::ArchiveTotalBytesExtractedOverLimit);
    assert_eq!(all.outcome.status, over);
    limits.expanded = 10 << 20;
    limits.member = 200_000;
    let all = read_within(&packed, "x.tar.gz", &limits);
    let statuses: Vec<_> = all.outcome.members.iter().map(|it| it.status).collect();
    let too_large = Status::Partial(Reason::FileExceedsSizeLimit);
    assert_eq!(statuses[1..], [too_large, too_large]);
}

#[test]
fn too_many_members_end_it() {
    let entries: Vec<Entry> = (0..50).map(|n| stored(&format!("{n}.txt"), b"x")).collect();
    let mut limits = Limits::default();
    limits.members = 20;
    let all = read_within(&zip(&entries), "x.zip", &limits);
    assert_eq!(
        all.outcome.status,
        Status::Partial(Reason::ArchiveTotalDocumentsProcessedOverLimit)
    );
    assert_eq!(all.paths().len(), 20);
}

#[test]
fn entries_that_overlap_are_read_once() {
    let archive = zip_listing(&[deflated("a.txt", b"once")], 5);
    let all = read(&archive, "x.zip");
    assert_eq!(all.paths(), ["a.txt"]);
    assert_eq!(all.outcome.status, Status::Partial(Reason::MalformedFile));
    assert!(
        all.remark()
            .starts_with("5 files are listed, and 1 of them")
    );
}

#[test]
fn sizes_that_lie_hide_nothing_in_silence() {
    for (compressed, size) in [(1, 9), (u32::MAX - 1, 9), (1000, 0)] {
        let mut liar = deflated("a.txt", b"some text that is here");
        (liar.compressed, liar.size) = (compressed, size);
        let all = read(&zip(&[liar, deflated("b.txt", b"more")]), "x.zip");
        let complete = all.outcome.status == Status::Complete;
        assert!(
            !complete || all.text("b.txt") == Some("more"),
            "{compressed}: {:?}",
            all.outcome
        );
    }
}

/// What was overwritten in front of an entry may leave one without content.
#[test]
fn sizes_that_the_directory_has_otherwise_are_told() {
    let whole = zip(&[stored("a.txt", b"some text"), stored("b.txt", b"more")]);
    assert_eq!(read(&whole, "x.zip").outcome.status, Status::Complete);
    let mut emptied = whole.clone();
    // Its checksum, sizes and name.
    emptied[14..30].fill(0);
    let all = read(&emptied, "x.zip");
    assert!(matches!(all.outcome.status, Status::Partial(_)));
    assert_eq!(all.text("b.txt"), Some("more"));
    assert!(all.remark().contains("other sizes"), "{}", all.remark());
}

#[test]
fn entries_of_unknown_size_are_read() {
    let mut packed = deflated("a.txt", b"packed");
    packed.descriptor = true;
    let mut plain = stored("b.zip", &zip(&[stored("c.txt", b"inner")]));
    plain.descriptor = true;
    let all = read(&zip(&[packed, plain, stored("d.txt", b"last")]), "x.zip");
    assert_eq!(all.outcome.status, Status::Complete);
    assert_eq!(all.text("a.txt"), Some("packed"));
    assert_eq!(all.text("b.zip!/c.txt"), Some("inner"));
    assert_eq!(all.text("d.txt"), Some("last"));
}

#[test]
fn another_checksum_is_told_and_what_was_read_is_kept() {
    for descriptor in [false, true] {
        for mut changed in [deflated("a.txt", b"packed"), stored("a.txt", b"packed")] {
            changed.checksum ^= 1;
            // Of stored data of unknown size nothing but its checksum tells the end.
            changed.descriptor = descriptor && changed.method != 0;
            let all = read(&zip(&[changed, stored("b.txt", b"last")]), "x.zip");
            assert!(matches!(all.outcome.status, Status::Partial(_)));
            let remark = all.remark();
            assert!(
                remark.contains("checksum") || remark.contains("damaged"),
                "{remark}"
            );
            assert_eq!(all.text("a.txt"), Some("packed"));
            assert_eq!(all.text("b.txt"), Some("last"));
        }
    }
}

#[test]
fn names_never_become_paths() {
    let archive = zip(&[
        stored("../../etc/evil.txt", b"x"),
        stored("C:\\evil.txt", b"y"),
        stored("/abs.txt", b"z"),
    ]);
    let all = read(&archive, "x.zip");
    assert_eq!(
        all.paths(),
        ["../../etc/evil.txt", "C:/evil.txt", "/abs.txt"]
    );
    assert_eq!(all.outcome.status, Status::Complete);
}

#[test]
fn json_that_is_nested_too_deep_counts_for_nothing_in_its_member_alone() {
    let deep = "[".repeat(300) + &"]".repeat(300);
    let archive = zip(&[
        stored("a.txt", b"seen"),
        stored("deep.json", deep.as_bytes()),
        stored("b.txt", b"too"),
    ]);
    let all = read(&archive, "x.zip");
    assert_eq!(
        all.outcome.members[1].status,
        Status::Skipped(Reason::JsonNestingLevelOverLimit)
    );
    assert_eq!(
        all.outcome.status,
        Status::Partial(Reason::ArchiveContainsUnprocessedFiles)
    );
    assert_eq!(all.text("b.txt"), Some("too"));
}

#[test]
fn archives_that_are_damaged_anywhere_end() {
    let inner = gz(&tar(&[("a.txt", b"text"), ("b.csv", TABLE)]));
    let archive = zip(&[
        deflated("in.tar.gz", &inner),
        stored("c.txt", b"more"),
        deflated("d.csv", TABLE),
    ]);
    let archive = [archive, inner].concat();
    for at in 0..archive.len() {
        let mut damaged = archive.clone();
        damaged[at] ^= 0x5A;
        for name in ["x.zip", "x.tar.gz"] {
            if let Opened::Reader(_) = Reader::open(&damaged[..], name, &Limits::default()) {
                read(&damaged, name);
            }
        }
        if let Opened::Reader(_) = Reader::open(&archive[..at], "x.zip", &Limits::default()) {
            read(&archive[..at], "x.zip");
        }
    }
}

#[test]
fn a_remark_names_each_archive_once() {
    let noise: Vec<u8> = (0..2_000_u32).map(|n| (n * n / 7 % 251) as u8).collect();
    let inner = zip(&[stored("x.bin", &noise)]);
    let middle = zip(&[stored("inner.zip", &inner)]);
    let all = read(&zip(&[stored("middle.zip", &middle)]), "x.zip");
    let begins = "1 of 1 files in it not wholly analysed: middle.zip (1 of 1 files in it not wholly analysed: inner.zip (1 of 1 files in it not wholly analysed: x.bin (";
    assert!(all.remark().starts_with(begins), "{}", all.remark());
    assert!(!all.remark().contains("!/"), "{}", all.remark());
    // Where each is, is said of each.
    assert!(all.paths().contains(&"middle.zip!/inner.zip!/x.bin"));
}

#[test]
fn the_last_of_several_volumes_says_so() {
    let mut archive = zip_listing(&[deflated("a.txt", b"once")], 1);
    let end = archive.len() - 22;
    archive[end + 4] = 2;
    let Opened::Reader(mut reader) = Reader::open(&archive[..], "x.zip", &Limits::default()) else {
        panic!("it is an archive");
    };
    let mut index = Index::new();
    while let Some(piece) = reader.next_piece(index.release()).expect("it is in memory") {
        index.build(piece);
    }
    let remark = reader.outcome().remark.unwrap_or_default();
    assert!(remark.contains("the last of 3 volumes"), "{remark}");
}

/// What came before damage counts, and how much that is does not depend on how the
/// content is cut into pieces.
#[test]
fn what_damage_leaves_is_the_same_however_it_is_cut() {
    let mut state = 1_u32;
    let mut word = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        format!("{:x} ", state >> 12)
    };
    let text: String = (0..60_000).map(|_| word()).collect();
    let bzip2 = bzip2::read::BzEncoder::new(text.as_bytes(), bzip2::Compression::fast());
    let mut packed = Vec::new();
    std::io::Read::read_to_end(&mut { bzip2 }, &mut packed).expect("it is in memory");
    for (name, whole) in [
        ("a.txt.gz", gz(text.as_bytes())),
        ("a.txt.bz2", packed),
        (
            "a.txt.zst",
            zstd::encode_all(text.as_bytes(), 1).expect("it is in memory"),
        ),
        ("a.zip", zip(&[deflated("a.txt", text.as_bytes())])),
    ] {
        let mut some = 0;
        for at in (20..whole.len()).step_by(whole.len() / 30) {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x55;
            let left = [512, 64 << 10].map(|window| {
                let mut limits = Limits::default();
                limits.window = window;
                let outcome = read_within(&damaged, name, &limits).outcome;
                outcome.bytes_analysed
            });
            assert_eq!(left[0], left[1], "{name}, damaged at {at}");
            some += u64::from(left[0] > 0);
        }
        assert!(some > 20, "{name}");
    }
}
