//! WMF: records of a size in words and a function.

use super::begins_as_wmf;
use super::said::{MOST, end_line};
use crate::bytes::little::{u16_at, u32_at};

const TEXT: u16 = 0x0521;
const TEXT_WITH_OPTIONS: u16 = 0x0A32;
/// Bytes in front of a drawing that may stand alone, and of its header.
const PLACED: usize = 22;
const HEADER: usize = 18;
/// Options that say that a rectangle follows.
const RECTANGLE: u16 = 6;

/// The text that is drawn.
pub(super) fn text(bytes: &[u8]) -> String {
    let placed = if begins_as_wmf(bytes) { PLACED } else { 0 };
    let (mut text, mut at) = (String::new(), placed + HEADER);
    while let Some(record) = bytes.get(at..).filter(|it| it.len() >= 6) {
        let size = (u32_at(record, 0) as usize).saturating_mul(2);
        if size < 6 || text.len() > MOST {
            break;
        }
        let record = &record[..size.min(record.len())];
        match u16_at(record, 4) {
            TEXT => add(record, 8, usize::from(u16_at(record, 6)), &mut text),
            TEXT_WITH_OPTIONS => {
                let len = usize::from(u16_at(record, 10));
                let framed = u16_at(record, 12) & RECTANGLE != 0;
                add(record, if framed { 22 } else { 14 }, len, &mut text);
            }
            _ => {}
        }
        at += size;
    }
    text
}

fn add(record: &[u8], from: usize, len: usize, text: &mut String) {
    let rest = record.get(from..).unwrap_or_default();
    let bytes = &rest[..len.min(rest.len())];
    text.push_str(
        &encoding_rs::WINDOWS_1252
            .decode_without_bom_handling(bytes)
            .0,
    );
    end_line(text);
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn texts_of_records_are_lines() {
        let mut drawing = vec![0; 18];
        drawing.extend([7, 0, 0, 0, 0x21, 5, 2, 0, b'H', b'i', 1, 0, 1, 0]);
        drawing.extend([
            9, 0, 0, 0, 0x32, 0x0A, 1, 0, 1, 0, 3, 0, 0, 0, b'y', b'o', b'u', 0,
        ]);
        drawing.extend([3, 0, 0, 0, 0, 0]);
        assert_eq!(text(&drawing), "Hi\nyou\n");
    }
}
