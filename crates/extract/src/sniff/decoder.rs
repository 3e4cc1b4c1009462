//! What decodes text to UTF-8, piece by piece.

use encoding_rs::{CoderResult, Encoding};

use super::ebcdic;

/// Decodes text to UTF-8.
pub(crate) enum Decoder {
    /// As `encoding_rs` does.
    Other(Box<encoding_rs::Decoder>),
    Utf32(Utf32),
    Ebcdic,
}

/// Room in which decoding makes progress.
const ROOM: usize = 4096;

impl Decoder {
    pub(crate) fn of(encoding: &'static Encoding) -> Decoder {
        Decoder::Other(Box::new(encoding.new_decoder_without_bom_handling()))
    }

    /// Appends what bytes stand for; what they cannot stand for becomes
    /// U+FFFD. `last` says that nothing follows.
    pub(crate) fn decode(&mut self, raw: &[u8], last: bool, out: &mut Vec<u8>) {
        match self {
            Decoder::Utf32(decoder) => decoder.decode(raw, last, out),
            Decoder::Ebcdic => ebcdic::decode(raw, out),
            Decoder::Other(decoder) => {
                let mut done = 0;
                loop {
                    let start = out.len();
                    out.resize(start + raw.len() - done + ROOM, 0);
                    let (result, read, written, _) =
                        decoder.decode_to_utf8(&raw[done..], &mut out[start..], last);
                    out.truncate(start + written);
                    done += read;
                    if result == CoderResult::InputEmpty {
                        return;
                    }
                }
            }
        }
    }
}

/// UTF-32, which is rare.
pub(crate) struct Utf32 {
    little: bool,
    /// Bytes of a character that is not complete.
    open: Vec<u8>,
}

impl Utf32 {
    pub(super) fn new(little: bool) -> Utf32 {
        Utf32 {
            little,
            open: Vec::new(),
        }
    }

    pub(super) fn decode(&mut self, raw: &[u8], last: bool, out: &mut Vec<u8>) {
        self.open.extend_from_slice(raw);
        let whole = self.open.len() / 4 * 4;
        for unit in self.open[..whole].chunks_exact(4) {
            let unit = [unit[0], unit[1], unit[2], unit[3]];
            let code = match self.little {
                true => u32::from_le_bytes(unit),
                false => u32::from_be_bytes(unit),
            };
            let character = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
            out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        }
        self.open.drain(..whole);
        if last && !self.open.is_empty() {
            out.extend_from_slice("\u{fffd}".as_bytes());
            self.open.clear();
        }
    }
}
