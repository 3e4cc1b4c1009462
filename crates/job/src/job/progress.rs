//! What is stored of a run: what it is to look at, and how far it is.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tracie_store::{Run, Writing};

use super::state::{Entry, StoredJob};
use crate::definition::JobType;
use crate::error::Error;
use crate::event::EventType;
use crate::statistics::RunStatistics;
use crate::status::JobStatus;

/// What the status of a run is while it is not over.
const OPEN: &str = "RUNNING";

/// What a run is to look at, and how far it is. It is what the store calls the
/// cursor of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Plan {
    /// Its buckets, in the order in which they are looked at: that of their
    /// names.
    pub(crate) buckets: Vec<Planned>,
    /// The last object that was dealt with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) at: Option<At>,
}

/// A bucket of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Planned {
    pub(crate) name: String,
    /// The account that owns it.
    pub(crate) account: String,
    /// Whether nothing is left to do in it.
    #[serde(default)]
    pub(crate) done: bool,
}

/// An object that was dealt with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct At {
    pub(crate) bucket: String,
    pub(crate) key: String,
    /// How many entries with this key were dealt with: names that are no
    /// Unicode may become equal.
    #[serde(default)]
    pub(crate) nth: u32,
    /// Whether trouble with the root of the bucket was told, which comes
    /// before all keys.
    #[serde(default)]
    pub(crate) root: bool,
}

impl StoredJob {
    /// Begins a run: its entry, and what the job says of it.
    pub(super) fn begin_run(
        &mut self,
        to: &Writing<'_>,
        account: &str,
        at: Timestamp,
        next: Option<Timestamp>,
    ) -> Result<(), Error> {
        let number = self.state.runs + 1;
        let statistics = serde_json::to_value(RunStatistics::default());
        to.put_run(&Run {
            job: self.id.clone(),
            number,
            status: OPEN.into(),
            started_ms: at.as_millisecond(),
            ended_ms: None,
            cursor: None,
            statistics: statistics.unwrap_or_default(),
        })?;
        self.status = JobStatus::Running;
        self.state.runs = number;
        self.state.last_run = Some(at);
        self.state.last_run_failed = false;
        self.state.failures = 0;
        self.state.left = 0;
        self.state.next_run = next;
        self.put(to)?;
        let kind = match self.definition.job_type {
            JobType::OneTime => EventType::OneTimeJobStarted,
            JobType::Scheduled => EventType::ScheduledRunStarted,
        };
        self.log(to, Entry::new(account, kind, at))
    }

    /// Ends the run that is not over, if there is one.
    pub(super) fn end_open_run(
        &self,
        to: &Writing<'_>,
        status: &str,
        at: Timestamp,
    ) -> Result<(), Error> {
        for mut run in to.open_runs(Some(&self.id))? {
            run.status = status.into();
            run.ended_ms = Some(at.as_millisecond());
            to.put_run(&run)?;
        }
        Ok(())
    }
}
