//! Which job is to be run.

use std::path::Path;

use jiff::Timestamp;
use tracie::job::{Invalid, JobStatus, Jobs};

use crate::job::{definition, named};

/// A job that is to be run.
pub(super) enum Which {
    /// It is RUNNING.
    Ready {
        id: String,
        /// What is allowed in it and probably not meant.
        doubts: Vec<Invalid>,
    },
    /// It was created, and has nothing to do yet.
    Waits { id: String },
}

/// The job that a file or a name means: one that is not over, or a new one.
pub(super) fn which(jobs: &Jobs, text: &str, now: Timestamp) -> anyhow::Result<Which> {
    if text != "-" && !Path::new(text).exists() {
        let id = match named::id(jobs, text) {
            Err(_) if text.contains(['/', '.']) => anyhow::bail!("there is no file {text}"),
            id => id?,
        };
        return ready(jobs, id, Vec::new(), now);
    }
    let definition = definition::read(Path::new(text))?;
    let doubts = definition.doubts();
    if let Some(id) = jobs.find(&definition)? {
        return ready(jobs, id, doubts, now);
    }
    // The token of a file is used for its first job only.
    let mut definition = definition;
    definition.client_token = None;
    let id = jobs.create(&definition, now)?.job_id;
    match jobs.describe(&id)?.job_status {
        JobStatus::Idle => Ok(Which::Waits { id }),
        _ => Ok(Which::Ready { id, doubts }),
    }
}

/// Has a job that exists be RUNNING.
fn ready(jobs: &Jobs, id: String, doubts: Vec<Invalid>, now: Timestamp) -> anyhow::Result<Which> {
    match jobs.describe(&id)?.job_status {
        JobStatus::Idle => jobs.start(&id, now)?,
        JobStatus::UserPaused => {
            anyhow::bail!("the job {id} is paused; `tracie job resume {id}` lets it go on")
        }
        JobStatus::Running | JobStatus::Paused | JobStatus::Complete | JobStatus::Cancelled => {}
    }
    Ok(Which::Ready { id, doubts })
}
