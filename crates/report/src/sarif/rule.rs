//! Rules: identifiers, and types of policy findings.

use std::collections::HashMap;

use serde_json::{Value, json};
use tracie_finding::Finding;
use tracie_finding::detection::{Category, Severity};

use super::{level, message};
use crate::detected::Detected;
use crate::text::visible;

/// The rules that have results, in the order of their first.
#[derive(Default)]
pub(super) struct Rules {
    by_id: HashMap<String, usize>,
    rules: Vec<Rule>,
}

struct Rule {
    id: String,
    /// What it is about, in a few words.
    short: String,
    full: String,
    help: String,
    tags: [&'static str; 2],
    /// That of its most severe result.
    severity: Severity,
}

impl Rules {
    /// The rule of an identifier, by its number.
    pub(super) fn of_identifier(&mut self, one: &Detected<'_>) -> usize {
        let what = match one.category {
            Some(Category::Credentials) => "credentials",
            Some(Category::Financial) => "financial information",
            Some(Category::Personal) => "personal information",
            None => "text that a custom data identifier matches",
        };
        let id = id(one.identifier);
        self.number(&id, one.severity, || Rule {
            short: message(&format!("{id}: {what}")),
            full: message(&format!("The object holds {what}, found by {id}.")),
            help: message(&format!(
                "`tracie identifiers show {id}` tells how it is found."
            )),
            tags: ["sensitive-data", one.category_code()],
            severity: one.severity,
            id: id.clone(),
        })
    }

    /// The rule of a policy finding, by its number.
    pub(super) fn of_policy(&mut self, finding: &Finding) -> usize {
        let id = finding.kind.code();
        let severity = finding.severity.description;
        self.number(id, severity, || Rule {
            id: id.to_owned(),
            short: finding.kind.title().to_owned(),
            full: finding.kind.description().to_owned(),
            help: "See the policy and the settings of the bucket.".to_owned(),
            tags: ["policy", "s3"],
            severity,
        })
    }

    fn number(&mut self, id: &str, severity: Severity, make: impl FnOnce() -> Rule) -> usize {
        let number = match self.by_id.get(id) {
            Some(number) => *number,
            None => {
                self.rules.push(make());
                self.by_id.insert(id.to_owned(), self.rules.len() - 1);
                self.rules.len() - 1
            }
        };
        let rule = &mut self.rules[number];
        rule.severity = rule.severity.max(severity);
        number
    }

    /// All of them.
    pub(super) fn document(&self) -> Value {
        self.rules.iter().map(Rule::document).collect()
    }
}

impl Rule {
    fn document(&self) -> Value {
        json!({
            "id": self.id,
            "shortDescription": {"text": self.short},
            "fullDescription": {"text": self.full},
            "help": {"text": self.help},
            "defaultConfiguration": {"level": level(self.severity)},
            "properties": {
                "tags": self.tags,
                "security-severity": security_severity(self.severity),
            },
        })
    }
}

/// The id of an identifier's rule. A custom one may be named as it likes.
pub(super) fn id(identifier: &str) -> String {
    visible(identifier)
}

/// On GitHub's scale, where from 7 on is high and from 4 on medium.
fn security_severity(severity: Severity) -> &'static str {
    match severity {
        Severity::High => "8.0",
        Severity::Medium => "5.0",
        Severity::Low => "3.0",
    }
}
