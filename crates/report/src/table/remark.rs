//! Remarks below the table.

use std::io::{self, Write};

use tracie_finding::detection::ObjectResult;

use super::painter::Painter;
use crate::remark::{Remark, remark};
use crate::text::shorten;

/// How many remarks are told; the reasons of all are in the sums.
const MOST: usize = 100;

/// What was remarked of a scan's objects.
#[derive(Default)]
pub(super) struct Remarks {
    told: Vec<Remark>,
    untold: u64,
}

impl Remarks {
    /// Keeps what there is to remark of an object.
    pub(super) fn add(&mut self, result: &ObjectResult) {
        let Some(remark) = remark(result) else {
            return;
        };
        if self.told.len() == MOST {
            self.untold += 1;
            return;
        }
        self.told.push(remark);
    }

    /// Writes all remarks, after a blank line if one is needed. Says whether
    /// there were any.
    pub(super) fn write(
        &self,
        out: &mut dyn Write,
        painter: &Painter,
        width: usize,
        blank: bool,
    ) -> io::Result<bool> {
        if blank && !self.told.is_empty() {
            writeln!(out)?;
        }
        for Remark {
            outcome,
            path,
            what,
        } in &self.told
        {
            let path = shorten(path, width / 2);
            writeln!(
                out,
                "{}  {path}: {what}",
                painter.warning(&format!("{outcome:<8}"))
            )?;
        }
        if self.untold > 0 {
            writeln!(
                out,
                "and {} more, whose reasons are counted below",
                self.untold
            )?;
        }
        Ok(!self.told.is_empty())
    }
}
