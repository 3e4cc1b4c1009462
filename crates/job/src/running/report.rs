//! What a run came to.

use tracie_finding::detection::Severity;

use crate::statistics::RunStatistics;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ended {
    /// All was looked at that was to be.
    Complete,
    /// Its user paused it.
    Paused,
    /// It was cancelled.
    Cancelled,
    /// No more bytes may be analysed in this month.
    QuotaReached,
    /// It was stopped, and is to be gone on with.
    Stopped,
}

/// What a run came to.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RunReport {
    /// Which run of the job it is, from 1.
    pub number: u32,
    /// Whether it went on after an interruption.
    pub resumed: bool,
    /// How it ended.
    pub ended: Ended,
    /// What it counted in all.
    pub statistics: RunStatistics,
}

impl RunReport {
    /// The severity of its most severe finding.
    pub fn worst(&self) -> Option<Severity> {
        let found = |level: &Severity| self.statistics.severities.contains_key(level.name());
        Severity::ALL.into_iter().rev().find(found)
    }
}
