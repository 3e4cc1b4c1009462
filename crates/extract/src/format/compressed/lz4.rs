//! LZ4, of one or more frames in a row.

use std::io::{self, Read};

use lz4_flex::frame::FrameDecoder;
use tracie_finding::mime;

use super::LEAST;
use super::single::single;
use crate::bytes::Ending;
use crate::cautious::Cautious;
use crate::extractor::{Content, Extractor, Fault};
use crate::format::{Confidence, Format, Head, Nature, Opening};

/// LZ4, of one or more frames in a row.
pub(crate) struct Lz4;

impl Format for Lz4 {
    fn name(&self) -> &'static str {
        "LZ4 archive"
    }

    fn mime_type(&self) -> &'static str {
        mime::LZ4
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["lz4"]
    }

    fn nature(&self) -> Nature {
        Nature::Compressed
    }

    /// A frame, one as they were in the beginning, or one to pass over.
    fn sniff(&self, head: &Head<'_>) -> Confidence {
        let magic = head.bytes.first_chunk().map(|it| u32::from_le_bytes(*it));
        let frames = matches!(magic, Some(0x184D_2204 | OLD));
        let passed = matches!(magic, Some(0x184D_2A50..=0x184D_2A5F));
        Confidence::certain_if(frames || passed)
    }

    fn extractor<'r>(
        &self,
        content: Content<'r>,
        opening: &Opening<'_>,
    ) -> Result<Box<dyn Extractor<'r> + 'r>, Fault> {
        let mut content = content;
        let mut magic = [0; 4];
        content.read_exact(&mut magic)?;
        let decoder = Frames {
            decoder: FrameDecoder::new(Ending::new(io::Cursor::new(magic).chain(content))),
            ends: u32::from_le_bytes(magic) != OLD,
        };
        single(Ok(Cautious::new(decoder, LEAST)), opening)
    }
}

/// What frames begin with as they were in the beginning.
const OLD: u32 = 0x184C_2102;

/// The decoder takes a frame for complete that breaks off between two blocks.
struct Frames<R: Read> {
    decoder: FrameDecoder<Ending<R>>,
    /// Whether frames say where they end.
    ends: bool,
}

impl<R: Read> Read for Frames<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n = self.decoder.read(into)?;
        if n > 0 || into.is_empty() || !self.ends || ends(self.decoder.get_ref().last()) {
            return Ok(n);
        }
        Err(io::ErrorKind::UnexpectedEof.into())
    }
}

/// A frame ends with a block of no bytes, and a sum of the content if it has one.
fn ends(last: &[u8]) -> bool {
    last[..last.len() - 4].ends_with(&[0; 4]) || last.ends_with(&[0; 4])
}
