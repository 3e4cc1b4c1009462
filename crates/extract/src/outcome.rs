//! What reading one object ended with.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use tracie_finding::detection::{Reason, Status};

/// What reading one object ended with.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Outcome {
    /// Whether all of the content was handed out. `Skipped` means that nothing
    /// of it counts, whatever pieces came before.
    pub status: Status,
    /// What a user should know beyond the status, in a sentence; never a
    /// value. Offsets in it count bytes of the decoded content.
    pub remark: Option<String>,
    /// Bytes taken from the input.
    pub bytes_read: u64,
    /// Bytes of decoded content (UTF-16 becomes UTF-8, a byte order mark is
    /// dropped) that lie in the pieces.
    pub bytes_analysed: u64,
    /// The structure broke after pieces had been handed out: those before
    /// have cells or records for places, those after have lines. To have lines
    /// throughout, as Macie does for malformed files, forget all that was
    /// found and read the object again with
    /// [`Reader::open_as_text`](crate::Reader::open_as_text).
    pub reread_as_text: bool,
}

/// What the indexes of an object's pieces found amiss, on whatever threads.
/// Sums and minima, so that the order of the threads leaves no trace.
#[derive(Debug)]
pub(crate) struct Notes {
    too_deep: AtomicU64,
    bad_lines: AtomicU64,
    first_bad_line: AtomicU64,
}

impl Default for Notes {
    fn default() -> Notes {
        Notes {
            too_deep: AtomicU64::new(u64::MAX),
            bad_lines: AtomicU64::new(0),
            first_bad_line: AtomicU64::new(u64::MAX),
        }
    }
}

impl Notes {
    /// JSON nested too deep was seen at this offset.
    pub(crate) fn too_deep_at(&self, offset: u64) {
        self.too_deep.fetch_min(offset, Relaxed);
    }

    /// A line that is no JSON starts at this offset.
    pub(crate) fn bad_line_at(&self, offset: u64) {
        self.bad_lines.fetch_add(1, Relaxed);
        self.first_bad_line.fetch_min(offset, Relaxed);
    }

    /// Whether nothing in the object counts any more.
    pub(crate) fn skip(&self) -> Option<(Reason, String)> {
        let offset = self.too_deep.load(Relaxed);
        (offset != u64::MAX).then(|| too_deep(offset))
    }

    /// What there is to say about lines that are no JSON.
    pub(crate) fn bad_lines(&self) -> Option<String> {
        let offset = self.first_bad_line.load(Relaxed);
        match self.bad_lines.load(Relaxed) {
            0 => None,
            1 => Some(format!(
                "1 malformed line, at byte {offset}, analysed as plain text"
            )),
            n => Some(format!(
                "{n} malformed lines, the first at byte {offset}, analysed as plain text"
            )),
        }
    }
}

/// The reason and remark for JSON nested too deep.
pub(crate) fn too_deep(offset: u64) -> (Reason, String) {
    let remark = format!("JSON nested deeper than the limit at byte {offset}: nothing analysed");
    (Reason::JsonNestingLevelOverLimit, remark)
}
