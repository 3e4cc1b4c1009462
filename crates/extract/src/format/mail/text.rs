//! The text of a body.

use encoding_rs::{CoderResult, Decoder, WINDOWS_1252};

use super::decode::Transfer;
use super::header::Headers;
use super::mark_line;
use crate::extractor::Out;

/// Text that is decoded line by line.
pub(crate) struct Text {
    transfer: Transfer,
    /// That of the encoding it is said to have.
    decoder: Option<Decoder>,
    bytes: Vec<u8>,
}

impl Text {
    pub(crate) fn new(headers: &Headers) -> Text {
        let encoding = headers
            .encoding()
            .filter(|it| *it != WINDOWS_1252 && *it != encoding_rs::UTF_8);
        Text {
            transfer: headers.transfer(),
            decoder: encoding.map(encoding_rs::Encoding::new_decoder_without_bom_handling),
            bytes: Vec::new(),
        }
    }

    /// Text as it stands.
    pub(crate) fn plain() -> Text {
        Text {
            transfer: Transfer::Plain,
            decoder: None,
            bytes: Vec::new(),
        }
    }

    pub(crate) fn line(&mut self, number: u64, line: &[u8], out: &mut Out) {
        mark_line(out, number);
        self.transfer.decode(line, &mut self.bytes);
        self.write(false, out);
    }

    pub(crate) fn finish(&mut self, out: &mut Out) {
        self.write(true, out);
    }

    fn write(&mut self, last: bool, out: &mut Out) {
        match &mut self.decoder {
            Some(decoder) => decode(decoder, &self.bytes, last, out),
            // Bytes that are no UTF-8 are let stand, as in any text, unless
            // they say something in the usual encoding.
            None if std::str::from_utf8(&self.bytes).is_ok() => {
                out.text.extend_from_slice(&self.bytes);
            }
            None => out.push(&WINDOWS_1252.decode_without_bom_handling(&self.bytes).0),
        }
        self.bytes.clear();
    }
}

fn decode(decoder: &mut Decoder, bytes: &[u8], last: bool, out: &mut Out) {
    let mut rest = bytes;
    let mut room = [0; 4096];
    loop {
        let (result, read, written, _) = decoder.decode_to_utf8(rest, &mut room, last);
        out.text.extend_from_slice(&room[..written]);
        rest = &rest[read..];
        if result == CoderResult::InputEmpty {
            return;
        }
    }
}
