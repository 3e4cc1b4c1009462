//! What is still to be told.

use serde_json::{Value, json};
use tracie_finding::Finding;
use tracie_finding::finding::FindingCategory;
use tracie_store::{Page, Put, Reading, Record, Scoped, Writing};

use crate::failure::Failure;

/// The kind of records that wait here.
const KIND: &str = "outbox";
/// Findings that are told of in one go.
const BATCH: usize = 100;
const MINUTE_MS: i64 = 60 * 1000;
/// How long a finding may take to be stored after it was noted down here.
const PATIENCE_MS: i64 = 10 * MINUTE_MS;

/// Notes down that a finding is to be told of, in the step that stores it.
pub(crate) fn queue(
    to: &Writing<'_>,
    finding: &Finding,
    put: Put,
    now_ms: i64,
) -> Result<(), Failure> {
    if finding.archived || put == Put::Known {
        return Ok(());
    }
    let is_update = put == Put::Changed && finding.category == FindingCategory::Policy;
    let due_ms = if is_update {
        now_ms + frequency_ms(to)?
    } else {
        now_ms
    };
    // Several updates of a finding become one, at the time of the first.
    let id = format!("{}/{is_update}", finding.id);
    let due_ms = match to.record(KIND, &id)? {
        Some(waiting) => waiting.document["dueMs"].as_i64().unwrap_or(due_ms),
        None => due_ms,
    };
    Ok(to.put_record(&Record {
        kind: KIND.into(),
        id,
        created_ms: now_ms,
        updated_ms: now_ms,
        document: json!({"dueMs": due_ms, "finding": finding.id}),
    })?)
}

/// How often updates are told of.
fn frequency_ms(from: &Reading<'_>) -> Result<i64, Failure> {
    let session = from.setting("session")?.unwrap_or_default();
    Ok(match session["findingPublishingFrequency"].as_str() {
        Some("SIX_HOURS") => 6 * 60 * MINUTE_MS,
        Some("ONE_HOUR") => 60 * MINUTE_MS,
        _ => 15 * MINUTE_MS,
    })
}

/// A part of what is to be told now.
pub(crate) struct Outbox {
    ids: Vec<String>,
    pub(super) findings: Vec<Finding>,
}

impl Outbox {
    /// What is due.
    pub(crate) fn due(store: &Scoped, now_ms: i64) -> Result<Self, Failure> {
        store.read(|it| {
            let is_due = |it: &Record| it.document["dueMs"].as_i64().unwrap_or(0) <= now_ms;
            let mut due = Self {
                ids: Vec::new(),
                findings: Vec::new(),
            };
            for record in it.records(KIND, &Page::first(BATCH), is_due)?.items {
                let finding = record.document["finding"].as_str().unwrap_or_default();
                match it.finding(finding)? {
                    Some(finding) => due.findings.push(finding),
                    // A job notes down what is to be told just before it stores it.
                    None if now_ms - record.created_ms < PATIENCE_MS => continue,
                    None => {}
                }
                due.ids.push(record.id);
            }
            // What was archived meanwhile is not told of.
            due.findings.retain(|it| !it.archived);
            Ok(due)
        })
    }

    /// Whether nothing is due.
    pub(crate) fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Notes down that it was told.
    pub(crate) fn done(&self, store: &Scoped) -> Result<(), Failure> {
        store.write(|it| {
            for id in &self.ids {
                it.delete_record(KIND, id)?;
            }
            Ok(())
        })
    }

    /// What Security Hub gets.
    pub(super) fn for_security_hub(&self, configuration: &Value) -> impl Iterator<Item = &Finding> {
        let policy = configuration["publishPolicyFindings"] == true;
        let sensitive = configuration["publishClassificationFindings"] == true;
        self.findings.iter().filter(move |it| match it.category {
            FindingCategory::Policy => policy,
            FindingCategory::Classification => sensitive,
        })
    }
}
