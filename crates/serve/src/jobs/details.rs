//! What jobs have to do with buckets.

use std::collections::BTreeMap;

use tracie_job::{BucketInfo, JobDescription, JobStatus, JobType, Jobs, ListRequest};
use tracie_posture::{JobDetails, Posture};

use crate::failure::Failure;

/// What jobs have to do with these buckets, by their names.
pub(crate) fn by_bucket(
    jobs: &Jobs,
    postures: &[Posture],
) -> Result<BTreeMap<String, JobDetails>, Failure> {
    let account = jobs.scope().account();
    let infos: Vec<BucketInfo> = postures.iter().map(BucketInfo::of).collect();
    let mut details: BTreeMap<String, JobDetails> = BTreeMap::new();
    for job in all(jobs)? {
        for bucket in infos.iter().filter(|it| is_meant(&job, it, account)) {
            let known = details.entry(bucket.name.clone()).or_insert_with(none);
            add(known, &job);
        }
    }
    Ok(details)
}

/// No job has to do with a bucket.
pub(crate) fn none() -> JobDetails {
    JobDetails {
        is_defined_in_job: "FALSE".into(),
        is_monitored_by_job: "FALSE".into(),
        last_job_id: None,
        last_job_run_time: None,
    }
}

/// All jobs.
pub(crate) fn all(jobs: &Jobs) -> Result<Vec<JobDescription>, Failure> {
    let mut request = ListRequest::default();
    let mut all = Vec::new();
    loop {
        let page = jobs.list(&request)?;
        for job in page.items {
            all.push(jobs.describe(&job.job_id)?);
        }
        if page.next_token.is_none() {
            return Ok(all);
        }
        request.next_token = page.next_token;
    }
}

fn is_meant(job: &JobDescription, bucket: &BucketInfo, account: &str) -> bool {
    let definition = &job.s3_job_definition;
    let named = definition.bucket_definitions.iter().flatten();
    let named = named
        .flat_map(|it| &it.buckets)
        .any(|it| *it == bucket.name);
    let criteria = definition.bucket_criteria.as_ref();
    named || criteria.is_some_and(|it| it.mean(bucket, account))
}

fn add(details: &mut JobDetails, job: &JobDescription) {
    if job.job_status == JobStatus::Cancelled {
        return;
    }
    details.is_defined_in_job = "TRUE".into();
    if job.job_type == JobType::Scheduled {
        details.is_monitored_by_job = "TRUE".into();
    }
    if job.last_run_time.is_some() && job.last_run_time >= details.last_job_run_time {
        details.last_job_id = Some(job.job_id.clone());
        details.last_job_run_time.clone_from(&job.last_run_time);
    }
}
