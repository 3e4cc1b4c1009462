//! Whatever the definition of a job says, it is refused or means something.

use tracie_job::{BucketInfo, Facts, JobDefinition, ListRequest, Sample, Scope};

/// Reads a definition, and asks it what it means.
pub fn check(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    if let Ok(value) = serde_json::from_str(text) {
        let _ = ListRequest::parse(&value);
        let _ = BucketInfo::described(&value);
    }
    let Ok(job) = JobDefinition::parse(text) else {
        return;
    };
    job.validate().expect("reading saw to it");
    job.doubts();
    let written = serde_json::to_value(&job).expect("it is JSON");
    assert_eq!(JobDefinition::from_value(&written).as_ref(), Ok(&job));
    ask(&job);
}

fn ask(job: &JobDefinition) {
    let definition = &job.s3_job_definition;
    let scope = Scope::new(definition.scoping.as_ref()).expect("validation saw to it");
    for (key, size) in [("a.csv", Some(5)), ("orders/", None), ("", Some(u64::MAX))] {
        let facts = Facts {
            key,
            size,
            modified: Some(std::time::UNIX_EPOCH),
            tags: &[],
        };
        scope.means(&facts);
        scope.sizes_within(&facts);
        Sample::new(job.sampling_percentage(), "job", 1).has("bucket", key);
    }
    if let Some(criteria) = &definition.bucket_criteria {
        criteria.mean(&BucketInfo::named("bucket"), "111122223333");
    }
    if let Some(frequency) = &job.schedule_frequency {
        let calendar = tracie_job::Calendar::default();
        assert!(calendar.next(frequency, Default::default()).is_some());
    }
}
