//! Places in words.

use tracie_finding::detection::Detection;
use tracie_finding::place::Place;

use super::text::{shorten, visible};

/// The longest name of a column that is told in full.
const LONGEST_NAME: usize = 30;
/// What a reader is told of occurrences in formats that define no places.
const NOWHERE: &str = "not located";

/// Where occurrences are, as far as a row of a table tells.
pub(super) struct Location {
    first: String,
    more: String,
}

/// Where the first occurrence is, and how many more there are.
pub(super) fn of(detection: &Detection) -> Location {
    let first = detection
        .occurrences
        .iter()
        .find_map(|one| one.place.as_ref());
    match (first, detection.count) {
        (None, _) => Location {
            first: NOWHERE.to_owned(),
            more: String::new(),
        },
        (Some(place), 0 | 1) => Location {
            first: in_words(place),
            more: String::new(),
        },
        (Some(place), count) => Location {
            first: in_words(place),
            more: format!(", and {} more", count - 1),
        },
    }
}

impl Location {
    /// In at most so many characters, unless there are very many more.
    pub(super) fn in_words(&self, width: usize) -> String {
        let room = width.saturating_sub(self.more.len());
        format!("{}{}", shorten(&self.first, room), self.more)
    }
}

fn in_words(place: &Place) -> String {
    match place {
        Place::Line {
            start,
            end,
            start_column,
        } if start == end => {
            format!("line {start}, column {start_column}")
        }
        Place::Line {
            start,
            end,
            start_column,
        } => {
            format!("lines {start} to {end}, column {start_column}")
        }
        Place::Cell {
            cell_reference: Some(reference),
            column_name,
            ..
        } => {
            format!(
                "cell {}{}",
                visible(reference),
                named(column_name.as_deref())
            )
        }
        Place::Cell {
            row,
            column,
            column_name,
            ..
        } => {
            format!(
                "row {row}, column {column}{}",
                named(column_name.as_deref())
            )
        }
        Place::Record {
            index,
            json_path: Some(path),
        } => {
            format!("record {index}, {}", visible(path))
        }
        Place::Record {
            index,
            json_path: None,
        } => format!("record {index}"),
        Place::Page { number } => format!("page {number}"),
        _ => NOWHERE.to_owned(),
    }
}

fn named(column: Option<&str>) -> String {
    let quoted = |name| format!(" \"{}\"", shorten(&visible(name), LONGEST_NAME));
    column.map(quoted).unwrap_or_default()
}
