//! Where the located occurrences of a detection are.

use serde::{Deserialize, Serialize};

use crate::place::Place;

/// The places of occurrences; only the lists that apply to the format of the
/// object are there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Occurrences {
    /// In tables.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cells: Option<Vec<Cell>>,
    /// In unstructured text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line_ranges: Option<Vec<Range>>,
    /// Reserved: Macie does not fill it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset_ranges: Option<Vec<Range>>,
    /// In PDF.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pages: Option<Vec<Page>>,
    /// In records.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub records: Option<Vec<Record>>,
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Cell {
    /// Such as `Sheet2!C5`; spreadsheets only.
    pub cell_reference: Option<String>,
    /// Column, from 1.
    pub column: u64,
    /// The name in the header, if there is one.
    pub column_name: Option<String>,
    /// Row, from 1; a header is row 1.
    pub row: u64,
}

/// A range of lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Range {
    /// Last line, inclusive.
    pub end: u64,
    /// First line, from 1.
    pub start: u64,
    /// Character of the first line at which it starts, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_column: Option<u64>,
}

/// A page of a PDF.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Page {
    /// Reserved: Macie does not fill it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line_range: Option<Range>,
    /// Reserved: Macie does not fill it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset_range: Option<Range>,
    /// The page, from 1.
    pub page_number: u64,
}

/// A value of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Record {
    /// The path to the value; absent where a name on it is sensitive itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub json_path: Option<String>,
    /// The record, from 0.
    pub record_index: u64,
}

impl Occurrences {
    /// Adds a place to the list of its kind.
    pub fn push(&mut self, place: &Place) {
        match place.clone() {
            Place::Line {
                start,
                end,
                start_column,
            } => {
                let range = Range {
                    end,
                    start,
                    start_column: Some(start_column),
                };
                self.line_ranges.get_or_insert_default().push(range);
            }
            Place::Cell {
                row,
                column,
                column_name,
                cell_reference,
            } => {
                let cell = Cell {
                    cell_reference,
                    column,
                    column_name,
                    row,
                };
                self.cells.get_or_insert_default().push(cell);
            }
            Place::Record { index, json_path } => {
                let record = Record {
                    json_path,
                    record_index: index,
                };
                self.records.get_or_insert_default().push(record);
            }
            Place::Page { number } => {
                let page = Page {
                    line_range: None,
                    offset_range: None,
                    page_number: number,
                };
                self.pages.get_or_insert_default().push(page);
            }
        }
    }

    /// All places, as [`Occurrences::push`] took them, but kind by kind; not
    /// those of kinds that Macie reserves.
    ///
    /// ```
    /// use tracie_finding::occurrences::Occurrences;
    /// use tracie_finding::place::Place;
    ///
    /// let page = Place::Page { number: 3 };
    /// let occurrences = Occurrences::from_iter([&page]);
    /// assert_eq!(occurrences.places().collect::<Vec<_>>(), [page]);
    /// ```
    pub fn places(&self) -> impl Iterator<Item = Place> {
        let cells = self.cells.iter().flatten().map(Place::from);
        let lines = self.line_ranges.iter().flatten().map(Place::from);
        let pages = self.pages.iter().flatten().map(Place::from);
        let records = self.records.iter().flatten().map(Place::from);
        cells.chain(lines).chain(pages).chain(records)
    }

    /// How many places there are.
    pub fn len(&self) -> usize {
        fn count<T>(list: &Option<Vec<T>>) -> usize {
            list.as_ref().map_or(0, Vec::len)
        }
        count(&self.cells)
            + count(&self.line_ranges)
            + count(&self.offset_ranges)
            + count(&self.pages)
            + count(&self.records)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl From<&Cell> for Place {
    fn from(cell: &Cell) -> Place {
        Place::Cell {
            row: cell.row,
            column: cell.column,
            column_name: cell.column_name.clone(),
            cell_reference: cell.cell_reference.clone(),
        }
    }
}

impl From<&Range> for Place {
    fn from(range: &Range) -> Place {
        Place::Line {
            start: range.start,
            end: range.end,
            start_column: range.start_column.unwrap_or(1),
        }
    }
}

impl From<&Page> for Place {
    fn from(page: &Page) -> Place {
        Place::Page {
            number: page.page_number,
        }
    }
}

impl From<&Record> for Place {
    fn from(record: &Record) -> Place {
        Place::Record {
            index: record.record_index,
            json_path: record.json_path.clone(),
        }
    }
}

impl<'a> FromIterator<&'a Place> for Occurrences {
    fn from_iter<I: IntoIterator<Item = &'a Place>>(places: I) -> Occurrences {
        let mut occurrences = Occurrences::default();
        places.into_iter().for_each(|place| occurrences.push(place));
        occurrences
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(place: &Place) -> String {
        serde_json::to_string(&Occurrences::from_iter([place])).expect("JSON")
    }

    #[test]
    fn each_place_is_written_in_its_list_alone() {
        assert_eq!(
            written(&Place::Line {
                start: 4,
                end: 6,
                start_column: 23
            }),
            r#"{"lineRanges":[{"end":6,"start":4,"startColumn":23}]}"#
        );
        assert_eq!(
            written(&Place::Cell {
                row: 2,
                column: 5,
                column_name: None,
                cell_reference: None
            }),
            r#"{"cells":[{"cellReference":null,"column":5,"columnName":null,"row":2}]}"#
        );
        assert_eq!(
            written(&Place::Page { number: 3 }),
            r#"{"pages":[{"pageNumber":3}]}"#
        );
        assert_eq!(
            written(&Place::Record {
                index: 0,
                json_path: Some("$.a".into())
            }),
            r#"{"records":[{"jsonPath":"$.a","recordIndex":0}]}"#
        );
    }

    #[test]
    fn a_record_without_a_path_keeps_its_index() {
        let place = Place::Record {
            index: 7,
            json_path: None,
        };
        assert_eq!(written(&place), r#"{"records":[{"recordIndex":7}]}"#);
    }

    #[test]
    fn places_of_several_kinds_are_told_apart_and_counted() {
        let line = Place::Line {
            start: 1,
            end: 1,
            start_column: 1,
        };
        let page = Place::Page { number: 1 };
        let occurrences = Occurrences::from_iter([&line, &page, &line]);
        assert_eq!((occurrences.len(), occurrences.is_empty()), (3, false));
        assert_eq!(occurrences.line_ranges.map(|ranges| ranges.len()), Some(2));
    }
}
