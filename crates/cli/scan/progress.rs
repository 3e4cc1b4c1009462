//! The progress bar: objects, bytes, rate, and time left once that can be told.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use tracie::finding;

use super::ahead::{Ahead, Total};
use super::target::Targets;

/// Before anything is known of what there is to scan.
const BEGINNING: &str =
    "{spinner} {msg}, {decimal_bytes} ({decimal_bytes_per_sec}) {elapsed_precise}";
/// Once all is known.
const MEASURED: &str = "{bar:24} {percent:>3}%  {msg}, {decimal_bytes} of {decimal_total_bytes} \
                        ({decimal_bytes_per_sec}), {eta} left";
const TICK: Duration = Duration::from_millis(200);

/// A progress bar on standard error.
pub(crate) struct Progress {
    bar: ProgressBar,
    ahead: Ahead,
    total: Option<Total>,
}

impl Progress {
    /// Shows a bar, and begins to find out how much there is to scan.
    pub(crate) fn begin(targets: Option<Targets>) -> Progress {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        bar.set_style(style(BEGINNING));
        bar.set_message("listing");
        bar.enable_steady_tick(TICK);
        Progress {
            bar,
            ahead: targets.map_or_else(Ahead::default, Ahead::begin),
            total: None,
        }
    }

    /// Shows how far the scan has come.
    pub(crate) fn update(&mut self, now: &finding::Progress) {
        if self.total.is_none() {
            self.total = self.ahead.total();
            self.measure();
        }
        self.bar.set_position(now.bytes);
        self.bar.set_message(match self.total {
            Some(total) => format!("{} of {} objects", now.objects, total.objects),
            None => format!("{} objects", now.objects),
        });
    }

    /// Does something else with the terminal.
    pub(crate) fn suspend<T>(&self, work: impl FnOnce() -> T) -> T {
        self.bar.suspend(work)
    }

    fn measure(&self) {
        if let Some(bytes) = self.total.and_then(|total| total.bytes) {
            self.bar.set_length(bytes);
            self.bar.set_style(style(MEASURED));
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.ahead.cancel();
        self.bar.finish_and_clear();
    }
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
