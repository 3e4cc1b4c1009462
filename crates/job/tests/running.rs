//! Runs of jobs: what they find and store, and how they go on after
//! interruptions of all kinds.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod common;

use std::collections::BTreeMap;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use common::{
    ACCOUNT, Estate, SSN, TestClock, Watch, daily, definition, events, findings, keys, open,
    options, run, scope,
};
use serde_json::{Value, json};
use tracie_finding::Finding;
use tracie_finding::detection::ObjectResult;
use tracie_job::{
    BucketInfo, Clock, Ended, Error, JobDescription, JobStatus, Jobs, LastRunErrorCode, Library,
    Outlet, OutletError, RunInfo, RunReport, RunStatistics, Runner, Stop,
};
use tracie_store::Reading;

#[test]
fn a_job_that_runs_once() {
    let (estate, clock) = (
        Estate::new(&["acme", "logs"]),
        TestClock::at("2024-03-11T10:00:00Z"),
    );
    estate.write("acme/hr/a.txt", SSN);
    estate.write("acme/hr/b.txt", "nothing");
    estate.write("logs/c.txt", SSN.repeat(3));
    estate.write("logs/d.bin", [0_u8, 159, 146, 150, 0, 1]);
    let jobs = Jobs::new(scope());
    let definition = definition(&["acme", "logs"], json!({"tags": {"Team": "data"}}));
    let created = jobs.create(&definition, clock.now()).unwrap();
    let id = &created.job_id;
    assert_eq!(jobs.running().unwrap(), [id.as_str()]);

    let report = run(&jobs, &estate, &clock, id, &mut ());
    assert_eq!(
        (report.ended, report.number, report.resumed),
        (Ended::Complete, 1, false)
    );
    assert_eq!(
        (report.statistics.complete, report.statistics.findings),
        (3, 2)
    );
    assert_eq!(report.statistics.skipped.values().sum::<u64>(), 1);
    assert_eq!(
        report.statistics.severities,
        BTreeMap::from([("High".into(), 2)])
    );

    let all = findings(jobs.scope());
    assert_eq!(keys(jobs.scope()), ["acme/hr/a.txt", "logs/c.txt"]);
    for finding in all.values() {
        let details = &finding["classificationDetails"];
        assert_eq!(details["jobId"], id.as_str());
        assert_eq!(details["jobArn"], created.job_arn.as_str());
        assert_eq!(details["originType"], "SENSITIVE_DATA_DISCOVERY_JOB");
        let location = details["detailedResultsLocation"].as_str().unwrap();
        let folder = format!("AWSLogs/{ACCOUNT}/Macie/eu-west-1/{id}/{ACCOUNT}/");
        assert!(location.contains(&folder), "{location}");
    }

    let described = jobs.describe(id).unwrap();
    assert_eq!(described.job_status, JobStatus::Complete);
    assert_eq!(described.last_run_error_status.code, LastRunErrorCode::None);
    assert_eq!(described.statistics.number_of_runs, 1.0);
    assert_eq!(
        described
            .statistics
            .approximate_number_of_objects_to_process,
        0.0
    );
    assert_eq!(
        described.last_run_time.as_deref(),
        Some("2024-03-11T10:00:00.001Z")
    );
    assert_eq!(described.tags["Team"], "data");
    assert_eq!(
        events(&jobs, id),
        ["JOB_CREATED", "ONE_TIME_JOB_STARTED", "JOB_COMPLETED"]
    );
    assert!(jobs.running().unwrap().is_empty());
    let again = Runner::new(&jobs, &estate.buckets, &Library::default()).run(id, &mut ());
    assert!(matches!(
        again,
        Err(Error::NothingToRun(JobStatus::Complete))
    ));
}

#[test]
fn numbers_of_a_job_are_written_with_a_fraction() {
    let jobs = Jobs::new(scope());
    let created = jobs.create(
        &definition(&["acme"], json!({})),
        TestClock::at("2024-03-11T10:00:00Z").now(),
    );
    let described = jobs.describe(&created.unwrap().job_id).unwrap();
    let written = serde_json::to_string(&described.statistics).unwrap();
    assert_eq!(
        written,
        r#"{"approximateNumberOfObjectsToProcess":0.0,"numberOfRuns":1.0}"#
    );
}

/// Runs a job to its end, however often it is stopped after so many objects.
fn run_in_steps(
    jobs: &Jobs,
    estate: &Estate,
    id: &str,
    step: usize,
    batch: usize,
) -> (RunReport, usize) {
    let clock = TestClock::at("2024-03-11T10:00:00Z");
    let identifiers = Library::default();
    for runs in 1.. {
        let stop = Stop::default();
        let mut watch = Watch {
            stop_after: Some((step, stop.clone())),
            ..Watch::default()
        };
        let runner = Runner::new(jobs, &estate.buckets, &identifiers);
        let runner = runner.clock(&clock).options(options(batch)).stop(stop);
        let report = runner.run(id, &mut watch).unwrap();
        if report.ended == Ended::Complete {
            return (report, runs);
        }
        assert_eq!(report.ended, Ended::Stopped);
        assert!(runs < 1_000, "it never ends");
    }
    unreachable!()
}

/// What a run counted, whatever it expected.
fn counted(report: &RunReport) -> RunStatistics {
    report.statistics.clone()
}

#[test]
fn a_run_that_is_stopped_anywhere_comes_to_the_same() {
    let estate = Estate::new(&["acme", "logs"]);
    estate.fill("acme", 60);
    estate.fill("logs", 17);
    let scoping = json!({
        "bucketDefinitions": [{"accountId": ACCOUNT, "buckets": ["acme", "logs"]}],
        "scoping": {"excludes": {"and": [{"simpleScopeTerm":
            {"comparator": "STARTS_WITH", "key": "OBJECT_KEY", "values": ["2/"]}}]}}
    });
    let definition = definition(
        &[],
        json!({"s3JobDefinition": scoping, "samplingPercentage": 80}),
    );
    let clock = TestClock::at("2024-03-11T10:00:00Z");
    for (step, batch) in [
        (usize::MAX, 10),
        (1, 1),
        (1, 10),
        (7, 3),
        (20, 100),
        (33, 1),
    ] {
        let jobs = Jobs::new(scope());
        let id = jobs.create(&definition, clock.now()).unwrap().job_id;
        let (report, runs) = run_in_steps(&jobs, &estate, &id, step, batch);
        // The sample follows from the job, and so differs: as many of each.
        let statistics = counted(&report);
        let all = statistics.complete + statistics.not_sampled + statistics.not_in_scope;
        assert_eq!(all, 77, "{step} {batch}: {statistics:?}");
        assert_eq!(statistics.not_in_scope, 15, "{step} {batch}");
        assert!((runs > 1) == (step < usize::MAX), "{step} {batch}: {runs}");
        assert_eq!(findings(jobs.scope()).len() as u64, statistics.findings);
        let paths = keys(jobs.scope());
        assert!(paths.windows(2).all(|it| it[0] != it[1]));
    }
}

#[test]
fn interrupted_runs_have_the_findings_of_undisturbed_ones() {
    let estate = Estate::new(&["acme"]);
    estate.fill("acme", 60);
    let definition = definition(&["acme"], json!({}));
    let clock = TestClock::at("2024-03-11T10:00:00Z");
    let jobs = Jobs::new(scope());
    let id = jobs.create(&definition, clock.now()).unwrap().job_id;
    let undisturbed = run(&jobs, &estate, &clock, &id, &mut ());
    let expected = findings(jobs.scope());
    assert_eq!(expected.len(), 20);
    for (step, batch) in [(1, 1), (3, 2), (13, 100)] {
        let jobs = Jobs::new(scope());
        let other = jobs.create(&definition, clock.now()).unwrap().job_id;
        let (report, _) = run_in_steps(&jobs, &estate, &other, step, batch);
        assert_eq!(counted(&report), counted(&undisturbed));
        let found = findings(jobs.scope());
        let of = |all: &BTreeMap<String, Value>, job: &str| -> Vec<String> {
            // Ids and places of results follow from the job.
            let text = |it: &Value| {
                let mut it = it.clone();
                it["id"].take();
                it["classificationDetails"]["detailedResultsLocation"].take();
                it.to_string().replace(job, "JOB")
            };
            let mut all: Vec<String> = all.values().map(text).collect();
            all.sort();
            all
        };
        assert_eq!(of(&found, &other), of(&expected, &id));
    }
}

#[test]
fn doing_an_object_twice_gives_the_same_finding() {
    // The outlet fails after the last batch was stored: what comes after is
    // found once more, and told once.
    let estate = Estate::new(&["acme"]);
    estate.fill("acme", 40);
    let clock = TestClock::at("2024-03-11T10:00:00Z");
    let jobs = Jobs::new(scope());
    let id = jobs
        .create(&definition(&["acme"], json!({})), clock.now())
        .unwrap()
        .job_id;
    let identifiers = Library::default();
    let runner = || {
        Runner::new(&jobs, &estate.buckets, &identifiers)
            .clock(&clock)
            .options(options(10))
    };
    let mut first = Watch {
        fail_after: Some(25),
        ..Watch::default()
    };
    let failed = runner().run(&id, &mut first);
    assert!(matches!(failed, Err(Error::Outlet(_))));
    assert!(failed.unwrap_err().to_string().contains("the disk is full"));
    assert_eq!(jobs.describe(&id).unwrap().job_status, JobStatus::Running);

    let mut second = Watch::default();
    let report = runner().run(&id, &mut second).unwrap();
    assert!(report.resumed && report.ended == Ended::Complete);
    assert_eq!(report.statistics.complete, 40);
    assert_eq!(
        findings(jobs.scope()).len() as u64,
        report.statistics.findings
    );
    // At least once, and nothing else.
    let given: std::collections::BTreeSet<&String> =
        first.keys.iter().chain(&second.keys).collect();
    assert_eq!(given.len(), 40);
    assert_eq!(second.keys.len(), 20, "from where the store was");
}

/// Waits within a run until it is told to go on.
struct Gate {
    reached: mpsc::Sender<()>,
    go_on: mpsc::Receiver<()>,
    at: usize,
    seen: usize,
}

impl Outlet for Gate {
    fn object(&mut self, _: &ObjectResult, _: Option<&Finding>) -> Result<(), OutletError> {
        self.seen += 1;
        if self.seen == self.at {
            self.reached.send(())?;
            self.go_on.recv()?;
        }
        Ok(())
    }
}

/// Does something to a job from another thread while it runs.
fn while_it_runs(jobs: &Jobs, estate: &Estate, id: &str, work: impl FnOnce()) -> RunReport {
    let (reached, wait) = mpsc::channel();
    let (let_go, go_on) = mpsc::channel();
    thread::scope(|scope| {
        let running = scope.spawn(move || {
            let clock = TestClock::at("2024-03-11T10:00:00Z");
            let mut gate = Gate {
                reached,
                go_on,
                at: 15,
                seen: 0,
            };
            run(jobs, estate, &clock, id, &mut gate)
        });
        wait.recv_timeout(Duration::from_secs(60)).unwrap();
        work();
        let_go.send(()).unwrap();
        running.join().unwrap()
    })
}

#[test]
fn a_run_is_paused_and_resumed_from_elsewhere() {
    let estate = Estate::new(&["acme"]);
    estate.fill("acme", 60);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.db");
    let (jobs, clock) = (open(&path), TestClock::at("2024-03-11T10:00:00Z"));
    let id = jobs
        .create(&definition(&["acme"], json!({})), clock.now())
        .unwrap()
        .job_id;
    // Another handle on the file, as another process has it.
    let elsewhere = open(&path);
    let report = while_it_runs(&jobs, &estate, &id, || {
        elsewhere
            .update(&id, JobStatus::UserPaused, clock.now())
            .unwrap();
        let twice = Runner::new(&elsewhere, &estate.buckets, &Library::default()).run(&id, &mut ());
        assert!(matches!(twice, Err(Error::Running { .. })), "{twice:?}");
    });
    assert_eq!(report.ended, Ended::Paused);
    assert!(report.statistics.complete < 60);
    assert_eq!(
        elsewhere.describe(&id).unwrap().job_status,
        JobStatus::UserPaused
    );

    elsewhere
        .update(&id, JobStatus::Running, clock.now())
        .unwrap();
    let report = run(&elsewhere, &estate, &clock, &id, &mut ());
    assert!(report.resumed && report.ended == Ended::Complete);
    assert_eq!(
        (report.statistics.complete, report.statistics.findings),
        (60, 20)
    );
    assert_eq!(findings(jobs.scope()).len(), 20);
    assert_eq!(
        events(&jobs, &id),
        [
            "JOB_CREATED",
            "ONE_TIME_JOB_STARTED",
            "JOB_PAUSED_BY_USER",
            "JOB_RESUMED_BY_USER",
            "JOB_COMPLETED"
        ]
    );
    assert_eq!(
        std::fs::read_dir(folder.path())
            .unwrap()
            .filter(|it| {
                it.as_ref()
                    .unwrap()
                    .file_name()
                    .to_string_lossy()
                    .ends_with(".lock")
            })
            .count(),
        0
    );
}

#[test]
fn a_run_is_cancelled_from_elsewhere() {
    let estate = Estate::new(&["acme"]);
    estate.fill("acme", 60);
    let (jobs, clock) = (Jobs::new(scope()), TestClock::at("2024-03-11T10:00:00Z"));
    let id = jobs
        .create(&definition(&["acme"], json!({})), clock.now())
        .unwrap()
        .job_id;
    let report = while_it_runs(&jobs, &estate, &id, || {
        jobs.update(&id, JobStatus::Cancelled, clock.now()).unwrap();
        let held = Runner::new(&jobs, &estate.buckets, &Library::default()).run(&id, &mut ());
        assert!(
            matches!(held, Err(Error::NothingToRun(_) | Error::Held(_))),
            "{held:?}"
        );
    });
    assert_eq!(report.ended, Ended::Cancelled);
    // What was found until then stays.
    assert!(!findings(jobs.scope()).is_empty());
    assert_eq!(jobs.describe(&id).unwrap().job_status, JobStatus::Cancelled);
    let run = jobs
        .scope()
        .read(|from: &Reading<'_>| from.last_run(&id))
        .unwrap()
        .unwrap();
    assert_eq!((&*run.status, run.ended_ms.is_some()), ("CANCELLED", true));
    let refused = jobs
        .update(&id, JobStatus::Running, clock.now())
        .unwrap_err();
    assert!(
        refused
            .to_string()
            .contains("cannot update cancelled job for job")
    );
    assert_eq!(events(&jobs, &id).last().unwrap(), "JOB_CANCELLED");
}

#[test]
fn a_scheduled_job_looks_at_what_changed() {
    let estate = Estate::new(&["acme"]);
    for name in ["a", "b", "c"] {
        estate.write(&format!("acme/{name}.txt"), SSN);
        estate.touch(&format!("acme/{name}.txt"), "2024-03-01T00:00:00Z");
    }
    let (jobs, clock) = (Jobs::new(scope()), TestClock::at("2024-03-11T10:00:00Z"));
    let id = jobs
        .create(&daily(&["acme"], json!({})), clock.now())
        .unwrap()
        .job_id;
    let next = |watch: &mut Watch| run(&jobs, &estate, &clock, &id, watch);

    let mut watch = Watch::default();
    assert_eq!(next(&mut watch).statistics.findings, 3);
    assert_eq!(jobs.describe(&id).unwrap().job_status, JobStatus::Idle);
    assert!(jobs.tick(clock.now()).unwrap().is_empty(), "it is not due");

    // Another size; another time; another time and nothing else; a new one that
    // is older than all; one that is gone.
    estate.write("acme/a.txt", SSN.repeat(2));
    estate.touch("acme/a.txt", "2024-03-01T00:00:00Z");
    estate.write("acme/b.txt", "none anymore....\n");
    estate.touch("acme/c.txt", "2024-03-12T00:00:00Z");
    estate.write("acme/d.txt", SSN);
    estate.touch("acme/d.txt", "2020-01-01T00:00:00Z");
    estate.write("acme/e.txt", "x");
    clock.forward(24);
    assert_eq!(jobs.tick(clock.now()).unwrap(), [id.as_str()]);
    let mut watch = Watch::default();
    let report = next(&mut watch);
    assert_eq!(
        watch.keys,
        [
            "acme/a.txt",
            "acme/b.txt",
            "acme/c.txt",
            "acme/d.txt",
            "acme/e.txt"
        ]
    );
    assert_eq!((report.number, report.statistics.unchanged), (2, 0));
    // Each run makes findings of its own.
    assert_eq!(
        keys(jobs.scope()),
        [
            "acme/a.txt",
            "acme/a.txt",
            "acme/b.txt",
            "acme/c.txt",
            "acme/c.txt",
            "acme/d.txt"
        ]
    );

    clock.forward(24);
    assert_eq!(jobs.tick(clock.now()).unwrap(), [id.as_str()]);
    let mut watch = Watch::default();
    let report = next(&mut watch);
    assert!(watch.keys.is_empty());
    assert_eq!((report.number, report.statistics.unchanged), (3, 5));
    assert_eq!(jobs.describe(&id).unwrap().statistics.number_of_runs, 3.0);
    let of_runs: Vec<String> = events(&jobs, &id).split_off(1);
    assert_eq!(
        of_runs,
        ["SCHEDULED_RUN_STARTED", "SCHEDULED_RUN_COMPLETED"].repeat(3)
    );
}

#[test]
fn without_an_initial_run_only_what_is_newer_than_the_job_counts() {
    let estate = Estate::new(&["acme"]);
    for name in ["old", "changed"] {
        estate.write(&format!("acme/{name}.txt"), SSN);
        estate.touch(&format!("acme/{name}.txt"), "2024-03-01T00:00:00Z");
    }
    let (jobs, clock) = (Jobs::new(scope()), TestClock::at("2024-03-11T10:00:00Z"));
    let id = jobs
        .create(&daily(&["acme"], json!({"initialRun": false})), clock.now())
        .unwrap()
        .job_id;
    assert_eq!(jobs.describe(&id).unwrap().job_status, JobStatus::Idle);
    assert_eq!(events(&jobs, &id), ["JOB_CREATED"]);
    assert_eq!(
        jobs.next_due().unwrap().unwrap().to_string(),
        "2024-03-12T00:00:00Z"
    );

    estate.touch("acme/changed.txt", "2024-03-11T11:00:00Z");
    clock.forward(14);
    assert_eq!(jobs.tick(clock.now()).unwrap(), [id.as_str()]);
    let mut watch = Watch::default();
    let report = run(&jobs, &estate, &clock, &id, &mut watch);
    assert_eq!(watch.keys, ["acme/changed.txt"]);
    assert_eq!(report.statistics.before_job, 1);

    // What was passed over then is not new in the next run.
    clock.forward(24);
    jobs.tick(clock.now()).unwrap();
    let mut watch = Watch::default();
    let report = run(&jobs, &estate, &clock, &id, &mut watch);
    assert!(watch.keys.is_empty());
    assert_eq!(
        (report.statistics.unchanged, report.statistics.before_job),
        (2, 0)
    );
}

#[test]
fn what_was_not_sampled_is_not_new_in_the_next_run() {
    let estate = Estate::new(&["acme"]);
    estate.fill("acme", 60);
    let (jobs, clock) = (Jobs::new(scope()), TestClock::at("2024-03-11T10:00:00Z"));
    let id = jobs
        .create(
            &daily(&["acme"], json!({"samplingPercentage": 30})),
            clock.now(),
        )
        .unwrap()
        .job_id;
    let report = run(&jobs, &estate, &clock, &id, &mut ());
    let sampled = report.statistics.complete;
    assert!((5..35).contains(&sampled), "{sampled}");
    assert_eq!(report.statistics.not_sampled, 60 - sampled);
    clock.forward(24);
    jobs.tick(clock.now()).unwrap();
    let report = run(&jobs, &estate, &clock, &id, &mut ());
    assert_eq!(
        (report.statistics.unchanged, report.statistics.complete),
        (60, 0)
    );
}

#[test]
fn runs_that_were_missed_are_made_up_for_by_one() {
    let estate = Estate::new(&["acme"]);
    let (jobs, clock) = (Jobs::new(scope()), TestClock::at("2024-03-11T10:00:00Z"));
    let id = jobs
        .create(&daily(&["acme"], json!({})), clock.now())
        .unwrap()
        .job_id;
    run(&jobs, &estate, &clock, &id, &mut ());
    clock.forward(24 * 10);
    assert_eq!(jobs.tick(clock.now()).unwrap(), [id.as_str()]);
    assert!(
        jobs.tick(clock.now()).unwrap().is_empty(),
        "it runs already"
    );
    run(&jobs, &estate, &clock, &id, &mut ());
    assert!(jobs.tick(clock.now()).unwrap().is_empty(), "it is not due");
    assert_eq!(
        jobs.next_due().unwrap().unwrap().to_string(),
        "2024-03-22T00:00:00Z"
    );
}

#[test]
fn buckets_that_cannot_be_looked_at_are_told() {
    let mut estate = Estate::new(&["acme", "partner"]);
    estate.write("acme/a.txt", SSN);
    estate.write("partner/a.txt", SSN);
    let mut partner = BucketInfo::named("partner");
    partner.account_id = Some("444455556666".into());
    estate.buckets.introduce(partner);
    let (jobs, clock) = (Jobs::new(scope()), TestClock::at("2024-03-11T10:00:00Z"));
    let definition = definition(&["acme", "gone", "partner"], json!({}));
    let id = jobs.create(&definition, clock.now()).unwrap().job_id;
    let report = run(&jobs, &estate, &clock, &id, &mut ());
    assert_eq!(
        (report.ended, report.statistics.errors),
        (Ended::Complete, 2)
    );
    assert!(!report.statistics.is_whole());
    assert_eq!(keys(jobs.scope()), ["acme/a.txt"]);
    let described = jobs.describe(&id).unwrap();
    assert_eq!(
        described.last_run_error_status.code,
        LastRunErrorCode::Error
    );
    assert_eq!(
        events(&jobs, &id),
        [
            "JOB_CREATED",
            "ONE_TIME_JOB_STARTED",
            "BUCKET_DOES_NOT_EXIST gone",
            "BUCKET_OWNER_CHANGED partner",
            "JOB_COMPLETED"
        ]
    );
    let all = jobs.events(&id, &tracie_store::Page::all()).unwrap().items;
    let gone = serde_json::to_value(&all[2]).unwrap();
    assert_eq!(gone["operation"], "ListObjectsV2");
    assert_eq!(gone["affectedAccount"], ACCOUNT);
    assert_eq!(
        gone["affectedResource"],
        json!({"type": "S3_BUCKET_NAME", "value": "gone"})
    );
    assert_eq!(gone["runDate"], "2024-03-11T10:00:00.001Z");
    let occurred = gone["occurredAt"].as_str().unwrap();
    assert_eq!(
        occurred.len(),
        "2024-03-11T10:00:00.001000Z".len(),
        "{occurred}"
    );
    assert_eq!(all[0].run_date, None);
}

#[test]
fn a_bucket_that_goes_away_is_told_once() {
    let estate = Estate::new(&["acme", "logs"]);
    estate.fill("acme", 20);
    let (jobs, clock) = (Jobs::new(scope()), TestClock::at("2024-03-11T10:00:00Z"));
    let id = jobs
        .create(&definition(&["acme", "logs"], json!({})), clock.now())
        .unwrap()
        .job_id;
    let report = while_it_runs(&jobs, &estate, &id, || {
        std::fs::remove_dir(estate.folder.path().join("logs")).unwrap();
    });
    assert_eq!(
        (report.ended, report.statistics.errors),
        (Ended::Complete, 1)
    );
    let told = events(&jobs, &id);
    assert_eq!(
        told.iter()
            .filter(|it| *it == "BUCKET_DOES_NOT_EXIST logs")
            .count(),
        1,
        "{told:?}"
    );
}

#[test]
fn buckets_by_criteria() {
    let mut estate = Estate::new(&["acme", "logs", "web"]);
    for bucket in ["acme", "logs", "web"] {
        estate.write(&format!("{bucket}/a.txt"), SSN);
    }
    let mut web = BucketInfo::named("web");
    web.account_id = Some("444455556666".into());
    estate.buckets.introduce(web);
    let (jobs, clock) = (Jobs::new(scope()), TestClock::at("2024-03-11T10:00:00Z"));
    let by_name = |how: &str, names: &[&str]| {
        let criterion = json!({"simpleCriterion": {"comparator": how, "key": "S3_BUCKET_NAME", "values": names}});
        let criteria = json!({"bucketCriteria": {"includes": {"and": [criterion]}}});
        let definition = definition(&[], json!({"s3JobDefinition": criteria}));
        let id = jobs.create(&definition, clock.now()).unwrap().job_id;
        let report = run(&jobs, &estate, &clock, &id, &mut ());
        (report.statistics.complete, events(&jobs, &id), id)
    };
    let (complete, told, id) = by_name("NE", &["logs"]);
    assert_eq!(complete, 2);
    assert_eq!(
        told[2..4],
        [
            "BUCKET_MATCHED_THE_CRITERIA acme",
            "BUCKET_MATCHED_THE_CRITERIA web"
        ]
    );
    let all = jobs.events(&id, &tracie_store::Page::all()).unwrap().items;
    assert_eq!(all[3].affected_account.as_deref(), Some("444455556666"));
    // Findings name the owner of their bucket.
    let owners: Vec<Value> = findings(jobs.scope())
        .values()
        .map(|it| it["accountId"].clone())
        .collect();
    assert!(owners.contains(&json!("444455556666")) && owners.contains(&json!(ACCOUNT)));

    let (complete, told, _) = by_name("EQ", &["nothing"]);
    assert_eq!(complete, 0);
    assert_eq!(
        told[2..],
        ["NO_BUCKETS_MATCHED_THE_CRITERIA", "JOB_COMPLETED"]
    );
}

#[test]
fn no_more_than_the_quota_is_analysed_in_a_month() {
    let estate = Estate::new(&["acme"]);
    estate.fill("acme", 60);
    let clock = TestClock::at("2024-03-30T10:00:00Z");
    let jobs = Jobs::new(scope()).monthly_quota(Some(500));
    let id = jobs
        .create(&definition(&["acme"], json!({})), clock.now())
        .unwrap()
        .job_id;
    let report = run(&jobs, &estate, &clock, &id, &mut ());
    assert_eq!(report.ended, Ended::QuotaReached);
    assert!(report.statistics.complete < 60);
    assert_eq!(jobs.describe(&id).unwrap().job_status, JobStatus::Paused);
    assert!(jobs.tick(clock.now()).unwrap().is_empty());
    clock.forward(48);
    assert_eq!(jobs.tick(clock.now()).unwrap(), [id.as_str()]);
    let enough = jobs.clone().monthly_quota(None);
    let report = run(&enough, &estate, &clock, &id, &mut ());
    assert_eq!(
        (report.ended, report.statistics.complete),
        (Ended::Complete, 60)
    );
    assert_eq!(
        events(&jobs, &id)[2..],
        [
            "JOB_PAUSED_BY_MACIE_SERVICE_QUOTA_MET",
            "JOB_RESUMED_BY_MACIE_SERVICE_QUOTA_LIFTED",
            "JOB_COMPLETED"
        ]
    );
}

/// What an outlet was told of a run.
#[derive(Default)]
struct Told {
    begun: Vec<(u32, bool, String)>,
    ended: u32,
    flushed: u32,
}

impl Outlet for Told {
    fn begin(&mut self, run: &RunInfo<'_>) -> Result<(), OutletError> {
        let job = run.context.job_id.clone().unwrap();
        assert_eq!(job, run.job_id);
        self.begun
            .push((run.number, run.resumed, run.context.owner("acme").into()));
        Ok(())
    }

    fn amend(&mut self, finding: &mut Finding) {
        finding.archived = true;
    }

    fn object(&mut self, _: &ObjectResult, finding: Option<&Finding>) -> Result<(), OutletError> {
        assert!(finding.is_none_or(|finding| finding.archived));
        Ok(())
    }

    fn flush(&mut self) -> Result<(), OutletError> {
        self.flushed += 1;
        Ok(())
    }

    fn end(&mut self, statistics: &RunStatistics) -> Result<(), OutletError> {
        assert_eq!(statistics.left(), 0);
        self.ended += 1;
        Ok(())
    }
}

#[test]
fn an_outlet_hears_of_the_run_and_may_amend_findings() {
    let estate = Estate::new(&["acme"]);
    estate.fill("acme", 30);
    let (jobs, clock) = (Jobs::new(scope()), TestClock::at("2024-03-11T10:00:00Z"));
    let id = jobs
        .create(&definition(&["acme"], json!({})), clock.now())
        .unwrap()
        .job_id;
    let mut told = Told::default();
    run(&jobs, &estate, &clock, &id, &mut told);
    assert_eq!(told.begun, [(1, false, ACCOUNT.to_owned())]);
    assert_eq!(told.ended, 1);
    // Three batches of ten, the end of the bucket, and the end of the run.
    assert_eq!(told.flushed, 5);
    assert!(
        findings(jobs.scope())
            .values()
            .all(|it| it["archived"] == true)
    );
}

#[test]
fn a_job_whose_identifiers_are_missing_can_be_gone_on_with() {
    let estate = Estate::new(&["acme"]);
    estate.write("acme/a.txt", SSN);
    let (jobs, clock) = (Jobs::new(scope()), TestClock::at("2024-03-11T10:00:00Z"));
    let definition = definition(&["acme"], json!({"customDataIdentifierIds": ["employee"]}));
    let id = jobs.create(&definition, clock.now()).unwrap().job_id;
    let mut library = Library::default();
    let failed = Runner::new(&jobs, &estate.buckets, &library).run(&id, &mut ());
    assert!(
        failed
            .unwrap_err()
            .to_string()
            .contains("there is no custom data identifier employee")
    );
    let custom = r#"{"name": "employee", "regex": "E-[0-9]{6}"}"#;
    let custom = tracie_identify::CustomIdentifier::parse(custom)
        .unwrap()
        .remove(0);
    library.custom(custom);
    let report = Runner::new(&jobs, &estate.buckets, &library)
        .run(&id, &mut ())
        .unwrap();
    assert_eq!(report.ended, Ended::Complete);
}

#[test]
fn objects_of_unknown_tags_are_counted() {
    let mut estate = Estate::new(&[]);
    estate.write("dump/acme/a.txt", SSN);
    estate.write("dump/acme/b.txt", SSN);
    estate.write(
        "dump/acme@tags/a.txt.json",
        r#"{"TagSet": [{"Key": "class", "Value": "hr"}]}"#,
    );
    let dump = estate.folder.path().join("dump");
    estate.buckets.add_dump(dump).unwrap();
    let (jobs, clock) = (Jobs::new(scope()), TestClock::at("2024-03-11T10:00:00Z"));
    let tagged = |how: &str| {
        let term = json!({"tagScopeTerm": {"comparator": how, "key": "TAG", "target": "S3_OBJECT",
            "tagValues": [{"key": "class", "value": ""}]}});
        let definition = definition(
            &[],
            json!({"s3JobDefinition": {
            "bucketDefinitions": [{"accountId": ACCOUNT, "buckets": ["acme"]}],
            "scoping": {"includes": {"and": [term]}}}}),
        );
        let id = jobs.create(&definition, clock.now()).unwrap().job_id;
        let mut watch = Watch::default();
        let report = run(&jobs, &estate, &clock, &id, &mut watch);
        (watch.keys, report.statistics.untagged)
    };
    assert_eq!(tagged("EQ"), (vec!["acme/a.txt".into()], 0));
    assert_eq!(tagged("NE"), (vec!["acme/b.txt".into()], 1));
}

#[test]
fn what_is_described_is_written_as_it_is_read() {
    let jobs = Jobs::new(scope());
    let clock = TestClock::at("2024-03-11T10:00:00Z");
    let id = jobs
        .create(&daily(&["acme"], json!({})), clock.now())
        .unwrap()
        .job_id;
    jobs.update(&id, JobStatus::UserPaused, clock.now())
        .unwrap();
    let described = jobs.describe(&id).unwrap();
    let written = serde_json::to_value(&described).unwrap();
    assert_eq!(
        serde_json::from_value::<JobDescription>(written.clone()).unwrap(),
        described
    );
    assert_eq!(
        written["userPausedDetails"]["jobImminentExpirationHealthEventArn"],
        Value::Null
    );
}

/// Counts places.
#[derive(Default)]
struct Places(Vec<usize>, Vec<usize>);

impl Outlet for Places {
    fn object(
        &mut self,
        result: &ObjectResult,
        finding: Option<&Finding>,
    ) -> Result<(), OutletError> {
        let located = result.detections.iter().map(|it| it.occurrences.len());
        self.0.push(located.sum());
        let finding = serde_json::to_value(finding)?;
        let places = finding.pointer(
            "/classificationDetails/result/sensitiveData/0/detections/0/occurrences/lineRanges",
        );
        self.1
            .push(places.and_then(Value::as_array).map_or(0, Vec::len));
        Ok(())
    }
}

#[test]
fn discovery_results_have_more_places_than_findings() {
    let estate = Estate::new(&["acme"]);
    estate.write("acme/a.txt", SSN.repeat(40));
    let clock = TestClock::at("2024-03-11T10:00:00Z");
    for (results, expected) in [(None, 15), (Some("results"), 40)] {
        let jobs = Jobs::new(scope());
        let definition = definition(&["acme"], json!({}));
        let id = jobs.create(&definition, clock.now()).unwrap().job_id;
        let mut options = options(10);
        options.results = results.map(|name| tracie_finding::context::ResultsBucket {
            name: name.into(),
            prefix: String::new(),
        });
        let mut places = Places::default();
        Runner::new(&jobs, &estate.buckets, &Library::default())
            .options(options)
            .run(&id, &mut places)
            .unwrap();
        assert_eq!((places.0, places.1), (vec![expected], vec![15]));
    }
}

/// A run that looked at its own results would find results of those, and so on.
#[test]
fn discovery_results_are_no_objects_of_a_run() {
    let estate = Estate::new(&["acme"]);
    let results = format!("AWSLogs/{ACCOUNT}/Macie/eu-west-1/");
    for key in [
        format!("logs/{results}a.txt"),
        format!("{results}a.txt"),
        "logs/AWSLogs/444455556666/Macie/a.txt".to_owned(),
    ] {
        estate.write(&format!("acme/{key}"), SSN);
    }
    let clock = TestClock::at("2024-03-11T10:00:00Z");
    for (name, prefix, skipped) in [("acme", "logs", 1), ("acme", "", 1), ("other", "logs", 0)] {
        let jobs = Jobs::new(scope());
        let definition = definition(&["acme"], json!({}));
        let id = jobs.create(&definition, clock.now()).unwrap().job_id;
        let mut options = options(10);
        options.results = Some(tracie_finding::context::ResultsBucket {
            name: name.into(),
            prefix: prefix.into(),
        });
        let report = Runner::new(&jobs, &estate.buckets, &Library::default())
            .options(options)
            .run(&id, &mut ())
            .unwrap();
        let statistics = report.statistics;
        assert_eq!(
            (statistics.not_in_scope, statistics.complete),
            (skipped, 3 - skipped)
        );
        let own = format!(
            "acme/{}{results}a.txt",
            if prefix.is_empty() { "" } else { "logs/" }
        );
        assert_eq!(keys(jobs.scope()).contains(&own), skipped == 0, "{own}");
    }
}

/// Trouble with buckets that are there, each by Macie's name for it.
#[test]
fn buckets_elsewhere_and_buckets_of_which_nothing_can_be_known_are_told() {
    let mut estate = Estate::new(&["far", "odd"]);
    estate.write("far/a.txt", SSN);
    estate.write("odd/a.txt", SSN);
    estate.write("odd@objects.json", "no JSON");
    let mut far = BucketInfo::named("far");
    far.region = Some("us-west-2".into());
    estate.buckets.introduce(far);
    let (jobs, clock) = (Jobs::new(scope()), TestClock::at("2024-03-11T10:00:00Z"));
    let definition = definition(&["far", "odd"], json!({}));
    let id = jobs.create(&definition, clock.now()).unwrap().job_id;
    let report = run(&jobs, &estate, &clock, &id, &mut ());
    assert_eq!(report.statistics.errors, 2);
    assert_eq!(
        events(&jobs, &id)[2..],
        [
            "BUCKET_IN_DIFFERENT_REGION far",
            "BUCKET_DETAILS_UNAVAILABLE odd",
            "JOB_COMPLETED"
        ]
    );
    assert!(keys(jobs.scope()).is_empty());
}

#[test]
fn an_allow_list_may_be_missing_where_that_is_said() {
    let estate = Estate::new(&["acme"]);
    estate.write("acme/a.txt", format!("{SSN}SSN: 409-17-6632\n"));
    let clock = TestClock::at("2024-03-11T10:00:00Z");
    let jobs = Jobs::new(scope());
    let definition = definition(&["acme"], json!({"allowListIds": ["known"]}));
    let run = |library: &Library| {
        let id = jobs.create(&definition, clock.now()).unwrap().job_id;
        let runner = Runner::new(&jobs, &estate.buckets, library).options(options(10));
        runner
            .run(&id, &mut ())
            .map(|report| report.statistics.occurrences)
    };
    let mut library = Library::default();
    assert_eq!(library.missing_lists(&definition.allow_list_ids), ["known"]);
    let refused = run(&library).unwrap_err().to_string();
    assert!(
        refused.contains("there is no allow list known"),
        "{refused}"
    );
    library.lists_optional(true);
    assert_eq!(run(&library).unwrap(), 2);
    let list = tracie_identify::AllowList::words("known", &b"512-58-3904"[..]).unwrap();
    library.allow_list("known", list);
    assert_eq!(run(&library).unwrap(), 1);
}

#[test]
fn findings_say_what_is_known_of_their_bucket() {
    let mut estate = Estate::new(&["acme"]);
    estate.write("acme/a.txt", SSN);
    let described = json!({"buckets": [{
        "bucketName": "acme", "accountId": ACCOUNT, "bucketArn": "arn:aws:s3:::acme",
        "bucketCreatedAt": "2020-01-01T00:00:00Z", "sharedAccess": "INTERNAL", "region": "eu-west-1",
        "publicAccess": {"effectivePermission": "PUBLIC"},
        "serverSideEncryption": {"type": "aws:kms", "kmsMasterKeyId": "arn:aws:kms:::key/made-up"},
        "tags": [{"key": "env", "value": "prod"}], "sensitivityScore": 50
    }]});
    for bucket in BucketInfo::described(&described).unwrap() {
        estate.buckets.introduce(bucket);
    }
    let (jobs, clock) = (Jobs::new(scope()), TestClock::at("2024-03-11T10:00:00Z"));
    let id = jobs
        .create(&definition(&["acme"], json!({})), clock.now())
        .unwrap()
        .job_id;
    run(&jobs, &estate, &clock, &id, &mut ());
    let all = findings(jobs.scope());
    let bucket = &all.values().next().unwrap()["resourcesAffected"]["s3Bucket"];
    assert_eq!(bucket["createdAt"], "2020-01-01T00:00:00Z");
    assert_eq!(bucket["publicAccess"]["effectivePermission"], "PUBLIC");
    assert_eq!(
        bucket["defaultServerSideEncryption"]["encryptionType"],
        "aws:kms"
    );
    assert_eq!(bucket["tags"][0]["value"], "prod");
}
