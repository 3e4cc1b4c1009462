//! Listing ahead of a scan, so that its progress has something to be measured
//! against.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};
use std::thread;

use tracie::source::{Entry, Source};

use super::target::Targets;

/// A listing of all objects on a thread of its own.
#[derive(Clone, Default)]
pub(crate) struct Ahead {
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    total: OnceLock<Total>,
    cancelled: AtomicBool,
}

/// What there is to scan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Total {
    pub(crate) objects: u64,
    /// `None` if the size of some object cannot be known.
    pub(crate) bytes: Option<u64>,
}

impl Ahead {
    /// Begins to list.
    pub(crate) fn begin(targets: Targets) -> Ahead {
        let ahead = Ahead::default();
        let shared = ahead.shared.clone();
        // Where there may be no more threads, how much there is stays unknown.
        let _ = thread::Builder::new().spawn(move || {
            // The scan itself tells what is wrong with a target.
            if let Ok(sources) = targets.listing() {
                shared.count(&sources);
            }
        });
        ahead
    }

    /// What there is to scan, once that is known.
    pub(crate) fn total(&self) -> Option<Total> {
        self.shared.total.get().copied()
    }

    /// The scan is over.
    pub(crate) fn cancel(&self) {
        self.shared.cancelled.store(true, Relaxed);
    }
}

impl Shared {
    fn count(&self, source: &impl Source) {
        let mut total = Total {
            objects: 0,
            bytes: Some(0),
        };
        for entry in source.objects() {
            if self.cancelled.load(Relaxed) {
                return;
            }
            total.add(&entry);
        }
        // Set here only.
        let _ = self.total.set(total);
    }
}

impl Total {
    fn add(&mut self, entry: &Entry) {
        self.objects += 1;
        if let Entry::Object(object) = entry {
            self.bytes = self.bytes.zip(object.size).map(|(sum, size)| sum + size);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use tracie::source::Object;

    use super::*;

    struct Sized(Vec<Option<u64>>);

    impl Source for Sized {
        fn objects(&self) -> Box<dyn Iterator<Item = Entry> + '_> {
            Box::new(self.0.iter().map(|size| {
                let mut object = Object::new("bucket", "key", || Ok(Box::new(io::empty())));
                object.size = *size;
                Entry::Object(object)
            }))
        }
    }

    #[test]
    fn sizes_add_up_while_all_are_known() {
        for (sizes, bytes) in [
            (vec![Some(3), Some(4)], Some(7)),
            (vec![Some(3), None], None),
            (vec![], Some(0)),
        ] {
            let ahead = Ahead::default();
            let objects = sizes.len() as u64;
            ahead.shared.count(&Sized(sizes));
            assert_eq!(ahead.total(), Some(Total { objects, bytes }));
        }
    }

    #[test]
    fn a_scan_that_is_over_needs_no_total() {
        let ahead = Ahead::default();
        ahead.cancel();
        ahead.shared.count(&Sized(vec![Some(1)]));
        assert_eq!(ahead.total(), None);
    }
}
