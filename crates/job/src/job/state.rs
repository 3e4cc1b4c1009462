//! A job as it is stored.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tracie_finding::timestamp::rfc3339_ms;
use tracie_store::{Job, Reading, Writing};

use crate::definition::JobDefinition;
use crate::error::Error;
use crate::event::{AffectedResource, EventType, JobEvent, micros};
use crate::status::JobStatus;

/// The member of a job's document that says what it is at. All others are
/// those of its definition.
const STATE: &str = "state";

/// A job: what it is to do, and what it is at.
#[derive(Clone, Debug)]
pub(crate) struct StoredJob {
    pub(crate) id: String,
    pub(crate) created: Timestamp,
    pub(crate) status: JobStatus,
    pub(crate) definition: JobDefinition,
    pub(crate) state: State,
}

/// What a job is at, beyond its status.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct State {
    /// When the latest run began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) last_run: Option<Timestamp>,
    /// Whether accounts or buckets could not be looked at in the latest run.
    #[serde(default)]
    pub(crate) last_run_failed: bool,
    /// How often the run failed since it last got any further.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(crate) failures: u32,
    /// How many runs there were.
    #[serde(default)]
    pub(crate) runs: u32,
    /// About how many objects the latest run has left.
    #[serde(default)]
    pub(crate) left: u64,
    /// When the next run is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) next_run: Option<Timestamp>,
    /// Since when it is paused, if it was paused while it ran.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) paused: Option<Timestamp>,
}

/// For serde, which passes a reference.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl StoredJob {
    /// A job from the store.
    pub(crate) fn get(from: &Reading<'_>, id: &str) -> Result<StoredJob, Error> {
        let job = from.job(id)?;
        StoredJob::of(job.ok_or_else(|| Error::NoSuchJob(id.to_owned()))?)
    }

    pub(crate) fn of(job: Job) -> Result<StoredJob, Error> {
        let Job {
            id,
            status,
            created_ms,
            mut document,
            ..
        } = job;
        let wrong = |source| Error::Document {
            job: id.clone(),
            source,
        };
        let state = document
            .as_object_mut()
            .and_then(|it| it.shift_remove(STATE));
        let state = State::deserialize(state.unwrap_or_default()).map_err(wrong)?;
        let definition = JobDefinition::deserialize(document).map_err(wrong)?;
        let status = JobStatus::deserialize(Value::from(status)).map_err(wrong)?;
        let created = Timestamp::from_millisecond(created_ms).unwrap_or_default();
        Ok(StoredJob {
            id,
            created,
            status,
            definition,
            state,
        })
    }

    /// Writes the job to the store.
    pub(crate) fn put(&self, to: &Writing<'_>) -> Result<(), Error> {
        let wrong = |source| Error::Document {
            job: self.id.clone(),
            source,
        };
        let mut document = serde_json::to_value(&self.definition).map_err(wrong)?;
        document[STATE] = serde_json::to_value(&self.state).map_err(wrong)?;
        Ok(to.put_job(&Job {
            id: self.id.clone(),
            name: self.definition.name.clone(),
            kind: self.definition.job_type.name().into(),
            status: self.status.name().into(),
            created_ms: self.created.as_millisecond(),
            document,
        })?)
    }

    /// Writes to the log of the job.
    pub(crate) fn log(&self, to: &Writing<'_>, entry: Entry<'_>) -> Result<(), Error> {
        let run = self
            .state
            .last_run
            .filter(|_| entry.kind != EventType::JobCreated);
        let event = JobEvent {
            admin_account_id: entry.account.to_owned(),
            job_id: self.id.clone(),
            event_type: entry.kind,
            occurred_at: micros(entry.at),
            description: entry
                .description
                .unwrap_or_else(|| entry.kind.description().into()),
            job_name: self.definition.name.clone(),
            run_date: run.map(rfc3339_ms),
            operation: entry.operation,
            affected_account: entry.affected_account,
            affected_resource: entry.bucket.map(AffectedResource::bucket),
        };
        let document = serde_json::to_value(event).map_err(|source| Error::Document {
            job: self.id.clone(),
            source,
        })?;
        let at = entry.at.as_millisecond();
        Ok(to.add_event(&tracie_store::Event::new(&self.id, at, document))?)
    }
}

/// What is to be written to the log of a job.
pub(crate) struct Entry<'a> {
    account: &'a str,
    kind: EventType,
    at: Timestamp,
    pub(crate) description: Option<String>,
    pub(crate) operation: Option<String>,
    pub(crate) affected_account: Option<String>,
    pub(crate) bucket: Option<&'a str>,
}

impl<'a> Entry<'a> {
    pub(crate) fn new(account: &'a str, kind: EventType, at: Timestamp) -> Entry<'a> {
        Entry {
            account,
            kind,
            at,
            description: None,
            operation: None,
            affected_account: None,
            bucket: None,
        }
    }
}
