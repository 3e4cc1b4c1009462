//! Bzip2, of one or more streams in a row.

use bzip2::read::MultiBzDecoder;
use tracie_finding::mime;

use super::LEAST;
use super::single::single;
use crate::cautious::Cautious;
use crate::extractor::{Content, Extractor, Fault};
use crate::format::{Confidence, Format, Head, Nature, Opening};

/// Bzip2, of one or more streams in a row.
pub(crate) struct Bzip2;

impl Format for Bzip2 {
    fn name(&self) -> &'static str {
        "bzip2 archive"
    }

    fn mime_type(&self) -> &'static str {
        mime::BZIP2
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["bz2", "tbz", "tbz2"]
    }

    fn nature(&self) -> Nature {
        Nature::Compressed
    }

    fn sniff(&self, head: &Head<'_>) -> Confidence {
        Confidence::certain_if(is_bzip2(head.bytes))
    }

    fn extractor<'r>(
        &self,
        content: Content<'r>,
        opening: &Opening<'_>,
    ) -> Result<Box<dyn Extractor<'r> + 'r>, Fault> {
        single(
            Ok(Cautious::new(MultiBzDecoder::new(content), LEAST)),
            opening,
        )
    }
}

/// The level, then a block or the end.
fn is_bzip2(head: &[u8]) -> bool {
    let Some(([b'B', b'Z', b'h', level], rest)) = head.split_first_chunk() else {
        return false;
    };
    let block = rest.starts_with(b"1AY&SY") || rest.starts_with(b"\x17\x72\x45\x38\x50\x90");
    level.is_ascii_digit() && block
}
