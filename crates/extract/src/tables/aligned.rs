//! Columns without a rule, set by blanks: what begins with the names of such.

use super::header::Table;
use super::rule::Rule;
use crate::rows::is_name;

/// Rows that are looked at.
const ROWS: usize = 8;
/// Fewer tell nothing.
const FEWEST: usize = 2;
/// The table that text begins with, and where the line of its names ends.
pub(super) fn first(head: &[u8]) -> Option<(u64, Table)> {
    let start = head
        .iter()
        .position(|byte| !matches!(byte, b'\r' | b'\n'))?;
    let mut lines = head[start..].split_inclusive(|byte| *byte == b'\n');
    let names = lines.next().filter(|line| line.ends_with(b"\n"))?;
    if !are_names(names) {
        return None;
    }
    let is_row = |line: &&[u8]| line.ends_with(b"\n") && !line.trim_ascii().is_empty();
    let rows: Vec<&[u8]> = lines.take_while(is_row).take(ROWS).collect();
    if rows.len() < FEWEST || Rule::parse(rows[0]).is_some() {
        return None;
    }
    let starts = starts(names, &rows)?;
    let table = Table::fixed(names, &starts)?;
    Some(((start + names.len()) as u64, table))
}

/// Where the parts of a line start and end that have two or more blanks between them.
fn cells(line: &[u8]) -> impl Iterator<Item = (usize, usize)> {
    let end = line.trim_ascii_end().len();
    let mut at = 0;
    std::iter::from_fn(move || {
        at += line[at..end].iter().position(|byte| *byte != b' ')?;
        let len = memchr::memmem::find(&line[at..end], b"  ");
        let cell = (at, len.map_or(end, |len| at + len));
        at = cell.1;
        Some(cell)
    })
}

/// Whether a line has nothing but names in it, and more than one.
fn are_names(line: &[u8]) -> bool {
    !line.contains(&b'\t')
        && cells(line).all(|(start, end)| is_name(&line[start..end]))
        && cells(line).nth(1).is_some()
}

/// Where columns begin, in characters: behind the last blanks before each name that go
/// through all lines, two or more.
fn starts(names: &[u8], rows: &[&[u8]]) -> Option<Vec<usize>> {
    let mut filled = Vec::new();
    for line in rows.iter().chain([&names]) {
        let text = std::str::from_utf8(line.trim_ascii_end()).ok()?;
        filled.resize(filled.len().max(text.chars().count()), false);
        let signs = text.chars().zip(&mut filled);
        signs.for_each(|(character, filled)| *filled |= character != ' ');
    }
    let text = std::str::from_utf8(names).ok()?;
    let character = |at: usize| text[..at].chars().count();
    let places = cells(names).map(|(start, end)| (character(start), character(end)));
    let mut behind = 0;
    let starts = places.map(|(start, end)| {
        let before = &filled[behind..start];
        let blanks = before.windows(2).rposition(|it| *it == [false, false]);
        let column = blanks.map(|it| behind + it + 2);
        let column = if behind == 0 { Some(0) } else { column };
        behind = end;
        column
    });
    starts.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(text: &str) -> Option<Vec<String>> {
        first(text.as_bytes()).map(|(_, table)| table.names())
    }

    #[test]
    fn names_stand_over_what_is_set_below_them() {
        let set = "\nNAME         SSN          AGE\nMaria López  219-09-9999   30\nAnn          457-55-5462    9\n";
        assert_eq!(
            columns(set),
            Some(["NAME", "SSN", "AGE"].map(str::to_owned).to_vec())
        );
        let wide = "\nNAME         SSN                      \u{3000}\nMaria Lopez  219-09-9999   30\nAnn          457-55-5462    9\n";
        assert_eq!(columns(wide).map(|it| it.len()), Some(3));
        for other in [
            "NAME  SSN\nMaria López 219-09-9999\nAnn and another line of text\n",
            "A text of one line  and more\nwhich goes on like this, and\nso it does here as well\n",
            "12345  678\n12345  678\n12345  678\n",
            "NAME  SSN\nAnn   1\n",
            "NAME\nAnn\nBob\n",
        ] {
            assert_eq!(columns(other), None, "{other}");
        }
    }
}
