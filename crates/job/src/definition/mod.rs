//! What a job is to do: the members of CreateClassificationJob.

mod buckets;
mod condition;
mod schedule;
mod scope;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use self::buckets::{
    BucketCriteria, BucketDefinition, CriteriaBlock, Criterion, CriterionKey, S3JobDefinition,
    SimpleCriterion, TagCriterion,
};
pub use self::condition::{Comparator, TagPair};
pub use self::schedule::{
    DailySchedule, DayOfWeek, MonthlySchedule, ScheduleFrequency, WeeklySchedule,
};
pub use self::scope::{
    ScopeBlock, ScopeKey, ScopeTerm, Scoping, SimpleScopeTerm, TagScopeTerm, TagTarget,
};

/// What a job is to do, member for member as CreateClassificationJob has it.
///
/// ```
/// use tracie_job::JobDefinition;
///
/// let job = JobDefinition::parse(r#"{
///     "name": "exports", "jobType": "ONE_TIME",
///     "s3JobDefinition": {"bucketDefinitions": [
///         {"accountId": "111122223333", "buckets": ["acme-exports"]}]}
/// }"#)?;
/// assert_eq!(job.sampling_percentage(), 100);
///
/// let refusal = JobDefinition::parse(r#"{"name": "exports", "jobtype": "ONE_TIME"}"#);
/// let told = refusal.unwrap_err().to_string();
/// assert!(told.starts_with("jobtype: there is no such member; did you mean jobType?"));
/// # Ok::<(), tracie_job::Refusal>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct JobDefinition {
    /// The allow lists to use, at most 10.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allow_list_ids: Vec<String>,
    /// Tells a repeated request from a new one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_token: Option<String>,
    /// The custom identifiers to look for, at most 30.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub custom_data_identifier_ids: Vec<String>,
    /// What it is for, at most 200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Whether a scheduled job looks at all there is right after its creation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub initial_run: Option<bool>,
    /// Whether it runs once or by a schedule.
    pub job_type: JobType,
    /// The managed identifiers that the selector is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub managed_data_identifier_ids: Vec<String>,
    /// Which managed identifiers to look for; RECOMMENDED if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub managed_data_identifier_selector: Option<Selector>,
    /// Its name, at most 500 characters.
    pub name: String,
    /// Which buckets it looks at, and which objects in them.
    pub s3_job_definition: S3JobDefinition,
    /// How many of a hundred objects it looks at, 1 to 100; all if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sampling_percentage: Option<i64>,
    /// When a scheduled job runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule_frequency: Option<ScheduleFrequency>,
    /// Its tags, at most 50.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, String>,
}

/// How often a job runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum JobType {
    /// Once, at once.
    OneTime,
    /// By a schedule.
    Scheduled,
}

impl JobType {
    /// As the API writes it.
    pub fn name(self) -> &'static str {
        match self {
            JobType::OneTime => "ONE_TIME",
            JobType::Scheduled => "SCHEDULED",
        }
    }
}

/// Which managed identifiers a job looks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Selector {
    /// All there are.
    All,
    /// All but those that are named.
    Exclude,
    /// Only those that are named.
    Include,
    /// None; there must be custom ones.
    None,
    /// Those that Macie recommends.
    #[default]
    Recommended,
}

impl Selector {
    /// As the API writes it.
    pub fn name(self) -> &'static str {
        match self {
            Selector::All => "ALL",
            Selector::Exclude => "EXCLUDE",
            Selector::Include => "INCLUDE",
            Selector::None => "NONE",
            Selector::Recommended => "RECOMMENDED",
        }
    }
}

impl JobDefinition {
    /// How many of a hundred objects it looks at.
    pub fn sampling_percentage(&self) -> u32 {
        let percentage = self.sampling_percentage.unwrap_or(100);
        u32::try_from(percentage).unwrap_or(0)
    }

    /// Which managed identifiers it looks for.
    pub fn selector(&self) -> Selector {
        self.managed_data_identifier_selector.unwrap_or_default()
    }

    /// Whether a scheduled job looks at all there is right after its creation.
    pub fn has_initial_run(&self) -> bool {
        self.initial_run.unwrap_or(false)
    }
}
