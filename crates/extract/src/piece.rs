//! A piece of an object's content: what threads work on side by side.

use std::fmt;
use std::sync::Arc;

use crate::batch::Batch;
use crate::buffer::Buffer;
use crate::format::csv::TableStart;
use crate::format::json::Resume;
use crate::marks::Mark;
use crate::outcome::Notes;
use crate::rows::Rows;

/// A piece of an object's content, cut so that it can be analysed without the
/// pieces around it. It owns its bytes; hand a used one back to
/// [`Reader::next_piece`](crate::Reader::next_piece) to have its memory used
/// again.
#[derive(Default)]
pub struct Piece {
    pub(crate) buffer: Buffer,
    /// The part of the buffer that no other piece has.
    pub(crate) owned: (usize, usize),
    /// Offset of the buffer's first byte in the decoded content.
    pub(crate) base: u64,
    pub(crate) sequence: u64,
    pub(crate) structure: Structure,
    /// Records that end here although they are analysed as text.
    pub(crate) records: u64,
    /// What all pieces of a table need to know.
    pub(crate) table: Option<TableStart>,
    /// Where in a JSON document the piece starts.
    pub(crate) resume: Resume,
    pub(crate) notes: Arc<Notes>,
    /// What extracted content has beside its bytes.
    pub(crate) extra: Extra,
    /// The number of the member it is of.
    pub(crate) member: Option<u64>,
}

/// What extracted content has beside its bytes.
#[derive(Default)]
pub(crate) enum Extra {
    /// Nothing.
    #[default]
    None,
    /// Where parts of the text come from, and the rows in it.
    Marks(Vec<Mark>, Vec<Rows>),
    /// Where values lie, and where they come from.
    Batch(Box<Batch>),
    /// The rows in text.
    Rows(Vec<Rows>),
}

/// Whether what was found in the member of an object that a piece is of still
/// counts; known once all its pieces are indexed.
#[derive(Clone, Debug)]
pub struct Standing(Arc<Notes>);

impl Standing {
    /// Whether it counts.
    pub fn counts(&self) -> bool {
        self.0.counts()
    }
}

/// How the bytes of a piece are to be indexed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Structure {
    /// Plain text.
    #[default]
    Text,
    /// Whole rows of a table.
    Table,
    /// Whole lines, each a JSON value.
    JsonLines,
    /// Part of a JSON document, or of several in a row.
    JsonDocument,
    /// Text that was extracted, with marks.
    Marked,
    /// Values that were extracted.
    Batch,
    /// Text in which there are rows.
    Rows,
}

impl Piece {
    /// Its number among the pieces of the object, from 0.
    pub fn sequence(&self) -> u64 {
        self.sequence
    }

    /// How many bytes it has of its own, context not counted.
    pub fn len(&self) -> usize {
        self.owned.1 - self.owned.0
    }

    /// Whether it has no bytes of its own.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Offset of its first own byte in the decoded content of the object.
    pub fn offset(&self) -> u64 {
        self.base + self.owned.0 as u64
    }

    /// The number of the member of an archive (or of the attachment of a mail)
    /// that it is of; `None` if it is of the object itself. Places are those
    /// in the member. [`Outcome::members`](crate::Outcome::members) tells what
    /// became of it.
    pub fn member(&self) -> Option<u64> {
        self.member
    }

    /// Whether what is found in its member counts.
    pub fn standing(&self) -> Standing {
        Standing(Arc::clone(&self.notes))
    }

    /// All bytes in memory, context included.
    pub(crate) fn bytes(&self) -> &[u8] {
        self.buffer.bytes()
    }

    /// Where an offset in the decoded content lies in `bytes`.
    pub(crate) fn locate(&self, offset: u64) -> usize {
        (offset.saturating_sub(self.base) as usize).clamp(self.owned.0, self.buffer.len())
    }
}

/// Says where the piece lies, never what it holds.
impl fmt::Debug for Piece {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Piece")
            .field("sequence", &self.sequence)
            .field("offset", &self.offset())
            .field("len", &self.len())
            .field("structure", &self.structure)
            .finish_non_exhaustive()
    }
}
