//! Places in few words.

use tracie::Place;

/// Such as `line 3`, `B2`, `record 0 $.name`.
pub(crate) fn in_words(place: &Place) -> String {
    match place {
        Place::Line { start, .. } => format!("line {start}"),
        Place::Cell {
            cell_reference: Some(reference),
            ..
        } => reference.clone(),
        Place::Cell { row, column, .. } => format!("row {row}, column {column}"),
        Place::Record { index, json_path } => match json_path {
            Some(path) => format!("record {index}, {path}"),
            None => format!("record {index}"),
        },
        Place::Page { number } => format!("page {number}"),
        _ => String::new(),
    }
}
