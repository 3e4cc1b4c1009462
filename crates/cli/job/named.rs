//! From what a user calls a job to its id.

use tracie::job::{Error, JobSummary, Jobs, ListRequest};
use tracie::report::visible;

/// The id of the job that is meant: by its id, by what that begins with, or by
/// its name.
pub(crate) fn id(jobs: &Jobs, text: &str) -> anyhow::Result<String> {
    let all = all(jobs, ListRequest::default())?;
    let is_meant = |job: &&JobSummary| job.name == text || job.job_id.starts_with(text);
    let meant: Vec<&JobSummary> = all.iter().filter(is_meant).collect();
    match meant.as_slice() {
        [] => Err(Error::NoSuchJob(visible(text)).into()),
        [job] => Ok(job.job_id.clone()),
        several => {
            let ids: Vec<&str> = several.iter().map(|it| &*it.job_id).collect();
            let text = visible(text);
            anyhow::bail!("`{text}` is {} jobs: {}", ids.len(), ids.join(", "))
        }
    }
}

/// All jobs that a list has.
pub(crate) fn all(jobs: &Jobs, mut request: ListRequest) -> Result<Vec<JobSummary>, Error> {
    let mut all = Vec::new();
    loop {
        let list = jobs.list(&request)?;
        all.extend(list.items);
        match list.next_token {
            Some(token) => request.next_token = Some(token),
            None => return Ok(all),
        }
    }
}
