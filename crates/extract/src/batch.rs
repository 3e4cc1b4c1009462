//! Values that were extracted: cells of a spreadsheet, fields of a record.

use tracie_finding::chunk::{Chunk, Layout, Names, Value};
use tracie_finding::place::{Extent, Place};

use crate::index::Layouter;
use crate::marks::Spot;
use crate::piece::{Extra, Piece};

/// Values that are handed out together.
#[cfg_attr(test, derive(Debug))]
#[derive(Default)]
pub(crate) struct Batch {
    /// The values, each followed by a line feed.
    pub(crate) bytes: Vec<u8>,
    /// Where they lie in the bytes, which is also where they originate until
    /// the batch is given its place in the object.
    pub(crate) values: Vec<Value>,
    /// Where each comes from: one of the spots, and the number that makes it
    /// its own.
    places: Vec<(u32, u64)>,
    /// What many values have in common.
    spots: Vec<Spot>,
    pub(crate) names: Names,
}

impl Batch {
    /// A batch with room for so many bytes.
    pub(crate) fn with_room(bytes: usize) -> Batch {
        Batch {
            bytes: Vec::with_capacity(bytes),
            ..Batch::default()
        }
    }

    /// Adds a spot that values come from, apart from its number: the row of a
    /// cell, or the index of a record.
    pub(crate) fn spot(&mut self, spot: Spot) -> u32 {
        self.spots.push(spot);
        self.spots.len() as u32 - 1
    }

    /// Adds a value under a set of names, from a spot of this number.
    pub(crate) fn push(&mut self, value: &[u8], names: u32, spot: (u32, u64)) {
        if value.is_empty() {
            return;
        }
        let start = self.bytes.len() as u32;
        self.bytes.extend_from_slice(value);
        let end = self.bytes.len() as u32;
        // So that no pattern runs from one value into the next.
        self.bytes.push(b'\n');
        let origin = u64::from(start);
        self.values.push(Value {
            start,
            end,
            names,
            origin,
        });
        self.places.push(spot);
    }

    /// Counts origins from an offset of the object.
    pub(crate) fn place_at(&mut self, base: u64) {
        for value in &mut self.values {
            value.origin += base;
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    fn at(&self, origin: u64) -> Option<usize> {
        let next = self.values.partition_point(|value| value.origin <= origin);
        next.checked_sub(1)
    }
}

/// The index of a piece that is a batch.
#[derive(Default)]
pub(crate) struct BatchIndex;

fn batch(piece: &Piece) -> Option<&Batch> {
    match &piece.extra {
        Extra::Batch(batch) => Some(batch),
        _ => None,
    }
}

impl Layouter for BatchIndex {
    fn build(&mut self, _piece: &Piece) {}

    fn chunk<'a>(&'a self, piece: &'a Piece, n: usize) -> Option<Chunk<'a>> {
        let batch = batch(piece).filter(|batch| n == 0 && !batch.is_empty())?;
        Some(Chunk {
            bytes: piece.bytes(),
            owned: piece.owned,
            layout: Layout::Values {
                values: &batch.values,
                names: &batch.names,
            },
        })
    }

    fn place(&mut self, piece: &Piece, origin: (u64, u64)) -> Option<Place> {
        let batch = batch(piece)?;
        let (spot, number) = batch.places[batch.at(origin.0)?];
        batch.spots[spot as usize].numbered(number).place(0)
    }

    /// Its places are those in the object already.
    fn extent(&self, _piece: &Piece) -> Extent {
        Extent::default()
    }

    fn names(&mut self, piece: &Piece, origin: u64) -> Vec<String> {
        let names = || {
            let batch = batch(piece)?;
            let value = batch.values[batch.at(origin)?];
            let names = batch.names.get(value.names).iter();
            Some(names.map(|name| String::from_utf8_lossy(name).into_owned()))
        };
        names().into_iter().flatten().collect()
    }
}
