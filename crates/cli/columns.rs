//! Text in columns.

use std::io::{self, Write};

use crate::terminal;

/// Writes rows under a head, each column as wide as its widest cell. Columns
/// of which `right` is set stand right.
pub(crate) fn write<const N: usize>(
    out: &mut impl Write,
    head: [&str; N],
    right: [bool; N],
    rows: &[[String; N]],
) -> io::Result<()> {
    let mut widths = head.map(|cell| cell.chars().count());
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let head = line(&head.map(String::from), &widths, &right);
    writeln!(out, "{}", terminal::faint(head))?;
    rows.iter()
        .try_for_each(|row| writeln!(out, "{}", line(row, &widths, &right)))
}

fn line(cells: &[String], widths: &[usize], right: &[bool]) -> String {
    let cells = cells.iter().zip(widths).zip(right);
    let padded: Vec<String> = cells
        .map(|((cell, width), is_right)| match is_right {
            true => format!("{cell:>width$}"),
            false => format!("{cell:<width$}"),
        })
        .collect();
    padded.join("  ").trim_end().to_owned()
}
