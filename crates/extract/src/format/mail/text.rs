//! The text of a body.

use encoding_rs::{CoderResult, Decoder, Encoding, ISO_2022_JP, UTF_8, WINDOWS_1252};

use super::decode::Transfer;
use super::header::Headers;
use super::lines::mark_line;
use super::utf7::{self, Utf7};
use crate::extractor::Out;
use crate::references;

/// Text that is decoded line by line.
pub(crate) struct Text {
    transfer: Transfer,
    charset: Charset,
    /// The first lines as they stand, if they may yet turn out not to be encoded.
    kept: Option<Vec<(u64, Vec<u8>)>>,
    /// Whether characters may stand as references, as in HTML.
    references: bool,
    bytes: Vec<u8>,
    /// What was decoded and not written out yet.
    text: Vec<u8>,
}

/// Text that looks like base64 is no longer than that.
const SHORT: usize = 2 << 10;

/// The encoding that the text is said to have.
enum Charset {
    /// UTF-8, or what is not said; text with bytes that are none is in an
    /// encoding of old, usually much like Latin-1.
    Usual(&'static Encoding),
    Utf7(Utf7),
    Other(Decoder),
}

impl Charset {
    fn of(headers: &Headers) -> Charset {
        let label = headers.charset().unwrap_or_default();
        if utf7::LABELS.contains(&&*label) {
            return Charset::Utf7(Utf7::default());
        }
        match Encoding::for_label(label.as_bytes()) {
            Some(encoding) if encoding != WINDOWS_1252 && encoding != UTF_8 => {
                Charset::Other(encoding.new_decoder_without_bom_handling())
            }
            _ if headers.untold() != ISO_2022_JP => Charset::Usual(headers.untold()),
            _ => match headers.transfer() {
                Transfer::Plain => Charset::Other(ISO_2022_JP.new_decoder_without_bom_handling()),
                _ => Charset::Usual(WINDOWS_1252),
            },
        }
    }
}

impl Text {
    pub(crate) fn new(headers: &Headers) -> Text {
        Text {
            transfer: headers.transfer(),
            charset: Charset::of(headers),
            references: headers.is_html(),
            ..Text::plain(headers.untold())
        }
    }

    /// Text as it stands.
    pub(crate) fn plain(untold: &'static Encoding) -> Text {
        Text {
            transfer: Transfer::Plain,
            charset: Charset::Usual(untold),
            kept: Some(Vec::new()),
            references: false,
            bytes: Vec::new(),
            text: Vec::new(),
        }
    }

    pub(crate) fn line(&mut self, number: u64, line: &[u8], out: &mut Out) {
        if self.transfer.refuses(line) {
            self.show_kept(out);
        }
        mark_line(out, number);
        self.keep(number, line);
        self.transfer.decode(line, &mut self.bytes);
        self.write(false, out);
    }

    /// Ends the text; whether it was in the encoding that it was said to be in.
    pub(crate) fn finish(&mut self, out: &mut Out) -> bool {
        let broken = self.transfer.is_broken();
        if broken {
            self.show_kept(out);
        }
        self.write(true, out);
        !broken
    }

    /// Keeps a line that is base64 by its looks, as many a word is.
    fn keep(&mut self, number: u64, line: &[u8]) {
        let Some(kept) = &mut self.kept else {
            return;
        };
        let held: usize = kept.iter().map(|it| it.1.len()).sum();
        match matches!(self.transfer, Transfer::Base64(_)) && held + line.len() <= SHORT {
            true => kept.push((number, line.to_vec())),
            false => self.kept = None,
        }
    }

    /// Shows what was taken for base64 as it stands.
    fn show_kept(&mut self, out: &mut Out) {
        for (number, line) in self.kept.take().into_iter().flatten() {
            out.end_line();
            mark_line(out, number);
            self.bytes.extend_from_slice(&line);
            self.write(false, out);
        }
        out.end_line();
    }

    fn write(&mut self, last: bool, out: &mut Out) {
        match &mut self.charset {
            Charset::Usual(untold) => usual(&self.bytes, untold, &mut self.text),
            Charset::Utf7(decoder) => decoder.decode(&self.bytes, last, &mut self.text),
            Charset::Other(decoder) => decode(decoder, &self.bytes, last, &mut self.text),
        }
        self.bytes.clear();
        if !self.references {
            out.text.append(&mut self.text);
            return;
        }
        let text = String::from_utf8_lossy(&self.text).into_owned();
        // A reference may be cut by the end of an encoded line.
        let kept = if last { 0 } else { references::begun(&text) };
        let (now, later) = text.split_at(text.len() - kept);
        references::decode(now, &mut out.text);
        self.text = later.into();
    }
}

/// Bytes that are no UTF-8 say something in an encoding of old.
fn usual(bytes: &[u8], untold: &'static Encoding, into: &mut Vec<u8>) {
    if untold != WINDOWS_1252 && std::str::from_utf8(bytes).is_err() {
        let text = untold.decode_without_bom_handling(bytes).0;
        return into.extend_from_slice(text.as_bytes());
    }
    for chunk in bytes.utf8_chunks() {
        into.extend_from_slice(chunk.valid().as_bytes());
        if !chunk.invalid().is_empty() {
            let text = WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0;
            into.extend_from_slice(text.as_bytes());
        }
    }
}

fn decode(decoder: &mut Decoder, bytes: &[u8], last: bool, into: &mut Vec<u8>) {
    let mut rest = bytes;
    let mut room = [0; 4096];
    loop {
        let (result, read, written, _) = decoder.decode_to_utf8(rest, &mut room, last);
        into.extend_from_slice(&room[..written]);
        rest = &rest[read..];
        if result == CoderResult::InputEmpty {
            return;
        }
    }
}
