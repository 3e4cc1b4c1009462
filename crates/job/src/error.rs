//! What can go wrong with jobs.

use std::path::PathBuf;

use crate::invalid::Refusal;
use crate::search::IdentifierTrouble;
use crate::status::JobStatus;

/// Why something could not be done with a job.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no such job.
    #[error("there is no job {0}; `tracie job list` lists all")]
    NoSuchJob(String),
    /// What was asked for is not as it should be.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A job cannot become what it was to become.
    #[error("{}", why_not(*.from, *.to))]
    Status {
        /// What it is.
        from: JobStatus,
        /// What it was to become.
        to: JobStatus,
    },
    /// A token was used before, with another definition.
    #[error("the clientToken was used for another job; use another token for a new job")]
    TokenReused,
    /// Another thread runs the job.
    #[error("the job {0} is being run already")]
    Held(String),
    /// Another process runs the job.
    #[error("the job {job} is being run by another process, which holds {}", lock.display())]
    Running {
        /// The job.
        job: String,
        /// The file that is locked.
        lock: PathBuf,
    },
    /// That another process runs the job could not be ruled out.
    #[error("cannot lock {}: {source}", path.display())]
    Lock {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// There is no run to do.
    #[error("the job is {}: there is no run to do", .0.name())]
    NothingToRun(JobStatus),
    /// What the job looks for is not there, or cannot be used.
    #[error(transparent)]
    Identifiers(#[from] IdentifierTrouble),
    /// What a run found could not be handed on. What was not handed on is found
    /// again when the run goes on.
    #[error("results cannot be handed on: {0}")]
    Outlet(Box<dyn std::error::Error + Send + Sync>),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] tracie_store::Error),
    /// What is stored of the job cannot be read.
    #[error("the job {job} in the store cannot be read: {source}")]
    Document {
        /// The job.
        job: String,
        /// What is wrong.
        source: serde_json::Error,
    },
}

fn why_not(from: JobStatus, to: JobStatus) -> String {
    let possible = match from {
        // Terraform's provider looks for these words of Macie's.
        JobStatus::Complete => {
            return "cannot update completed job for job: it is over".into();
        }
        JobStatus::Cancelled => {
            return "cannot update cancelled job for job: it is over".into();
        }
        JobStatus::UserPaused => "RUNNING, which resumes it, or CANCELLED",
        JobStatus::Running | JobStatus::Idle | JobStatus::Paused => "USER_PAUSED or CANCELLED",
    };
    let (from, to) = (from.name(), to.name());
    format!("a job that is {from} cannot be made {to}; it can be made {possible}")
}
