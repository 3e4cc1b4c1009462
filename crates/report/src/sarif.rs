//! SARIF 2.1.0, for code scanning. One result for what one identifier found in
//! one object, with the places that its finding has: lines as regions, cells,
//! records and pages as logical locations. The result of a policy finding is
//! about the bucket. What was not wholly looked at is a notification.
//!
//! GitHub refuses more than 25,000 results and more than 10 MB compressed. The
//! most severe results that fit are written, and the notifications say how many
//! were left out. So nothing is written before the last object is done, and up
//! to 25,000 results are held until then.
//!
//! Fingerprints follow from bucket, key and identifier, never from a value or
//! from a line of the object.

mod limit;
mod location;
mod rule;

use std::io::{self, Write};

use serde_json::{Value, json};
use tracie_finding::detection::{ObjectResult, Severity, Status};
use tracie_finding::{Coverage, Finding, identity};

use crate::detected::{Detected, detected};
use crate::remark::remark;
use crate::roots::Roots;
use crate::subject::Subject;
use crate::summary::covered;
use crate::text::{counted, visible};
use crate::worst::Worst;
use crate::{Format, Report, document};
use limit::Fitting;
use rule::Rules;

/// This format.
pub const FORMAT: Format = Format {
    name: "sarif",
    about: "SARIF 2.1.0, for code scanning",
    begins: &["{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\","],
    new: |options| Box::new(Sarif::new(options.roots.clone())),
};

/// The most results that GitHub takes.
const MOST_RESULTS: usize = 25_000;
/// The most bytes that GitHub takes, compressed, with some to spare.
const MOST_BYTES: u64 = 9_500_000;
/// As many objects that were not wholly looked at are named.
const MOST_NOTIFICATIONS: usize = 1_000;

struct Sarif {
    roots: Roots,
    results: Worst<String>,
    rules: Rules,
    notifications: Vec<Value>,
    unnamed: u64,
    /// The job of the findings.
    job: Option<String>,
}

impl Sarif {
    fn new(roots: Roots) -> Sarif {
        Sarif {
            roots,
            results: Worst::new(MOST_RESULTS),
            rules: Rules::default(),
            notifications: Vec::new(),
            unnamed: 0,
            job: None,
        }
    }

    fn notify(&mut self, result: &ObjectResult) {
        let Some(remark) = remark(result) else {
            return;
        };
        if self.notifications.len() == MOST_NOTIFICATIONS {
            self.unnamed += 1;
            return;
        }
        let object = &result.object;
        let level = match result.status {
            Status::Complete => "note",
            _ => "warning",
        };
        self.notifications.push(json!({
            "level": level,
            "message": {"text": message(&remark.to_string())},
            "locations": [location::of_object(&self.roots, &object.bucket, Some(&object.key))],
        }));
    }

    /// What stands behind the results.
    fn tail(&self, left_out: u64, coverage: &Coverage) -> Value {
        let mut notifications = self.notifications.clone();
        let mut say = |text: String| {
            notifications.push(json!({"level": "warning", "message": {"text": message(&text)}}));
        };
        if coverage.is_stopped() {
            say("the scan was stopped before it had reached all objects".into());
        }
        if self.unnamed > 0 {
            say(format!(
                "{}, not named",
                counted(self.unnamed, "more object")
            ));
        }
        if left_out > 0 {
            let more = counted(left_out, "result");
            say(format!(
                "{more} left out, the least severe: code scanning takes no more"
            ));
        }
        json!({
            "columnKind": "unicodeCodePoints",
            "tool": {"driver": {
                "name": "Tracie",
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": self.rules.document(),
            }},
            "automationDetails": {"id": format!("tracie/{}", self.job.as_deref().unwrap_or(""))},
            "invocations": [{
                "executionSuccessful": !coverage.is_stopped(),
                "toolExecutionNotifications": notifications,
            }],
            "properties": {"coverage": covered(coverage), "resultsLeftOut": left_out},
        })
    }
}

impl Report for Sarif {
    fn finding(
        &mut self,
        _out: &mut dyn Write,
        finding: &Finding,
        result: Option<&ObjectResult>,
    ) -> io::Result<()> {
        let job = finding.classification_details.as_ref();
        self.job = self.job.take().or_else(|| job?.job_id.clone());
        let all = detected(finding, result);
        for one in &all {
            let rule = self.rules.of_identifier(one);
            let make = || {
                document::text(&suppressed(
                    finding,
                    of_detection(finding, one, rule, &self.roots),
                ))
            };
            self.results.push(one.severity, make);
        }
        if all.is_empty() {
            let severity = finding.severity.description;
            let rule = self.rules.of_policy(finding);
            let make =
                || document::text(&suppressed(finding, of_policy(finding, rule, &self.roots)));
            self.results.push(severity, make);
        }
        Ok(())
    }

    fn object(
        &mut self,
        out: &mut dyn Write,
        result: &ObjectResult,
        finding: Option<&Finding>,
    ) -> io::Result<()> {
        self.notify(result);
        match finding {
            Some(finding) => self.finding(out, finding, Some(result)),
            None => Ok(()),
        }
    }

    fn end(&mut self, out: &mut dyn Write, coverage: &Coverage) -> io::Result<()> {
        // The longest that the end can be.
        let tail = document::text(&self.tail(u64::MAX, coverage));
        let mut fitting = Fitting::new(MOST_BYTES, &tail);
        out.write_all(
            concat!(
                r#"{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","#,
                r#""runs":[{"results":["#,
            )
            .as_bytes(),
        )?;
        let mut written = 0;
        for result in self.results.iter() {
            if !fitting.takes(result)? {
                break;
            }
            out.write_all(if written == 0 { b"\n" } else { b",\n" })?;
            out.write_all(result.as_bytes())?;
            written += 1;
        }
        let tail = document::text(&self.tail(self.results.seen() - written, coverage));
        // The end goes on with the object that the results began.
        writeln!(out, "\n],{}]}}", &tail[1..])
    }
}

fn of_detection(finding: &Finding, one: &Detected<'_>, rule: usize, roots: &Roots) -> Value {
    let Subject { bucket, key } = Subject::of(finding);
    let (key, identifier) = (key.unwrap_or_default(), one.identifier);
    let fingerprint = identity::hex_id(&["sarif", bucket, key, one.identity]);
    let count = counted(one.count, "occurrence");
    let places: Vec<_> = one.places().collect();
    json!({
        "ruleId": rule::id(identifier),
        "ruleIndex": rule,
        "level": level(one.severity),
        "message": {"text": message(&format!("{count} of {identifier}"))},
        "locations": location::of_places(roots, bucket, Some(key), &places),
        "partialFingerprints": fingerprints(&fingerprint),
        "properties": {
            "bucket": bucket,
            "key": key,
            "severity": one.severity.name(),
            "category": one.category_code(),
            "count": one.count,
            "findingId": finding.id,
            "findingType": finding.kind.code(),
        },
    })
}

fn of_policy(finding: &Finding, rule: usize, roots: &Roots) -> Value {
    let Subject { bucket, .. } = Subject::of(finding);
    let severity = finding.severity.description;
    let fingerprint = identity::hex_id(&["sarif", bucket, finding.kind.code()]);
    json!({
        "ruleId": finding.kind.code(),
        "ruleIndex": rule,
        "level": level(severity),
        "message": {"text": message(&finding.description)},
        "locations": [location::of_object(roots, bucket, None)],
        "partialFingerprints": fingerprints(&fingerprint),
        "properties": {
            "bucket": bucket,
            "severity": severity.name(),
            "count": finding.count,
            "findingId": finding.id,
            "findingType": finding.kind.code(),
        },
    })
}

/// The result; that of an archived finding says so.
fn suppressed(finding: &Finding, mut result: Value) -> Value {
    if finding.archived {
        result["suppressions"] = json!([{"kind": "external", "status": "accepted"}]);
    }
    result
}

/// GitHub goes by the first; it would otherwise hash a line of the object.
fn fingerprints(of: &str) -> Value {
    json!({
        "primaryLocationLineHash": format!("{}:1", &of[..16]),
        "tracieDetection/v1": of,
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low => "note",
    }
}

/// Text as a message: neither links nor placeholders.
fn message(text: &str) -> String {
    let mut message = String::with_capacity(text.len());
    for character in visible(text).chars() {
        match character {
            '[' | ']' | '\\' => message.extend(['\\', character]),
            '{' | '}' => message.extend([character, character]),
            plain => message.push(plain),
        }
    }
    message
}
