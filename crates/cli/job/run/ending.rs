//! What a run came to, in words and as an exit code.

use tracie::finding::detection::Severity;
use tracie::job::{Ended, RunReport, RunStatistics};
use tracie::report::price;

use super::talk::Talk;
use crate::exit::Exit;
use crate::terminal;

/// How a run ended.
pub(super) struct Ending<'a> {
    pub(super) id: &'a str,
    pub(super) report: &'a RunReport,
    pub(super) seconds: f64,
    /// Whose prices Macie's would be.
    pub(super) region: &'a str,
}

impl Ending<'_> {
    pub(super) fn exit(&self, fail_on: Severity) -> Exit {
        let whole = self.report.ended == Ended::Complete && self.report.statistics.is_whole();
        if self.report.worst() >= Some(fail_on) {
            Exit::Found
        } else if whole {
            Exit::Clean
        } else {
            Exit::Partial
        }
    }

    /// Says it, but for what the user was told already.
    pub(super) fn say(&self, talk: &Talk, shown: bool) {
        let RunReport {
            statistics, ended, ..
        } = self.report;
        if !shown {
            talk.say(&self.in_words());
        }
        for line in passed_over(statistics) {
            talk.say(&line);
        }
        if let Some(price) = price::in_words(statistics.bytes_classified, self.region) {
            talk.say(&terminal::faint(price));
        }
        let id = self.id;
        let how = match ended {
            Ended::Complete => return,
            Ended::Paused => format!("the job was paused; `tracie job resume {id}` lets it go on"),
            Ended::Cancelled => "the job was cancelled: what was not reached stays so".to_owned(),
            Ended::QuotaReached => "no more may be analysed in this month".to_owned(),
            _ => format!("stopped early; `tracie job run {id}` goes on where it is"),
        };
        // Not all reports can say so.
        talk.insist(&terminal::warning(how));
    }

    fn in_words(&self) -> String {
        let RunReport {
            number, statistics, ..
        } = self.report;
        let found = found(statistics);
        let looked_at = looked_at(statistics);
        let seconds = self.seconds;
        let id = self.id;
        format!(
            "{}; {looked_at} in {seconds:.1} s; run {number} of job {id}",
            terminal::strong(found)
        )
    }
}

fn found(statistics: &RunStatistics) -> String {
    let limit = match statistics.is_whole() {
        true => "",
        false => " in what was analysed",
    };
    if statistics.findings == 0 {
        return match statistics.suppressed {
            0 => format!("Nothing found{limit}"),
            some => format!(
                "Nothing found{limit} but {}",
                counted(some, "suppressed finding")
            ),
        };
    }
    let suppressed = match statistics.suppressed {
        0 => String::new(),
        some => format!(", and {some} suppressed"),
    };
    let levels = Severity::ALL.iter().rev().filter_map(|level| {
        let count = statistics.severities.get(level.name())?;
        Some(format!("{count} {}", level.name()))
    });
    let levels: Vec<String> = levels.collect();
    format!(
        "{} ({}) with {}{suppressed}",
        counted(statistics.findings, "finding"),
        levels.join(", "),
        counted(statistics.occurrences, "occurrence")
    )
}

fn looked_at(statistics: &RunStatistics) -> String {
    let reasons = |of: &std::collections::BTreeMap<String, u64>| match of.is_empty() {
        true => String::from("0"),
        false => {
            let each: Vec<String> = of
                .iter()
                .map(|(reason, count)| format!("{count} {reason}"))
                .collect();
            format!("{} ({})", of.values().sum::<u64>(), each.join(", "))
        }
    };
    format!(
        "{}: {} complete, {} partial, {} skipped",
        counted(statistics.processed(), "object"),
        statistics.complete,
        reasons(&statistics.partial),
        reasons(&statistics.skipped),
    )
}

/// What the run came by and did not look at, and why.
fn passed_over(statistics: &RunStatistics) -> Vec<String> {
    let passed = [
        (statistics.unchanged, "unchanged since the last run"),
        (statistics.not_in_scope, "not in scope"),
        (statistics.not_sampled, "not in the sample"),
        (statistics.before_job, "from before the job was created"),
    ];
    let passed: Vec<String> = passed
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, why)| format!("{} {why}", counted(count, "object")))
        .collect();
    let mut lines = Vec::new();
    if !passed.is_empty() {
        lines.push(format!("passed over: {}", passed.join(", ")));
    }
    if statistics.untagged > 0 {
        let objects = counted(statistics.untagged, "object");
        lines.push(terminal::warning(format!(
            "{objects} without known tags, taken to have none"
        )));
    }
    if statistics.errors > 0 {
        let buckets = counted(statistics.errors, "bucket");
        lines.push(terminal::warning(format!(
            "{buckets} could not be looked at; `tracie job events` names them"
        )));
    }
    lines
}

fn counted(count: u64, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        n => format!("{n} {what}s"),
    }
}
