//! What time it is.

use jiff::Timestamp;

/// Tells the time. Tests have clocks of their own.
pub trait Clock: Sync {
    /// The instant that it is.
    fn now(&self) -> Timestamp;
}

/// The clock of the machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}
