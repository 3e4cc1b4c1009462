//! What a job is at.

use serde::{Deserialize, Serialize};

/// What a job is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum JobStatus {
    /// A run is under way.
    Running,
    /// A run waits until more may be analysed in a month.
    Paused,
    /// It will not run again.
    Cancelled,
    /// It ran once, and is done.
    Complete,
    /// It waits for its next run.
    Idle,
    /// Its user paused it.
    UserPaused,
}

impl JobStatus {
    /// All there are.
    pub const ALL: [JobStatus; 6] = [
        JobStatus::Running,
        JobStatus::Paused,
        JobStatus::Cancelled,
        JobStatus::Complete,
        JobStatus::Idle,
        JobStatus::UserPaused,
    ];

    /// As the API writes it.
    pub fn name(self) -> &'static str {
        match self {
            JobStatus::Running => "RUNNING",
            JobStatus::Paused => "PAUSED",
            JobStatus::Cancelled => "CANCELLED",
            JobStatus::Complete => "COMPLETE",
            JobStatus::Idle => "IDLE",
            JobStatus::UserPaused => "USER_PAUSED",
        }
    }

    /// The status of this name.
    pub fn from_name(name: &str) -> Option<JobStatus> {
        JobStatus::ALL.into_iter().find(|it| it.name() == name)
    }

    /// Whether nothing comes after it.
    pub fn is_final(self) -> bool {
        matches!(self, JobStatus::Cancelled | JobStatus::Complete)
    }

    /// Whether a user may make a job with this status one with that.
    ///
    /// ```
    /// use tracie_job::JobStatus::{Cancelled, Complete, Idle, Running, UserPaused};
    ///
    /// assert!(Running.may_become(UserPaused) && Idle.may_become(Cancelled));
    /// assert!(UserPaused.may_become(Running) && !Idle.may_become(Running));
    /// assert!(!Complete.may_become(Running) && !Running.may_become(Complete));
    /// ```
    pub fn may_become(self, to: JobStatus) -> bool {
        use JobStatus::{Cancelled, Idle, Paused, Running, UserPaused};
        match to {
            Cancelled => matches!(self, Idle | Paused | Running | UserPaused),
            Running => self == UserPaused,
            UserPaused => matches!(self, Idle | Paused | Running),
            _ => false,
        }
    }
}
