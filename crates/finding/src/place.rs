//! Where in an object an occurrence lies, in the terms of Macie's findings.

/// The place of one occurrence.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Place {
    /// In unstructured text.
    Line {
        /// First line, from 1.
        start: u64,
        /// Last line, inclusive.
        end: u64,
        /// Character of the first line at which it starts, from 1.
        start_column: u64,
    },
    /// In a table.
    Cell {
        /// Row from 1; the header is row 1.
        row: u64,
        /// Column from 1.
        column: u64,
        /// The column's name, if the table has a header.
        column_name: Option<String>,
        /// Such as `Sheet2!C5`; spreadsheets only.
        cell_reference: Option<String>,
    },
    /// In a record.
    Record {
        /// The record, from 0; a JSON document is record 0.
        index: u64,
        /// The path to the value; absent where a name on it is sensitive.
        json_path: Option<String>,
    },
    /// On a page.
    Page {
        /// The page, from 1.
        number: u64,
    },
}

/// How much a part of an object holds, by which the places of the next part
/// are shifted: parts are read side by side and counted together afterwards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extent {
    /// Line terminators in the part.
    pub lines: u64,
    /// Characters after the last line terminator.
    pub tail: u64,
    /// Rows or records that end in the part.
    pub records: u64,
}

impl Extent {
    /// This part followed by the next one.
    ///
    /// ```
    /// use tracie_finding::place::Extent;
    ///
    /// let first = Extent { lines: 2, tail: 5, records: 0 };
    /// let second = Extent { lines: 0, tail: 3, records: 0 };
    /// assert_eq!(first.then(&second), Extent { lines: 2, tail: 8, records: 0 });
    /// ```
    #[must_use]
    pub fn then(&self, next: &Extent) -> Extent {
        let tail = if next.lines == 0 {
            self.tail + next.tail
        } else {
            next.tail
        };
        Extent {
            lines: self.lines + next.lines,
            tail,
            records: self.records + next.records,
        }
    }
}

impl Place {
    /// The place in the whole object of a place in a part, where `before` is
    /// what stands before that part.
    #[must_use]
    pub fn after(self, before: &Extent) -> Place {
        match self {
            Place::Line {
                start,
                end,
                start_column,
            } => {
                let shift = if start == 1 { before.tail } else { 0 };
                Place::Line {
                    start: start + before.lines,
                    end: end + before.lines,
                    start_column: start_column + shift,
                }
            }
            Place::Cell {
                row,
                column,
                column_name,
                cell_reference,
            } => Place::Cell {
                row: row + before.records,
                column,
                column_name,
                cell_reference,
            },
            Place::Record { index, json_path } => Place::Record {
                index: index + before.records,
                json_path,
            },
            page @ Place::Page { .. } => page,
        }
    }
}
