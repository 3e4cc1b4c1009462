//! What reading one object ended with.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

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
    /// Bytes that were inspected, as Macie counts and charges them: those taken
    /// from the input or, of an archive, those of the files that came out of it
    /// and were analysed.
    pub bytes_inspected: u64,
    /// Bytes of decoded content (UTF-16 becomes UTF-8, a byte order mark is
    /// dropped) that lie in the pieces.
    pub bytes_analysed: u64,
    /// The structure broke after pieces had been handed out: those before
    /// have cells or records for places, those after have lines. To have lines
    /// throughout, as Macie does for malformed files, forget all that was
    /// found and read the object again with
    /// [`Reader::open_as_text`](crate::Reader::open_as_text).
    pub reread_as_text: bool,
    /// What became of the members of an archive and of what is embedded in a
    /// document, in their order; at most [`MOST_MEMBERS`] of them.
    pub members: Vec<MemberOutcome>,
}

/// As many members are told of one by one; all are counted.
pub const MOST_MEMBERS: usize = 100_000;

/// What became of a member of an archive, or of what is embedded in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MemberOutcome {
    /// Its number; see [`Piece::member`](crate::Piece::member).
    pub number: u64,
    /// Where it is: its path in the archive, `inner.zip!/notes.txt` in an
    /// archive within the archive.
    pub path: String,
    /// Its size in bytes, as far as it was read.
    pub size: u64,
    /// When it was last modified, RFC 3339, if the archive says so.
    pub modified: Option<String>,
    /// Its type by content; empty if it was not looked at.
    pub mime_type: &'static str,
    /// Whether it was looked at.
    pub status: Status,
    /// What there is to say about it; never a value.
    pub remark: Option<String>,
}

/// What the indexes of an object's pieces found amiss, on whatever threads.
/// Sums and minima, so that the order of the threads leaves no trace.
#[derive(Debug)]
pub(crate) struct Notes {
    too_deep: AtomicU64,
    bad_lines: AtomicU64,
    first_bad_line: AtomicU64,
    /// Where the content stands in the object; offsets are told without it.
    shift: AtomicU64,
    /// Whether nothing of it was asked for.
    left_out: AtomicBool,
}

impl Default for Notes {
    fn default() -> Notes {
        Notes {
            too_deep: AtomicU64::new(u64::MAX),
            bad_lines: AtomicU64::new(0),
            first_bad_line: AtomicU64::new(u64::MAX),
            shift: AtomicU64::new(0),
            left_out: AtomicBool::new(false),
        }
    }
}

impl Notes {
    /// The content stands behind so many bytes of others.
    pub(crate) fn shift(&self, by: u64) {
        self.shift.fetch_add(by, Relaxed);
    }

    /// Nothing of the content was asked for, as showed at its end.
    pub(crate) fn leave_out(&self) {
        self.left_out.store(true, Relaxed);
    }

    /// Whether what is in the content counts.
    pub(crate) fn counts(&self) -> bool {
        !self.left_out.load(Relaxed) && self.skip().is_none()
    }

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
        (offset != u64::MAX).then(|| too_deep(offset - self.shift.load(Relaxed)))
    }

    /// What there is to say about lines that are no JSON.
    pub(crate) fn bad_lines(&self) -> Option<String> {
        let offset = self.first_bad_line.load(Relaxed);
        let offset = offset.wrapping_sub(self.shift.load(Relaxed));
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
