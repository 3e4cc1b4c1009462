//! Objects that a run passed over.

use tracie_store::Entry;

use crate::statistics::RunStatistics;

/// Why an object is passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pass {
    Unchanged,
    NotSampled,
    NotInScope,
    BeforeJob,
}

/// What was passed over between two objects that were not. It is noted with
/// the latter, so that an interrupted run counts it once.
#[derive(Debug, Default)]
pub(super) struct Passed {
    unchanged: u64,
    not_sampled: u64,
    not_in_scope: u64,
    before_job: u64,
    untagged: u64,
    /// What the ledger is to know of them.
    pub(super) notes: Vec<Entry>,
}

impl Passed {
    pub(super) fn add(&mut self, pass: Pass) {
        *match pass {
            Pass::Unchanged => &mut self.unchanged,
            Pass::NotSampled => &mut self.not_sampled,
            Pass::NotInScope => &mut self.not_in_scope,
            Pass::BeforeJob => &mut self.before_job,
        } += 1;
    }

    /// Of an object that is looked at no tags were known.
    pub(super) fn add_untagged(&mut self) {
        self.untagged += 1;
    }

    pub(super) fn count(&self, statistics: &mut RunStatistics) {
        statistics.unchanged += self.unchanged;
        statistics.not_sampled += self.not_sampled;
        statistics.not_in_scope += self.not_in_scope;
        statistics.before_job += self.before_job;
        statistics.untagged += self.untagged;
    }
}
