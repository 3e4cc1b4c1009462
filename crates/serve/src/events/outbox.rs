//! What is still to be told.

use serde_json::{Value, json};
use tracie_finding::Finding;
use tracie_finding::finding::FindingCategory;
use tracie_store::{Page, Put, Reading, Record, Scoped, Writing};

use super::audience::Audience;
use crate::failure::Failure;

/// Findings that are told of in one go.
const BATCH: usize = 100;
const MINUTE_MS: i64 = 60 * 1000;
/// How long a finding may take to be stored after it was noted down here.
const PATIENCE_MS: i64 = 10 * MINUTE_MS;
/// How long what a target refuses waits at most before it is offered again.
const LONGEST_WAIT_MS: i64 = 6 * 60 * MINUTE_MS;

/// Notes down that a finding is to be told of, in the step that stores it.
pub(crate) fn queue(
    to: &Writing<'_>,
    audience: &Audience,
    finding: &Finding,
    put: Put,
    now_ms: i64,
) -> Result<(), Failure> {
    if audience.is_empty() || finding.archived || put == Put::Known {
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
    for outbox in audience.outboxes() {
        if to.record(outbox, &id)?.is_some() {
            continue;
        }
        to.put_record(&Record {
            kind: outbox.to_owned(),
            id: id.clone(),
            created_ms: now_ms,
            updated_ms: now_ms,
            document: json!({"dueMs": due_ms, "finding": finding.id}),
        })?;
    }
    Ok(())
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

/// A finding that a target is to be told of now.
pub(super) struct Letter {
    record: Record,
    /// Nothing if it was archived or forgotten meanwhile, so that nobody hears of it.
    pub(super) finding: Option<Finding>,
}

/// A part of what a target is to be told now.
pub(super) fn due(store: &Scoped, outbox: &str, now_ms: i64) -> Result<Vec<Letter>, Failure> {
    store.read(|it| {
        let is_due = |it: &Record| it.document["dueMs"].as_i64().unwrap_or(0) <= now_ms;
        let mut due = Vec::new();
        for record in it.records(outbox, &Page::first(BATCH), is_due)?.items {
            let id = record.document["finding"].as_str().unwrap_or_default();
            let finding = it.finding(id)?;
            // A job notes down what is to be told just before it stores it.
            if finding.is_none() && now_ms - record.created_ms < PATIENCE_MS {
                continue;
            }
            due.push(Letter {
                finding: finding.filter(|it| !it.archived),
                record,
            });
        }
        Ok(due)
    })
}

/// What became of letters: those that are done are removed, the others offered
/// again later.
#[derive(Default)]
pub(super) struct Outcome {
    done: Vec<Record>,
    refused: Vec<Record>,
}

impl Outcome {
    pub(super) fn done(&mut self, letter: Letter) {
        self.done.push(letter.record);
    }

    /// The target wants this one not, now at least. Others go on.
    pub(super) fn refused(&mut self, letter: Letter, now_ms: i64) {
        let mut record = letter.record;
        let times = record.document["refused"].as_i64().unwrap_or(0);
        let wait = MINUTE_MS << times.clamp(0, 16);
        record.document["refused"] = json!(times + 1);
        record.document["dueMs"] = json!(now_ms + wait.min(LONGEST_WAIT_MS));
        self.refused.push(record);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.done.is_empty() && self.refused.is_empty()
    }

    pub(super) fn keep(&self, store: &Scoped) -> Result<(), Failure> {
        store.write(|it| {
            for record in &self.done {
                it.delete_record(&record.kind, &record.id)?;
            }
            for record in &self.refused {
                it.put_record(record)?;
            }
            Ok(())
        })
    }
}

/// Whether Security Hub gets a finding.
pub(super) fn is_for_security_hub(finding: &Finding, configuration: &Value) -> bool {
    match finding.category {
        FindingCategory::Policy => configuration["publishPolicyFindings"] == true,
        FindingCategory::Classification => configuration["publishClassificationFindings"] == true,
    }
}
