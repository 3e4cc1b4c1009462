//! Parting rows that a statement inserts into cells.

use super::lexer::{Behind, Lexer};

/// Calls for each element of the rows that a statement inserts, with its column.
pub(crate) fn inserted(
    bytes: &[u8],
    (start, end): (usize, usize),
    escapes: bool,
    mut cell: impl FnMut((usize, usize), u32),
) {
    let lexer = Lexer {
        escapes,
        ..Lexer::of(&bytes[..end])
    };
    let mut at = start;
    while let Behind::Row(open) = lexer.next_row(at) {
        let mut column = 0;
        let behind = lexer.row(open, |it| {
            cell((it.start, it.end), column);
            column += 1;
        });
        at = behind.unwrap_or(end);
    }
}
