//! Places in words.

use tracie_finding::place::Place;

use crate::text::{length, shorten, visible};

/// With less room than this a name is left out: too little of it would show.
const LEAST_NAME: usize = 8;

/// A place: what says all, and a name that helps.
pub(crate) struct Words {
    pub(crate) place: String,
    pub(crate) name: Option<Name>,
}

pub(crate) struct Name {
    before: &'static str,
    name: String,
    after: &'static str,
}

/// A place in full, on one line that is safe for a terminal:
/// `row 2, column 5 "ssn"`.
///
/// ```
/// use tracie_finding::place::Place;
///
/// let place = Place::Record { index: 7, json_path: Some("$.card.number".into()) };
/// assert_eq!(tracie_report::place_in_words(&place), "record 7, $.card.number");
/// ```
pub fn place_in_words(place: &Place) -> String {
    match in_words(place) {
        None => "somewhere".to_owned(),
        Some(Words { place, name }) => {
            let name = name.map(|it| format!("{}{}{}", it.before, it.name, it.after));
            format!("{place}{}", name.unwrap_or_default())
        }
    }
}

impl Name {
    /// In at most so many characters, if enough of it fits.
    pub(crate) fn in_words(&self, room: usize) -> Option<String> {
        let Name {
            before,
            name,
            after,
        } = self;
        let room = room.saturating_sub(before.len() + after.len());
        let fits = room >= LEAST_NAME || room >= length(name);
        fits.then(|| format!("{before}{}{after}", shorten(name, room)))
    }
}

/// The words for a place.
pub(crate) fn in_words(place: &Place) -> Option<Words> {
    Some(match place {
        Place::Line {
            start,
            end,
            start_column,
        } if start == end => bare(format!("line {start}, column {start_column}")),
        Place::Line {
            start,
            end,
            start_column,
        } => bare(format!("lines {start} to {end}, column {start_column}")),
        Place::Cell {
            cell_reference: Some(reference),
            column_name,
            ..
        } => in_column(
            format!("cell {}", visible(reference)),
            column_name.as_deref(),
        ),
        Place::Cell {
            row,
            column,
            column_name,
            ..
        } => in_column(
            format!("row {row}, column {column}"),
            column_name.as_deref(),
        ),
        Place::Record { index, json_path } => in_record(*index, json_path.as_deref()),
        Place::Page { number } => bare(format!("page {number}")),
        _ => return None,
    })
}

pub(crate) fn bare(place: String) -> Words {
    Words { place, name: None }
}

pub(crate) fn in_column(place: String, column: Option<&str>) -> Words {
    let quoted = |name| Name {
        before: " \"",
        name: visible(name),
        after: "\"",
    };
    Words {
        place,
        name: column.map(quoted),
    }
}

fn in_record(index: u64, path: Option<&str>) -> Words {
    let following = |path| Name {
        before: ", ",
        name: visible(path),
        after: "",
    };
    Words {
        place: format!("record {index}"),
        name: path.map(following),
    }
}
