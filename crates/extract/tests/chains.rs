//! What 7z archives have seldom: empty files, and chains of decoders that
//! read several streams.

mod common;

use common::pack::checksum;
use tracie_extract::{Index, Limits, Opened, Outcome, Reader};
use tracie_finding::detection::{Reason, Status};

/// The text of all members, and how that ended.
fn read(content: &[u8], name: &str) -> (String, Outcome) {
    let Opened::Reader(mut reader) = Reader::open(content, name, &Limits::default()) else {
        panic!("it is an archive");
    };
    let (mut index, mut text) = (Index::new(), String::new());
    while let Some(piece) = reader.next_piece(index.release()).expect("it is in memory") {
        index.build(piece);
        for chunk in index.chunks() {
            text += &String::from_utf8_lossy(&chunk.bytes[chunk.owned.0..chunk.owned.1]);
        }
    }
    (text, reader.outcome())
}

/// A 7z archive of these streams and a header.
fn seven_zip(streams: &[&[u8]], header: &[u8]) -> Vec<u8> {
    let packed = streams.concat();
    let mut start = (packed.len() as u64).to_le_bytes().to_vec();
    start.extend((header.len() as u64).to_le_bytes());
    start.extend(checksum(header).to_le_bytes());
    let mut archive = b"7z\xBC\xAF\x27\x1C\0\x04".to_vec();
    archive.extend(checksum(&start).to_le_bytes());
    archive.extend(start);
    archive.extend(packed);
    archive.extend(header);
    archive
}

/// The names of files, as a header has them.
fn names(names: &[&str]) -> Vec<u8> {
    let units = names.iter().flat_map(|it| it.encode_utf16().chain([0]));
    let bytes: Vec<u8> = units.flat_map(u16::to_le_bytes).collect();
    let mut property = vec![0x11, bytes.len() as u8 + 1, 0];
    property.extend(bytes);
    property
}

#[test]
fn a_chain_that_reads_four_streams_is_followed() {
    let main = b"what stands in it\n";
    // BCJ2, whose first input is fed by a copy, and the other three by the
    // file: no jump is in them, so there is nothing to decide.
    let mut header = vec![1, 4, 6, 0, 4, 9, main.len() as u8, 0, 0, 5, 0];
    header.extend([7, 11, 1, 0, 2, 0x14, 3, 3, 1, 0x1B, 4, 1, 1, 0]);
    header.extend([0, 1, 4, 1, 2, 3]);
    header.extend([12, main.len() as u8, main.len() as u8, 0, 0, 5, 1]);
    header.extend(names(&["a.txt"]));
    header.extend([0, 0]);
    let archive = seven_zip(&[main, b"", b"", &[0; 5]], &header);
    let (text, outcome) = read(&archive, "x.7z");
    assert_eq!(text.as_bytes(), main, "{outcome:?}");
    // A chain that names what is not there is none.
    let at = archive.windows(6).position(|it| it == [0, 1, 4, 1, 2, 3]);
    let mut loose = archive.clone();
    loose[at.expect("it is there") + 1] = 9;
    let (text, outcome) = read(&loose, "x.7z");
    assert_eq!((&*text, outcome.members.len()), ("", 1));
    assert!(matches!(outcome.status, Status::Skipped(_)));
}

#[test]
fn empty_files_are_members_and_folders_are_none() {
    let mut header = vec![1, 5, 2, 0x0E, 1, 0xC0, 0x0F, 1, 0x80];
    header.extend(names(&["empty.txt", "folder"]));
    header.extend([0, 0]);
    let (_, outcome) = read(&seven_zip(&[], &header), "x.7z");
    let paths: Vec<_> = outcome.members.iter().map(|it| &*it.path).collect();
    assert_eq!(paths, ["empty.txt"]);
    assert_eq!(outcome.status, Status::Complete);
}

#[test]
fn what_is_not_as_it_was_written_is_told() {
    let content = b"what stands in it\n";
    let len = content.len() as u8;
    let mut header = vec![
        1, 4, 6, 0, 1, 9, len, 0, 7, 11, 1, 0, 1, 1, 0, 12, len, 10, 1,
    ];
    header.extend(checksum(content).to_le_bytes());
    header.extend([0, 0, 5, 1]);
    header.extend(names(&["a.txt"]));
    header.extend([0, 0]);
    let archive = seven_zip(&[content], &header);
    let (text, outcome) = read(&archive, "x.7z");
    assert_eq!(text.as_bytes(), content);
    assert_eq!(outcome.status, Status::Complete, "{:?}", outcome.remark);
    let unprocessed = Reason::ArchiveContainsUnprocessedFiles;
    let name = archive.windows(3).position(|it| it == b"a\0.");
    for (at, reason) in [
        (32, unprocessed),
        (name.expect("it is there"), Reason::MalformedFile),
        (8, Reason::MalformedFile),
    ] {
        let mut damaged = archive.clone();
        damaged[at] ^= 1;
        let (text, outcome) = read(&damaged, "x.7z");
        assert_eq!(outcome.status, Status::Partial(reason), "{at}");
        assert!(
            text.ends_with("hat stands in it\n"),
            "it is read all the same"
        );
    }
    let mut emptied = archive.clone();
    emptied[8..32].fill(0);
    let (_, outcome) = read(&emptied, "x.7z");
    assert_eq!(outcome.status, Status::Skipped(Reason::MalformedFile));
}
