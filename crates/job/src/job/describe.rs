//! Jobs as the API describes them.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use tracie_finding::timestamp::rfc3339_ms;

use super::state::StoredJob;
use crate::definition::{
    BucketCriteria, BucketDefinition, JobDefinition, JobType, S3JobDefinition, ScheduleFrequency,
    Selector,
};
use crate::status::JobStatus;

/// How long a run may be paused before it expires.
pub(crate) const PATIENCE: SignedDuration = SignedDuration::from_hours(30 * 24);

/// DescribeClassificationJob's answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(
    missing_docs,
    reason = "the members of JobDefinition, and the names say it"
)]
#[non_exhaustive]
pub struct JobDescription {
    pub allow_list_ids: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_token: Option<String>,
    pub created_at: String,
    pub custom_data_identifier_ids: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    pub initial_run: bool,
    pub job_arn: String,
    pub job_id: String,
    pub job_status: JobStatus,
    pub job_type: JobType,
    pub last_run_error_status: LastRunErrorStatus,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_run_time: Option<String>,
    pub managed_data_identifier_ids: Vec<String>,
    pub managed_data_identifier_selector: Selector,
    pub name: String,
    pub s3_job_definition: S3JobDefinition,
    pub sampling_percentage: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule_frequency: Option<ScheduleFrequency>,
    pub statistics: Statistics,
    pub tags: std::collections::BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_paused_details: Option<UserPausedDetails>,
}

/// A job in the answer of ListClassificationJobs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the members of JobDescription")]
#[non_exhaustive]
pub struct JobSummary {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bucket_criteria: Option<BucketCriteria>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bucket_definitions: Option<Vec<BucketDefinition>>,
    pub created_at: String,
    pub job_id: String,
    pub job_status: JobStatus,
    pub job_type: JobType,
    pub last_run_error_status: LastRunErrorStatus,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_paused_details: Option<UserPausedDetails>,
}

/// Whether accounts or buckets could not be looked at in the latest run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastRunErrorStatus {
    /// Whether any could not.
    pub code: LastRunErrorCode,
}

/// Whether there were errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[expect(missing_docs, reason = "the names say it")]
pub enum LastRunErrorCode {
    None,
    Error,
}

/// How far a job is. Macie has both as numbers with a fraction.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Statistics {
    /// About how many objects its run has left.
    pub approximate_number_of_objects_to_process: f64,
    /// How many runs there were.
    pub number_of_runs: f64,
}

/// When a job was paused that was running, and until when it may be resumed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UserPausedDetails {
    /// When the run expires: a job that runs once is cancelled then, one with
    /// a schedule loses what is left of the run.
    pub job_expires_at: String,
    /// Always null: what AWS Health would tell, nobody tells here.
    pub job_imminent_expiration_health_event_arn: Option<String>,
    /// When it was paused.
    pub job_paused_at: String,
}

impl StoredJob {
    pub(super) fn describe(self, arn: String) -> JobDescription {
        let paused = self.user_paused_details();
        let errors = self.last_run_error_status();
        let sampling_percentage = self.definition.sampling_percentage();
        let selector = self.definition.selector();
        let initial_run = self.definition.has_initial_run();
        let JobDefinition {
            allow_list_ids,
            client_token,
            custom_data_identifier_ids,
            description,
            job_type,
            managed_data_identifier_ids,
            name,
            s3_job_definition,
            schedule_frequency,
            tags,
            ..
        } = self.definition;
        JobDescription {
            allow_list_ids,
            client_token,
            created_at: rfc3339_ms(self.created),
            custom_data_identifier_ids,
            description,
            initial_run,
            job_arn: arn,
            job_id: self.id,
            job_status: self.status,
            job_type,
            last_run_error_status: errors,
            last_run_time: self.state.last_run.map(rfc3339_ms),
            managed_data_identifier_ids,
            managed_data_identifier_selector: selector,
            name,
            s3_job_definition,
            sampling_percentage,
            schedule_frequency,
            statistics: Statistics {
                approximate_number_of_objects_to_process: self.state.left as f64,
                number_of_runs: f64::from(self.state.runs),
            },
            tags,
            user_paused_details: paused,
        }
    }

    pub(super) fn summarise(self) -> JobSummary {
        let paused = self.user_paused_details();
        let errors = self.last_run_error_status();
        let definition = self.definition.s3_job_definition;
        JobSummary {
            bucket_criteria: definition.bucket_criteria,
            bucket_definitions: definition.bucket_definitions,
            created_at: rfc3339_ms(self.created),
            job_id: self.id,
            job_status: self.status,
            job_type: self.definition.job_type,
            last_run_error_status: errors,
            name: self.definition.name,
            user_paused_details: paused,
        }
    }

    fn last_run_error_status(&self) -> LastRunErrorStatus {
        let code = match self.state.last_run_failed {
            true => LastRunErrorCode::Error,
            false => LastRunErrorCode::None,
        };
        LastRunErrorStatus { code }
    }

    fn user_paused_details(&self) -> Option<UserPausedDetails> {
        let paused = self
            .state
            .paused
            .filter(|_| self.status == JobStatus::UserPaused)?;
        Some(UserPausedDetails {
            job_expires_at: rfc3339_ms(expiry(paused)),
            job_imminent_expiration_health_event_arn: None,
            job_paused_at: rfc3339_ms(paused),
        })
    }
}

/// When a run that is paused since then expires.
pub(crate) fn expiry(paused: Timestamp) -> Timestamp {
    paused.checked_add(PATIENCE).unwrap_or(Timestamp::MAX)
}
