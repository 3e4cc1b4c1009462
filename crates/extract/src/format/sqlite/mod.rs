//! SQLite databases, row by row of their tables, without SQLite: what may
//! have been made to do harm is only looked at.
//!
//! No page is read twice, so that trees with circles end. Indexes hold
//! nothing that tables do not. Pages that are free still hold what was deleted,
//! and are searched as text.

mod free;
mod pages;
mod record;
mod tree;

use std::collections::VecDeque;
use std::rc::Rc;

use tracie_finding::mime;

use super::{Confidence, Format, Head, Nature, Opening};
use crate::budget::Budget;
use crate::extractor::{Content, Extractor, Fault, Out, Step};
use crate::fields::{Column, Fields};
use crate::format::sql::create::Create;
use crate::marks::Spot;
use pages::Pages;
use record::Record;
use tree::{Row, Tree};

/// SQLite databases.
pub(crate) struct Sqlite;

const MAGIC: &[u8] = b"SQLite format 3\0";

impl Format for Sqlite {
    fn name(&self) -> &'static str {
        "SQLite database"
    }

    fn mime_type(&self) -> &'static str {
        mime::SQLITE
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["sqlite", "sqlite3", "db3", "gpkg", "mbtiles"]
    }

    fn nature(&self) -> Nature {
        Nature::Records
    }

    fn sniff(&self, head: &Head<'_>) -> Confidence {
        Confidence::certain_if(head.bytes.starts_with(MAGIC))
    }

    fn extractor<'r>(
        &self,
        content: Content<'r>,
        opening: &Opening<'_>,
    ) -> Result<Box<dyn Extractor<'r> + 'r>, Fault> {
        let mut pages = Pages::new(opening.anywhere(content)?)?;
        let Tables { found, said, fault } = Tables::read(&mut pages, &opening.budget)?;
        Ok(Box::new(Rows {
            budget: Rc::clone(&opening.budget),
            fields: Fields::new(opening.budget.limits.window),
            pages,
            said: Some(said),
            tables: found,
            table: None,
            fault,
        }))
    }
}

struct Rows {
    budget: Rc<Budget>,
    pages: Pages,
    fields: Fields,
    /// What the database says of its tables.
    said: Option<String>,
    tables: VecDeque<Table>,
    /// The table that is read.
    table: Option<Table>,
    /// What was wrong with a table.
    fault: Option<Fault>,
}

struct Table {
    tree: Tree,
    columns: Vec<Column>,
    name: String,
    create: Create,
    /// The number of the next row.
    row: u64,
}

/// The most tables that are read.
const TABLES: usize = 100_000;
/// Bytes of definitions that are held.
const DEFINITIONS: usize = 64 << 20;

/// What the first page's tree lists.
struct Tables {
    found: VecDeque<Table>,
    /// How they were defined.
    said: String,
    /// What was wrong with the list.
    fault: Option<Fault>,
}

impl Tables {
    fn read(pages: &mut Pages, budget: &Budget) -> Result<Tables, Fault> {
        let (mut found, mut said) = (VecDeque::new(), String::new());
        let mut tree = Tree::new(1);
        let fault = loop {
            let row = match tree.next(pages) {
                Ok(Some(row)) => row,
                Ok(None) => break None,
                Err(fault) if said.is_empty() => return Err(fault),
                Err(fault) => break Some(fault),
            };
            budget.check()?;
            let record = Record::new(&row.payload);
            let text = |at| record.text(at, pages.encoding()).unwrap_or_default();
            let (kind, name, sql) = (text(0), text(1), text(4));
            said.push_str(&sql);
            said.push('\n');
            let root = record.number(3).and_then(|it| u32::try_from(it).ok());
            if let Some(root) = root.filter(|it| kind == "table" && *it > 0) {
                found.push_back(Table {
                    tree: Tree::new(root),
                    columns: Vec::new(),
                    create: Create::parse(&sql),
                    name,
                    row: 0,
                });
            }
            if found.len() >= TABLES || said.len() >= DEFINITIONS {
                break None;
            }
        };
        Ok(Tables { found, said, fault })
    }
}

impl Rows {
    /// Why that was not all.
    fn fault(&mut self) -> Option<Fault> {
        let cut = self.pages.breaks_off.then(Fault::breaks_off);
        self.fault.take().or(cut)
    }

    /// Reads until there is enough for a batch; false at the end.
    fn fill(&mut self) -> Result<bool, Fault> {
        while !self.fields.is_full() {
            self.budget.check()?;
            let Some(table) = &mut self.table else {
                self.table = self.tables.pop_front();
                if self.table.is_none() {
                    return Ok(false);
                }
                continue;
            };
            match table.tree.next(&mut self.pages) {
                Ok(Some(row)) => table.show(&row, &self.pages, &mut self.fields),
                Ok(None) => self.table = None,
                Err(fault) => {
                    self.fault.get_or_insert(fault);
                    self.table = None;
                }
            }
        }
        Ok(true)
    }
}

impl Table {
    /// Adds the values of a row.
    fn show(&mut self, row: &Row, pages: &Pages, fields: &mut Fields) {
        fields.record(self.row);
        self.row += 1;
        for (at, value) in Record::new(&row.payload).values().enumerate() {
            let text = match value.text(pages.encoding()) {
                // The number of the row stands for the column.
                None if self.create.is_number(at) => row.number.to_string().into_bytes().into(),
                None => continue,
                Some(text) => text,
            };
            while self.columns.len() <= at {
                let name = self.create.name(self.columns.len());
                let steps = vec![Some(self.name.clone()), Some(name)];
                self.columns.push(Column::new(steps));
            }
            fields.put(&mut self.columns[at], &[], &text);
        }
    }
}

impl<'r> Extractor<'r> for Rows {
    fn step(&mut self, out: &mut Out) -> Result<Step<'r>, Fault> {
        if let Some(said) = self.said.take() {
            out.push(&said);
            return Ok(Step::Break);
        }
        let more = self.fill();
        if let Some(batch) = self.fields.take() {
            return Ok(Step::Values(batch));
        }
        if more? {
            return Ok(Step::More);
        }
        match free::next(&mut self.pages)? {
            Some(text) => {
                self.budget.check()?;
                out.mark(Spot::Nowhere);
                out.push(&text);
                Ok(Step::Break)
            }
            None => self.fault().map_or(Ok(Step::End), Err),
        }
    }
}
