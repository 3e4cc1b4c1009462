//! What befalls jobs, as Macie writes it to CloudWatch Logs.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// An entry in the log of a job: a JSON object, one a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JobEvent {
    /// The account that the job is of.
    pub admin_account_id: String,
    /// The job.
    pub job_id: String,
    /// What happened.
    pub event_type: EventType,
    /// When, ISO 8601 in UTC with microseconds.
    pub occurred_at: String,
    /// What happened, in a sentence.
    pub description: String,
    /// The name of the job.
    pub job_name: String,
    /// When the run began, if one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run_date: Option<String>,
    /// The call that failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// The account that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub affected_account: Option<String>,
    /// The bucket that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub affected_resource: Option<AffectedResource>,
}

/// A bucket that an event is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AffectedResource {
    /// `S3_BUCKET_NAME`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its name.
    pub value: String,
}

impl AffectedResource {
    pub(crate) fn bucket(name: &str) -> AffectedResource {
        AffectedResource {
            kind: "S3_BUCKET_NAME".into(),
            value: name.into(),
        }
    }
}

macro_rules! event_types {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $said:literal;)+) => {
        /// What can befall a job here. Macie has six more, of accounts that were
        /// closed or left, which do not occur on one machine.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum EventType { $($(#[$doc])* #[serde(rename = $code)] $name),+ }

        impl EventType {
            /// All of them.
            pub const ALL: &[EventType] = &[$(EventType::$name),+];

            /// As it is written.
            pub fn code(self) -> &'static str {
                match self { $(EventType::$name => $code),+ }
            }

            /// What is said of it, if nothing more is known.
            pub(crate) fn description(self) -> &'static str {
                match self { $(EventType::$name => $said),+ }
            }
        }
    };
}

event_types! {
    /// It was created.
    JobCreated = "JOB_CREATED", "The job was created.";
    /// It runs once, and began to.
    OneTimeJobStarted = "ONE_TIME_JOB_STARTED", "The job started running.";
    /// A run by its schedule began.
    ScheduledRunStarted = "SCHEDULED_RUN_STARTED", "A run of the job started.";
    /// A bucket is what the job's criteria ask for.
    BucketMatched = "BUCKET_MATCHED_THE_CRITERIA", "The bucket meets the job's criteria.";
    /// No bucket is.
    NoBucketsMatched = "NO_BUCKETS_MATCHED_THE_CRITERIA", "No bucket meets the job's criteria.";
    /// A run by its schedule is done.
    ScheduledRunCompleted = "SCHEDULED_RUN_COMPLETED", "A run of the job is complete.";
    /// Its user paused it.
    PausedByUser = "JOB_PAUSED_BY_USER", "A user paused the job.";
    /// Its user had it go on.
    ResumedByUser = "JOB_RESUMED_BY_USER", "A user resumed the job.";
    /// No more may be analysed in this month.
    PausedByQuota = "JOB_PAUSED_BY_MACIE_SERVICE_QUOTA_MET",
        "The job was paused: the monthly quota of bytes to analyse is used up.";
    /// More may be analysed.
    ResumedByQuota = "JOB_RESUMED_BY_MACIE_SERVICE_QUOTA_LIFTED",
        "The job was resumed: more bytes may be analysed.";
    /// It was cancelled.
    Cancelled = "JOB_CANCELLED", "The job was cancelled.";
    /// It ran once, and is done.
    Completed = "JOB_COMPLETED", "The job is complete.";
    /// A run could not go on. Macie has no word for it, as its own failures are not
    /// its users' business.
    RunFailed = "RUN_FAILED", "A run of the job could not go on.";
    /// The buckets of an account may not be listed.
    AccountAccessDenied = "ACCOUNT_ACCESS_DENIED", "The buckets of the account may not be listed.";
    /// A bucket may not be looked at.
    BucketAccessDenied = "BUCKET_ACCESS_DENIED", "The bucket may not be looked at.";
    /// What is known of a bucket cannot be had.
    BucketDetailsUnavailable = "BUCKET_DETAILS_UNAVAILABLE",
        "What is to be known of the bucket cannot be had.";
    /// There is no such bucket.
    BucketDoesNotExist = "BUCKET_DOES_NOT_EXIST", "There is no such bucket.";
    /// A bucket is in another region.
    BucketInDifferentRegion = "BUCKET_IN_DIFFERENT_REGION", "The bucket is in another region.";
    /// Another account owns a bucket than the job says.
    BucketOwnerChanged = "BUCKET_OWNER_CHANGED",
        "The bucket is owned by another account than the job says.";
}

/// An instant as events write it: with microseconds.
///
/// ```
/// let instant = "2024-03-11T19:46:53.03125Z".parse()?;
/// assert_eq!(tracie_job::micros(instant), "2024-03-11T19:46:53.031250Z");
/// # Ok::<(), jiff::Error>(())
/// ```
pub fn micros(instant: Timestamp) -> String {
    format!("{instant:.6}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_written_as_their_codes() {
        for kind in EventType::ALL {
            assert_eq!(serde_json::to_value(kind).expect("a text"), kind.code());
            assert!(kind.description().ends_with('.'));
        }
    }
}
