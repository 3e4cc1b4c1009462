//! What a thread works out about one piece.

use std::fmt;

use tracie_finding::chunk::Chunk;
use tracie_finding::may_be_value;
use tracie_finding::place::{Extent, Place};

use crate::batch::BatchIndex;
use crate::format::csv::TableIndex;
use crate::format::json::JsonIndex;
use crate::format::text::TextIndex;
use crate::marks::MarkedIndex;
use crate::piece::{Piece, Structure};
use crate::rows::RowsIndex;

/// The structural index of one piece, and the memory for the next: keep one a
/// thread.
#[derive(Default)]
pub struct Index {
    piece: Piece,
    text: TextIndex,
    table: TableIndex,
    json: JsonIndex,
    marked: MarkedIndex,
    batch: BatchIndex,
    rows: RowsIndex,
}

/// Works out what is in a piece of one structure.
pub(crate) trait Layouter {
    /// Indexes a piece; all other methods are then asked about the same.
    fn build(&mut self, piece: &Piece);

    /// The chunk of a number, from 0 without gaps.
    fn chunk<'a>(&'a self, piece: &'a Piece, n: usize) -> Option<Chunk<'a>>;

    /// The place of a range of origins.
    fn place(&mut self, piece: &Piece, origin: (u64, u64)) -> Option<Place>;

    /// How much the piece holds.
    fn extent(&self, piece: &Piece) -> Extent;

    /// The names over the value at an origin.
    fn names(&mut self, _piece: &Piece, _origin: u64) -> Vec<String> {
        Vec::new()
    }

    /// Appends bytes that are the same for equal names only.
    fn key(&mut self, piece: &Piece, origin: u64, key: &mut Vec<u8>) {
        for name in self.names(piece, origin) {
            push_name(name.as_bytes(), key);
        }
    }
}

/// The name of a column, if it may be shown.
pub(crate) fn shown(name: &[u8]) -> Option<String> {
    (!may_be_value(name)).then(|| String::from_utf8_lossy(name).into_owned())
}

/// Appends a name to a key, so that no other names come to the same one.
pub(crate) fn push_name(name: &[u8], key: &mut Vec<u8>) {
    key.extend_from_slice(name);
    key.extend_from_slice(&(name.len() as u64).to_le_bytes());
}

impl Index {
    /// An index of nothing yet.
    pub fn new() -> Index {
        Index::default()
    }

    /// Indexes a piece, which it takes over until [`Index::release`].
    pub fn build(&mut self, piece: Piece) {
        self.piece = piece;
        let (layouter, piece) = self.parts();
        layouter.build(piece);
    }

    /// The same, but some names of members may be missing from the values of JSON: such as
    /// are `dull`, for nothing that is looked for is in them.
    pub fn build_without(&mut self, piece: Piece, dull: &mut dyn FnMut(&[u8]) -> bool) {
        match piece.structure {
            Structure::JsonLines | Structure::JsonDocument => {
                self.piece = piece;
                self.json.build_without(&self.piece, Some(dull));
            }
            _ => self.build(piece),
        }
    }

    /// Gives the piece back, to be handed to
    /// [`Reader::next_piece`](crate::Reader::next_piece) again.
    pub fn release(&mut self) -> Piece {
        std::mem::take(&mut self.piece)
    }

    /// Takes the memory of a piece over for the next [`Index::release`].
    pub fn reuse(&mut self, spare: Piece) {
        self.piece = spare;
    }

    /// The piece that is indexed.
    pub fn piece(&self) -> &Piece {
        &self.piece
    }

    /// The chunks of the piece: raw values, then values that had to be decoded
    /// (their origin is that of the raw value), then text.
    pub fn chunks(&self) -> impl Iterator<Item = Chunk<'_>> {
        let layouter = self.layouter();
        (0..).map_while(move |n| layouter.chunk(&self.piece, n))
    }

    /// The place of a range of origins as matches have them, counted from the
    /// start of the piece: its first line and row are 1, its first record 0.
    /// [`Place::after`] with the extents of the pieces before gives the place
    /// in the object. Fastest for ascending origins. `None` where the format
    /// has no places.
    pub fn place(&mut self, origin: (u64, u64)) -> Option<Place> {
        let (layouter, piece) = self.parts();
        layouter.place(piece, origin)
    }

    /// The element names on the path to the value at an origin, outermost
    /// first, the name itself included where the origin lies in a name; or the
    /// name of the column. Empty where nothing has a name.
    pub fn path_names(&mut self, origin: u64) -> Vec<String> {
        let (layouter, piece) = self.parts();
        layouter.names(piece, origin)
    }

    /// Appends bytes that differ where [`Index::path_names`] do, and mostly are the same
    /// where those are: a key to what is known of them, for less.
    pub fn path_key(&mut self, origin: u64, key: &mut Vec<u8>) {
        let (layouter, piece) = self.parts();
        layouter.key(piece, origin, key);
    }

    /// How much the piece holds, by which the places of later pieces shift.
    pub fn extent(&self) -> Extent {
        self.layouter().extent(&self.piece)
    }

    fn layouter(&self) -> &dyn Layouter {
        match self.piece.structure {
            Structure::Text => &self.text,
            Structure::Table => &self.table,
            Structure::JsonLines | Structure::JsonDocument => &self.json,
            Structure::Marked => &self.marked,
            Structure::Batch => &self.batch,
            Structure::Rows => &self.rows,
        }
    }

    fn parts(&mut self) -> (&mut dyn Layouter, &Piece) {
        let layouter: &mut dyn Layouter = match self.piece.structure {
            Structure::Text => &mut self.text,
            Structure::Table => &mut self.table,
            Structure::JsonLines | Structure::JsonDocument => &mut self.json,
            Structure::Marked => &mut self.marked,
            Structure::Batch => &mut self.batch,
            Structure::Rows => &mut self.rows,
        };
        (layouter, &self.piece)
    }
}

/// Says which piece it is of, never what that holds.
impl fmt::Debug for Index {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Index")
            .field("piece", &self.piece)
            .finish_non_exhaustive()
    }
}
