//! EMF: records of a type and a size.

use super::said::{MOST, end_line};
use crate::bytes::little::{u16_at, u32_at};

const WIDE: u32 = 84;
const NARROW: u32 = 83;
const SMALL: u32 = 108;
/// Small text that is narrow, and text that has no frame.
const SMALL_NARROW: u32 = 0x200;
const NO_FRAME: u32 = 0x100;

/// The text that is drawn.
pub(super) fn text(bytes: &[u8]) -> String {
    let (mut text, mut at) = (String::new(), 0);
    while let Some(record) = bytes.get(at..).filter(|it| it.len() >= 8) {
        let (kind, size) = (u32_at(record, 0), u32_at(record, 4) as usize);
        if size < 8 || text.len() > MOST {
            break;
        }
        let record = &record[..size.min(record.len())];
        match kind {
            WIDE | NARROW => {
                let (len, from) = (u32_at(record, 44) as usize, u32_at(record, 48) as usize);
                add(record, from, len, kind == WIDE, &mut text);
            }
            SMALL => {
                let (len, options) = (u32_at(record, 16) as usize, u32_at(record, 20));
                let from = if options & NO_FRAME == 0 { 52 } else { 36 };
                add(record, from, len, options & SMALL_NARROW == 0, &mut text);
            }
            _ => {}
        }
        at += size;
    }
    text
}

fn add(record: &[u8], from: usize, len: usize, wide: bool, text: &mut String) {
    let rest = record.get(from..).unwrap_or_default();
    if wide {
        let units = (0..len.min(rest.len() / 2)).map(|n| u16_at(rest, 2 * n));
        let decoded = char::decode_utf16(units);
        text.extend(decoded.map(|it| it.unwrap_or(char::REPLACEMENT_CHARACTER)));
    } else {
        let bytes = &rest[..len.min(rest.len())];
        text.push_str(
            &encoding_rs::WINDOWS_1252
                .decode_without_bom_handling(bytes)
                .0,
        );
    }
    end_line(text);
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn texts_of_records_are_lines() {
        let record = |kind: u32, data: &[u8]| {
            let size = (data.len() as u32 + 8).to_le_bytes();
            [&kind.to_le_bytes()[..], &size, data].concat()
        };
        let mut wide = vec![0; 36];
        wide.extend(2_u32.to_le_bytes());
        wide.extend(76_u32.to_le_bytes());
        wide.resize(68, 0);
        wide.extend([b'H', 0, b'i', 0]);
        let drawing = [record(1, &[0; 80]), record(84, &wide), record(14, &[0; 12])].concat();
        assert_eq!(text(&drawing), "Hi\n");
        assert_eq!(
            text(&[84, 0, 0, 0, 4, 0, 0, 0]),
            "",
            "a size that cannot be"
        );
    }
}
