//! Rich Text Format: its text, in whatever character sets its fonts have.

mod compressed;
mod reader;

use tracie_finding::mime;

pub(crate) use compressed::decompress;
pub(crate) use reader::text;

use super::{Confidence, Format, Head, Nature, Opening};
use crate::extractor::{Content, Extractor, Fault};
use crate::marks::Spot;
use crate::prepared::Prepared;

/// Rich Text Format.
pub(crate) struct Rtf;

impl Format for Rtf {
    fn name(&self) -> &'static str {
        "RTF document"
    }

    fn mime_type(&self) -> &'static str {
        mime::RTF
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["rtf"]
    }

    fn nature(&self) -> Nature {
        Nature::Document
    }

    fn sniff(&self, head: &Head<'_>) -> Confidence {
        let start = head.bytes.trim_ascii_start();
        Confidence::certain_if(start.starts_with(b"{\\rtf"))
    }

    fn extractor<'r>(
        &self,
        mut content: Content<'r>,
        opening: &Opening<'_>,
    ) -> Result<Box<dyn Extractor<'r> + 'r>, Fault> {
        let bytes = content.read_whole(opening.budget.limits.document)?;
        let mut prepared = Prepared::new(mime::RTF);
        let (text, breaks_off) = text(&bytes);
        prepared.text(text, Spot::Nowhere);
        if breaks_off {
            prepared.fault(Fault::breaks_off());
        }
        Ok(Box::new(prepared))
    }
}
