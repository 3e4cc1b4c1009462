//! How many objects a run has to look at.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

use tracie_source::Entry;

use super::bucket::Seen;
use super::filter::Filter;
use crate::bucket::Buckets;
use crate::job::Plan;

/// A count of objects that is made while they are already looked at.
pub(super) struct Ahead {
    /// Those that are left when the count begins; all ones until that is known.
    left: AtomicU64,
    cancelled: AtomicBool,
}

const UNKNOWN: u64 = u64::MAX;

impl Ahead {
    pub(super) fn new() -> Ahead {
        Ahead {
            left: AtomicU64::new(UNKNOWN),
            cancelled: AtomicBool::new(false),
        }
    }

    /// Counts what a run has to look at from where it is.
    pub(super) fn count(&self, plan: &Plan, buckets: &dyn Buckets, filter: &Filter) {
        let mut left = 0;
        for planned in plan.buckets.iter().filter(|it| !it.done) {
            // Who looks at it tells what is wrong with it.
            let Ok(source) = buckets.open(&planned.name) else {
                continue;
            };
            let at = plan.at.as_ref().filter(|at| at.bucket == planned.name);
            let mut seen = Seen::new(at);
            for entry in source.objects() {
                let is_open = matches!(&entry, Entry::Object(it) if it.attributes.tags.is_none());
                // Where tags decide, asking for those that are not known costs more than
                // a count is worth.
                if self.cancelled.load(Relaxed) || (is_open && filter.scope.asks_for_tags()) {
                    return;
                }
                if !seen.has(&entry) && matches!(filter.pass(&entry), Ok(None)) {
                    left += 1;
                }
            }
        }
        self.left.store(left, Relaxed);
    }

    /// How many were left when the count began, once that is known.
    pub(super) fn left(&self) -> Option<u64> {
        Some(self.left.load(Relaxed)).filter(|left| *left != UNKNOWN)
    }

    /// Nobody needs it any more.
    pub(super) fn cancel(&self) {
        self.cancelled.store(true, Relaxed);
    }
}
