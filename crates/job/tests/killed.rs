//! A process that runs a job is killed at any moment: nothing is lost, and
//! nothing is counted twice.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod common;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use common::{Estate, SSN, TestClock, daily, definition, findings, open, options, run};
use serde_json::json;
use tracie_finding::Finding;
use tracie_finding::detection::ObjectResult;
use tracie_job::{
    Clock as _, Directories, JobDefinition, JobStatus, Library, Outlet, OutletError, Runner,
};

/// How the child is told what to do.
const STORE: &str = "TRACIE_TEST_STORE";
const BUCKET: &str = "TRACIE_TEST_BUCKET";
const JOB: &str = "TRACIE_TEST_JOB";

/// Writes the name of each object down, as discovery results are.
struct Names(PathBuf);

impl Outlet for Names {
    fn object(&mut self, result: &ObjectResult, _: Option<&Finding>) -> Result<(), OutletError> {
        fs::write(self.0.join(result.object.key.replace('/', "-")), "")?;
        thread::sleep(Duration::from_millis(6));
        Ok(())
    }
}

/// The process that is killed; not a test.
#[test]
#[ignore = "it is run by the tests in this file"]
fn child() {
    let var = |name| PathBuf::from(env::var_os(name).unwrap());
    let mut buckets = Directories::default();
    buckets.add("acme", var(BUCKET)).unwrap();
    let jobs = open(&var(STORE));
    let id = env::var(JOB).unwrap();
    let names = var(STORE).with_extension("names");
    let identifiers = Library::default();
    let runner = Runner::new(&jobs, &buckets, &identifiers).options(options(4));
    runner.run(&id, &mut Names(names)).unwrap();
}

fn spawn(store: &Path, bucket: &Path, job: &str) -> Child {
    Command::new(env::current_exe().unwrap())
        .args(["--exact", "child", "--ignored", "--nocapture"])
        .env(STORE, store)
        .env(BUCKET, bucket)
        .env(JOB, job)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Runs a job in processes that are killed after ever other times. Tells how
/// many were.
fn run_and_kill(store: &Path, bucket: &Path, job: &str) -> usize {
    let jobs = open(store);
    let mut seed = 1_u64;
    for killed in 0..200 {
        let mut child = spawn(store, bucket, job);
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        // Starting takes a while, on a busy machine a longer one.
        let patience = 150 + 20 * killed as u64 + (seed >> 33) % 250;
        for _ in 0..patience {
            thread::sleep(Duration::from_millis(1));
            if child.try_wait().unwrap().is_some() {
                break;
            }
        }
        if let Some(status) = child.try_wait().unwrap() {
            assert!(status.success(), "the child failed by itself");
            assert_ne!(jobs.describe(job).unwrap().job_status, JobStatus::Running);
            return killed;
        }
        child.kill().unwrap();
        child.wait().unwrap();
    }
    panic!("it never ends");
}

fn killed_and_undisturbed(definition: &JobDefinition, estate: &Estate) {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("killed.db");
    fs::create_dir(store.with_extension("names")).unwrap();
    let jobs = open(&store);
    let clock = TestClock::at("2024-03-11T10:00:00Z");
    let id = jobs.create(definition, clock.now()).unwrap().job_id;
    let killed = run_and_kill(&store, &estate.folder.path().join("acme"), &id);
    assert!(
        killed >= 3,
        "killed {killed} times: too fast to tell anything"
    );

    let other = open(&folder.path().join("undisturbed.db"));
    let undisturbed = other.create(definition, clock.now()).unwrap().job_id;
    let report = run(&other, estate, &clock, &undisturbed, &mut ());

    let statistics = jobs.last_run(&id).unwrap().unwrap();
    assert_eq!(statistics, report.statistics);
    let contents = |all: std::collections::BTreeMap<String, serde_json::Value>, job: &str| {
        let mut all: Vec<String> = all
            .into_values()
            .map(|mut finding| {
                finding["id"].take();
                finding["classificationDetails"]["detailedResultsLocation"].take();
                finding.to_string().replace(job, "JOB")
            })
            .collect();
        all.sort();
        all
    };
    assert_eq!(
        contents(findings(jobs.scope()), &id),
        contents(findings(other.scope()), &undisturbed)
    );
    // All that is to be outside of the store is there.
    let names = fs::read_dir(store.with_extension("names")).unwrap().count() as u64;
    assert_eq!(names, statistics.processed());
    // The bytes that were analysed are counted once.
    let usage = |jobs: &tracie_job::Jobs| -> u64 {
        let all = jobs
            .scope()
            .read(|from: &tracie_store::Reading<'_>| from.usage(0, i64::MAX / 2));
        all.unwrap().iter().map(|it| it.amount).sum()
    };
    assert_eq!(usage(&jobs), usage(&other));
}

#[test]
fn a_job_that_runs_once_survives_being_killed() {
    let estate = Estate::new(&["acme"]);
    estate.fill("acme", 300);
    // A large one, which is looked at in pieces.
    estate.write("acme/2/large.txt", SSN.repeat(5_000));
    killed_and_undisturbed(&definition(&["acme"], json!({})), &estate);
}

#[test]
fn a_scheduled_run_survives_being_killed() {
    let estate = Estate::new(&["acme"]);
    estate.fill("acme", 300);
    let scoping = json!({
        "bucketDefinitions": [{"accountId": common::ACCOUNT, "buckets": ["acme"]}],
        "scoping": {"excludes": {"and": [{"simpleScopeTerm":
            {"comparator": "STARTS_WITH", "key": "OBJECT_KEY", "values": ["1/"]}}]}}
    });
    killed_and_undisturbed(&daily(&[], json!({"s3JobDefinition": scoping})), &estate);
}
