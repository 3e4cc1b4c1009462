//! Word before 2007: the text by its pieces, in which all of it lies: body,
//! notes, headers, comments and boxes.

use bytes::Bytes;
use encoding_rs::{Encoding, UTF_16LE, WINDOWS_1252};
use tracie_finding::mime;

use super::compound::Compound;
use super::fonts;
use super::locked;
use crate::budget::Budget;
use crate::bytes::little::{u16_at, u32_at};
use crate::extractor::{Extractor, Fault, Out, Step};
use crate::marks::Spot;
use crate::prepared::Prepared;
use crate::sniff::Decoder;

/// A flag of Word 6 and 95: text is UTF-16.
const WIDE: u16 = 0x1000;
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
    let mut table = match (is_97, flags & 0x200 != 0) {
        (false, _) => Bytes::new(),
        (true, true) => file.read_in(folder, "1Table"),
        (true, false) => file.read_in(folder, "0Table"),
    };
    locked::word(&mut stream, &mut table, budget)?;
    let wide = is_97 || flags & WIDE != 0;
    let encoding = match is_97 {
        true => WINDOWS_1252,
        false => fonts::encoding(&stream),
    };
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
            vec![contiguous(&stream, !is_97 && wide)]
        }
    };
    prepared.reader(Box::new(Text {
        // Pieces lie beside each other, but for what was deleted and is not
        // shown.
        left: TIMES * stream.len(),
        stream,
        pieces: pieces.into_iter(),
        open: None,
        wide,
        encoding,
    }));
    Ok(prepared)
}

/// The text of a document, of which no more is in memory than goes out at once.
struct Text {
    stream: Bytes,
    pieces: std::vec::IntoIter<Piece>,
    /// What is left of a piece, and what decodes it.
    open: Option<(Bytes, Decoder)>,
    /// Whether pieces may be UTF-16.
    wide: bool,
    encoding: &'static Encoding,
    /// Bytes that may still be shown.
    left: usize,
}

/// Bytes of a piece that are shown at once.
const AT_ONCE: usize = 1 << 20;

impl Extractor<'static> for Text {
    fn step(&mut self, out: &mut Out) -> Result<Step<'static>, Fault> {
        let Some((mut rest, mut decoder)) = self.open.take() else {
            let Some(piece) = self.pieces.next() else {
                return Ok(Step::End);
            };
            self.open(&piece)?;
            return Ok(Step::More);
        };
        let bytes = rest.split_to(rest.len().min(AT_ONCE));
        let mut decoded = Vec::new();
        decoder.decode(&bytes, rest.is_empty(), &mut decoded);
        out.mark(Spot::Nowhere);
        show(&String::from_utf8_lossy(&decoded), out);
        self.open = (!rest.is_empty()).then_some((rest, decoder));
        Ok(Step::More)
    }
}

impl Text {
    fn open(&mut self, piece: &Piece) -> Result<(), Fault> {
        let bytes = piece.bytes(&self.stream, self.wide);
        let left = self.left.checked_sub(bytes.len());
        let lying = || Fault::malformed("pieces of its text lie in each other");
        self.left = left.ok_or_else(lying)?;
        let encoding = match piece.wide && self.wide {
            true => UTF_16LE,
            false => self.encoding,
        };
        self.open = Some((bytes, Decoder::of(encoding)));
        Ok(())
    }
}

/// Text that was never cut into pieces.
fn contiguous(stream: &[u8], wide: bool) -> Piece {
    let (from, to) = (u32_at(stream, 0x18) as usize, u32_at(stream, 0x1C) as usize);
    let len = to.min(stream.len()).saturating_sub(from);
    Piece {
        from,
        len: if wide { len / 2 } else { len },
        wide,
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
    fn bytes(&self, stream: &Bytes, wide: bool) -> Bytes {
        let len = self
            .len
            .saturating_mul(if self.wide && wide { 2 } else { 1 });
        let from = self.from.min(stream.len());
        stream.slice(from..from.saturating_add(len).min(stream.len()))
    }
}

/// Writes text out, with what stands for breaks and fields in it.
fn show(decoded: &str, out: &mut Out) {
    let text = &mut out.text;
    for character in decoded.chars() {
        match character {
            '\r' | '\u{b}' | '\u{c}' | '\u{e}' => text.push(b'\n'),
            '\u{7}' => text.push(b'\t'),
            '\u{13}' | '\u{14}' | '\u{15}' | '\u{a0}' => text.push(b' '),
            '\u{1e}' => text.push(b'-'),
            '\t' | '\n' => text.push(character as u8),
            '\0'..='\u{1f}' => {}
            other => text.extend_from_slice(other.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
}
