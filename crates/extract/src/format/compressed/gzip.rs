//! Gzip, of one or more members in a row.

use flate2::read::MultiGzDecoder;
use tracie_finding::mime;

use super::LEAST;
use super::single::single;
use crate::cautious::Cautious;
use crate::extractor::{Content, Extractor, Fault};
use crate::format::{Confidence, Format, Head, Nature, Opening};

/// Gzip, of one or more members in a row.
pub(crate) struct Gzip;

impl Format for Gzip {
    fn name(&self) -> &'static str {
        "gzip archive"
    }

    fn mime_type(&self) -> &'static str {
        mime::GZIP
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["gz", "gzip", "tgz", "svgz"]
    }

    fn nature(&self) -> Nature {
        Nature::Compressed
    }

    fn sniff(&self, head: &Head<'_>) -> Confidence {
        Confidence::certain_if(head.bytes.starts_with(b"\x1F\x8B\x08"))
    }

    fn extractor<'r>(
        &self,
        content: Content<'r>,
        opening: &Opening<'_>,
    ) -> Result<Box<dyn Extractor<'r> + 'r>, Fault> {
        single(
            Ok(Cautious::new(MultiGzDecoder::new(content), LEAST)),
            opening,
        )
    }
}
