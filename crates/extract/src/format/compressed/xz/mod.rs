//! Xz, and the older format of LZMA alone.

mod block;
mod check;
mod input;
mod streams;

use lzma_rust2::LzmaReader;
use tracie_finding::mime;

use super::single::single;
use crate::cautious::Cautious;
use crate::extractor::{Content, Extractor, Fault};
use crate::format::{Confidence, Format, Head, Nature, Opening};

/// Xz, and the older format of LZMA alone.
pub(crate) struct Xz;

impl Format for Xz {
    fn name(&self) -> &'static str {
        "xz archive"
    }

    fn mime_type(&self) -> &'static str {
        mime::XZ
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["xz", "txz"]
    }

    fn nature(&self) -> Nature {
        Nature::Compressed
    }

    fn sniff(&self, head: &Head<'_>) -> Confidence {
        Confidence::certain_if(head.bytes.starts_with(streams::MAGIC))
    }

    fn extractor<'r>(
        &self,
        content: Content<'r>,
        opening: &Opening<'_>,
    ) -> Result<Box<dyn Extractor<'r> + 'r>, Fault> {
        let decoder = streams::Streams::new(content);
        single(Ok(Cautious::new(decoder, 1)), opening)
    }
}

/// Memory that decoding may take, in KiB.
const MEMORY: u32 = 128 << 10;

/// LZMA alone, as `.lzma`.
pub(crate) struct Lzma;

impl Format for Lzma {
    fn name(&self) -> &'static str {
        "LZMA archive"
    }

    fn mime_type(&self) -> &'static str {
        mime::LZMA
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["lzma"]
    }

    fn nature(&self) -> Nature {
        Nature::Compressed
    }

    fn sniff(&self, head: &Head<'_>) -> Confidence {
        Confidence::certain_if(is_lzma(head.bytes))
    }

    fn extractor<'r>(
        &self,
        content: Content<'r>,
        opening: &Opening<'_>,
    ) -> Result<Box<dyn Extractor<'r> + 'r>, Fault> {
        let decoder = LzmaReader::new_mem_limit(content, MEMORY, None);
        // What was decoded before damage comes first.
        let patient = decoder.map(|mut decoder| {
            decoder.set_defer_errors(true);
            decoder
        });
        single(patient, opening)
    }
}

/// The usual properties, a dictionary that is a power of two, and a size that
/// is unknown or within reason: there is no signature.
fn is_lzma(head: &[u8]) -> bool {
    let Some((start, rest)) = head.split_first_chunk::<13>() else {
        return false;
    };
    let size = u64::from_le_bytes([
        start[5], start[6], start[7], start[8], start[9], start[10], start[11], start[12],
    ]);
    let dictionary = u32::from_le_bytes([start[1], start[2], start[3], start[4]]);
    start[0] == 0x5D
        && dictionary.is_power_of_two()
        && dictionary >= 1 << 12
        && (size == u64::MAX || size < 1 << 40)
        && rest.first() == Some(&0)
}
