//! Workbooks before compound files: of Excel 3 and 4, and of those that write
//! later ones without.

use tracie_finding::mime;

use super::{OTHER, excel};
use crate::bytes::little::u16_at;
use crate::extractor::{Content, Extractor, Fault};
use crate::format::{Confidence, Format, Head, Nature, Opening};

/// Workbooks that are in no compound file.
pub(crate) struct Bare;

/// The kinds of sheets and workbooks.
const KINDS: [u16; 5] = [0x05, 0x10, 0x20, 0x40, 0x100];

impl Format for Bare {
    fn name(&self) -> &'static str {
        "old Excel workbook"
    }

    fn mime_type(&self) -> &'static str {
        mime::XLS
    }

    fn extensions(&self) -> &'static [&'static str] {
        &[]
    }

    fn nature(&self) -> Nature {
        Nature::Document
    }

    fn alike(&self) -> &'static str {
        OTHER.name
    }

    fn sniff(&self, head: &Head<'_>) -> Confidence {
        let field = |at| u16_at(head.bytes, at);
        // The first record, how long it is, and what it says.
        let begins = match (field(0), field(2)) {
            (0x0209 | 0x0409, 6) => true,
            (0x0809, 8 | 16) => matches!(field(4), 0x0500 | 0x0600),
            _ => false,
        };
        Confidence::certain_if(begins && KINDS.contains(&field(6)))
    }

    fn extractor<'r>(
        &self,
        mut content: Content<'r>,
        opening: &Opening<'_>,
    ) -> Result<Box<dyn Extractor<'r> + 'r>, Fault> {
        let bytes = content.read_whole(opening.budget.limits.document)?;
        Ok(Box::new(excel::workbook(bytes.into(), &opening.budget)?))
    }
}
