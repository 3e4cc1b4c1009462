//! What a user should know of objects that were not wholly looked at, or not
//! in the way their names promise.

use std::io::{self, Write};

use tracie_finding::detection::{ObjectResult, Status};

use super::text::{Painter, path, shorten, visible};

/// How many remarks are told; the reasons of all are in the sums.
const MOST: usize = 100;

/// What was remarked of a scan's objects.
#[derive(Default)]
pub(super) struct Remarks {
    told: Vec<Remark>,
    untold: u64,
}

struct Remark {
    outcome: &'static str,
    path: String,
    what: String,
}

impl Remarks {
    /// Keeps what there is to remark of an object.
    pub(super) fn add(&mut self, result: &ObjectResult) {
        let Some(what) = what(result) else {
            return;
        };
        if self.told.len() == MOST {
            self.untold += 1;
            return;
        }
        let path = path(&result.object);
        self.told.push(Remark {
            outcome: outcome(result.status),
            path,
            what,
        });
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

fn outcome(status: Status) -> &'static str {
    match status {
        Status::Complete => "complete",
        Status::Partial(_) => "partial",
        Status::Skipped(_) => "skipped",
    }
}

fn what(result: &ObjectResult) -> Option<String> {
    let remark = result.remark.as_deref().map(visible);
    match (result.status, remark) {
        (Status::Complete, remark) => remark,
        (Status::Partial(reason) | Status::Skipped(reason), None) => Some(reason.code().to_owned()),
        (Status::Partial(reason) | Status::Skipped(reason), Some(remark)) => {
            Some(format!("{} ({remark})", reason.code()))
        }
    }
}
