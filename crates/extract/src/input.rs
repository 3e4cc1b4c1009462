//! The stream of decoded bytes that pieces are cut from.

use std::io::{self, ErrorKind, Read};

use crate::buffer::Buffer;
use crate::sniff::{Decoder, Encoding};

/// Decoded content, as those who cut it see it.
pub(crate) trait Source {
    /// Reads until the buffer holds `len` bytes or the content ends. It may
    /// read a few more.
    fn fill(&mut self, buffer: &mut Buffer, len: usize) -> io::Result<()>;

    /// Whether the content has ended.
    fn ended(&self) -> bool;

    /// Where the cell ends that this offset is in, of those that lie in what was read; the
    /// offset itself if it is in none.
    fn behind_cell(&self, at: u64) -> u64 {
        at
    }
}

/// Decodes what a reader yields. Offsets everywhere else are those of the
/// decoded content; since text decodes the same way each time, the
/// original offset of a decoded one can be found again by decoding up to it.
pub(crate) struct Input<R> {
    inner: R,
    read: u64,
    /// Whether the reader has nothing more.
    dry: bool,
    /// Text being decoded.
    decoding: Option<Decoding>,
}

/// Text on its way to UTF-8.
struct Decoding {
    decoder: Decoder,
    /// Bytes that were read and are to be decoded.
    raw: Vec<u8>,
    /// What became of them.
    text: Vec<u8>,
    finished: bool,
}

/// As many bytes are decoded at once.
const RAW: usize = 64 << 10;

impl<R: Read> Input<R> {
    pub(crate) fn new(inner: R) -> Input<R> {
        Input {
            inner,
            read: 0,
            dry: false,
            decoding: None,
        }
    }

    /// Bytes taken from the reader.
    pub(crate) fn bytes_read(&self) -> u64 {
        self.read
    }

    /// Whether the content is not handed out as it stands.
    pub(crate) fn is_decoding(&self) -> bool {
        self.decoding.is_some()
    }

    /// Reads content that is handed out as it stands.
    pub(crate) fn read_raw(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.read(into)
    }

    /// Decodes from now on, and what of the content has been read already.
    pub(crate) fn decode(&mut self, encoding: Encoding, head: &mut Buffer) {
        head.remove_first(encoding.mark());
        if let Some(decoder) = encoding.decoder() {
            let raw = head.bytes().to_vec();
            head.clear();
            let mut decoding = Decoding {
                decoder,
                raw,
                text: Vec::new(),
                finished: false,
            };
            decoding.run(self.dry, head);
            self.decoding = Some(decoding);
        }
    }

    /// Does not decode after all: hands out what of the content was read, and
    /// the rest, as it stands.
    pub(crate) fn leave_as_it_is(&mut self, read: &[u8], head: &mut Buffer) {
        self.decoding = None;
        head.clear();
        head.extend(read);
    }

    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.inner.read(into) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
                Ok(n) => {
                    self.dry = n == 0 && !into.is_empty();
                    self.read += n as u64;
                    return Ok(n);
                }
            }
        }
    }

    fn fill_raw(&mut self, buffer: &mut Buffer, len: usize) -> io::Result<()> {
        while buffer.len() < len && !self.dry {
            let missing = len - buffer.len();
            let n = self.read(buffer.room(missing))?;
            buffer.advance(n);
        }
        Ok(())
    }
}

impl<R: Read> Source for Input<R> {
    fn fill(&mut self, buffer: &mut Buffer, len: usize) -> io::Result<()> {
        let Some(mut decoding) = self.decoding.take() else {
            return self.fill_raw(buffer, len);
        };
        let mut result = Ok(());
        while buffer.len() < len && !decoding.finished && result.is_ok() {
            let mut raw = std::mem::take(&mut decoding.raw);
            raw.resize(RAW, 0);
            let read = self.read(&mut raw);
            raw.truncate(*read.as_ref().unwrap_or(&0));
            decoding.raw = raw;
            decoding.run(self.dry, buffer);
            result = read.map(|_| ());
        }
        self.decoding = Some(decoding);
        result
    }

    fn ended(&self) -> bool {
        self.dry
            && self
                .decoding
                .as_ref()
                .is_none_or(|decoding| decoding.finished)
    }
}

impl Decoding {
    /// Decodes all raw bytes.
    fn run(&mut self, last: bool, buffer: &mut Buffer) {
        self.text.clear();
        self.decoder.decode(&self.raw, last, &mut self.text);
        buffer.extend(&self.text);
        self.raw.clear();
        self.finished = last;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Yields a few bytes at a time, and fails in between.
    struct Trickle<'a>(&'a [u8], usize);

    impl Read for Trickle<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            self.1 += 1;
            if self.1 & 3 == 3 {
                return Err(ErrorKind::Interrupted.into());
            }
            let n = into.len().min(self.0.len()).min(1 + self.1 % 4);
            into[..n].copy_from_slice(&self.0[..n]);
            self.0 = &self.0[n..];
            Ok(n)
        }
    }

    fn read(bytes: &[u8], step: usize) -> Vec<u8> {
        let mut input = Input::new(Trickle(bytes, 0));
        let mut buffer = Buffer::default();
        input
            .fill(&mut buffer, 64)
            .expect("only interruptions occur");
        input.decode(Encoding::detect(buffer.bytes()), &mut buffer);
        while !input.ended() {
            let more = buffer.len() + step;
            input
                .fill(&mut buffer, more)
                .expect("only interruptions occur");
        }
        assert_eq!(input.bytes_read(), bytes.len() as u64);
        buffer.bytes().to_vec()
    }

    #[test]
    fn content_is_decoded_however_it_trickles_in() {
        let text = "Straße 😀\n".repeat(50);
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for step in [1, 7, 1000] {
            assert_eq!(read(text.as_bytes(), step), text.as_bytes());
            assert_eq!(
                read(&[b"\xEF\xBB\xBF", text.as_bytes()].concat(), step),
                text.as_bytes()
            );
            assert_eq!(read(&utf16, step), text.as_bytes());
            assert_eq!(
                read(&[&[0xFF, 0xFE], &utf16[..]].concat(), step),
                text.as_bytes()
            );
        }
    }

    #[test]
    fn broken_utf16_ends_in_replacements() {
        let odd = b"\xFF\xFEa\0b\0\x3D\xD8c\0d";
        assert_eq!(
            String::from_utf8_lossy(&read(odd, 9)),
            "ab\u{fffd}c\u{fffd}"
        );
    }
}
