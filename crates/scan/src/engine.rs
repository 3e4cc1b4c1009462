//! What all threads of a scan share.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};

use tracie_finding::detection::{IdentifierInfo, Origin};
use tracie_finding::locate;
use tracie_identify::{Detector, Scratch};

use crate::found::Found;
use crate::limits::Limits;
use crate::paths::{Judging, Paths};

/// Identifiers whose occurrences Macie stops to count at [`CAP`], once an
/// object.
const CAPPED: [&str; 2] = ["NAME", "ADDRESS"];
const CAP: u64 = 1_000;

pub(crate) struct Engine {
    pub(crate) detector: Detector,
    /// The same without what goes by words.
    pub(crate) without_words: Detector,
    pub(crate) limits: Limits,
    /// By identifier, how many occurrences are counted in an object.
    caps: Vec<u64>,
    /// By identifier, its place in the order in which a finding lists them.
    pub(crate) listed: Vec<u32>,
    /// Occurrences that were left out so far, since they are on an allow list.
    left_out: AtomicU64,
    spaces: Mutex<Vec<Space>>,
}

/// The memory that one thread works in.
pub(crate) struct Space {
    pub(crate) scratch: Scratch,
    pub(crate) found: Found,
    pub(crate) paths: Paths,
    /// The content of small objects.
    pub(crate) bytes: Vec<u8>,
}

impl Space {
    /// What it takes to judge paths.
    pub(crate) fn judging(&mut self) -> Judging<'_> {
        Judging {
            scratch: &mut self.scratch,
            paths: &mut self.paths,
        }
    }
}

impl Engine {
    pub(crate) fn new(detector: Detector, limits: Limits) -> Engine {
        let caps = detector
            .identifiers()
            .iter()
            .map(|info| cap(info))
            .collect();
        let infos = detector.identifiers();
        let mut order: Vec<usize> = (0..infos.len()).collect();
        order.sort_by(|a, b| locate::listed(&infos[*a], &infos[*b]));
        let mut listed = vec![0; infos.len()];
        for (place, identifier) in (0..).zip(order) {
            listed[identifier] = place;
        }
        Engine {
            listed,
            without_words: detector.without_words(),
            detector,
            limits,
            caps,
            left_out: AtomicU64::new(0),
            spaces: Mutex::default(),
        }
    }

    /// How many occurrences of an identifier are counted in an object.
    pub(crate) fn cap(&self, identifier: u32) -> u64 {
        self.caps
            .get(identifier as usize)
            .copied()
            .unwrap_or(u64::MAX)
    }

    /// Takes note of what was left out of an object.
    pub(crate) fn leave_out(&self, occurrences: u64) {
        self.left_out.fetch_add(occurrences, Relaxed);
    }

    /// What was left out of all objects so far.
    pub(crate) fn left_out(&self) -> u64 {
        self.left_out.load(Relaxed)
    }

    /// What to search by, given whether words need no longer be found.
    pub(crate) fn detector(&self, words_done: bool) -> &Detector {
        if words_done {
            &self.without_words
        } else {
            &self.detector
        }
    }

    /// The same, of an identifier that was found.
    pub(crate) fn cap_of(&self, info: &IdentifierInfo) -> u64 {
        cap(info)
    }

    /// Memory to work in, to be given back with [`Engine::put`] unless the
    /// work panicked.
    pub(crate) fn take(&self) -> Space {
        let spare = self
            .spaces
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        spare.unwrap_or_else(|| self.space())
    }

    pub(crate) fn space(&self) -> Space {
        Space {
            scratch: self.detector.scratch(),
            found: Found::default(),
            paths: Paths::default(),
            bytes: Vec::new(),
        }
    }

    pub(crate) fn put(&self, space: Space) {
        self.spaces
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(space);
    }
}

fn cap(info: &IdentifierInfo) -> u64 {
    let managed = matches!(info.origin, Origin::Managed(_));
    if managed && CAPPED.contains(&info.id.as_str()) {
        CAP
    } else {
        u64::MAX
    }
}
