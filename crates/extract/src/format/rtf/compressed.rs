//! The compression of RTF in Outlook messages.

use crate::bytes::little::u32_at;

/// What the dictionary holds at first.
const PRESET: &[u8] = b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";
const WINDOW: usize = 4096;
const COMPRESSED: u32 = 0x7546_5A4C;
const STORED: u32 = 0x414C_454D;
/// No message is longer.
const MOST: usize = 64 << 20;

/// The document; `None` if it is not compressed this way.
pub(crate) fn decompress(bytes: &[u8]) -> Option<Vec<u8>> {
    let data = bytes.get(16..)?;
    let size = (u32_at(bytes, 4) as usize).min(MOST);
    match u32_at(bytes, 8) {
        STORED => Some(data.to_vec()),
        COMPRESSED => Some(expand(data, size)),
        _ => None,
    }
}

fn expand(data: &[u8], size: usize) -> Vec<u8> {
    let mut window = [b' '; WINDOW];
    window[..PRESET.len()].copy_from_slice(PRESET);
    let (mut write, mut text) = (PRESET.len(), Vec::new());
    let mut input = data.iter().copied();
    let mut put = |byte: u8, write: &mut usize, window: &mut [u8; WINDOW]| {
        text.push(byte);
        window[*write] = byte;
        *write = (*write + 1) % WINDOW;
        text.len() < size
    };
    while let Some(flags) = input.next() {
        for bit in 0..8 {
            let Some(first) = input.next() else {
                return text;
            };
            if flags >> bit & 1 == 0 {
                if !put(first, &mut write, &mut window) {
                    return text;
                }
                continue;
            }
            let Some(second) = input.next() else {
                return text;
            };
            let told = usize::from(first) << 8 | usize::from(second);
            let (from, len) = (told >> 4, (told & 0xF) + 2);
            if from == write {
                return text;
            }
            for step in 0..len {
                let byte = window[(from + step) % WINDOW];
                if !put(byte, &mut write, &mut window) {
                    return text;
                }
            }
        }
    }
    text
}
