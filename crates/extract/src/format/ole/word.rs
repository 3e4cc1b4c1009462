//! Word before 2007: the text by its pieces, in which all of it lies: body,
//! notes, headers, comments and boxes.

use encoding_rs::{Encoding, WINDOWS_1252};
use tracie_finding::mime;

use super::codepage;
use super::compound::Compound;
use super::locked;
use super::strings::utf16;
use crate::budget::Budget;
use crate::bytes::little::{u16_at, u32_at};
use crate::extractor::Fault;
use crate::marks::Spot;
use crate::prepared::Prepared;

/// How often all of the stream may be shown.
const TIMES: usize = 2;

/// Where text lies in the stream.
struct Piece {
    from: usize,
    /// In characters.
    len: usize,
    wide: bool,
}

pub(crate) fn prepare(file: &Compound, folder: usize, budget: &Budget) -> Result<Prepared, Fault> {
    let mut stream = file.read_in(folder, "WordDocument");
    let flags = u16_at(&stream, 10);
    let is_97 = u16_at(&stream, 2) >= 0x00C0;
    let encoding = match is_97 {
        true => WINDOWS_1252,
        false => codepage::by_language(u16_at(&stream, 6)),
    };
    let mut table = match (is_97, flags & 0x200 != 0) {
        (false, _) => Vec::new(),
        (true, true) => file.read_in(folder, "1Table"),
        (true, false) => file.read_in(folder, "0Table"),
    };
    locked::word(&mut stream, &mut table, budget)?;
    let table = if is_97 { &table } else { &stream };
    let at = if is_97 { 0x1A2 } else { 0x160 };
    let (start, len) = (
        u32_at(&stream, at) as usize,
        u32_at(&stream, at + 4) as usize,
    );
    let pieces = table.get(start..start.saturating_add(len)).and_then(pieces);
    let mut prepared = Prepared::new(mime::DOC);
    let pieces = match pieces {
        Some(pieces) if !pieces.is_empty() => pieces,
        _ => {
            if is_97 && table.is_empty() {
                prepared.fault(Fault::malformed("a part of the document is missing"));
            }
            vec![contiguous(&stream)]
        }
    };
    let mut text = String::new();
    // Pieces lie beside each other, but for what was deleted and is not shown.
    let mut left = TIMES * stream.len();
    for piece in &pieces {
        let bytes = piece.bytes(&stream, is_97);
        let Some(rest) = left.checked_sub(bytes.len()) else {
            prepared.fault(Fault::malformed("pieces of its text lie in each other"));
            break;
        };
        left = rest;
        add(bytes, piece.wide && is_97, encoding, &mut text);
    }
    prepared.text(text, Spot::Nowhere);
    Ok(prepared)
}

/// Text that was never cut into pieces.
fn contiguous(stream: &[u8]) -> Piece {
    let (from, to) = (u32_at(stream, 0x18) as usize, u32_at(stream, 0x1C) as usize);
    let len = to.min(stream.len()).saturating_sub(from);
    Piece {
        from,
        len,
        wide: false,
    }
}

/// The list of pieces, behind properties that are passed over.
fn pieces(mut list: &[u8]) -> Option<Vec<Piece>> {
    while list.first() == Some(&1) {
        list = list.get(3 + usize::from(u16_at(list, 1))..)?;
    }
    if list.first() != Some(&2) {
        return None;
    }
    let list = list.get(5..)?;
    let count = list.len().checked_sub(4)? / 12;
    let piece = |at: usize| {
        let (start, end) = (u32_at(list, 4 * at), u32_at(list, 4 * at + 4));
        let told = u32_at(list, 4 * (count + 1) + 8 * at + 2);
        let wide = told & 0x4000_0000 == 0;
        let from = (told & 0x3FFF_FFFF) as usize;
        Piece {
            from: if wide { from } else { from / 2 },
            len: end.saturating_sub(start) as usize,
            wide,
        }
    };
    Some((0..count).map(piece).collect())
}

impl Piece {
    fn bytes<'a>(&self, stream: &'a [u8], is_97: bool) -> &'a [u8] {
        let len = self
            .len
            .saturating_mul(if self.wide && is_97 { 2 } else { 1 });
        let from = self.from.min(stream.len());
        &stream[from..from.saturating_add(len).min(stream.len())]
    }
}

fn add(bytes: &[u8], wide: bool, encoding: &'static Encoding, text: &mut String) {
    let decoded = match wide {
        true => utf16(bytes),
        false => encoding.decode_without_bom_handling(bytes).0.into_owned(),
    };
    for character in decoded.chars() {
        match character {
            '\r' | '\u{b}' | '\u{c}' | '\u{e}' => text.push('\n'),
            '\u{7}' => text.push('\t'),
            '\u{13}' | '\u{14}' | '\u{15}' | '\u{a0}' => text.push(' '),
            '\u{1e}' => text.push('-'),
            '\t' | '\n' => text.push(character),
            '\0'..='\u{1f}' => {}
            other => text.push(other),
        }
    }
}
