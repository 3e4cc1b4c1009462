//! What `/metrics` tells, in Prometheus' text format.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Upper bounds of the histogram of times, in seconds.
const BOUNDS: [f64; 8] = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0];

/// Values that go up and down: their name, what they are, and each with its labels.
pub(crate) type Gauge = (&'static str, &'static str, Vec<(String, u64)>);

/// Counts of requests, since the start.
#[derive(Debug, Default)]
pub(super) struct Metrics {
    counts: Mutex<Counts>,
}

#[derive(Debug, Default)]
struct Counts {
    requests: BTreeMap<(&'static str, u16), u64>,
    below: [u64; BOUNDS.len()],
    seconds: f64,
    all: u64,
}

impl Metrics {
    /// Counts a request. `operation` is `-` where there is none.
    pub(super) fn count(&self, operation: &'static str, status: u16, took: Duration) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.requests.entry((operation, status)).or_default() += 1;
        let seconds = took.as_secs_f64();
        counts.seconds += seconds;
        counts.all += 1;
        for (below, bound) in counts.below.iter_mut().zip(BOUNDS) {
            *below += u64::from(seconds <= bound);
        }
    }

    /// The page.
    pub(super) fn text(&self, gauges: &[Gauge]) -> String {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let mut text = String::new();
        head(
            &mut text,
            "tracie_requests_total",
            "counter",
            "Requests by operation and HTTP status.",
        );
        for ((operation, status), count) in &counts.requests {
            let labels = format!("operation=\"{operation}\",status=\"{status}\"");
            let _ = writeln!(text, "tracie_requests_total{{{labels}}} {count}");
        }
        head(
            &mut text,
            "tracie_request_seconds",
            "histogram",
            "Time from request to answer.",
        );
        for (bound, below) in BOUNDS.iter().zip(counts.below) {
            let _ = writeln!(
                text,
                "tracie_request_seconds_bucket{{le=\"{bound}\"}} {below}"
            );
        }
        let Counts { all, seconds, .. } = &*counts;
        let _ = writeln!(text, "tracie_request_seconds_bucket{{le=\"+Inf\"}} {all}");
        let _ = writeln!(text, "tracie_request_seconds_sum {seconds:.6}");
        let _ = writeln!(text, "tracie_request_seconds_count {all}");
        for (name, help, values) in gauges {
            head(&mut text, name, "gauge", help);
            for (labels, value) in values {
                let _ = writeln!(text, "{name}{labels} {value}");
            }
        }
        text
    }
}

fn head(text: &mut String, name: &str, kind: &str, help: &str) {
    let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_counted() {
        let metrics = Metrics::default();
        metrics.count("ListFindings", 200, Duration::from_millis(2));
        metrics.count("ListFindings", 200, Duration::from_secs(9));
        metrics.count("-", 404, Duration::ZERO);
        let text = metrics.text(&[(
            "tracie_jobs",
            "Jobs by status.",
            vec![("{status=\"RUNNING\"}".into(), 3)],
        )]);
        for line in [
            "tracie_requests_total{operation=\"ListFindings\",status=\"200\"} 2",
            "tracie_request_seconds_bucket{le=\"0.001\"} 1",
            "tracie_request_seconds_bucket{le=\"5\"} 2",
            "tracie_request_seconds_bucket{le=\"+Inf\"} 3",
            "tracie_jobs{status=\"RUNNING\"} 3",
        ] {
            assert!(text.lines().any(|it| it == line), "{line}\n{text}");
        }
    }
}
