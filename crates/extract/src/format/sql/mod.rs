//! Dumps of databases: statements, with the rows that they insert or that follow them.
//!
//! ```text
//! COPY public.staff (id, name, ssn) FROM stdin;
//! 1<tab>Ann<tab>…
//! \.
//! INSERT INTO `staff` VALUES (1,'Ann','…'),(2,'Bob','…');
//! ```
//!
//! All of it is text. In rows a keyword counts for the whole of its column, too, as in any
//! table. The columns are those that the statement names, or else those that the table was
//! defined with.

mod beginning;
mod cells;
mod copy;
pub(crate) mod create;
mod cut;
mod lexer;
mod statement;
mod tables;

use memchr::memmem::find;
use tracie_finding::mime;

use super::{Confidence, Cutter, Format, Head};
use crate::limits::Limits;
pub(crate) use cells::inserted;
use cut::DumpCutter;

/// A dump of a database.
pub(crate) struct Dump;

/// How rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// Lines, up to one that says so.
    Lines,
    /// As a statement inserts them.
    Inserted,
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
