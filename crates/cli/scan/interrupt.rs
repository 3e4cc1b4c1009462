//! Ctrl-C, and what else asks a process to end: the first ends a scan with what was found
//! so far and whole reports, the second ends the process.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

#[cfg(unix)]
const ENDING: [i32; 3] = [SIGINT, SIGTERM, signal_hook::consts::SIGHUP];
#[cfg(not(unix))]
const ENDING: [i32; 2] = [SIGINT, SIGTERM];

/// What a shell expects of a process that a signal ended, and its number.
const SIGNALLED: i32 = 128;

/// Whether the user wants the scan to end.
#[derive(Clone, Debug)]
pub(crate) struct Interrupt {
    seen: Arc<AtomicBool>,
}

impl Interrupt {
    /// Watches out for interrupts from now on. Where that is not possible they
    /// do what they always do.
    pub(crate) fn watch() -> Interrupt {
        let seen = Interrupt::flag();
        for signal in ENDING {
            // In this order, so that only the second finds the first one's mark.
            let _ =
                flag::register_conditional_shutdown(signal, SIGNALLED + signal, Arc::clone(&seen))
                    .and_then(|_| flag::register(signal, Arc::clone(&seen)));
        }
        Interrupt { seen }
    }

    /// What is set by the first one.
    pub(super) fn flag() -> Arc<AtomicBool> {
        static SEEN: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);
        Arc::clone(&SEEN)
    }

    pub(crate) fn seen(&self) -> bool {
        self.seen.load(Ordering::Relaxed)
    }
}
