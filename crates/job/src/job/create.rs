//! Creating jobs.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tracie_finding::identity::hex_id;
use tracie_store::{Answered, Writing};
use uuid::Uuid;

use super::jobs::Jobs;
use super::state::{Entry, State, StoredJob};
use crate::definition::{JobDefinition, JobType};
use crate::error::Error;
use crate::event::EventType;
use crate::status::JobStatus;

/// Whose tokens these are.
const OPERATION: &str = "CreateClassificationJob";

/// A job that was created: CreateClassificationJob's answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Created {
    /// Its ARN.
    pub job_arn: String,
    /// Its id, 32 hex digits.
    pub job_id: String,
}

impl Jobs {
    /// Creates a job. One that runs once, or has an initial run, is RUNNING from
    /// then on: have a [`Runner`](crate::Runner) run it. Others are IDLE until
    /// they are due.
    ///
    /// A definition with a `clientToken` that was used before creates nothing:
    /// the answer is the one that was given then.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] if the definition is not as it should be,
    /// [`Error::TokenReused`] if its token was used for another one, or if the
    /// store fails.
    pub fn create(&self, definition: &JobDefinition, now: Timestamp) -> Result<Created, Error> {
        definition.validate()?;
        let request = fingerprint(definition);
        self.scope().write(|to| {
            let token = definition.client_token.as_deref();
            let before = token
                .map(|token| to.answered(OPERATION, token))
                .transpose()?;
            if let Some(before) = before.flatten() {
                return repeated(&before, &request);
            }
            let created = self.create_anew(to, definition, now)?;
            if let Some(token) = token {
                let answered = Answered {
                    request,
                    answer: json!(created),
                    created_ms: now.as_millisecond(),
                };
                to.answer(OPERATION, token, &answered)?;
            }
            Ok(created)
        })
    }

    fn create_anew(
        &self,
        to: &Writing<'_>,
        definition: &JobDefinition,
        now: Timestamp,
    ) -> Result<Created, Error> {
        let id = Uuid::new_v4().simple().to_string();
        let mut job = StoredJob {
            id: id.clone(),
            created: now,
            status: JobStatus::Idle,
            definition: definition.clone(),
            state: State::default(),
        };
        let next = self.next_run(definition, now);
        job.state.next_run = next;
        job.put(to)?;
        let account = self.scope().account();
        job.log(to, Entry::new(account, EventType::JobCreated, now))?;
        if definition.job_type == JobType::OneTime || definition.has_initial_run() {
            job.begin_run(to, account, now, next)?;
        }
        Ok(Created {
            job_arn: self.arn(&id),
            job_id: id,
        })
    }

    /// When a job is due next, if it has a schedule.
    pub(super) fn next_run(&self, definition: &JobDefinition, now: Timestamp) -> Option<Timestamp> {
        let frequency = definition.schedule_frequency.as_ref()?;
        self.days().next(frequency, now)
    }
}

fn repeated(before: &Answered, request: &str) -> Result<Created, Error> {
    if before.request != request {
        return Err(Error::TokenReused);
    }
    Created::deserialize(&before.answer).map_err(|source| Error::Document {
        job: OPERATION.into(),
        source,
    })
}

/// What tells a definition from another, whatever its token.
pub(crate) fn fingerprint(definition: &JobDefinition) -> String {
    let mut definition = definition.clone();
    definition.client_token = None;
    let text = serde_json::to_value(&definition).unwrap_or(Value::Null);
    hex_id(&["definition", &text.to_string()])
}
