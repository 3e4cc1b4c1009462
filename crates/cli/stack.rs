//! The stack that a command runs on.

use std::process::ExitCode;
use std::thread;

/// Bytes of stack, as systems have it where nobody says otherwise.
const USUAL: usize = 8 << 20;

/// What Rust ends a process with that came upon a defect.
const DEFECT: u8 = 101;

/// Runs a command, in a thread of its own where the user's limits leave the main thread
/// less than the usual: it may not even suffice to tell of options.
pub(crate) fn run(command: fn() -> ExitCode) -> ExitCode {
    if !is_small() {
        return command();
    }
    let thread = thread::Builder::new().name("main".into()).stack_size(USUAL);
    match thread.spawn(command) {
        // A defect was told of when it was met.
        Ok(command) => command.join().unwrap_or(ExitCode::from(DEFECT)),
        // The main thread may do.
        Err(_) => command(),
    }
}

#[cfg(unix)]
fn is_small() -> bool {
    use rustix::process::{Resource, getrlimit};
    let limit = getrlimit(Resource::Stack).current;
    limit.is_some_and(|bytes| bytes < USUAL as u64)
}

#[cfg(not(unix))]
fn is_small() -> bool {
    false
}
