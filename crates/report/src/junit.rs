//! JUnit XML, for CI: one suite for each bucket, and in it one test for each
//! object in which something was found (it fails), one for each that was not
//! wholly looked at and in which nothing was found (it is skipped), and one for
//! all clean objects together (it passes). Archived findings are no findings
//! here.
//!
//! Suites begin with their sums, so nothing is written before the last object
//! is done. Of each bucket up to 10,000 tests are held; what goes beyond is
//! counted in one test more.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use tracie_finding::detection::{ObjectResult, Status};
use tracie_finding::{Coverage, Finding};

use crate::detected::detected;
use crate::markup::escaped;
use crate::place::place_in_words;
use crate::remark::remark;
use crate::subject::Subject;
use crate::text::{counted, visible};
use crate::{Format, Report};

/// This format.
pub const FORMAT: Format = Format {
    name: "junit",
    about: "JUnit XML, for CI: an object with findings is a test that fails",
    begins: &["<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"tracie\""],
    new: |_| Box::new(JUnit::default()),
};

/// The test of a scan that did not end by itself.
const STOPPED: &str = r#"  <testsuite name="the scan" tests="1" failures="0" errors="1" skipped="0">
    <testcase classname="tracie" name="all objects are reached"><error message="stopped before all objects were reached"/></testcase>
  </testsuite>"#;

/// As many tests of a bucket are told.
const MOST: usize = 10_000;

#[derive(Default)]
struct JUnit {
    suites: BTreeMap<String, Suite>,
}

/// What became of the objects of a bucket.
#[derive(Default)]
struct Suite {
    told: Vec<String>,
    failures: u64,
    skipped: u64,
    clean: u64,
    /// Failures and skipped ones that are not told.
    untold: [u64; 2],
}

impl Report for JUnit {
    fn finding(
        &mut self,
        _out: &mut dyn Write,
        finding: &Finding,
        result: Option<&ObjectResult>,
    ) -> io::Result<()> {
        if finding.archived {
            return Ok(());
        }
        let suite = self.suite(Subject::of(finding).bucket);
        if suite.has_room() {
            suite.told.push(failure(finding, result));
            suite.failures += 1;
        } else {
            suite.untold[0] += 1;
        }
        Ok(())
    }

    fn object(
        &mut self,
        out: &mut dyn Write,
        result: &ObjectResult,
        finding: Option<&Finding>,
    ) -> io::Result<()> {
        if let Some(finding) = finding.filter(|it| !it.archived) {
            return self.finding(out, finding, Some(result));
        }
        let suite = self.suite(&result.object.bucket);
        if result.status == Status::Complete {
            suite.clean += 1;
        } else if suite.has_room() {
            suite.told.push(unseen(result));
            suite.skipped += 1;
        } else {
            suite.untold[1] += 1;
        }
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write, coverage: &Coverage) -> io::Result<()> {
        let suites = std::mem::take(&mut self.suites);
        let suites = suites
            .into_iter()
            .map(|(name, suite)| (name.clone(), suite.completed(&name)));
        let suites: BTreeMap<String, Suite> = suites.collect();
        let sum = |of: fn(&Suite) -> u64| suites.values().map(of).sum::<u64>();
        writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
        let stopped = u64::from(coverage.is_stopped());
        writeln!(
            out,
            r#"<testsuites name="tracie" tests="{}" failures="{}" errors="{stopped}" skipped="{}">"#,
            sum(Suite::tests) + stopped,
            sum(|it| it.failures),
            sum(|it| it.skipped),
        )?;
        for (name, suite) in &suites {
            suite.write(out, name)?;
        }
        if coverage.is_stopped() {
            writeln!(out, "{STOPPED}")?;
        }
        writeln!(out, "</testsuites>")
    }
}

impl JUnit {
    fn suite(&mut self, bucket: &str) -> &mut Suite {
        if !self.suites.contains_key(bucket) {
            self.suites.insert(bucket.to_owned(), Suite::default());
        }
        self.suites.entry(bucket.to_owned()).or_default()
    }
}

impl Suite {
    fn has_room(&self) -> bool {
        self.told.len() < MOST
    }

    fn tests(&self) -> u64 {
        self.told.len() as u64
    }

    /// With tests for what is not told one by one.
    fn completed(mut self, bucket: &str) -> Suite {
        let [failures, skipped] = self.untold;
        if failures > 0 {
            let message = format!("{} not told here", counted(failures, "more finding"));
            let name = "more findings";
            self.told
                .push(case(bucket, name, &[element("failure", "", &message, "")]));
            self.failures += 1;
        }
        if skipped > 0 {
            let message = format!("{} not told here", counted(skipped, "more object"));
            let name = "more objects that were not wholly looked at";
            self.told
                .push(case(bucket, name, &[element("skipped", "", &message, "")]));
            self.skipped += 1;
        }
        if self.clean > 0 {
            let name = format!("{} with nothing found", counted(self.clean, "object"));
            self.told.push(case(bucket, &name, &[]));
        }
        self
    }

    fn write(&self, out: &mut dyn Write, name: &str) -> io::Result<()> {
        writeln!(
            out,
            r#"  <testsuite name="{}" tests="{}" failures="{}" errors="0" skipped="{}">"#,
            escaped(name),
            self.tests(),
            self.failures,
            self.skipped,
        )?;
        for case in &self.told {
            out.write_all(case.as_bytes())?;
        }
        writeln!(out, "  </testsuite>")
    }
}

fn failure(finding: &Finding, result: Option<&ObjectResult>) -> String {
    let Subject { bucket, key } = Subject::of(finding);
    let all = detected(finding, result);
    let message = match all.is_empty() {
        true => finding.title.clone(),
        false => {
            let counts = all
                .iter()
                .map(|it| format!("{} {}", it.count, it.identifier));
            counts.collect::<Vec<_>>().join(", ")
        }
    };
    let mut detail = format!("{}\n", visible(&finding.description));
    for one in &all {
        let places: Vec<String> = one.places().map(|it| place_in_words(&it)).collect();
        let places = match places.is_empty() {
            true => "not located".to_owned(),
            false => places.join("; "),
        };
        let identifier = visible(one.identifier);
        // Writing to a string cannot fail.
        let _ = writeln!(
            detail,
            "{} {identifier}: {} ({places})",
            one.severity.name(),
            one.count
        );
    }
    let severity = finding.severity.description.name();
    let message = format!("{severity}: {message}");
    let failure = element("failure", finding.kind.code(), &message, &detail);
    let seen = result.and_then(remark).map(|remark| {
        format!(
            "      <system-out>{}</system-out>\n",
            escaped(&remark.to_string())
        )
    });
    case(
        bucket,
        key.unwrap_or(finding.kind.code()),
        &[failure, seen.unwrap_or_default()],
    )
}

fn unseen(result: &ObjectResult) -> String {
    let said = remark(result).map(|it| format!("{}: {}", it.outcome, it.what));
    let skipped = element("skipped", "", &said.unwrap_or_default(), "");
    case(&result.object.bucket, &result.object.key, &[skipped])
}

fn case(bucket: &str, name: &str, elements: &[String]) -> String {
    let attributes = format!(
        r#"classname="{}" name="{}""#,
        escaped(bucket),
        escaped(name)
    );
    match elements.concat() {
        none if none.is_empty() => format!("    <testcase {attributes}/>\n"),
        some => format!("    <testcase {attributes}>\n{some}    </testcase>\n"),
    }
}

fn element(name: &str, kind: &str, message: &str, detail: &str) -> String {
    let kind = match kind {
        "" => String::new(),
        kind => format!(r#" type="{}""#, escaped(kind)),
    };
    let message = escaped(message);
    let lines: Vec<String> = detail.lines().map(escaped).collect();
    match lines.is_empty() {
        true => format!("      <{name}{kind} message=\"{message}\"/>\n"),
        false => format!(
            "      <{name}{kind} message=\"{message}\">{}</{name}>\n",
            lines.join("\n")
        ),
    }
}
