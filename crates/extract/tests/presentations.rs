//! Presentations before 2007, made by hand: what stands in no text of its own.

mod common;

use common::ole::{compound, stream};
use tracie_extract::{Index, Limits, Opened, Reader};

const CONTAINER: u16 = 0xF;

fn record(head: u16, kind: u16, content: &[u8]) -> Vec<u8> {
    let mut record = head.to_le_bytes().to_vec();
    record.extend(kind.to_le_bytes());
    record.extend((content.len() as u32).to_le_bytes());
    record.extend(content);
    record
}

fn string(instance: u16, text: &str) -> Vec<u8> {
    let text: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    record(instance << 4, 0x0FBA, &text)
}

/// What a version added, below its name.
fn tag(name: &str, content: &[u8]) -> Vec<u8> {
    let tag = [string(0, name), record(0, 0x138B, content)].concat();
    record(CONTAINER, 0x1388, &record(CONTAINER, 0x138A, &tag))
}

/// The text of a presentation.
fn text(content: &[u8]) -> String {
    let entries = [stream("PowerPoint Document", u32::MAX, 0, content.len())];
    shown(&compound(content, &entries))
}

fn shown(file: &[u8]) -> String {
    let Opened::Reader(mut reader) = Reader::open(file, "x.ppt", &Limits::default()) else {
        panic!("it is a presentation");
    };
    let (mut index, mut text) = (Index::new(), String::new());
    while let Some(piece) = reader.next_piece(index.release()).expect("it is in memory") {
        index.build(piece);
        for chunk in index.chunks() {
            text += &String::from_utf8_lossy(&chunk.bytes[chunk.owned.0..chunk.owned.1]);
        }
    }
    text
}

#[test]
fn comments_of_later_versions_are_shown() {
    let comment = [
        string(0, "A. Writer"),
        string(1, "Said of the slide"),
        string(2, "AW"),
        record(0, 0x2EE1, &[0; 28]),
    ];
    let comment = record(CONTAINER, 0x2EE0, &comment.concat());
    let slide = record(CONTAINER, 0x03EE, &tag("___PPT10", &comment));
    let text = text(&slide);
    assert!(
        text.contains("A. Writer\nSaid of the slide\nAW\n"),
        "{text}"
    );
    assert!(!text.contains("___PPT"), "{text}");
}

#[test]
fn tags_of_others_are_not_taken_for_records() {
    let bytes = string(1, "not a record");
    let text = text(&record(CONTAINER, 0x03EE, &tag("OTHER", &bytes)));
    assert_eq!(text, "OTHER\n");
}

#[test]
fn paragraphs_have_the_numbers_that_they_are_shown_with() {
    // A number with a full stop from four on; nothing; small letters and a
    // parenthesis from three on.
    let numbers = [
        &[0, 0, 0x80, 3, 0xFF, 0xFF, 1, 0, 3, 0, 4, 0][..],
        &[0; 8],
        &[0; 12],
        &[0, 0, 0x80, 3, 0xFF, 0xFF, 1, 0, 9, 0, 3, 0],
        &[0; 8],
    ];
    // Two paragraphs, one that is in no list, two, and an empty one.
    let said = "one\rtwo\rplain\rthree\rfour\r";
    let paragraph = |len: u32, flags: u16| {
        let run = [&len.to_le_bytes()[..], &[0; 2], &1_u32.to_le_bytes()];
        [&run.concat()[..], &flags.to_le_bytes()].concat()
    };
    let characters = |len: u32, entry: u16| {
        let style = entry << 10;
        let masks = u32::from(style);
        let run = [len.to_le_bytes(), masks.to_le_bytes()].concat();
        match style {
            0 => run,
            _ => [&run[..], &style.to_le_bytes()].concat(),
        }
    };
    let properties = [
        paragraph(8, 1),
        paragraph(6, 0),
        paragraph(12, 1),
        characters(8, 0),
        characters(6, 1),
        characters(12, 2),
    ];
    let shape = [
        record(
            CONTAINER,
            0xF011,
            &tag("___PPT9", &record(0, 0x0FAC, &numbers.concat())),
        ),
        record(
            CONTAINER,
            0xF00D,
            &[
                record(0, 0x0F9F, &[1, 0, 0, 0]),
                record(0, 0x0FA8, said.as_bytes()),
                record(0, 0x0FA1, &properties.concat()),
            ]
            .concat(),
        ),
    ];
    let text = text(&record(CONTAINER, 0xF004, &shape.concat()));
    assert_eq!(text, "4. one\n5. two\nplain\nc) three\nd) four\n\n");
}

#[test]
fn text_behind_a_damaged_record_is_found() {
    let said = record(0, 0x0FA8, b"behind it");
    let slide = record(CONTAINER, 0x03EE, &said);
    let damage = [0, 0, 0, 0, 0, 0, 0, 0x0F, 0, 1];
    let text = text(&[&said[..], &damage, &slide].concat());
    assert_eq!(text, "behind it\nbehind it\n");
}

#[test]
fn drawn_text_is_text() {
    let mut properties = vec![0xC0, 0x80, 6, 0, 0, 0];
    properties.extend(b"H\0i\0\0\0");
    let shape = record(1 << 4 | 3, 0xF00B, &properties);
    assert_eq!(text(&record(CONTAINER, 0xF004, &shape)), "Hi\n");
}

#[test]
fn the_text_that_powerpoint_95_kept_is_shown() {
    let (records, kept) = (vec![1; 512], b"Caf\xe9\rSecond".to_vec());
    let entries = [
        stream("PowerPoint Document", 2, 0, records.len()),
        stream("Text_Content", u32::MAX, 1, kept.len()),
    ];
    let file = compound(&[records, kept].concat(), &entries);
    assert_eq!(shown(&file).trim(), "Caf\u{e9}\nSecond");
}
