//! What is kept of one piece for the next.

use crate::buffer::Buffer;
use crate::piece::{Extra, Piece};

/// What is kept of one piece for the next.
#[derive(Default)]
pub(crate) struct Kept {
    bytes: Buffer,
    /// How much of it the piece before had.
    behind: usize,
    /// Offset of its first byte in the decoded content.
    base: u64,
}

impl Kept {
    /// The start of content, of which some was read.
    pub(crate) fn beginning(head: Buffer) -> Kept {
        Kept {
            bytes: head,
            ..Kept::default()
        }
    }

    /// Nothing, before content that begins at an offset.
    pub(crate) fn reset(&mut self, base: u64) {
        self.bytes.clear();
        (self.behind, self.base) = (0, base);
    }

    /// Offset of the first byte that a piece shows.
    pub(crate) fn base_of_piece(&self) -> u64 {
        self.base
    }

    /// Puts what was kept at the start of a piece.
    pub(crate) fn begin(&mut self, piece: &mut Piece) {
        piece.buffer.clear();
        if piece.buffer.is_unused() {
            std::mem::swap(&mut piece.buffer, &mut self.bytes);
        } else {
            piece.buffer.extend(self.bytes.bytes());
        }
        piece.owned = (self.behind, self.behind);
        piece.base = self.base;
        (piece.records, piece.table) = (0, None);
        (piece.extra, piece.member) = (Extra::None, None);
    }

    /// Ends a piece, and keeps what the next one needs: what is behind its
    /// end, and some of what is before it.
    pub(crate) fn complete(
        &mut self,
        piece: &mut Piece,
        end: usize,
        shown: usize,
        look_behind: usize,
    ) {
        let behind = look_behind.min(end);
        let bytes = piece.buffer.bytes();
        self.bytes.clear();
        self.bytes.extend(&bytes[end - behind..]);
        (self.behind, self.base) = (behind, piece.base + (end - behind) as u64);
        piece.owned.1 = end;
        piece.buffer.truncate(shown);
    }
}
