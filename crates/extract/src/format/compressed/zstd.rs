//! Zstandard, of one or more frames in a row.

use tracie_finding::mime;
use zstd::stream::read::Decoder;

use super::LEAST;
use super::single::single;
use crate::cautious::Cautious;
use crate::extractor::{Content, Extractor, Fault};
use crate::format::{Confidence, Format, Head, Nature, Opening};

/// Zstandard, of one or more frames in a row.
pub(crate) struct Zstd;

impl Format for Zstd {
    fn name(&self) -> &'static str {
        "Zstandard archive"
    }

    fn mime_type(&self) -> &'static str {
        mime::ZSTD
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["zst", "zstd", "tzst"]
    }

    fn nature(&self) -> Nature {
        Nature::Compressed
    }

    fn sniff(&self, head: &Head<'_>) -> Confidence {
        Confidence::certain_if(head.bytes.starts_with(b"\x28\xB5\x2F\xFD"))
    }

    fn extractor<'r>(
        &self,
        content: Content<'r>,
        opening: &Opening<'_>,
    ) -> Result<Box<dyn Extractor<'r> + 'r>, Fault> {
        let decoder = Decoder::new(content).and_then(|mut decoder| {
            decoder.window_log_max(WINDOW)?;
            Ok(decoder)
        });
        let decoder = decoder.map(|it| Cautious::new(it, LEAST));
        single(decoder, opening)
    }
}

/// The largest window, as a power of two: 128 MiB.
const WINDOW: u32 = 27;
