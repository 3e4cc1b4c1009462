//! Members that hold what tables are made of: the names of their columns, or the cells
//! of a row.

use super::pairs::{LONGEST, last_word};

/// What an array below a member is to a table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum List {
    /// Nothing that its name would say.
    #[default]
    Plain,
    /// The names of columns.
    Columns,
    /// The cells of a row, or rows.
    Cells,
}

/// The last words of the names of what names columns, or all of the name.
const COLUMNS: [&str; 24] = [
    "attributes",
    "cols",
    "columninfo",
    "columnnames",
    "columns",
    "defs",
    "fields",
    "head",
    "header",
    "headers",
    "headings",
    "keynames",
    "keys",
    "labels",
    "meta",
    "metadata",
    "names",
    "rowtype",
    "schema",
    "thead",
    "titles",
    "variables",
    "vars",
    "properties",
];

/// Those of what holds cells.
const CELLS: [&str; 12] = [
    "c",
    "cells",
    "columnvalues",
    "data",
    "f",
    "keyvalues",
    "record",
    "row",
    "tuple",
    "val",
    "value",
    "values",
];

impl List {
    /// That of a member of a name.
    #[inline(always)]
    pub(crate) fn of(name: &[u8]) -> List {
        match may_be_one(name) {
            true => List::by_words(name),
            false => List::Plain,
        }
    }

    #[inline(never)]
    fn by_words(name: &[u8]) -> List {
        let word = last_word(name);
        let is_in = |words: &[&str]| {
            let mut words = words.iter().map(|it| it.as_bytes());
            words.any(|it| it.eq_ignore_ascii_case(word) || it.eq_ignore_ascii_case(name))
        };
        if is_in(&COLUMNS) {
            List::Columns
        } else if is_in(&CELLS) {
            List::Cells
        } else {
            List::Plain
        }
    }
}

/// Whether a name ends as one of the words does: each member of a document is asked.
#[inline(always)]
fn may_be_one(name: &[u8]) -> bool {
    let Some(tail) = name.last_chunk::<3>() else {
        return matches!(name, [b'c' | b'f']);
    };
    let ends = matches!(
        &tail.map(|byte| byte | 0x20),
        b"tes"
            | b"ols"
            | b"nfo"
            | b"mes"
            | b"mns"
            | b"efs"
            | b"lds"
            | b"ead"
            | b"der"
            | b"ers"
            | b"ngs"
            | b"eys"
            | b"els"
            | b"eta"
            | b"ata"
            | b"ype"
            | b"ema"
            | b"les"
            | b"ars"
            | b"ies"
            | b"lls"
            | b"ord"
            | b"row"
            | b"ple"
            | b"val"
            | b"lue"
            | b"ues"
    );
    ends && name.len() <= LONGEST
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_or_the_name_tells_what_a_list_is() {
        for (name, list) in [
            ("columnHeaders", List::Columns),
            ("COLUMN_NAMES", List::Columns),
            ("rowType", List::Columns),
            ("ColumnMetadata", List::Columns),
            ("row-data", List::Cells),
            ("f", List::Cells),
            ("ff", List::Plain),
            ("type", List::Plain),
            ("unheard", List::Plain),
            ("", List::Plain),
        ] {
            assert_eq!(List::of(name.as_bytes()), list, "{name}");
        }
    }

    #[test]
    fn no_word_is_passed_over() {
        for word in COLUMNS {
            assert_eq!(List::of(word.as_bytes()), List::Columns, "{word}");
        }
        for word in CELLS {
            assert_eq!(List::of(word.as_bytes()), List::Cells, "{word}");
        }
    }
}
