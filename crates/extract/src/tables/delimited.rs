//! Tables that are neither drawn nor set: lines of cells with a sign between them, as they
//! are pasted into mails and notes, or exported with a sign that no format is known by.
//!
//! Commas and bars are everywhere. So only a line that begins a text or follows a blank line
//! names columns, and only if the next line has as many cells and data in one of them.

use memchr::memchr;

use super::header::Table;
use crate::format::csv::is_data;
use crate::rows::{Form, LONGEST_NAME, columns, delimited_cells, is_name};

/// What may stand between cells, the likelier first.
const SEPARATORS: [u8; 8] = [b',', b';', b'|', b'\t', b'^', b'~', 0x01, 0x1F];
/// Shorter lines name no columns.
const SHORTEST: usize = 3;
/// What ends lines of code and sentences, and no names.
const NO_END: &[u8] = b"{}>.:";

/// Bytes in which there is a separator, or the first name is too long for one.
const NEAR: usize = LONGEST_NAME + 16;

/// Whether a table may begin with this text: of most it is told by a few bytes that none
/// does. There is no branch, so that it is vectorised, which it is not where it is inlined.
#[inline(never)]
pub(super) fn may_begin(text: &[u8]) -> bool {
    let Some(near) = text.first_chunk::<NEAR>() else {
        return true;
    };
    let separators = near.iter().map(|byte| u8::from(is_separator(*byte)));
    separators.fold(0, |any, it| any | it) != 0
}

#[inline(always)]
fn is_separator(byte: u8) -> bool {
    let [a, b, c, d, e, f, g, h] = SEPARATORS;
    (byte == a)
        | (byte == b)
        | (byte == c)
        | (byte == d)
        | (byte == e)
        | (byte == f)
        | (byte == g)
        | (byte == h)
}

/// Whether a line may name columns, by how it ends.
pub(super) fn may_be_names(line: &[u8]) -> bool {
    let line = line.trim_ascii_end();
    let last = line.last().filter(|_| line.len() >= SHORTEST);
    last.is_some_and(|it| !NO_END.contains(it))
}

/// The table whose names are a line, and the first row the next one.
pub(super) fn begins(names: &[u8], row: &[u8]) -> Option<Table> {
    let names = names.trim_ascii_end();
    let mut separators = SEPARATORS.into_iter();
    separators.find_map(|separator| table(names, row, separator))
}

fn table(names: &[u8], row: &[u8], separator: u8) -> Option<Table> {
    memchr(separator, names)?;
    let name = |it: &[u8]| it.is_empty() || is_name(it);
    if !cells(names, separator).all(name) {
        return None;
    }
    let called: Vec<&[u8]> = cells(names, separator).collect();
    if called.iter().filter(|it| !it.is_empty()).count() < 2 {
        return None;
    }
    let row: Vec<&[u8]> = cells(row.trim_ascii_end(), separator).collect();
    let has_data = || {
        let mut both = called.iter().zip(&row);
        both.any(|(name, cell)| !name.is_empty() && is_data(cell))
    };
    (row.len() == called.len() && has_data()).then(|| Table {
        form: Form::Delimited { separator },
        columns: columns(called),
    })
}

fn cells(line: &[u8], separator: u8) -> impl Iterator<Item = &[u8]> {
    delimited_cells(line, separator).map(|(from, to)| &line[from..to])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(header: &str, row: &str) -> Option<Vec<String>> {
        begins(header.as_bytes(), row.as_bytes()).map(|it| it.names())
    }

    #[test]
    fn names_and_data_with_a_sign_between_are_a_table() {
        for (header, row, expected) in [
            ("id,ssn", "1,401-22-7715", &["id", "ssn"][..]),
            ("name; ssn\r\n", "Doe; 401-22-7715\r\n", &["name", "ssn"]),
            ("name^ssn", "Doe^401-22-7715", &["name", "ssn"]),
            ("name\u{1}ssn", "Doe\u{1}401-22-7715", &["name", "ssn"]),
            (
                "| id | ssn |",
                "| a | 401-22-7715 |",
                &["", "id", "ssn", ""],
            ),
            (
                "\"name\",\"ssn\"",
                "\"Doe, Jane\",\"401-22-7715\"",
                &["name", "ssn"],
            ),
        ] {
            let expected: Vec<String> = expected.iter().map(|it| (*it).to_owned()).collect();
            assert_eq!(names(header, row), Some(expected), "{header}");
        }
    }

    #[test]
    fn sentences_and_code_are_none() {
        for (header, row) in [
            ("However, it is", "so, they say"),
            ("id,ssn", "1,401-22-7715,x"),
            ("id,ssn", ""),
            ("1,2", "3,4"),
            ("Dear all,", "12345"),
            ("fn f(a, b) {", "let a = (b, c);"),
            ("| a | b |", "|---|---|"),
        ] {
            assert_eq!(names(header, row), None, "{header}");
        }
    }
}
