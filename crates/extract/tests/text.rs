//! Text comes through whole, with the places of a naive counter, however it is
//! cut; and no content does harm.

mod common;

use std::io::{self, Read};

use common::{cut_at, read, read_all};
use proptest::prelude::*;
use tracie_extract::{Index, Limits, Opened, Piece, Reader};
use tracie_finding::chunk::Layout;
use tracie_finding::detection::Status;
use tracie_finding::place::{Extent, Place};

/// Characters with what each one begins at: offset, line and column. Bytes that
/// are no UTF-8 count one each.
fn naive(content: &[u8]) -> Vec<(usize, u64, u64)> {
    let (mut at, mut line, mut column) = (0, 1, 1);
    let mut places = Vec::new();
    while at < content.len() {
        places.push((at, line, column));
        let valid = |len: &usize| {
            content
                .get(at..at + len)
                .is_some_and(|part| std::str::from_utf8(part).is_ok())
        };
        let len = (1..=4).find(valid).unwrap_or(1);
        let next = content.get(at + len);
        if content[at] == b'\n' || content[at] == b'\r' && next != Some(&b'\n') {
            (line, column) = (line + 1, 1);
        } else {
            column += 1;
        }
        at += len;
    }
    places
}

/// Lines and odd bytes.
fn content() -> impl Strategy<Value = Vec<u8>> {
    let part = prop_oneof![
        4 => "[a-z \u{e4}\u{20ac}\u{1f600}]{0,9}".prop_map(String::into_bytes),
        2 => prop_oneof![Just("\n"), Just("\r\n"), Just("\r")].prop_map(|end| end.as_bytes().to_vec()),
        1 => Just(vec![0xE2, 0x82]),
        1 => Just(vec![0xFF, 0x9F]),
        1 => Just(vec![0x98, 0xF0, 0x9F]),
    ];
    proptest::collection::vec(part, 0..40).prop_map(|parts| parts.concat())
}

/// The place of each character, asked of the piece that owns it.
fn places(content: &[u8], limits: &Limits) -> Vec<(usize, Place)> {
    let Opened::Reader(mut reader) = Reader::open(content, "x.txt", limits) else {
        panic!("it is text")
    };
    let (mut index, mut before, mut places) = (Index::new(), Extent::default(), Vec::new());
    while let Some(piece) = reader
        .next_piece(index.release())
        .expect("a slice cannot fail")
    {
        let own = piece.offset() as usize..piece.offset() as usize + piece.len();
        index.build(piece);
        for (at, ..) in naive(content)
            .into_iter()
            .filter(|(at, ..)| own.contains(at))
        {
            let end = (at + 5).min(content.len()).min(own.end + limits.max_match) as u64;
            let place = index.place((at as u64, end)).expect("text has places");
            places.push((at, place.after(&before)));
        }
        before = before.then(&index.extent());
    }
    places
}

/// The line of the character that holds the byte before an offset.
fn line_before(naive: &[(usize, u64, u64)], end: usize) -> u64 {
    naive
        .iter()
        .rfind(|(at, ..)| *at < end)
        .map_or(1, |(_, line, _)| *line)
}

proptest! {
    #[test]
    fn places_are_those_of_a_naive_counter(content in content(), window in prop_oneof![1..40_usize, Just(1 << 20)]) {
        // Ends of ranges must be in sight.
        let limits = cut_at(window);
        let naive = naive(&content);
        let found = places(&content, &limits);
        prop_assert_eq!(found.len(), naive.len());
        for ((at, place), (expected, line, column)) in found.into_iter().zip(naive.clone()) {
            let end = line_before(&naive, (at + 5).min(content.len()));
            prop_assert_eq!((at, place), (expected, Place::Line { start: line, end, start_column: column }));
        }
    }

    #[test]
    fn text_comes_through_whole_with_context(content in content(), window in 1..40_usize, behind in 0..20_usize, ahead in 4..20_usize) {
        let mut limits = cut_at(window);
        (limits.look_behind, limits.max_match) = (behind, ahead);
        let Opened::Reader(mut reader) = Reader::open(&content[..], "x.txt", &limits) else { panic!("it is text") };
        let (mut index, mut at) = (Index::new(), 0);
        while let Some(piece) = reader.next_piece(index.release()).expect("a slice cannot fail") {
            // Text comes in two windows at a time.
            prop_assert!(piece.len() <= 2 * window + 4);
            let own = (at, at + piece.len());
            index.build(piece);
            for chunk in index.chunks() {
                let Layout::Text { base } = chunk.layout else { panic!("it is text") };
                let shown = (own.0.saturating_sub(behind), content.len().min(own.1 + ahead));
                prop_assert_eq!(chunk.bytes, &content[shown.0..shown.1]);
                prop_assert_eq!((base as usize, chunk.owned), (shown.0, (own.0 - shown.0, own.1 - shown.0)));
            }
            at = own.1;
            prop_assert!(at == content.len() || &content[at - 1..=at] != b"\r\n");
        }
        prop_assert_eq!(at, content.len());
    }

    #[test]
    fn random_bytes_do_no_harm(
        content in prop_oneof![proptest::collection::vec(any::<u8>(), 0..300), "[\\[\\]{}\":,;\t\n\r\\\\a1-]{0,200}".prop_map(String::into_bytes)],
        name in prop_oneof![Just("x"), Just("x.txt"), Just("x.csv"), Just("x.tsv"), Just("x.json"), Just("x.jsonl"), Just("x.pdf")],
        window in prop_oneof![1..80_usize, Just(1 << 20)],
        max_window in 1..300_usize,
        as_text: bool,
    ) {
        let mut limits = cut_at(window);
        limits.max_window = max_window;
        let opened = if as_text { Reader::open_as_text(&content[..], name, &limits) } else { Reader::open(&content[..], name, &limits) };
        if let Opened::Reader(reader) = opened {
            let all = read_all(reader);
            prop_assert!(all.outcome.status != Status::Complete || all.outcome.bytes_read == content.len() as u64);
            let is_utf16 = all.outcome.bytes_analysed > content.len() as u64;
            let mark = if content.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
            prop_assert!(is_utf16 || content.starts_with(b"\xFF\xFE") || content.starts_with(b"\xFE\xFF") || content.contains(&0)
                || all.outcome.bytes_analysed == content.len() as u64 - mark);
            // What is in tables there is text as well, all of it.
            let text: usize = all.texts.iter().map(|it| it.1.len()).sum();
            prop_assert!(!as_text || text as u64 == all.outcome.bytes_analysed);
        }
    }

    #[test]
    fn utf16_gives_what_utf8_does(
        content in prop_oneof![Just("a,b\n1,\u{e4}\n"), Just("{\"a\":[\"\u{1f600}\",1]}"), Just("Gr\u{fc}\u{df}e\r\n2")],
        name in prop_oneof![Just("x.csv"), Just("x.json"), Just("x")],
        little: bool, mark: bool, window in 1..50_usize,
    ) {
        let unit = |unit: u16| if little { unit.to_le_bytes() } else { unit.to_be_bytes() };
        let marked = if mark { format!("\u{feff}{content}") } else { content.to_owned() };
        let utf16: Vec<u8> = marked.encode_utf16().flat_map(unit).collect();
        let (plain, decoded) = (read(content.as_bytes(), name, &cut_at(window)), read(&utf16, name, &cut_at(window)));
        prop_assert_eq!(plain.values, decoded.values);
        prop_assert_eq!(plain.texts, decoded.texts);
        prop_assert_eq!(plain.extent, decoded.extent);
        prop_assert_eq!(decoded.outcome.bytes_read, utf16.len() as u64);
    }
}

#[test]
fn a_byte_order_mark_is_no_character() {
    let marked = places(b"\xEF\xBB\xBFab", &Limits::default());
    assert_eq!(
        marked[0],
        (
            0,
            Place::Line {
                start: 1,
                end: 1,
                start_column: 1
            }
        )
    );
}

#[test]
fn a_line_without_end_is_cut_all_the_same() {
    let line = "x".repeat(10_000) + "\u{20ac}";
    let all = read(line.repeat(3).as_bytes(), "x.txt", &cut_at(500));
    assert_eq!((all.extent.lines, all.extent.tail), (0, 30_003));
    assert!(all.pieces >= 30);
}

#[test]
fn pieces_end_after_lines_where_they_can() {
    let text = "a line of text\n".repeat(100);
    let all = read(text.as_bytes(), "x.txt", &cut_at(100));
    assert!(all.texts.iter().all(|(_, text)| text.ends_with(b"\n")));
}

#[test]
fn nothing_is_nothing() {
    for name in ["x", "x.csv", "x.json", "x.jsonl", "x.txt"] {
        let all = read(b"", name, &Limits::default());
        assert_eq!(
            (all.pieces, all.outcome.status),
            (0, Status::Complete),
            "{name}"
        );
    }
}

/// Fails after some bytes.
struct Broken(usize);

impl Read for Broken {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n = into.len().min(self.0);
        self.0 -= n;
        into[..n].fill(b'x');
        if n == 0 {
            Err(io::Error::other("the disk is gone"))
        } else {
            Ok(n)
        }
    }
}

#[test]
fn failures_to_read_are_told_once() {
    for bytes in [0, 10, 200_000, 5_000_000] {
        let Opened::Reader(mut reader) = Reader::open(Broken(bytes), "x.txt", &cut_at(100_000))
        else {
            panic!("it is text")
        };
        let mut read = 0;
        let error = loop {
            match reader.next_piece(Piece::default()) {
                Ok(Some(piece)) => read += piece.len(),
                Ok(None) => panic!("it must fail"),
                Err(error) => break error,
            }
        };
        assert_eq!(error.to_string(), "the disk is gone");
        assert!(read <= bytes);
        assert!(
            reader
                .next_piece(Piece::default())
                .expect("told once")
                .is_none()
        );
    }
}
