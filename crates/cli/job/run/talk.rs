//! What a run says on standard error.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use tracie::job::RunProgress;

use crate::scan::RunArgs;
use crate::terminal;

/// Before it is known how many objects there are.
const BEGINNING: &str = "{spinner} {pos} objects, {msg} {elapsed_precise}";
const MEASURED: &str = "{bar:24} {percent:>3}%  {pos} of {len} objects, {msg}, {eta} left";
const TICK: Duration = Duration::from_millis(200);

/// The talk of a run. Standard output holds results only.
pub(super) struct Talk {
    quiet: bool,
    verbose: bool,
    bar: Option<ProgressBar>,
}

impl Talk {
    /// Begins with a progress bar, if there is a terminal to show it on.
    pub(super) fn begin(args: &RunArgs) -> Talk {
        let shown = !args.quiet && !args.no_progress && terminal::stderr_is_terminal();
        Talk {
            quiet: args.quiet,
            verbose: args.verbose,
            bar: shown.then(bar),
        }
    }

    pub(super) fn is_verbose(&self) -> bool {
        self.verbose
    }

    /// Says a line, unless it was asked not to.
    pub(super) fn say(&self, line: &str) {
        if !self.quiet {
            self.aside(|| crate::terminal::say!("{line}"));
        }
    }

    /// Says a line that is not left out, whatever was asked for.
    pub(super) fn insist(&self, line: &str) {
        self.aside(|| crate::terminal::say!("{line}"));
    }

    /// Does something with the terminal that the progress bar is not to spoil.
    pub(super) fn aside<T>(&self, work: impl FnOnce() -> T) -> T {
        match &self.bar {
            Some(bar) => bar.suspend(work),
            None => work(),
        }
    }

    pub(super) fn progress(&self, progress: &RunProgress) {
        let Some(bar) = &self.bar else {
            return;
        };
        if let Some(expected) = progress.expected
            && bar.length() != Some(expected)
        {
            bar.set_length(expected);
            bar.set_style(style(MEASURED));
        }
        bar.set_position(progress.objects);
        bar.set_message(indicatif::DecimalBytes(progress.bytes).to_string());
    }

    /// Takes the progress bar away.
    pub(super) fn end_progress(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    bar.set_style(style(BEGINNING));
    bar.enable_steady_tick(TICK);
    bar
}

fn style(template: &str) -> ProgressStyle {
    // A bar in another style is better than none.
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_are_well_formed() {
        for template in [BEGINNING, MEASURED] {
            assert!(ProgressStyle::with_template(template).is_ok(), "{template}");
        }
    }
}
