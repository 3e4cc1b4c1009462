//! Outlook messages, made by hand.

mod common;

use common::ole::{SECTOR, compound, folder, stream};
use tracie_extract::{Index, Limits, Opened, Reader};

const NONE: u32 = u32::MAX;

/// Text, to the end of its sector.
fn sector(text: &str) -> (Vec<u8>, usize) {
    let mut bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let size = bytes.len();
    bytes.resize(SECTOR, 0);
    (bytes, size)
}

#[test]
fn what_stands_apart_in_a_message_are_lines_of_their_own() {
    let parts = ["Her number is 512-58-3904", "ann@example.com"].map(sector);
    let entries = [
        stream("__properties_version1.0", 2, 2, 16),
        stream("__substg1.0_1000001F", 3, 0, parts[0].1),
        folder("__recip_version1.0_#00000000", NONE, 4),
        stream("__substg1.0_3003001F", NONE, 1, parts[1].1),
    ];
    let content = [&*parts[0].0, &parts[1].0, &[0; SECTOR]].concat();
    let file = compound(&content, &entries);
    let Opened::Reader(mut reader) = Reader::open(&file[..], "x.msg", &Limits::default()) else {
        panic!("it is a message");
    };
    let (mut index, mut text) = (Index::new(), String::new());
    while let Some(piece) = reader.next_piece(index.release()).expect("it is in memory") {
        index.build(piece);
        for chunk in index.chunks() {
            text += &String::from_utf8_lossy(&chunk.bytes[chunk.owned.0..chunk.owned.1]);
        }
    }
    assert_eq!(reader.mime_type(), tracie_finding::mime::MSG);
    assert_eq!(text, "Her number is 512-58-3904\nann@example.com\n");
}
