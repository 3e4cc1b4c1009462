//! What became of the members of an archive.

use std::sync::Arc;

use tracie_finding::detection::{Reason, Status};

use crate::extractor::Fault;
use crate::outcome::{MOST_MEMBERS, MemberOutcome, Notes};

/// As many members that were not analysed are named in a remark.
const NAMED: usize = 3;

/// What became of the members of an archive so far.
#[derive(Clone, Default)]
pub(crate) struct Members {
    closed: Vec<Closed>,
    /// Members in all, and those that were not wholly analysed.
    count: u64,
    left_out: u64,
    /// The limit that one of them hit.
    limit: Option<Reason>,
    /// Whether any of them was analysed.
    any: bool,
}

#[derive(Clone)]
struct Closed {
    outcome: MemberOutcome,
    notes: Option<Arc<Notes>>,
    /// Whether it is a member of a member.
    nested: bool,
}

/// A member that was read to its end.
pub(crate) struct Closing {
    pub(crate) outcome: MemberOutcome,
    /// Whether anything of it was analysed.
    pub(crate) analysed: bool,
    /// Why it could not be read on.
    pub(crate) fault: Option<Fault>,
    /// What indexes may still find amiss.
    pub(crate) notes: Option<Arc<Notes>>,
    /// The members of a member.
    pub(crate) inner: Option<Members>,
}

impl Closed {
    /// What became of it, as far as all its pieces are indexed.
    fn now(&self) -> MemberOutcome {
        let mut outcome = self.outcome.clone();
        if let Some((reason, remark)) = self.notes.as_ref().and_then(|notes| notes.skip()) {
            outcome.status = Status::Skipped(reason);
            outcome.remark = Some(remark);
        }
        outcome
    }
}

impl Members {
    /// Takes in a member that was not read.
    pub(crate) fn add(&mut self, outcome: MemberOutcome) {
        self.keep(Closed {
            outcome,
            notes: None,
            nested: false,
        });
    }

    /// Takes in a member that was read.
    pub(crate) fn close(&mut self, closing: Closing) {
        let Closing {
            mut outcome,
            analysed,
            fault,
            notes,
            inner,
        } = closing;
        if let Some(Fault { reason, remark }) = fault {
            outcome.status = match analysed {
                false => Status::Skipped(reason),
                true => Status::Partial(reason),
            };
            outcome.remark = Some(remark);
        }
        // The content of a compressed file is that file.
        self.keep(Closed {
            outcome,
            notes,
            nested: false,
        });
        for mut closed in inner.into_iter().flat_map(|inner| inner.closed) {
            closed.nested = true;
            self.remember(closed);
        }
    }

    fn keep(&mut self, closed: Closed) {
        self.count += 1;
        self.any |= !matches!(closed.outcome.status, Status::Skipped(_));
        if let Status::Partial(reason) | Status::Skipped(reason) = closed.outcome.status {
            self.left_out += 1;
            self.limit = self.limit.or(Some(reason).filter(|it| is_limit(*it)));
        }
        self.remember(closed);
    }

    fn remember(&mut self, closed: Closed) {
        if self.closed.len() < MOST_MEMBERS {
            self.closed.push(closed);
        }
    }

    /// What the whole came to.
    pub(crate) fn status(&self, fault: Option<&Fault>, analysed: bool) -> Status {
        let left_out = || (self.left_out() > 0).then_some(Reason::ArchiveContainsUnprocessedFiles);
        let reason = fault.map(|fault| fault.reason);
        match reason.or(self.limit).or_else(left_out) {
            None => Status::Complete,
            Some(reason) if analysed || self.any => Status::Partial(reason),
            Some(reason) => Status::Skipped(reason),
        }
    }

    /// How many were not wholly analysed.
    fn left_out(&self) -> u64 {
        let void = |closed: &&Closed| {
            !closed.nested && closed.notes.as_ref().is_some_and(|it| it.skip().is_some())
        };
        self.left_out + self.closed.iter().filter(void).count() as u64
    }

    /// What there is to say about those that were not analysed.
    pub(crate) fn remark(&self) -> Option<String> {
        let left_out = self.left_out();
        if left_out == 0 {
            return None;
        }
        let outcomes = self.closed.iter().filter(|it| !it.nested).map(Closed::now);
        let named: Vec<String> = outcomes
            .filter(|it| it.status != Status::Complete)
            .take(NAMED)
            .map(|it| {
                // What it says of its own members need not name it again.
                let remark = it.remark.unwrap_or_default();
                let remark = remark.replace(&format!("{}!/", it.path), "");
                format!("{} ({remark})", it.path)
            })
            .collect();
        let more = left_out - named.len() as u64;
        let more = match more {
            0 => String::new(),
            more => format!(", and {more} more"),
        };
        Some(format!(
            "{left_out} of {} files in it not wholly analysed: {}{more}",
            self.count,
            named.join(", ")
        ))
    }

    /// What became of each.
    pub(crate) fn outcomes(&self) -> Vec<MemberOutcome> {
        self.closed.iter().map(Closed::now).collect()
    }
}

/// A limit is a fault of the whole.
fn is_limit(reason: Reason) -> bool {
    matches!(
        reason,
        Reason::ArchiveNestingLevelOverLimit
            | Reason::ArchiveTotalBytesExtractedOverLimit
            | Reason::ArchiveTotalDocumentsProcessedOverLimit
            | Reason::OoxmlUncompressedRatioExceedsLimit
            | Reason::OoxmlUncompressedSizeExceedsLimit
            | Reason::TimeCutOffReached
    )
}
