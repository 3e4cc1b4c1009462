//! The rows of a table, in the tree that they stand in.

use bytes::Bytes;

use super::pages::{HEADER, Pages, u16_at, u32_at, varint};
use crate::extractor::Fault;

/// Walks through a tree.
pub(super) struct Tree {
    /// The pages to come, the next one last.
    waiting: Vec<u32>,
    leaf: Option<Leaf>,
    /// What was wrong with a row or a page, those beside which may be sound.
    fault: Option<Fault>,
}

/// A row as it stands.
pub(super) struct Row {
    pub(super) number: i64,
    pub(super) payload: Vec<u8>,
}

/// A page that has rows.
struct Leaf {
    page: Bytes,
    /// Where the header of the page begins, and the offsets of its cells.
    cells: usize,
    count: usize,
    next: usize,
    kind: u8,
    /// Bytes of rows that may still come of the page.
    left: usize,
}

const TABLE_INSIDE: u8 = 5;
const TABLE_LEAF: u8 = 13;
const INDEX_INSIDE: u8 = 2;
const INDEX_LEAF: u8 = 10;
/// The longest row that is read.
const LONGEST: u64 = 256 << 20;

impl Tree {
    pub(super) fn new(root: u32) -> Tree {
        Tree {
            waiting: vec![root],
            leaf: None,
            fault: None,
        }
    }

    /// The next row; `None` at the end. What is wrong is told once all else was read.
    pub(super) fn next(&mut self, pages: &mut Pages) -> Result<Option<Row>, Fault> {
        loop {
            if let Some(leaf) = &mut self.leaf {
                if leaf.next < leaf.count {
                    leaf.next += 1;
                    match leaf.row(leaf.next - 1, pages) {
                        Ok(row) => return Ok(Some(row)),
                        Err(fault) => self.damaged(fault),
                    }
                    continue;
                }
                self.leaf = None;
            }
            let Some(number) = self.waiting.pop() else {
                return self.fault.take().map_or(Ok(None), Err);
            };
            if let Err(fault) = self.enter(number, pages) {
                self.damaged(fault);
            }
        }
    }

    fn damaged(&mut self, fault: Fault) {
        self.fault.get_or_insert(fault);
    }

    fn enter(&mut self, number: u32, pages: &mut Pages) -> Result<(), Fault> {
        let broken = || Fault::malformed("damaged: a page that is part of no table");
        let page = pages.page(number)?;
        let start = if number == 1 { HEADER } else { 0 };
        let kind = *page.get(start).ok_or_else(broken)?;
        let count = u16_at(&page, start + 3).ok_or_else(broken)?;
        let inside = matches!(kind, TABLE_INSIDE | INDEX_INSIDE);
        let cells = start + if inside { 12 } else { 8 };
        if !matches!(kind, TABLE_INSIDE | TABLE_LEAF | INDEX_INSIDE | INDEX_LEAF) {
            return Err(broken());
        }
        if inside {
            self.waiting.extend(u32_at(&page, start + 8));
            for cell in (0..count).rev() {
                let at = u16_at(&page, cells + 2 * cell);
                self.waiting.extend(at.and_then(|at| u32_at(&page, at)));
            }
        }
        if kind != TABLE_INSIDE {
            self.leaf = Some(Leaf {
                left: 2 * page.len(),
                page,
                cells,
                count,
                next: 0,
                kind,
            });
        }
        Ok(())
    }
}

impl Leaf {
    fn row(&mut self, cell: usize, pages: &mut Pages) -> Result<Row, Fault> {
        let broken = || Fault::malformed("damaged: a row that is not there");
        let mut at = u16_at(&self.page, self.cells + 2 * cell).ok_or_else(broken)?;
        if self.kind == INDEX_INSIDE {
            at += 4;
        }
        let len = varint(&self.page, &mut at).ok_or_else(broken)?;
        let number = match self.kind {
            TABLE_LEAF => varint(&self.page, &mut at).ok_or_else(broken)? as i64,
            _ => 0,
        };
        if len > LONGEST {
            return Err(Fault::malformed("a row that is larger than can be"));
        }
        let len = len as usize;
        let local = local(len, pages.usable(), self.kind == TABLE_LEAF);
        // Cells that overlap would make much of little.
        self.left = self.left.checked_sub(local).ok_or_else(broken)?;
        let mut payload = self.page.get(at..at + local).ok_or_else(broken)?.to_vec();
        let mut next = match local < len {
            true => u32_at(&self.page, at + local).ok_or_else(broken)?,
            false => 0,
        };
        while payload.len() < len && next != 0 {
            let page = pages.page(next)?;
            next = u32_at(&page, 0).ok_or_else(broken)?;
            let rest = &page[4..];
            payload.extend_from_slice(&rest[..rest.len().min(len - payload.len())]);
        }
        Ok(Row { number, payload })
    }
}

/// How much of a row stands on its page.
fn local(len: usize, usable: usize, table: bool) -> usize {
    let most = match table {
        true => usable - 35,
        false => (usable - 12) * 64 / 255 - 23,
    };
    if len <= most {
        return len;
    }
    let least = (usable - 12) * 32 / 255 - 23;
    let fitting = least + (len - least) % (usable - 4);
    if fitting <= most { fitting } else { least }
}
