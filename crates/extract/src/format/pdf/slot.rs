//! How many documents may be being opened at a time.
//!
//! An opening that was given up goes on; so that hostile documents do not pile
//! up threads and memory, the next one waits until there is room.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

/// Large documents that are opened at once, in the whole process.
const MOST: usize = 4;
/// Between two looks at whether there is room.
const PAUSE: Duration = Duration::from_millis(20);

static TAKEN: AtomicUsize = AtomicUsize::new(0);

/// Room for one opening, until it is dropped.
pub(super) struct Slot(&'static AtomicUsize);

impl Slot {
    /// Waits for room, but not longer than that: what was given up may take very
    /// long to end.
    pub(super) fn wait(longest: Duration) -> Option<Slot> {
        Slot::among(&TAKEN, longest)
    }

    fn among(taken: &'static AtomicUsize, longest: Duration) -> Option<Slot> {
        let more = |count| (count < MOST).then_some(count + 1);
        let began = Instant::now();
        while taken.fetch_update(Relaxed, Relaxed, more).is_err() {
            if began.elapsed() > longest {
                return None;
            }
            thread::sleep(PAUSE);
        }
        Some(Slot(taken))
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_more_waits_until_another_ends() {
        static HERE: AtomicUsize = AtomicUsize::new(0);
        let room = |longest| Slot::among(&HERE, longest);
        let mut slots: Vec<Slot> = (0..MOST).filter_map(|_| room(Duration::ZERO)).collect();
        assert_eq!(slots.len(), MOST);
        assert!(room(2 * PAUSE).is_none());
        let waiting = thread::spawn(move || room(Duration::from_secs(600)).is_some());
        slots.pop();
        assert!(waiting.join().expect("it does not panic"));
        drop(slots);
        assert_eq!(HERE.load(Relaxed), 0);
    }
}
