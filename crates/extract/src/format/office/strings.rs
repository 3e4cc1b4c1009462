//! The strings that the cells of a workbook share.

use tracie_finding::detection::Reason;

use crate::extractor::Fault;

/// Strings one after the other, in little more memory than their bytes.
#[derive(Clone, Default)]
pub(crate) struct Strings {
    text: Vec<u8>,
    ends: Vec<u32>,
}

/// Bytes of strings that are held in memory.
const MOST: usize = 192 << 20;

impl Strings {
    /// Adds a string.
    pub(crate) fn push(&mut self, text: &[u8]) -> Result<(), Fault> {
        self.extend(text)?;
        self.end()
    }

    /// Adds to the last string, which has not ended yet.
    pub(crate) fn extend(&mut self, text: &[u8]) -> Result<(), Fault> {
        self.text.extend_from_slice(text);
        self.check()
    }

    /// Ends the last string.
    pub(crate) fn end(&mut self) -> Result<(), Fault> {
        self.ends.push(self.text.len() as u32);
        self.check()
    }

    fn check(&self) -> Result<(), Fault> {
        if self.text.len() + 4 * self.ends.len() <= MOST {
            return Ok(());
        }
        let reason = Reason::OoxmlUncompressedSizeExceedsLimit;
        Err(Fault::new(reason, "more text in cells than the limit"))
    }

    /// Whether there is such a string.
    pub(crate) fn has(&self, at: usize) -> bool {
        at < self.ends.len()
    }

    /// That cells show strings that are not there.
    pub(crate) fn missing() -> Fault {
        Fault::malformed("damaged: cells have strings that are not there")
    }

    /// A string; an empty one if there is none.
    pub(crate) fn get(&self, at: usize) -> &[u8] {
        let Some(end) = self.ends.get(at) else {
            return b"";
        };
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start as usize..*end as usize]
    }
}
