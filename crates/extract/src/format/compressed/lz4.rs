//! LZ4, of one or more frames in a row.

use lz4_flex::frame::FrameDecoder;
use tracie_finding::mime;

use super::LEAST;
use super::single::single;
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
        let frames = matches!(magic, Some(0x184D_2204 | 0x184C_2102));
        let passed = matches!(magic, Some(0x184D_2A50..=0x184D_2A5F));
        Confidence::certain_if(frames || passed)
    }

    fn extractor<'r>(
        &self,
        content: Content<'r>,
        opening: &Opening<'_>,
    ) -> Result<Box<dyn Extractor<'r> + 'r>, Fault> {
        single(
            Ok(Cautious::new(FrameDecoder::new(content), LEAST)),
            opening,
        )
    }
}
