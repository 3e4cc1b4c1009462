//! The place that an explanation is asked for.

use std::fmt;

use clap::Args;
use tracie::Place;
use tracie::finding::mime;
use tracie::finding::place::Extent;

/// A place, as reports tell it.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Where")]
pub(crate) struct PlaceArgs {
    #[command(flatten)]
    whole: WholeArgs,

    /// The character of the line, or the column of the table, from 1 [default: all]
    #[arg(long, value_name = "N", conflicts_with = "record")]
    column: Option<u64>,

    /// The path in the record, such as $.customer.id [default: all]
    #[arg(long, value_name = "PATH", requires = "record")]
    path: Option<String>,
}

/// What formats divide content into; without any, all of it is looked at.
#[derive(Clone, Debug, Args)]
#[group(multiple = false)]
struct WholeArgs {
    /// A line, from 1
    #[arg(long, value_name = "N")]
    line: Option<u64>,

    /// A row of a table, from 1; the header is row 1
    #[arg(long, value_name = "N")]
    row: Option<u64>,

    /// A record, from 0; a JSON document is record 0
    #[arg(long, value_name = "N")]
    record: Option<u64>,

    /// A page, from 1
    #[arg(long, value_name = "N", conflicts_with = "column")]
    page: Option<u64>,
}

/// A place to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    Everything,
    Line { line: u64, column: Option<u64> },
    Cell { row: u64, column: Option<u64> },
    Record { record: u64, path: Option<String> },
    Page(u64),
}

impl From<&PlaceArgs> for Wanted {
    fn from(args: &PlaceArgs) -> Wanted {
        let column = args.column;
        match args.whole {
            WholeArgs {
                line: Some(line), ..
            } => Wanted::Line { line, column },
            WholeArgs { row: Some(row), .. } => Wanted::Cell { row, column },
            WholeArgs {
                record: Some(record),
                ..
            } => Wanted::Record {
                record,
                path: args.path.clone(),
            },
            WholeArgs {
                page: Some(page), ..
            } => Wanted::Page(page),
            _ => Wanted::Everything,
        }
    }
}

impl Wanted {
    /// Whether a value is at the place.
    pub(crate) fn has(&self, place: &Place) -> bool {
        match (self, place) {
            (Wanted::Everything, _) => true,
            (Wanted::Line { line, .. }, Place::Line { start, end, .. }) => {
                (start..=end).contains(&line)
            }
            (Wanted::Cell { row, column }, place) => match place {
                Place::Cell {
                    row: its_row,
                    column: its_column,
                    ..
                } => its_row == row && column.is_none_or(|column| column == *its_column),
                // The header of a table is found by its line.
                Place::Line { start: 1, .. } => *row == 1 && column.is_none(),
                _ => false,
            },
            (Wanted::Record { record, path }, Place::Record { index, json_path }) => {
                index == record && (path.is_none() || path == json_path)
            }
            (Wanted::Page(page), Place::Page { number }) => page == number,
            _ => false,
        }
    }

    /// How such places are counted, if content of a type has them.
    pub(crate) fn counting(&self, mime_type: &str) -> Option<&'static str> {
        let (table, records, pages) = match kind(mime_type) {
            Counted::Rows => (true, false, false),
            Counted::Records => (false, true, false),
            Counted::Pages => (false, false, true),
            Counted::Lines => (false, false, false),
        };
        match self {
            Wanted::Cell { .. } if table => {
                Some("rows and columns count from 1, and the header is row 1")
            }
            Wanted::Record { path: None, .. } if records => Some("records count from 0"),
            Wanted::Record { .. } if records => {
                Some("records count from 0, and a path is that of a string or number")
            }
            Wanted::Page(_) if pages => Some("pages count from 1"),
            Wanted::Line { .. } if !table && !records && !pages => {
                Some("lines and columns count from 1")
            }
            _ => None,
        }
    }

    /// Whether the place may be in a piece of so much, after so much.
    pub(crate) fn may_be_in(&self, before: &Extent, extent: &Extent) -> bool {
        let last = before.records + extent.records;
        match self {
            Wanted::Everything => true,
            Wanted::Line { line, .. } => *line > before.lines,
            // The rows of a sheet are not counted by what came before it.
            Wanted::Cell { row, .. } => last == 0 || (before.records..=last + 1).contains(row),
            Wanted::Page(_) => true,
            Wanted::Record { record, .. } => (before.records..=last).contains(record),
        }
    }
}

/// What divides content of a type.
enum Counted {
    Lines,
    Rows,
    Records,
    Pages,
}

fn kind(mime_type: &str) -> Counted {
    match mime_type {
        mime::CSV | mime::TSV | mime::XLSX | mime::XLS | mime::XLSB => Counted::Rows,
        mime::JSON | mime::AVRO | mime::PARQUET | mime::ORC | mime::ARROW => Counted::Records,
        mime::PDF => Counted::Pages,
        _ => Counted::Lines,
    }
}

/// What places there are in content of a type.
pub(crate) fn places(mime_type: &str) -> &'static str {
    match kind(mime_type) {
        Counted::Rows => "rows and columns: give --row and --column",
        Counted::Records => "records: give --record and --path",
        Counted::Pages => "pages: give --page",
        Counted::Lines => "lines, if anything: give --line and --column, or no place for all of it",
    }
}

impl fmt::Display for Wanted {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Wanted::Everything => out.write_str("any place"),
            Wanted::Line { line, column } => in_column(out, &format!("line {line}"), *column),
            Wanted::Cell { row, column } => in_column(out, &format!("row {row}"), *column),
            Wanted::Record { record, path: None } => write!(out, "record {record}"),
            Wanted::Page(page) => write!(out, "page {page}"),
            Wanted::Record {
                record,
                path: Some(path),
            } => write!(out, "record {record}, {path}"),
        }
    }
}

fn in_column(out: &mut fmt::Formatter<'_>, place: &str, column: Option<u64>) -> fmt::Result {
    match column {
        Some(column) => write!(out, "{place}, column {column}"),
        None => out.write_str(place),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(row: u64, column: u64) -> Place {
        Place::Cell {
            row,
            column,
            column_name: None,
            cell_reference: None,
        }
    }

    #[test]
    fn a_column_narrows_a_row() {
        let row = Wanted::Cell {
            row: 3,
            column: None,
        };
        let one = Wanted::Cell {
            row: 3,
            column: Some(2),
        };
        assert!(row.has(&cell(3, 1)) && row.has(&cell(3, 2)) && !row.has(&cell(2, 2)));
        assert!(!one.has(&cell(3, 1)) && one.has(&cell(3, 2)));
        assert_eq!(one.to_string(), "row 3, column 2");
    }

    #[test]
    fn a_path_narrows_a_record() {
        let place = Place::Record {
            index: 4,
            json_path: Some("$.a".into()),
        };
        for (path, expected) in [(None, true), (Some("$.a"), true), (Some("$.b"), false)] {
            let path = path.map(str::to_owned);
            assert_eq!(Wanted::Record { record: 4, path }.has(&place), expected);
        }
    }
}
