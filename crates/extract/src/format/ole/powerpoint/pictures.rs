//! Pictures that are drawings, which have text.

use std::io::Read;

use flate2::read::ZlibDecoder;

use super::records::records;
use crate::format::metafile;

/// Kinds of pictures that are drawings: EMF, WMF, PICT.
const DRAWINGS: [u16; 3] = [0xF01A, 0xF01B, 0xF01C];
/// What their instances are, if two checksums stand in front.
const TWO: [u16; 3] = [0x3D5, 0x217, 0x543];
/// In front of a drawing, behind the checksums.
const ABOUT: usize = 34;
/// Bytes that a drawing may expand to, and the text of all of them.
const DRAWING: u64 = 16 << 20;
const MOST_TEXT: usize = 64 << 20;

/// The text of drawings among the pictures.
pub(super) fn drawings(pictures: &[u8]) -> String {
    let mut text = String::new();
    for record in records(pictures, 0, pictures.len()) {
        if text.len() > MOST_TEXT {
            break;
        }
        let Some(which) = DRAWINGS.iter().position(|kind| *kind == record.kind) else {
            continue;
        };
        let sums = if TWO.contains(&record.instance()) {
            32
        } else {
            16
        };
        let content = &pictures[record.start..record.end];
        let Some(data) = content.get(sums + ABOUT..) else {
            continue;
        };
        let mut drawing = Vec::new();
        if content[sums + ABOUT - 2] == 0 {
            // What came before it went wrong counts.
            let _ = ZlibDecoder::new(data)
                .take(DRAWING)
                .read_to_end(&mut drawing);
        } else {
            drawing.extend_from_slice(data);
        }
        text.push_str(&match which {
            2 => metafile::pict(&drawing),
            _ => metafile::windows(&drawing),
        });
    }
    text
}
