//! Ctrl-C: the first ends a scan with what was found so far, the second ends
//! the process.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::consts::SIGINT;
use signal_hook::flag;

/// What a shell expects of a process that an interrupt ended.
const INTERRUPTED: i32 = 130;

/// Whether the user wants the scan to end.
#[derive(Clone, Debug)]
pub(crate) struct Interrupt {
    seen: Arc<AtomicBool>,
}

impl Interrupt {
    /// Watches out for interrupts from now on. Where that is not possible they
    /// do what they always do.
    pub(crate) fn watch() -> Interrupt {
        let seen = Arc::new(AtomicBool::new(false));
        // In this order, so that only the second finds the first one's mark.
        let _ = flag::register_conditional_shutdown(SIGINT, INTERRUPTED, Arc::clone(&seen))
            .and_then(|_| flag::register(SIGINT, Arc::clone(&seen)));
        Interrupt { seen }
    }

    pub(crate) fn seen(&self) -> bool {
        self.seen.load(Ordering::Relaxed)
    }
}
