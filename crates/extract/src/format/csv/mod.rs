//! Tables as text: comma-, tab-, semicolon- or bar-separated values, quoted as
//! RFC 4180 says.
//!
//! Rows end with `\n`, `\r\n` or `\r`; empty lines are no rows. A quote is one
//! only at the start of a cell; text after a closing quote belongs to the cell.
//! Rows may differ in length.

mod cut;
mod dialect;
mod head;
mod index;
mod row_ends;
mod split;

use std::sync::Arc;

use tracie_finding::mime;

use super::{Confidence, Cutter, Format, Head};
use crate::limits::Limits;
use cut::TableCutter;
use dialect::Dialect;
pub(crate) use head::TableHead;

pub(crate) use head::{Text, filled, is_data, is_word, names_row};
pub(crate) use index::TableIndex;

/// What the index of a piece of a table needs to know.
#[derive(Clone, Debug)]
pub(crate) struct TableStart {
    head: Arc<TableHead>,
    /// Which row names the columns, from 0 at the first of the piece: it may come
    /// in a later piece, and pieces behind it have none.
    header: Option<usize>,
    /// Whether it is a line that does not parse as a row: what is in it has lines for
    /// places, as in what is malformed.
    is_line: bool,
}

impl TableStart {
    /// Rows that do not parse as such, below the names of their table: their places are lines.
    pub(crate) fn lines(head: Arc<TableHead>) -> TableStart {
        TableStart {
            head,
            header: None,
            is_line: true,
        }
    }
}

/// Comma-separated values, and all other separators but the tab.
pub(crate) struct Csv;

/// Tab-separated values.
pub(crate) struct Tsv;

impl Format for Csv {
    fn name(&self) -> &'static str {
        "CSV"
    }

    fn mime_type(&self) -> &'static str {
        mime::CSV
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["csv", "psv", "ssv"]
    }

    fn sniff(&self, head: &Head<'_>) -> Confidence {
        confidence(dialect::recognise(head).is_some_and(|dialect| dialect.separator != b'\t'))
    }

    fn cutter(&self, head: &Head<'_>, _limits: &Limits) -> Box<dyn Cutter> {
        Box::new(TableCutter::new(dialect::choose(head, b','), head))
    }
}

impl Format for Tsv {
    fn name(&self) -> &'static str {
        "TSV"
    }

    fn mime_type(&self) -> &'static str {
        mime::TSV
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["tsv", "tab"]
    }

    fn sniff(&self, head: &Head<'_>) -> Confidence {
        // Most content is told by its first row that it is none.
        let may_be = dialect::is_table(head, b'\t');
        confidence(may_be && dialect::recognise(head) == Some(Dialect::new(b'\t')))
    }

    fn cutter(&self, head: &Head<'_>, _limits: &Limits) -> Box<dyn Cutter> {
        Box::new(TableCutter::new(dialect::choose(head, b'\t'), head))
    }
}

/// Whether content evidently is a table, the columns of which have names.
pub(crate) fn has_named_columns(head: &Head<'_>) -> bool {
    let dialect = dialect::recognise(head);
    dialect.is_some_and(|it| TableHead::read(it, head).has_names())
}

fn confidence(likely: bool) -> Confidence {
    if likely {
        Confidence::Likely
    } else {
        Confidence::No
    }
}

/// The type a table of this dialect is reported as.
fn mime_type(dialect: Dialect) -> &'static str {
    if dialect.separator == b'\t' {
        mime::TSV
    } else {
        mime::CSV
    }
}
