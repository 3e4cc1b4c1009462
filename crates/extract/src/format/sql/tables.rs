//! What the columns of tables are called.

use std::collections::HashMap;
use std::sync::Arc;

use super::create::Create;
use super::lexer::Lexer;
use super::statement::{self, Insert};
use crate::rows::{Columns, columns};

/// The tables that were defined so far.
#[derive(Default)]
pub(super) struct Tables {
    known: HashMap<Vec<u8>, Arc<Columns>>,
    /// Bytes of what is known.
    size: usize,
    /// Lists of columns as they stood in statements: one comes with each of many rows.
    lists: HashMap<Box<[u8]>, Arc<Columns>>,
    /// Bytes of them.
    listed: usize,
}

/// Bytes of names that are remembered; tables that are defined later have none.
const MOST: usize = 4 << 20;

impl Tables {
    /// Learns what columns a table has from the statement that defines it.
    pub(super) fn define(&mut self, statement: &[u8]) {
        let Some(table) = statement::created(statement) else {
            return;
        };
        let create = Create::parse(&String::from_utf8_lossy(statement));
        let columns = columns(create.names());
        let names = columns.iter().map(|it| it.len() + size_of::<Box<[u8]>>());
        let size = table.len() + names.sum::<usize>();
        if self.size + size <= MOST {
            self.size += size;
            self.known.insert(key(table), columns);
        }
    }

    /// What the columns of the rows are called that a statement inserts, if it says so or
    /// the table is known.
    pub(super) fn columns(&mut self, insert: &Insert<'_>) -> Option<Arc<Columns>> {
        let Some(list) = insert.columns else {
            let known = self.known.get(&key(insert.table));
            return known.filter(|it| !it.is_empty()).cloned();
        };
        if let Some(columns) = self.lists.get(list) {
            return Some(Arc::clone(columns));
        }
        let columns = columns(statement::names(Lexer::of(list)));
        self.listed += list.len();
        if self.listed > MOST {
            self.listed = list.len();
            self.lists.clear();
        }
        self.lists.insert(list.into(), Arc::clone(&columns));
        Some(columns)
    }
}

/// Names of tables differ in case only where they were written by hand.
fn key(table: &[u8]) -> Vec<u8> {
    table.to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(tables: &mut Tables, text: &str) -> Option<Vec<String>> {
        let insert = statement::insert(Lexer::of(text.as_bytes()))?;
        let columns = tables.columns(&insert)?;
        let names = columns.iter();
        Some(
            names
                .map(|it| String::from_utf8_lossy(it).into_owned())
                .collect(),
        )
    }

    #[test]
    fn columns_are_those_of_the_statement_or_of_the_definition() {
        let mut tables = Tables::default();
        let insert = "INSERT INTO `shop`.`Staff` VALUES (1)";
        assert_eq!(columns(&mut tables, insert), None);
        tables.define(b"CREATE TABLE IF NOT EXISTS staff (`id` int, `ssn` text, KEY `k` (`id`))");
        let known = columns(&mut tables, insert).expect("it is defined");
        assert_eq!(known[..2], ["id", "ssn"]);
        let listed = columns(&mut tables, "INSERT INTO staff (\"a, b\", [c]) VALUES (1)");
        assert_eq!(listed, Some(vec!["a, b".to_owned(), "c".to_owned()]));
        tables.define(b"CREATE TABLE staff (x int)");
        assert_eq!(columns(&mut tables, insert), Some(vec!["x".to_owned()]));
    }
}
