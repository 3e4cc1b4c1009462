//! How many documents may be being opened at a time.
//!
//! An opening that was given up goes on; so that hostile documents do not pile
//! up threads and memory, the next one waits until there is room.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;
use std::time::Duration;

/// Large documents that are opened at once, in the whole process.
const MOST: usize = 4;
/// Between two looks at whether there is room.
const PAUSE: Duration = Duration::from_millis(20);

static TAKEN: AtomicUsize = AtomicUsize::new(0);

/// Room for one opening, until it is dropped.
pub(super) struct Slot(&'static AtomicUsize);

impl Slot {
    /// Waits for room. What was given up ends, if late.
    pub(super) fn wait() -> Slot {
        Slot::among(&TAKEN)
    }

    fn among(taken: &'static AtomicUsize) -> Slot {
        let more = |count| (count < MOST).then_some(count + 1);
        while taken.fetch_update(Relaxed, Relaxed, more).is_err() {
            thread::sleep(PAUSE);
        }
        Slot(taken)
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn one_more_waits_until_another_ends() {
        static HERE: AtomicUsize = AtomicUsize::new(0);
        let mut slots: Vec<Slot> = (0..MOST).map(|_| Slot::among(&HERE)).collect();
        let (to, from) = mpsc::channel();
        let waiting = thread::spawn(move || {
            let slot = Slot::among(&HERE);
            to.send(()).expect("somebody listens");
            drop(slot);
        });
        assert!(from.recv_timeout(5 * PAUSE).is_err());
        slots.pop();
        from.recv().expect("there is room now");
        waiting.join().expect("it does not panic");
        drop(slots);
        assert_eq!(HERE.load(Relaxed), 0);
    }
}
