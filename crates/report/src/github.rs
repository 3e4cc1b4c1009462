//! Annotations of GitHub Actions: workflow commands that a step prints. GitHub
//! shows up to ten of each level for a step, so no more are written, the most
//! severe first; a last line counts the others. High is an error, Medium a
//! warning, Low a notice; what was not wholly looked at is one warning. Archived
//! findings are left out.
//!
//! Nothing is written before the last object is done; what is held until then
//! has a bound.

use std::io::{self, Write};

use tracie_finding::detection::{ObjectResult, Severity};
use tracie_finding::place::Place;
use tracie_finding::{Coverage, Finding};

use crate::detected::{Detected, detected};
use crate::place::place_in_words;
use crate::roots::Roots;
use crate::subject::Subject;
use crate::summary::covered;
use crate::text::{counted, visible};
use crate::worst::Worst;
use crate::{Format, Report};

/// This format.
pub const FORMAT: Format = Format {
    name: "github",
    about: "annotations of GitHub Actions",
    begins: &["::error ", "::warning ", "::notice "],
    new: |options| Box::new(GitHub::new(options.roots.clone())),
};

/// As many annotations of a level are shown.
const SHOWN: usize = 10;

struct GitHub {
    roots: Roots,
    errors: Worst<String>,
    warnings: Worst<String>,
    notices: Worst<String>,
}

impl GitHub {
    fn new(roots: Roots) -> GitHub {
        let level = || Worst::new(SHOWN);
        GitHub {
            roots,
            errors: level(),
            // One is for what was not looked at.
            warnings: Worst::new(SHOWN - 1),
            notices: level(),
        }
    }

    fn keep(&mut self, severity: Severity, line: impl FnOnce(&'static str, &Roots) -> String) {
        let (level, kept) = match severity {
            Severity::High => ("error", &mut self.errors),
            Severity::Medium => ("warning", &mut self.warnings),
            Severity::Low => ("notice", &mut self.notices),
        };
        let roots = &self.roots;
        kept.push(severity, || line(level, roots));
    }
}

impl Report for GitHub {
    fn finding(
        &mut self,
        _out: &mut dyn Write,
        finding: &Finding,
        result: Option<&ObjectResult>,
    ) -> io::Result<()> {
        if finding.archived {
            return Ok(());
        }
        let all = detected(finding, result);
        for one in &all {
            self.keep(one.severity, |level, roots| {
                of_detection(level, finding, one, roots)
            });
        }
        if all.is_empty() {
            let severity = finding.severity.description;
            self.keep(severity, |level, _| of_policy(level, finding));
        }
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write, coverage: &Coverage) -> io::Result<()> {
        if !coverage.is_complete() {
            let command = Command::new("warning").title("Not all was looked at");
            writeln!(out, "{}", command.message(&covered(coverage)))?;
        }
        let levels = [&self.errors, &self.warnings, &self.notices];
        for line in levels.iter().flat_map(|it| it.iter()) {
            writeln!(out, "{line}")?;
        }
        let left_out = levels.iter().map(|it| it.left_out()).sum();
        match left_out {
            0 => Ok(()),
            more => writeln!(
                out,
                "and {}, which GitHub would not show",
                counted(more, "more annotation")
            ),
        }
    }
}

fn of_detection(level: &str, finding: &Finding, one: &Detected<'_>, roots: &Roots) -> String {
    let Subject { bucket, key } = Subject::of(finding);
    let key = key.unwrap_or_default();
    let file = roots
        .file(bucket, key)
        .unwrap_or_else(|| format!("{bucket}/{key}"));
    let places: Vec<Place> = one.places().collect();
    let mut command = Command::new(level).property("file", &file);
    if let Some(Place::Line {
        start,
        end,
        start_column,
    }) = places.first()
    {
        command = command.property("line", &start.to_string());
        command = command.property("endLine", &end.to_string());
        if start == end {
            command = command.property("col", &start_column.to_string());
        }
    }
    let severity = one.severity.name();
    command
        .title(&format!("{} ({severity})", one.identifier))
        .message(&in_words(one.count, &places))
}

fn of_policy(level: &str, finding: &Finding) -> String {
    let severity = finding.severity.description.name();
    let subject = Subject::of(finding).path();
    Command::new(level)
        .title(&format!("{} ({severity})", finding.title))
        .message(&format!("{subject}: {}", finding.description))
}

fn in_words(count: u64, places: &[Place]) -> String {
    let occurrences = counted(count, "occurrence");
    let Some(first) = places.first() else {
        return format!("{occurrences}, not located");
    };
    let first = place_in_words(first);
    match count {
        // A count of none with a place is somebody else's.
        0 | 1 => format!("{occurrences}: {first}"),
        more => format!("{occurrences}: {first}, and {} more", more - 1),
    }
}

/// A workflow command that is being put together.
struct Command {
    text: String,
    properties: usize,
}

impl Command {
    fn new(level: &str) -> Command {
        Command {
            text: format!("::{level}"),
            properties: 0,
        }
    }

    fn property(mut self, name: &str, value: &str) -> Command {
        let before = if self.properties == 0 { ' ' } else { ',' };
        self.properties += 1;
        self.text.push(before);
        self.text.push_str(name);
        self.text.push('=');
        self.text
            .push_str(&escaped(value).replace(':', "%3A").replace(',', "%2C"));
        self
    }

    fn title(self, title: &str) -> Command {
        self.property("title", title)
    }

    fn message(self, message: &str) -> String {
        format!("{}::{}", self.text, escaped(message))
    }
}

/// On one line, and with nothing that ends a value of a workflow command.
fn escaped(text: &str) -> String {
    visible(text).replace('%', "%25")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_name_is_a_command() {
        let line = Command::new("error")
            .property("file", "a,b:c%0A\n::error::x")
            .title("t")
            .message("m,n: 100%\r\n::stop-commands::x");
        assert_eq!(
            line,
            r"::error file=a%2Cb%3Ac%250A\n%3A%3Aerror%3A%3Ax,title=t::m,n: 100%25\r\n::stop-commands::x"
        );
    }
}
