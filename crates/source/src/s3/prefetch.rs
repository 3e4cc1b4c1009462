//! Fetches small objects ahead, several at once.
//!
//! A store takes its time for each request, whatever the size. So the objects
//! of a listing are fetched as soon as they are listed, by threads of their
//! own: each when the next one is asked for, so that one that nobody kept, as it
//! is not in the scope of a job, is not fetched. Whoever opens an object gets what was fetched, waits for what is on its
//! way, and fetches itself what nobody has begun with. An object that is gone
//! before it was opened is not fetched.

use std::cell::RefCell;
use std::io::{Cursor, Read};
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::thread;

use tracie_finding::detection::Reason;

use super::download::Remote;
use crate::trouble::Trouble;

/// Larger objects are not fetched ahead.
pub(super) const SMALL: u64 = 1 << 20;
/// So much may be fetched and not opened yet.
const MOST: u64 = 64 << 20;

/// Threads that fetch. They end when it is dropped.
#[derive(Debug)]
pub(super) struct Prefetch {
    sender: Sender<Weak<Slot>>,
    held: Arc<AtomicU64>,
    /// The object that was listed last, which may not be wanted.
    last: RefCell<Option<Weak<Slot>>>,
}

/// An object that may have been fetched.
#[derive(Debug)]
pub(super) struct Slot {
    remote: Remote,
    state: Mutex<State>,
    arrived: Condvar,
    held: Arc<AtomicU64>,
}

#[derive(Debug)]
enum State {
    Waiting,
    Fetching,
    Here(Result<Vec<u8>, Trouble>),
    /// Whoever opened it has it.
    Taken,
}

impl Prefetch {
    pub(super) fn start(threads: usize) -> Prefetch {
        let (sender, receiver) = mpsc::channel();
        let receiver = Arc::new(Mutex::new(receiver));
        let held = Arc::new(AtomicU64::new(0));
        for _ in 0..threads {
            let (receiver, held) = (receiver.clone(), held.clone());
            let work = move || work(&receiver, &held);
            // With no thread at all whoever opens an object fetches it.
            let _ = thread::Builder::new().name("tracie-s3".into()).spawn(work);
        }
        Prefetch {
            sender,
            held,
            last: RefCell::default(),
        }
    }

    /// Whoever asks for more keeps what they have.
    pub(super) fn go_on(&self) {
        if let Some(last) = self.last.borrow_mut().take() {
            // The threads may all have failed to start.
            let _ = self.sender.send(last);
        }
    }

    /// An object that is fetched when a thread comes to it, and it is kept.
    pub(super) fn add(&self, remote: Remote) -> Arc<Slot> {
        let slot = Arc::new(Slot {
            remote,
            state: Mutex::new(State::Waiting),
            arrived: Condvar::new(),
            held: self.held.clone(),
        });
        self.last.replace(Some(Arc::downgrade(&slot)));
        slot
    }
}

fn work(receiver: &Mutex<Receiver<Weak<Slot>>>, held: &AtomicU64) {
    loop {
        let next = receiver
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .recv();
        let Ok(slot) = next else {
            return;
        };
        if let Some(slot) = slot.upgrade()
            && held.load(Relaxed) < MOST
        {
            slot.fetch();
        }
    }
}

impl Slot {
    fn fetch(&self) {
        {
            let mut state = self.lock();
            if !matches!(*state, State::Waiting) {
                return;
            }
            *state = State::Fetching;
        }
        // Whoever waits for it must not wait for ever.
        let content = panic::catch_unwind(AssertUnwindSafe(|| self.remote.read()));
        let content = content.unwrap_or_else(|_| {
            let remark = "fetching it failed in a way that it should not";
            Err(Trouble::new(Reason::SourceObjectNoLongerAvailable, remark))
        });
        let bytes = content.as_ref().map_or(0, Vec::len) as u64;
        self.held.fetch_add(bytes, Relaxed);
        *self.lock() = State::Here(content);
        self.arrived.notify_all();
    }

    /// Its content: what was fetched, or what is fetched now. A second time it
    /// is fetched again.
    pub(super) fn open(&self) -> Result<Box<dyn Read + Send>, Trouble> {
        let mut state = self.lock();
        while matches!(*state, State::Fetching) {
            state = self
                .arrived
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
        match std::mem::replace(&mut *state, State::Taken) {
            State::Here(content) => {
                drop(state);
                let content = content?;
                self.held.fetch_sub(content.len() as u64, Relaxed);
                Ok(Box::new(Cursor::new(content)))
            }
            _ => {
                drop(state);
                self.remote.open()
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        if let State::Here(Ok(content)) = &*self.lock() {
            self.held.fetch_sub(content.len() as u64, Relaxed);
        }
    }
}
