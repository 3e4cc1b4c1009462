//! What an extractor hands to a detector: text, and where values lie in it.
//!
//! A [`Chunk`] either is *text* (a match may lie anywhere in it and a keyword
//! counts by its distance) or it is a run of *values* (cells, JSON strings and
//! numbers: a match lies within one value, and a keyword counts in the same
//! value or in one of the names over it). *Rows* are both: text of which some
//! parts are values.

use std::ops::Range;

/// A piece of an object's content to look for identifiers in.
#[derive(Clone, Copy, Debug)]
pub struct Chunk<'a> {
    /// The text. For `Layout::Values` it may hold syntax between the values.
    pub bytes: &'a [u8],
    /// Matches must *start* here (byte range of `bytes`); what lies around it
    /// is context: keywords, and the tail of matches that cross the end.
    pub owned: (usize, usize),
    /// What `bytes` are.
    pub layout: Layout<'a>,
}

impl<'a> Chunk<'a> {
    /// A text that stands alone: all of it is owned, and origins are offsets in it.
    ///
    /// ```
    /// use tracie_finding::chunk::Chunk;
    ///
    /// assert_eq!(Chunk::text(b"SSN").owned, (0, 3));
    /// ```
    pub fn text(bytes: &'a [u8]) -> Chunk<'a> {
        Chunk {
            bytes,
            owned: (0, bytes.len()),
            layout: Layout::Text { base: 0 },
        }
    }
}

/// How the bytes of a [`Chunk`] are to be read.
#[derive(Clone, Copy, Debug)]
pub enum Layout<'a> {
    /// Unstructured text. The origin of a match is `base` plus its offset.
    Text {
        /// Origin of the first byte of the chunk.
        base: u64,
    },
    /// Text, parts of which are values, in the order of their `start`, not
    /// overlapping: what is found in either counts once.
    Rows {
        /// Origin of the first byte of the chunk, and of each value as many
        /// bytes more as it begins behind it.
        base: u64,
        /// The values.
        values: &'a [Value],
        /// The names that `Value::names` refer to.
        names: &'a Names,
    },
    /// Separate values, in the order of their `start`, not overlapping.
    Values {
        /// The values.
        values: &'a [Value],
        /// The names that `Value::names` refer to.
        names: &'a Names,
    },
}

/// One value of a structured document: a cell, a JSON string or number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Value {
    /// First byte of the value in the chunk.
    pub start: u32,
    /// The byte after its last.
    pub end: u32,
    /// Which names stand over it: an index into [`Names`].
    pub names: u32,
    /// Where the value lies in the object, as its format counts: an opaque
    /// number that grows in document order. The format turns it into a place.
    pub origin: u64,
}

impl Value {
    /// The bytes of the value within its chunk.
    pub fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// The names that stand over values: the column of a cell, the element names
/// on the path to a JSON value. Interned, so that a detector judges each
/// combination once.
#[derive(Clone, Debug, Default)]
pub struct Names {
    sets: Vec<Vec<Box<[u8]>>>,
}

impl Names {
    /// No names at all; index 0 of a fresh table is taken by the first push.
    pub fn new() -> Names {
        Names::default()
    }

    /// Adds a set of names, outermost first, and returns its index.
    pub fn push<I, N>(&mut self, names: I) -> u32
    where
        I: IntoIterator<Item = N>,
        N: AsRef<[u8]>,
    {
        let set = names.into_iter().map(|name| name.as_ref().into()).collect();
        self.sets.push(set);
        (self.sets.len() - 1) as u32
    }

    /// The names of a set, outermost first.
    pub fn get(&self, index: u32) -> &[Box<[u8]>] {
        self.sets.get(index as usize).map_or(&[], Vec::as_slice)
    }

    /// How many sets there are.
    pub fn len(&self) -> usize {
        self.sets.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.sets.is_empty()
    }

    /// Forgets all sets, keeping the memory of the table.
    pub fn clear(&mut self) {
        self.sets.clear();
    }
}
