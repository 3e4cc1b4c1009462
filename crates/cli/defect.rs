//! What is said of a defect of the program.
//!
//! Rust prints what a panic says, and that may quote what was being read. So only
//! the place in the program is told; what becomes of the object is told with it.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::panic::{self, Location};

use crate::terminal::say;

/// Has panics told without what they say.
pub(crate) fn watch() {
    panic::set_hook(Box::new(|panic| {
        say!("{}", told(panic.location()));
        let trace = Backtrace::capture();
        if trace.status() == BacktraceStatus::Captured {
            say!("{trace}");
        }
    }));
}

fn told(location: Option<&Location<'_>>) -> String {
    let place = location.map_or_else(|| "an unknown place".into(), ToString::to_string);
    format!(
        "tracie: a defect of the program, at {place}; what came of it is reported. Please report this \
         line (RUST_BACKTRACE=1 tells more; neither quotes what was read)"
    )
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    /// Set for the process that comes upon a defect.
    const CHILD: &str = "TRACIE_TEST_DEFECT";

    #[test]
    fn the_place_is_told_and_what_was_read_is_not() {
        if std::env::var_os(CHILD).is_some() {
            watch();
            panic!("078-05-1120");
        }
        let program = std::env::current_exe().expect("this test");
        let name = "defect::tests::the_place_is_told_and_what_was_read_is_not";
        let child = Command::new(program)
            .args(["--exact", name, "--nocapture"])
            .env(CHILD, "1")
            .output()
            .expect("it runs");
        let said = String::from_utf8_lossy(&child.stderr);
        assert!(said.contains("defect.rs:"), "{said}");
        let all = [&child.stdout[..], &child.stderr].concat();
        assert!(!String::from_utf8_lossy(&all).contains("078-05"), "{said}");
    }
}
