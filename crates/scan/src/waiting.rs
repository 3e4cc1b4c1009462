//! Results that wait until the eTags of several are worked out at once.

use crate::work::Outcome;

/// How many files are hashed side by side.
const FILES: usize = 8;
/// Most results that wait, whatever they wait for.
const MOST: usize = 1_000;

/// Results in their order, of which the first waits for its eTag.
#[derive(Default)]
pub(crate) struct Waiting {
    all: Vec<Outcome>,
    /// How many wait for an eTag.
    due: usize,
}

impl Waiting {
    /// Takes an outcome in, if it or one before it waits; else it is given back.
    pub(crate) fn take_in(&mut self, outcome: Outcome) -> Option<Outcome> {
        let is_due = matches!(outcome, Outcome::Unsealed(_));
        if !is_due && self.all.is_empty() {
            return Some(outcome);
        }
        self.due += usize::from(is_due);
        self.all.push(outcome);
        None
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Whether there are enough of them.
    pub(crate) fn is_full(&self) -> bool {
        self.due >= FILES || self.all.len() >= MOST
    }

    /// All of them.
    pub(crate) fn release(&mut self) -> Vec<Outcome> {
        self.due = 0;
        std::mem::take(&mut self.all)
    }
}
