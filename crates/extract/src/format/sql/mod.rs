//! Dumps of databases: statements, with the rows that they insert or that follow them.
//!
//! ```text
//! COPY public.staff (id, name, ssn) FROM stdin;
//! 1<tab>Ann<tab>…
//! \.
//! INSERT INTO `staff` VALUES (1,'Ann','…'),(2,'Bob','…');
//! ```
//!
//! A keyword counts for the whole of its column, as in any table; places are lines, as in
//! other text. The columns are those that the statement names, or else those that the table
//! was defined with. All other statements are text, and so are rows whose columns nobody named.

mod beginning;
mod copy;
pub(crate) mod create;
mod cut;
mod index;
mod lexer;
mod statement;
mod tables;

use std::sync::Arc;

use memchr::memmem::find;
use tracie_finding::mime;

use super::{Confidence, Cutter, Format, Head};
use crate::limits::Limits;
use cut::DumpCutter;
pub(crate) use index::InsertIndex;
pub(crate) use tables::Columns;

/// A dump of a database.
pub(crate) struct Dump;

/// Rows that one statement inserts.
#[derive(Debug)]
pub(crate) struct Rows {
    /// Where they lie in the piece.
    start: usize,
    end: usize,
    columns: Arc<Columns>,
}

/// What the programs that write dumps begin with.
const BEGINNINGS: [&[u8]; 7] = [
    b"-- PostgreSQL database dump",
    b"-- PostgreSQL database cluster dump",
    b"-- MySQL dump",
    b"-- MariaDB dump",
    b"/*M!999999\\- enable the sandbox mode",
    b"-- phpMyAdmin SQL Dump",
    b"PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;",
];
/// Within so many bytes.
const BEGINS_WITHIN: usize = 256;

impl Format for Dump {
    fn name(&self) -> &'static str {
        "SQL"
    }

    fn mime_type(&self) -> &'static str {
        mime::PLAIN
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["sql"]
    }

    fn sniff(&self, head: &Head<'_>) -> Confidence {
        let first = &head.bytes[..head.bytes.len().min(BEGINS_WITHIN)];
        let begins = || BEGINNINGS.iter().any(|it| find(first, it).is_some());
        let may_begin =
            first.starts_with(b"--") || BEGINNINGS.iter().any(|it| first.starts_with(it));
        if may_begin && begins() || copy::has_rows(head.bytes) {
            return Confidence::Certain;
        }
        match cut::begins_with_rows(head.bytes) {
            true => Confidence::Likely,
            false => Confidence::No,
        }
    }

    fn cutter(&self, head: &Head<'_>, limits: &Limits) -> Box<dyn Cutter> {
        Box::new(DumpCutter::new(head, limits))
    }
}
