//! Buckets, jobs and clocks for tests. All values in them are made up.

#![allow(dead_code, reason = "each test uses some of it")]
#![expect(clippy::needless_pass_by_value, reason = "json! makes values")]
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tempfile::TempDir;
use tracie_finding::Finding;
use tracie_finding::detection::ObjectResult;
use tracie_job::{
    Clock, Directories, JobDefinition, Jobs, Library, Outlet, OutletError, RunOptions, RunReport,
    Runner, Stop,
};
use tracie_store::{Page, Scoped, Store};

pub(crate) const ACCOUNT: &str = "111122223333";
pub(crate) const SSN: &str = "SSN: 512-58-3904\n";

/// A clock that goes a millisecond with each look.
pub(crate) struct TestClock(Mutex<Timestamp>);

impl TestClock {
    pub(crate) fn at(instant: &str) -> TestClock {
        TestClock(Mutex::new(instant.parse().unwrap()))
    }

    pub(crate) fn forward(&self, hours: i64) {
        let mut now = self.0.lock().unwrap();
        *now = now.checked_add(SignedDuration::from_hours(hours)).unwrap();
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        let mut now = self.0.lock().unwrap();
        *now = now.checked_add(SignedDuration::from_millis(1)).unwrap();
        *now
    }
}

/// Buckets in a folder of their own.
pub(crate) struct Estate {
    pub(crate) folder: TempDir,
    pub(crate) buckets: Directories,
}

impl Estate {
    pub(crate) fn new(buckets: &[&str]) -> Estate {
        let folder = tempfile::tempdir().unwrap();
        let mut directories = Directories::default();
        for bucket in buckets {
            let path = folder.path().join(bucket);
            fs::create_dir(&path).unwrap();
            directories.add(*bucket, path).unwrap();
        }
        Estate {
            folder,
            buckets: directories,
        }
    }

    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// When a file was last modified, by its file system.
    pub(crate) fn touch(&self, path: &str, instant: &str) {
        let instant: Timestamp = instant.parse().unwrap();
        let file = fs::File::options()
            .write(true)
            .open(self.folder.path().join(path))
            .unwrap();
        file.set_modified(instant.into()).unwrap();
    }

    /// Many objects, of which every third has something to find.
    pub(crate) fn fill(&self, bucket: &str, count: usize) {
        for at in 0..count {
            let text = match at % 3 {
                0 => SSN.repeat(at % 4 + 1),
                _ => format!("nothing to see in {at}\n"),
            };
            self.write(&format!("{bucket}/{}/{at:04}.txt", at % 5), text);
        }
    }
}

pub(crate) fn scope() -> Scoped {
    Store::in_memory().unwrap().scope(ACCOUNT, "eu-west-1")
}

pub(crate) fn open(path: &Path) -> Jobs {
    Jobs::new(Store::open(path).unwrap().scope(ACCOUNT, "eu-west-1"))
}

/// A job that runs once over some buckets, with some members set otherwise.
pub(crate) fn definition(buckets: &[&str], with: Value) -> JobDefinition {
    let mut document = json!({
        "name": "exports",
        "jobType": "ONE_TIME",
        "managedDataIdentifierSelector": "INCLUDE",
        "managedDataIdentifierIds": ["USA_SOCIAL_SECURITY_NUMBER"],
        "s3JobDefinition": {
            "bucketDefinitions": [{"accountId": ACCOUNT, "buckets": buckets}]
        }
    });
    for (name, value) in with.as_object().unwrap() {
        document[name] = value.clone();
    }
    JobDefinition::from_value(&document).unwrap_or_else(|refusal| panic!("{refusal}"))
}

pub(crate) fn daily(buckets: &[&str], with: Value) -> JobDefinition {
    let mut members = json!({
        "jobType": "SCHEDULED",
        "scheduleFrequency": {"dailySchedule": {}},
        "initialRun": true
    });
    for (name, value) in with.as_object().unwrap() {
        members[name] = value.clone();
    }
    definition(buckets, members)
}

/// Runs that store after each few objects.
pub(crate) fn options(batch: usize) -> RunOptions {
    let mut options = RunOptions::default();
    options.threads = 1;
    options.batch_objects = batch;
    options.batch_time = Duration::from_secs(3_600);
    options
}

pub(crate) fn run(
    jobs: &Jobs,
    estate: &Estate,
    clock: &dyn Clock,
    id: &str,
    outlet: &mut dyn Outlet,
) -> RunReport {
    let identifiers = Library::default();
    let runner = Runner::new(jobs, &estate.buckets, &identifiers);
    let runner = runner.clock(clock).options(options(10));
    runner.run(id, outlet).unwrap()
}

/// All findings of a store, but for when they were made.
pub(crate) fn findings(scope: &Scoped) -> BTreeMap<String, Value> {
    let mut all = BTreeMap::new();
    scope
        .read(|from| {
            from.visit_findings(&Default::default(), |finding: Finding| {
                let mut document = serde_json::to_value(&finding).unwrap();
                document["createdAt"].take();
                document["updatedAt"].take();
                assert!(all.insert(finding.id, document).is_none());
                true
            })
        })
        .unwrap();
    all
}

/// The keys of findings.
pub(crate) fn keys(scope: &Scoped) -> Vec<String> {
    let mut keys: Vec<String> = findings(scope)
        .values()
        .map(|it| {
            it["resourcesAffected"]["s3Object"]["path"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    keys.sort();
    keys
}

/// What befell a job.
pub(crate) fn events(jobs: &Jobs, id: &str) -> Vec<String> {
    let events = jobs.events(id, &Page::all()).unwrap().items;
    events
        .into_iter()
        .map(|event| match event.affected_resource {
            Some(resource) => format!("{} {}", event.event_type.code(), resource.value),
            None => event.event_type.code().to_owned(),
        })
        .collect()
}

/// Keeps the keys of what it is given, and stops after so many objects.
#[derive(Default)]
pub(crate) struct Watch {
    pub(crate) keys: Vec<String>,
    pub(crate) stop_after: Option<(usize, Stop)>,
    pub(crate) fail_after: Option<usize>,
}

impl Outlet for Watch {
    fn object(&mut self, result: &ObjectResult, _: Option<&Finding>) -> Result<(), OutletError> {
        if self.fail_after == Some(self.keys.len()) {
            return Err("the disk is full".into());
        }
        self.keys
            .push(format!("{}/{}", result.object.bucket, result.object.key));
        if let Some((count, stop)) = &self.stop_after
            && self.keys.len() >= *count
        {
            stop.now();
        }
        Ok(())
    }
}
