//! Tables of cells: which names stand over the one that is read.

use std::mem;
use std::sync::Arc;

use crate::rows::{Columns, columns, has_letter, is_name};

/// Longer names are cut.
const LONGEST_NAME: usize = 256;
/// What stands in more tables than that is read as text only.
const DEEPEST: usize = 16;
/// So many rows may stand over the names of columns.
const ABOVE: usize = 5;
/// Columns further to the right have no names.
pub(super) const MOST_COLUMNS: usize = 1 << 10;

/// The tables around what is read.
#[derive(Default)]
pub(crate) struct Grid {
    /// Innermost last.
    tables: Vec<Table>,
    /// How many tables more there are around.
    deeper: usize,
}

/// A table.
#[derive(Default)]
struct Table {
    /// The names of its columns, if they are known; none for what has none.
    columns: Vec<Arc<Columns>>,
    /// How many rows there were.
    rows: usize,
    row: Row,
}

/// A row so far.
#[derive(Default)]
struct Row {
    /// Where the next cell stands.
    column: usize,
    cells: Vec<Seen>,
    is_open: bool,
}

/// A cell of a row.
#[derive(Default)]
struct Seen {
    column: usize,
    is_head: bool,
    /// As far as it may be a name.
    text: Vec<u8>,
}

/// What is told of a cell where it begins.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Start {
    /// Whether it holds a name.
    pub(crate) is_head: bool,
    /// Its column from 0, if it is not the next one.
    pub(crate) column: Option<usize>,
    /// How many columns it takes.
    pub(crate) span: usize,
}

impl Grid {
    pub(crate) fn begin_table(&mut self) {
        match self.tables.len() {
            DEEPEST => self.deeper += 1,
            _ => self.tables.push(Table::default()),
        }
    }

    pub(crate) fn end_table(&mut self) {
        match self.deeper {
            0 => drop(self.tables.pop()),
            _ => self.deeper -= 1,
        }
    }

    /// The innermost table, unless it is too deep.
    fn table(&mut self) -> Option<&mut Table> {
        self.tables.last_mut().filter(|_| self.deeper == 0)
    }

    /// A row begins or ends.
    pub(crate) fn end_row(&mut self) {
        if let Some(table) = self.table() {
            table.end_row();
        }
    }

    pub(crate) fn begin_cell(&mut self, start: Start) {
        if let Some(table) = self.table() {
            table.row.begin(start);
        }
    }

    /// The cell that is open takes so many columns in all.
    pub(crate) fn widen(&mut self, span: usize) {
        if let Some(table) = self.table().filter(|it| it.row.is_open) {
            let column = table.row.column.saturating_sub(1) + span.max(1);
            table.row.column = column.min(MOST_COLUMNS);
        }
    }

    pub(crate) fn end_cell(&mut self) {
        if let Some(table) = self.table() {
            table.row.is_open = false;
        }
    }

    /// Whether there is a table around.
    pub(crate) fn is_in_table(&self) -> bool {
        !self.tables.is_empty()
    }

    /// Whether a cell is open.
    pub(crate) fn is_in_cell(&self) -> bool {
        let table = self.tables.last().filter(|_| self.deeper == 0);
        table.is_some_and(|it| it.row.is_open)
    }

    /// The names over some text of the cell that is open, if there are any.
    pub(crate) fn text(&mut self, text: &[u8]) -> Option<Arc<Columns>> {
        let table = self.table().filter(|it| it.row.is_open)?;
        let names = table.names();
        table.remember(text);
        names
    }
}

impl Table {
    /// Learns the names of the columns from the row that ends, if it holds them.
    fn end_row(&mut self) {
        let row = mem::take(&mut self.row);
        if row.cells.is_empty() {
            return;
        }
        self.rows += 1;
        // The last row of heads is right above the cells; one that is shorter stands
        // beside heads that reach down.
        let are_heads = row.has_heads_only() && row.column >= self.columns.len();
        let may_be = self.columns.is_empty() && self.rows <= ABOVE;
        if are_heads || may_be && row.may_be_names() {
            self.columns = row.names();
        }
    }

    /// The names over the cell that is open: of its column, and what the first cell of its
    /// row says.
    fn names(&self) -> Option<Arc<Columns>> {
        let cell = self.row.cells.last()?;
        let column = self.columns.get(cell.column);
        let column = column.filter(|it| !it.is_empty());
        let label = self.row.label().filter(|_| !cell.is_head);
        match (column, label) {
            (None, None) => None,
            (Some(column), None) => Some(Arc::clone(column)),
            (None, Some(label)) => Some(columns([label])),
            (Some(column), Some(label)) => Some(columns([&column[0], label])),
        }
    }

    /// Keeps text of the cell that is open, as far as it may be a name.
    fn remember(&mut self, text: &[u8]) {
        if let Some(cell) = self.row.cells.last_mut() {
            let room = LONGEST_NAME.saturating_sub(cell.text.len());
            cell.text.extend((!cell.text.is_empty()).then_some(b' '));
            cell.text.extend_from_slice(&text[..text.len().min(room)]);
        }
    }
}

impl Row {
    fn begin(&mut self, start: Start) {
        let column = start.column.unwrap_or(self.column);
        self.column = column.saturating_add(start.span).min(MOST_COLUMNS);
        self.is_open = column < MOST_COLUMNS;
        if self.is_open {
            self.cells.push(Seen {
                column,
                is_head: start.is_head,
                text: Vec::new(),
            });
        }
    }

    /// What the first cell says of the one that is open: of all others if it is a head,
    /// else of the next.
    fn label(&self) -> Option<&[u8]> {
        let first = self.cells.first()?;
        let reaches = self.cells.len() == 2 || first.is_head && self.cells.len() > 2;
        (reaches && is_name(&first.text)).then_some(&first.text)
    }

    fn has_heads_only(&self) -> bool {
        self.cells.iter().all(|it| it.is_head)
    }

    /// Whether its texts may be names, although nothing says so.
    fn may_be_names(&self) -> bool {
        let mut texts = self.cells.iter().map(|it| &*it.text);
        let named = texts.clone().filter(|it| is_name(it)).count();
        named > 1 && 2 * named >= self.cells.len() && texts.all(|it| it.is_empty() || is_name(it))
    }

    /// Its texts as names, by columns.
    fn names(&self) -> Vec<Arc<Columns>> {
        let none = columns::<&[u8]>([]);
        let mut names = vec![none; self.column];
        for cell in self.cells.iter().filter(|it| has_letter(&it.text)) {
            if let Some(name) = names.get_mut(cell.column) {
                *name = columns([&cell.text]);
            }
        }
        names
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The names over each text of rows; `!` begins a head.
    fn over(rows: &[&[&str]]) -> Vec<String> {
        let (mut grid, mut all) = (Grid::default(), Vec::new());
        grid.begin_table();
        for row in rows {
            grid.end_row();
            for text in *row {
                let (is_head, text) = match text.strip_prefix('!') {
                    Some(head) => (true, head),
                    None => (false, *text),
                };
                grid.begin_cell(Start {
                    is_head,
                    column: None,
                    span: 1,
                });
                let names = grid.text(text.as_bytes());
                let names = names.iter().flat_map(|it| it.iter());
                let names: Vec<_> = names.map(|it| String::from_utf8_lossy(it)).collect();
                all.push(format!("{text}<{}", names.join("+")));
                grid.end_cell();
            }
        }
        all
    }

    #[test]
    fn heads_stand_over_columns_and_beside_rows() {
        let all = over(&[&["!a", "!b"], &["1234", "5678"], &["!c", "9", "10"]]);
        assert_eq!(
            all,
            ["a<", "b<", "1234<a", "5678<b", "c<a", "9<b+c", "10<c"]
        );
    }

    #[test]
    fn what_looks_like_names_in_one_of_the_first_rows_is_names() {
        let all = over(&[&["Staff of 2024"], &["Name", "", "SSN"], &["1", "2", "3"]]);
        assert_eq!(all[4..], ["1<Name", "2<", "3<SSN"]);
        let all = over(&[&["123", "Name"], &["456", "7"]]);
        assert_eq!(all, ["123<", "Name<", "456<", "7<"]);
    }

    #[test]
    fn tables_in_cells_have_names_of_their_own() {
        let mut grid = Grid::default();
        let start = Start {
            is_head: false,
            column: None,
            span: 1,
        };
        assert!(grid.text(b"outside").is_none());
        for _ in 0..2 * DEEPEST {
            grid.begin_table();
            grid.begin_cell(start);
        }
        assert!(!grid.is_in_cell());
        for _ in 0..DEEPEST {
            grid.end_table();
        }
        assert!(grid.is_in_cell());
        grid.begin_cell(start);
        grid.end_table();
        assert!(grid.is_in_cell() && grid.text(b"x").is_none());
    }
}
