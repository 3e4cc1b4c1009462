//! Tables written as arrays of rows: the values at a place of the rows are below the
//! name of its column.
//!
//! The names are the first row (`[["id","ssn"],[1,"…"]]`) that has more than one cell, or
//! a list in a member before the rows (`{"columns":["id","ssn"],"data":[[1,"…"]]}`). All is told by what came
//! before, so that it is the same wherever a document is cut; a list behind its rows
//! comes too late.

use std::sync::Arc;

use super::columns::Columns;
use super::lists::List;
use super::pairs::Labels;

/// An object or array that lies around the current place.
pub(crate) trait Level {
    fn is_object(&self) -> bool;

    /// Whether it is the first thing in an array.
    fn is_first(&self) -> bool;
}

/// What something is to a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// All lines, the first of which is yet to end.
    Lines,
    /// An object in which a list of columns stood; it holds for what follows.
    Known,
    /// An array of rows.
    Rows,
    /// An array of rows that have but one cell so far, as a title has.
    Titled,
    /// An array that is a row.
    Row,
    /// An array that a member holds: a row, or rows.
    Cells,
    /// A list that names columns.
    Names,
    /// A column in such a list, told by its labels.
    Column,
    /// A first row, which may name columns.
    Header,
    /// A first row that does not.
    Plain,
    /// An object in a first row, whose first string may name a column.
    Cell,
}

#[derive(Clone, Debug)]
struct Context {
    kind: Kind,
    /// How deep it is; all lines are at 0.
    depth: usize,
    /// The number of the element.
    index: usize,
    /// As deep as the object is that the columns it names will be known in.
    scope: usize,
    /// The columns of rows, or the ones named so far.
    columns: Option<Arc<Columns>>,
}

/// In more of these at once nothing more is a table.
const MOST_AROUND: usize = 32;
/// As deep as nothing is.
const NOWHERE: usize = usize::MAX;

/// The tables around the current place.
#[derive(Clone, Debug)]
pub(crate) struct Tables {
    /// What has to do with tables of what lies around, outermost first.
    around: Vec<Context>,
    /// How deep the last of these is.
    at: usize,
    /// Whether that is what lies around the current place directly.
    here: bool,
}

impl Default for Tables {
    fn default() -> Tables {
        Tables {
            around: Vec::new(),
            at: NOWHERE,
            here: false,
        }
    }
}

impl Tables {
    /// At the start of lines.
    pub(crate) fn of_lines() -> Tables {
        let mut tables = Tables::default();
        tables.push(Kind::Lines, 0, None);
        tables.look(0);
        tables
    }

    /// Back to a root without tables, keeping memory.
    pub(crate) fn clear(&mut self) {
        self.around.clear();
        self.look(0);
    }

    /// The same place as another.
    pub(crate) fn copy(&mut self, other: &Tables) {
        self.around.clone_from(&other.around);
        (self.at, self.here) = (other.at, other.here);
    }

    /// Whether what is at the current place has to be told to this.
    #[inline(always)]
    pub(crate) fn is_here(&self) -> bool {
        self.here
    }

    /// Something ended; what lies around now is so deep.
    #[inline(always)]
    pub(crate) fn look(&mut self, depth: usize) {
        self.here = self.at == depth;
    }

    /// The names of the column that the current place is in.
    pub(crate) fn names(&self) -> impl Iterator<Item = &[u8]> {
        self.names_at(self.around.len().checked_sub(1).filter(|_| self.here))
    }

    /// Those of the column that the current place is in, in an array of some depth.
    pub(crate) fn names_within(&self, depth: usize) -> impl Iterator<Item = &[u8]> {
        let is_row = |it: &Context| it.depth == depth && matches!(it.kind, Kind::Row | Kind::Cells);
        self.names_at(self.around.iter().rposition(is_row))
    }

    fn names_at(&self, row: Option<usize>) -> impl Iterator<Item = &[u8]> {
        let row = row.filter(|at| matches!(self.around[*at].kind, Kind::Row | Kind::Cells));
        let columns = row.and_then(|at| {
            let above = self.around.get(at.checked_sub(1)?)?;
            Some((self.around[at].index, above.columns.as_deref()?))
        });
        columns
            .into_iter()
            .flat_map(|(index, columns)| columns.names(index))
    }

    fn push(&mut self, kind: Kind, depth: usize, columns: Option<Arc<Columns>>) {
        self.around.push(Context {
            kind,
            depth,
            index: 0,
            scope: 0,
            columns,
        });
        self.at = depth;
    }

    fn pop(&mut self) -> Option<Context> {
        let last = self.around.pop();
        self.at = self.around.last().map_or(NOWHERE, |it| it.depth);
        last
    }

    /// The innermost of these, if it is so deep.
    fn last_at(&self, depth: usize) -> Option<Kind> {
        let last = self.around.last().filter(|it| it.depth == depth);
        last.map(|it| it.kind)
    }

    /// The columns that are known at the current place.
    fn known(&self) -> Option<Arc<Columns>> {
        let last = self.around.last().filter(|it| it.kind == Kind::Known)?;
        last.columns.clone()
    }
}

/// Objects and arrays begin.
impl Tables {
    /// Goes into an object or array: the last that lies around.
    #[cold]
    pub(crate) fn open(&mut self, around: &[impl Level], list: List) {
        let depth = around.len();
        if self.around.len() + 2 <= MOST_AROUND {
            match around[depth - 1].is_object() {
                true => self.open_object(depth, around[depth - 1].is_first()),
                false => self.open_array(around, list),
            }
        }
        self.look(depth);
    }

    fn open_object(&mut self, depth: usize, first: bool) {
        match self.last_at(depth - 1) {
            Some(Kind::Names) => self.push(Kind::Column, depth, None),
            Some(Kind::Header) => self.push(Kind::Cell, depth, None),
            // Objects with names of their own, unless this is one of several rows.
            Some(Kind::Cells) if first && !self.is_one_of_rows() => _ = self.pop(),
            _ => {}
        }
    }

    /// Whether what lies around the innermost is an array of rows.
    fn is_one_of_rows(&self) -> bool {
        let above = self.around.iter().rev().nth(1);
        above.is_some_and(|it| it.kind == Kind::Rows)
    }

    fn open_array(&mut self, around: &[impl Level], list: List) {
        let depth = around.len();
        let first = around[depth - 1].is_first();
        match (self.last_at(depth - 1), list) {
            (Some(Kind::Rows), _) => self.push(Kind::Row, depth, None),
            (Some(Kind::Lines | Kind::Titled), _) => self.rows(depth, None),
            (Some(Kind::Cells | Kind::Row), _) if first => self.row_of_rows(depth),
            (Some(Kind::Names), _) if first => self.rows(depth, None),
            (Some(Kind::Header), _) if first => self.rows_of_first(depth),
            (Some(Kind::Known | Kind::Column | Kind::Cell) | None, List::Columns) => {
                self.push(Kind::Names, depth, None);
                self.set_scope(around, depth - 1);
            }
            (Some(Kind::Known | Kind::Column | Kind::Cell) | None, List::Cells) => {
                self.cells(depth, around[depth - 2].is_first());
            }
            (None, List::Plain) if first => {
                let known = self.known();
                self.push(Kind::Rows, depth - 1, None);
                self.rows(depth, known);
            }
            _ => {}
        }
    }

    /// The columns named at the current place are known as far out as objects hold
    /// each other.
    fn set_scope(&mut self, around: &[impl Level], object: usize) {
        let objects = (1..=object)
            .rev()
            .take_while(|it| around[it - 1].is_object());
        if let (Some(last), Some(outermost)) = (self.around.last_mut(), objects.last()) {
            last.scope = outermost;
        }
    }

    /// What lies around is rows, and this the first of them: it names the columns, if
    /// they are not known.
    fn rows(&mut self, depth: usize, columns: Option<Arc<Columns>>) {
        let row = match columns {
            Some(_) => Kind::Row,
            None => Kind::Header,
        };
        if let Some(rows) = self.around.last_mut() {
            (rows.kind, rows.columns) = (Kind::Rows, columns);
        }
        self.push(row, depth, None);
    }

    /// An array is the first thing in what may be a row: that may as well be rows.
    fn row_of_rows(&mut self, depth: usize) {
        let [.., above, row] = &self.around[..] else {
            return;
        };
        let columns = above.columns.clone();
        if columns.is_none() || row.kind == Kind::Cells {
            self.rows(depth, columns);
        }
    }

    /// A member holds cells; `first` says whether its object is the first thing in an
    /// array.
    fn cells(&mut self, depth: usize, first: bool) {
        let Some(array) = depth.checked_sub(2) else {
            return;
        };
        let outside = self.at == NOWHERE || self.at < array;
        match self.around.last().map(|it| it.kind) {
            Some(Kind::Rows) if self.at == array => self.push(Kind::Cells, depth, None),
            Some(Kind::Titled) if self.at == array => self.rows(depth, None),
            Some(Kind::Known) => {
                if first && outside {
                    self.push(Kind::Rows, array, self.known());
                }
                self.push(Kind::Cells, depth, None);
            }
            Some(Kind::Cell) if self.at > array => self.cells_of_first(depth),
            _ if first && outside => {
                self.push(Kind::Rows, array, None);
                self.push(Kind::Header, depth, None);
            }
            _ => {}
        }
    }

    /// The first thing in what might be a header holds cells itself.
    fn cells_of_first(&mut self, depth: usize) {
        let header = self.around.iter().rev().nth(1);
        if header.is_some_and(|it| it.kind == Kind::Header && it.index == 0) {
            self.pop();
            self.rows_of_first(depth);
        }
    }

    /// What might be a header is rows, and what lies around it is not.
    fn rows_of_first(&mut self, depth: usize) {
        if let Some(outside) = self.around.len().checked_sub(2) {
            self.around.remove(outside);
        }
        self.rows(depth, None);
    }
}

/// Names of columns, and cells.
impl Tables {
    /// A string stands at the current place.
    #[cold]
    pub(crate) fn string(&mut self, text: &[u8]) {
        let Some(last) = self.around.last_mut() else {
            return;
        };
        match last.kind {
            Kind::Names => _ = name(last, text),
            Kind::Header => heading(last, text),
            Kind::Cell => {
                let taken = std::mem::replace(&mut last.index, 1);
                let header = self.around.iter_mut().rev().nth(1);
                if let (0, Some(header)) = (taken, header) {
                    heading(header, text);
                }
            }
            _ => {}
        }
    }

    /// The next element begins.
    #[inline(never)]
    pub(crate) fn next(&mut self) {
        let [above @ .., last] = &mut self.around[..] else {
            return;
        };
        // Members of an object have no columns.
        last.index += usize::from(last.kind != Kind::Cell);
        match last.kind {
            Kind::Header if named(last) < last.index => last.kind = Kind::Plain,
            Kind::Row | Kind::Cells => end_of_names(above.last_mut(), last.index),
            _ => {}
        }
    }
}

/// Names the current column of a list.
fn name(list: &mut Context, text: &[u8]) -> bool {
    let index = list.index;
    let columns = Arc::make_mut(list.columns.get_or_insert_default());
    columns.name(index, text)
}

/// Names the current column of a first row, which is no header if that is no name.
fn heading(header: &mut Context, text: &[u8]) {
    let is_name = name(header, text);
    let columns = Arc::make_mut(header.columns.get_or_insert_default());
    match is_name || text.is_empty() {
        true => columns.reach(header.index + 1),
        false => header.kind = Kind::Plain,
    }
}

/// How many columns a header has named so far.
fn named(header: &Context) -> usize {
    header.columns.as_ref().map_or(0, |it| it.len())
}

/// Where a row is longer than its columns are many, it is no table. A line says nothing
/// of others, which may be in other pieces.
fn end_of_names(rows: Option<&mut Context>, index: usize) {
    if let Some(rows) = rows
        && rows.depth > 0
        && rows.columns.as_ref().is_some_and(|it| it.len() <= index)
    {
        rows.columns = None;
    }
}

/// Objects and arrays end.
impl Tables {
    /// Leaves what lies around the current place, and is so deep; `labels` are its own.
    #[cold]
    pub(crate) fn close(&mut self, depth: usize, labels: &Labels) {
        while self.at == depth
            && let Some(ended) = self.pop()
        {
            match ended.kind {
                Kind::Column => self.column(labels),
                Kind::Names => self.names_end(ended),
                Kind::Header | Kind::Plain => self.header_ends(ended),
                Kind::Known => self.known_ends(ended),
                Kind::Row | Kind::Cells => self.row_ends(),
                _ => {}
            }
        }
    }

    fn column(&mut self, labels: &Labels) {
        if let Some(list) = self.around.last_mut() {
            labels.here().for_each(|label| _ = name(list, label));
        }
    }

    /// What a list named is known from here on.
    fn names_end(&mut self, mut list: Context) {
        let Some(mut columns) = list.columns.take().filter(|it| !it.are_nameless()) else {
            return;
        };
        Arc::make_mut(&mut columns).reach(list.index + 1);
        if self.last_at(list.scope) == Some(Kind::Known) {
            self.pop();
        }
        self.push(Kind::Known, list.scope, Some(columns));
    }

    fn header_ends(&mut self, header: Context) {
        let whole = header.kind == Kind::Header && named(&header) == header.index + 1;
        let columns = header.columns.filter(|it| whole && it.are_a_header());
        match (columns, self.around.last_mut()) {
            (Some(columns), Some(rows)) => rows.columns = Some(columns),
            // The names may be in the next row; that of lines is in another piece.
            (None, Some(rows)) if header.index == 0 && rows.depth > 0 => rows.kind = Kind::Titled,
            _ => _ = self.pop(),
        }
    }

    /// Rows that are none are forgotten, and so are columns that are not theirs.
    fn row_ends(&mut self) {
        if self.around.last().is_some_and(|it| it.columns.is_none()) {
            self.pop();
        }
    }

    /// What is known at the end of the first line is so in all behind it.
    fn known_ends(&mut self, known: Context) {
        if let [lines] = &mut self.around[..]
            && lines.kind == Kind::Lines
        {
            (lines.kind, lines.columns) = (Kind::Rows, known.columns);
        }
    }

    /// A line ended that was the first, or not: then it has told what the columns are.
    #[cold]
    pub(crate) fn line_ends(&mut self) {
        if self.last_at(0) == Some(Kind::Lines) {
            self.clear();
        }
    }

    /// Back to the start of a line, which is not the first any more.
    #[cold]
    pub(crate) fn restart(&mut self) {
        self.around.truncate(1);
        let is_table = |it: &Context| it.depth == 0 && it.columns.is_some();
        self.around.retain(is_table);
        self.at = if self.around.is_empty() { NOWHERE } else { 0 };
        self.look(0);
    }
}
