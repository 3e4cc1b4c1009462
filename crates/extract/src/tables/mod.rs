//! Tables that are drawn in text, or written as markup.
//!
//! ```text
//!  id | ssn            | id | ssn |        id  ssn            <table>
//! ----+-----           |----|-----|        --  ---            <tr><th>id<th>ssn
//!   1 | …              | 1  | …   |        1   …              <tr><td>1<td>…
//! ```
//!
//! Or as lines of cells with a sign between them, below a blank line.
//!
//! They stay text. What is in them is below the names of its columns, too. What a table is
//! must not depend on how text is cut: what it takes is carried from piece to piece.

mod aligned;
mod beside;
mod delimited;
mod grid;
mod header;
mod lines;
mod markup;
mod paragraphs;
mod rule;
mod tag;

use std::io;

use crate::format::Window;
use crate::rows::Rows;
pub(crate) use grid::{Grid, Start};
use lines::Lines;
use markup::Markup;

/// Finds the rows of tables in text, piece by piece.
#[derive(Default)]
pub(crate) struct Tables {
    lines: Lines,
    markup: Markup,
}

impl Tables {
    /// Those of text that begins like this.
    pub(crate) fn of(head: &[u8]) -> Tables {
        Tables {
            lines: Lines::of(head),
            markup: Markup::of(head),
        }
    }

    /// Those of text that was taken from a document, or is what is left of one.
    pub(crate) fn of_document() -> Tables {
        Tables {
            lines: Lines::of_document(),
            markup: Markup::default(),
        }
    }

    /// Where a piece must end that should end there: behind the cell or row that it would end
    /// in; up to where it shows what follows; and the rows in it.
    pub(crate) fn pass(
        &mut self,
        window: &mut Window<'_>,
        end: usize,
    ) -> io::Result<(usize, usize, Vec<Rows>)> {
        let (start, mut rows) = (window.start(), Vec::new());
        let mut end = window.behind_cell(end)?;
        let (mut in_markup, mut in_lines) = (start, start);
        // Where one goes beyond the end, the other follows.
        while in_markup < end || in_lines < end {
            if in_markup < end {
                end = self.markup.pass(window, (in_markup, end), &mut rows)?;
                in_markup = end;
            }
            if in_lines < end {
                end = self.lines.pass(window, (in_lines, end), &mut rows)?;
                in_lines = end;
            }
            end = window.behind_cell(end)?;
        }
        let shown = end + window.limits.max_match;
        window.fill((shown - window.start()).max(window.visible))?;
        Ok((end, shown.min(window.bytes().len()), rows))
    }
}
