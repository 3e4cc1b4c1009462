//! How long this thread has worked, whatever else the machine does.

use std::time::Duration;

/// Processor time that this thread has spent.
#[cfg(unix)]
pub(super) fn worked() -> Duration {
    let spent = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(spent.tv_sec as u64, spent.tv_nsec as u32)
}

/// Time that went by.
#[cfg(not(unix))]
pub(super) fn worked() -> Duration {
    static BEGAN: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    BEGAN.get_or_init(std::time::Instant::now).elapsed()
}
