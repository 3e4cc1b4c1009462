//! What a scan says on standard error: its progress, what was not looked at,
//! and how it ended.

use tracie::finding;

use super::args::RunArgs;
use super::progress::Progress;
use super::target::Targets;
use crate::terminal;

/// The talk of a scan. Standard output holds results only.
pub(crate) struct Talk {
    loudness: Loudness,
    progress: Option<Progress>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Loudness {
    Quiet,
    Normal,
    Verbose,
}

impl Talk {
    /// Begins with a progress bar, if there is a terminal to show it on.
    /// How much there is to do is found out by listing the targets, if they are
    /// given.
    pub(crate) fn begin(args: &RunArgs, targets: Option<&Targets>) -> Talk {
        let loudness = match (args.quiet, args.verbose) {
            (true, _) => Loudness::Quiet,
            (_, true) => Loudness::Verbose,
            _ => Loudness::Normal,
        };
        let shown =
            loudness > Loudness::Quiet && !args.no_progress && terminal::stderr_is_terminal();
        Talk {
            loudness,
            progress: shown.then(|| Progress::begin(targets.cloned())),
        }
    }

    /// Whether every object that was not wholly looked at is to be named.
    pub(crate) fn is_verbose(&self) -> bool {
        self.loudness == Loudness::Verbose
    }

    /// Says a line, unless it was asked not to.
    pub(crate) fn say(&self, line: &str) {
        if self.loudness > Loudness::Quiet {
            self.aside(|| crate::terminal::say!("{line}"));
        }
    }

    /// Says a line that is not left out, whatever was asked for.
    pub(crate) fn insist(&self, line: &str) {
        self.aside(|| crate::terminal::say!("{line}"));
    }

    /// Does something with the terminal that the progress bar is not to spoil.
    pub(crate) fn aside<T>(&self, work: impl FnOnce() -> T) -> T {
        match &self.progress {
            Some(progress) => progress.suspend(work),
            None => work(),
        }
    }

    pub(crate) fn progress(&mut self, now: &finding::Progress) {
        if let Some(progress) = &mut self.progress {
            progress.update(now);
        }
    }

    /// Takes the progress bar away.
    pub(crate) fn end_progress(&mut self) {
        self.progress = None;
    }
}
