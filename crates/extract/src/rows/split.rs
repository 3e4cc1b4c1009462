//! Parting rows into cells.

use memchr::{memchr, memchr_iter, memchr2_iter};

use super::Bars;

/// Calls for each cell of lines with tabs in them, with its column.
pub(super) fn copied(
    bytes: &[u8],
    (from, to): (usize, usize),
    mut cell: impl FnMut((usize, usize), u32),
) {
    let (mut start, mut column) = (from, 0);
    let signs = memchr2_iter(b'\t', b'\n', &bytes[from..to]).map(|it| from + it);
    for end in signs.chain([to]) {
        let field = &bytes[start..end];
        if field != b"\\N" {
            let line_end = usize::from(field.ends_with(b"\r"));
            cell((start, end - line_end), column);
        }
        column = match bytes.get(end) {
            Some(b'\t') => column + 1,
            _ => 0,
        };
        start = (end + 1).min(to);
    }
}

/// The same for lines with bars in them.
pub(super) fn barred(
    bytes: &[u8],
    range: (usize, usize),
    bars: Bars,
    mut cell: impl FnMut((usize, usize), u32),
) {
    for (start, end) in lines(bytes, range) {
        let line = &bytes[start..end];
        for (column, (from, to)) in (0..).zip(bars.cells(line)) {
            cell(trimmed(bytes, (start + from, start + to)), column);
        }
    }
}

/// The same for lines with a sign between cells.
pub(super) fn delimited(
    bytes: &[u8],
    range: (usize, usize),
    separator: u8,
    mut cell: impl FnMut((usize, usize), u32),
) {
    for (start, end) in lines(bytes, range) {
        let cells = delimited_cells(bytes[start..end].trim_ascii_end(), separator);
        for (column, (from, to)) in (0..).zip(cells) {
            cell((start + from, start + to), column);
        }
    }
}

/// Where the cells of a line start and end, without blanks and quotes around them. A quote
/// is one only where a cell begins and another one ends it.
pub(crate) fn delimited_cells(
    line: &[u8],
    separator: u8,
) -> impl Iterator<Item = (usize, usize)> + '_ {
    let mut next = Some(0);
    std::iter::from_fn(move || {
        let from = next?;
        let quoted = quoted_cell(line, from, separator);
        let (cell, end) = quoted.unwrap_or_else(|| {
            let end = memchr(separator, &line[from..]).map_or(line.len(), |it| from + it);
            (trimmed(line, (from, end)), end)
        });
        next = (end < line.len()).then_some(end + 1);
        Some(cell)
    })
}

/// What lies between the quotes of a cell, and where the cell ends.
fn quoted_cell(line: &[u8], from: usize, separator: u8) -> Option<((usize, usize), usize)> {
    let blanks = line[from..].iter().take_while(|byte| **byte == b' ');
    let start = from + blanks.count() + 1;
    if line.get(start - 1) != Some(&b'"') {
        return None;
    }
    // Two are one that is meant.
    let mut quotes = memchr_iter(b'"', &line[start..]).map(|it| start + it);
    let mut end = quotes.next()?;
    while line.get(end + 1) == Some(&b'"') {
        quotes.next();
        end = quotes.next()?;
    }
    let behind = &line[end + 1..];
    let blanks = behind.iter().take_while(|byte| **byte == b' ').count();
    let ends = behind.get(blanks).is_none_or(|byte| *byte == separator);
    ends.then_some(((start, end), end + 1 + blanks))
}

/// The same for lines with cells of a fixed width. A line in which something crosses the
/// start of a column is none of them.
pub(super) fn fixed(
    bytes: &[u8],
    range: (usize, usize),
    starts: &[usize],
    mut cell: impl FnMut((usize, usize), u32),
) {
    for (start, end) in lines(bytes, range) {
        let Some(ends) = fixed_cells(&bytes[start..end], starts) else {
            continue;
        };
        for (column, (from, to)) in (0..).zip(ends) {
            cell(trimmed(bytes, (start + from, start + to)), column);
        }
    }
}

/// Where the cells of a line start and end, if all columns begin behind a blank.
pub(crate) fn fixed_cells(line: &[u8], starts: &[usize]) -> Option<Vec<(usize, usize)>> {
    let offsets = offsets(line, starts);
    let is_blank = |at: usize| matches!(line.get(at), None | Some(b' ' | b'\t'));
    let fits = offsets.iter().all(|at| *at == 0 || is_blank(at - 1));
    let ends = offsets.iter().skip(1).copied().chain([line.len()]);
    fits.then(|| offsets.iter().copied().zip(ends).collect())
}

/// Where characters stand in a line, by their number from 0.
fn offsets(line: &[u8], characters: &[usize]) -> Vec<usize> {
    if line.is_ascii() {
        return characters.iter().map(|it| (*it).min(line.len())).collect();
    }
    let is_first = |byte: &u8| byte & 0xC0 != 0x80;
    let firsts = line.iter().enumerate().filter(|(_, byte)| is_first(byte));
    let firsts: Vec<usize> = firsts.map(|(at, _)| at).collect();
    let offset = |it: &usize| firsts.get(*it).copied().unwrap_or(line.len());
    characters.iter().map(offset).collect()
}

/// The lines of a part, without their ends.
fn lines(bytes: &[u8], (from, to): (usize, usize)) -> impl Iterator<Item = (usize, usize)> {
    let mut start = from;
    let ends = memchr_iter(b'\n', &bytes[from..to]).map(move |it| from + it);
    ends.chain([to]).filter_map(move |end| {
        let line = (start, end);
        start = (end + 1).min(to);
        (line.0 < line.1).then_some(line)
    })
}

/// Without the blanks around.
pub(crate) fn trimmed(bytes: &[u8], (start, end): (usize, usize)) -> (usize, usize) {
    let part = &bytes[start..end];
    let before = part.len() - part.trim_ascii_start().len();
    let within = part.trim_ascii().len();
    (start + before, start + before + within)
}
