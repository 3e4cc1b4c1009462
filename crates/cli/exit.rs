//! What the process ends with.

use std::fmt::Write as _;
use std::io;
use std::process::ExitCode;

use tracie::identify;

use crate::terminal;

/// How a command ended, as a script that called it sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All was looked at, and nothing was found.
    Clean,
    /// Something was found.
    Found,
    /// It could not run.
    Failed,
    /// Nothing was found, but part of the input was not looked at.
    Partial,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(match exit {
            Exit::Clean => 0,
            Exit::Found => 1,
            Exit::Failed => 2,
            Exit::Partial => 3,
        })
    }
}

/// Says why the command could not run. Who closed our output has seen enough
/// and hears nothing.
pub(crate) fn failed(error: &anyhow::Error) -> Exit {
    if is_broken_pipe(error) {
        return Exit::Clean;
    }
    let what = match is_of_output(error) {
        true => "cannot write to standard output: ",
        false => "",
    };
    let words = in_words(error);
    crate::terminal::say!("{}: {what}{words}", terminal::alarming("error"));
    if let Some(hint) = hint(error) {
        crate::terminal::say!("{}: {hint}", terminal::strong("hint"));
    }
    Exit::Failed
}

/// What to do next, where the message cannot know.
fn hint(error: &anyhow::Error) -> Option<&'static str> {
    match about_identifiers(error)? {
        identify::Error::UnknownIdentifier { .. } => {
            Some("`tracie identifiers list` lists all managed data identifiers")
        }
        identify::Error::NothingSelected => {
            Some("--custom names a file of custom identifiers, --managed a set of managed ones")
        }
        identify::Error::Words { .. } => {
            Some("--allow-list-optional goes on without a list that cannot be used, as Macie does")
        }
        _ => None,
    }
}

fn about_identifiers(error: &anyhow::Error) -> Option<&identify::Error> {
    match error.downcast_ref() {
        Some(tracie::Error::Identify(error)) => Some(error),
        _ => error.downcast_ref(),
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<io::Error>()
            .is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
    })
}

/// Whether an error is that of writing to standard output, of which nothing is said: what
/// is written elsewhere is told by its name.
fn is_of_output(error: &anyhow::Error) -> bool {
    use io::ErrorKind::{QuotaExceeded, StorageFull};
    let is_bare = error.chain().len() == 1;
    let error = error.downcast_ref::<io::Error>().filter(|_| is_bare);
    let error = error.filter(|it| it.raw_os_error().is_some());
    error.is_some_and(|it| matches!(it.kind(), StorageFull | QuotaExceeded))
}

/// The error and its causes, but for those that the one before has told.
fn in_words(error: &anyhow::Error) -> String {
    let mut words = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if words.is_empty() {
            words = cause;
        } else if !words.ends_with(&cause) {
            // Writing to a string cannot fail.
            let _ = write!(words, ": {cause}");
        }
    }
    // Some parsers end their messages with an empty line.
    words.truncate(words.trim_end().len());
    words
}

#[cfg(test)]
mod tests {
    use anyhow::Context as _;

    use super::*;

    #[test]
    fn a_cause_is_told_once() {
        let cause = || io::Error::other("disk on fire");
        let error = Err::<(), _>(cause()).context("cannot write report.json");
        let told = in_words(&error.expect_err("it is an error"));
        assert_eq!(told, "cannot write report.json: disk on fire");

        let error = Err::<(), _>(cause()).context("cannot write: disk on fire");
        let told = in_words(&error.expect_err("it is an error"));
        assert_eq!(told, "cannot write: disk on fire");
    }

    #[test]
    fn what_is_full_is_told() {
        let full = || io::Error::from_raw_os_error(28);
        assert!(is_of_output(&full().into()) || cfg!(not(unix)));
        let named = Err::<(), _>(full()).context("cannot write report.json");
        assert!(!is_of_output(&named.expect_err("it is an error")));
        let named = io::Error::new(io::ErrorKind::StorageFull, "cannot write report.json");
        assert!(!is_of_output(&named.into()));
    }

    #[test]
    fn a_closed_output_is_no_failure() {
        let error = anyhow::Error::from(io::Error::from(io::ErrorKind::BrokenPipe));
        assert_eq!(failed(&error.context("writing")), Exit::Clean);
    }
}
