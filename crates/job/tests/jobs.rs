//! Jobs in the store: creating, listing, updating, and what time does to them.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod common;

use common::{ACCOUNT, Estate, TestClock, Watch, daily, definition, events, run, scope};
use serde_json::{Value, json};
use tracie_job::JobStatus::{Cancelled, Complete, Idle, Paused, Running, UserPaused};
use tracie_job::{Clock, Error, JobStatus, Jobs, LastRunErrorCode, ListRequest, RunFailure};
use tracie_store::Reading;

#[test]
fn a_token_makes_one_job() {
    let (jobs, clock) = (Jobs::new(scope()), TestClock::at("2024-03-11T10:00:00Z"));
    let with_token = |token: &str, name: &str| {
        let definition = definition(&["acme"], json!({"clientToken": token, "name": name}));
        jobs.create(&definition, clock.now())
    };
    let first = with_token("t1", "a").unwrap();
    assert_eq!(with_token("t1", "a").unwrap(), first);
    assert!(matches!(with_token("t1", "b"), Err(Error::TokenReused)));
    assert_ne!(with_token("t2", "a").unwrap(), first);
    assert_eq!(jobs.list(&ListRequest::default()).unwrap().items.len(), 2);
    assert_eq!(events(&jobs, &first.job_id).len(), 2);
    let arn = format!(
        "arn:aws:macie2:eu-west-1:{ACCOUNT}:classification-job/{}",
        first.job_id
    );
    assert_eq!(first.job_arn, arn);
    assert!(first.job_id.len() == 32 && first.job_id.bytes().all(|it| it.is_ascii_hexdigit()));
}

#[test]
fn accounts_and_regions_have_jobs_of_their_own() {
    let store = tracie_store::Store::in_memory().unwrap();
    let clock = TestClock::at("2024-03-11T10:00:00Z");
    let here = Jobs::new(store.scope(ACCOUNT, "eu-west-1"));
    let there = Jobs::new(store.scope(ACCOUNT, "us-gov-west-1")).partition("aws-us-gov");
    let created = here
        .create(&definition(&["acme"], json!({})), clock.now())
        .unwrap();
    assert!(matches!(
        there.describe(&created.job_id),
        Err(Error::NoSuchJob(_))
    ));
    let created = there
        .create(&definition(&["acme"], json!({})), clock.now())
        .unwrap();
    assert!(
        created
            .job_arn
            .starts_with("arn:aws-us-gov:macie2:us-gov-west-1:")
    );
}

/// Every status, and what it can be made.
#[test]
fn statuses_change_as_macie_lets_them() {
    let allowed = |from, to| {
        matches!(
            (from, to),
            (Idle | Paused | Running | UserPaused, Cancelled)
                | (UserPaused, Running)
                | (Idle | Paused | Running, UserPaused)
        )
    };
    for from in JobStatus::ALL {
        for to in JobStatus::ALL {
            assert_eq!(from.may_become(to), allowed(from, to), "{from:?} {to:?}");
        }
        assert_eq!(JobStatus::from_name(from.name()), Some(from));
        assert_eq!(from.is_final(), matches!(from, Cancelled | Complete));
    }
}

#[test]
fn what_cannot_be_done_is_refused_with_what_can() {
    let (estate, clock) = (
        Estate::new(&["acme"]),
        TestClock::at("2024-03-11T10:00:00Z"),
    );
    let jobs = Jobs::new(scope());
    let id = jobs
        .create(&definition(&["acme"], json!({})), clock.now())
        .unwrap()
        .job_id;
    let told = |to| jobs.update(&id, to, clock.now()).unwrap_err().to_string();
    assert_eq!(
        told(Running),
        "a job that is RUNNING cannot be made RUNNING; it can be made USER_PAUSED or CANCELLED"
    );
    assert_eq!(
        told(Complete),
        "a job that is RUNNING cannot be made COMPLETE; it can be made USER_PAUSED or CANCELLED"
    );
    run(&jobs, &estate, &clock, &id, &mut ());
    assert_eq!(
        told(Cancelled),
        "cannot update completed job for job: it is over"
    );
    let missing = jobs.update("0", Cancelled, clock.now());
    assert!(matches!(missing, Err(Error::NoSuchJob(_))));
}

#[test]
fn a_job_that_runs_once_expires_after_thirty_days() {
    let (jobs, clock) = (Jobs::new(scope()), TestClock::at("2024-03-11T10:00:00Z"));
    let paused = |hours| {
        let id = jobs
            .create(&definition(&["acme"], json!({})), clock.now())
            .unwrap()
            .job_id;
        jobs.update(&id, UserPaused, clock.now()).unwrap();
        clock.forward(hours);
        id
    };
    let id = paused(30 * 24 - 1);
    jobs.tick(clock.now()).unwrap();
    let described = jobs.describe(&id).unwrap();
    assert_eq!(described.job_status, UserPaused);
    let details = described.user_paused_details.unwrap();
    assert_eq!(details.job_paused_at, "2024-03-11T10:00:00.002Z");
    assert_eq!(details.job_expires_at, "2024-04-10T10:00:00.002Z");
    clock.forward(1);
    jobs.tick(clock.now()).unwrap();
    let described = jobs.describe(&id).unwrap();
    assert_eq!(
        (described.job_status, described.user_paused_details),
        (Cancelled, None)
    );
    assert_eq!(events(&jobs, &id).last().unwrap(), "JOB_CANCELLED");
    let run = jobs
        .scope()
        .read(|from: &Reading<'_>| from.last_run(&id))
        .unwrap()
        .unwrap();
    assert_eq!(run.status, "EXPIRED");

    // Who resumes it too late comes too late, whoever looked meanwhile.
    let id = paused(30 * 24);
    let late = jobs.update(&id, Running, clock.now()).unwrap_err();
    assert!(matches!(late, Error::Status { .. }));
}

#[test]
fn a_scheduled_run_expires_and_its_job_lives() {
    let (estate, clock) = (
        Estate::new(&["acme"]),
        TestClock::at("2024-03-11T10:00:00Z"),
    );
    estate.fill("acme", 9);
    let jobs = Jobs::new(scope());
    let id = jobs
        .create(&daily(&["acme"], json!({})), clock.now())
        .unwrap()
        .job_id;
    jobs.update(&id, UserPaused, clock.now()).unwrap();
    clock.forward(31 * 24);
    assert!(
        jobs.tick(clock.now()).unwrap().is_empty(),
        "it stays paused"
    );
    let described = jobs.describe(&id).unwrap();
    assert_eq!(
        (described.job_status, described.user_paused_details),
        (UserPaused, None)
    );
    jobs.update(&id, Running, clock.now()).unwrap();
    assert_eq!(jobs.describe(&id).unwrap().job_status, Idle);
    assert_eq!(jobs.tick(clock.now()).unwrap(), [id.as_str()]);
    let mut watch = Watch::default();
    let report = run(&jobs, &estate, &clock, &id, &mut watch);
    assert_eq!(
        (report.number, watch.keys.len()),
        (2, 9),
        "nothing was looked at before"
    );
}

#[test]
fn a_job_that_is_paused_between_runs_is_idle_again() {
    let (estate, clock) = (
        Estate::new(&["acme"]),
        TestClock::at("2024-03-11T10:00:00Z"),
    );
    let jobs = Jobs::new(scope());
    let id = jobs
        .create(&daily(&["acme"], json!({})), clock.now())
        .unwrap()
        .job_id;
    run(&jobs, &estate, &clock, &id, &mut ());
    jobs.update(&id, UserPaused, clock.now()).unwrap();
    // It was not running: nothing can expire.
    assert_eq!(jobs.describe(&id).unwrap().user_paused_details, None);
    clock.forward(100 * 24);
    assert!(jobs.tick(clock.now()).unwrap().is_empty());
    assert!(matches!(
        jobs.start(&id, clock.now()),
        Err(Error::NothingToRun(UserPaused))
    ));
    jobs.update(&id, Running, clock.now()).unwrap();
    assert_eq!(jobs.describe(&id).unwrap().job_status, Idle);
    assert_eq!(
        events(&jobs, &id)[3..],
        ["JOB_PAUSED_BY_USER", "JOB_RESUMED_BY_USER"]
    );
}

#[test]
fn a_run_may_be_begun_before_it_is_due() {
    let (estate, clock) = (
        Estate::new(&["acme"]),
        TestClock::at("2024-03-11T10:00:00Z"),
    );
    let jobs = Jobs::new(scope());
    let id = jobs
        .create(&daily(&["acme"], json!({"initialRun": false})), clock.now())
        .unwrap()
        .job_id;
    jobs.start(&id, clock.now()).unwrap();
    assert!(matches!(
        jobs.start(&id, clock.now()),
        Err(Error::NothingToRun(Running))
    ));
    assert_eq!(run(&jobs, &estate, &clock, &id, &mut ()).number, 1);
    // The next one is due when it was.
    assert_eq!(
        jobs.next_due().unwrap().unwrap().to_string(),
        "2024-03-12T00:00:00Z"
    );
}

#[test]
fn a_definition_finds_its_job_until_that_is_over() {
    let (jobs, clock) = (Jobs::new(scope()), TestClock::at("2024-03-11T10:00:00Z"));
    let one = definition(&["acme"], json!({"clientToken": "t1"}));
    assert_eq!(jobs.find(&one).unwrap(), None);
    let id = jobs.create(&one, clock.now()).unwrap().job_id;
    let other_token = definition(&["acme"], json!({"clientToken": "t2"}));
    assert_eq!(jobs.find(&other_token).unwrap(), Some(id.clone()));
    assert_eq!(jobs.find(&definition(&["logs"], json!({}))).unwrap(), None);
    jobs.update(&id, Cancelled, clock.now()).unwrap();
    assert_eq!(jobs.find(&one).unwrap(), None);
}

fn some_jobs() -> Jobs {
    let (jobs, clock) = (Jobs::new(scope()), TestClock::at("2024-03-11T10:00:00Z"));
    for (name, kind, status) in [
        ("alpha", "once", Running),
        ("beta", "daily", Idle),
        ("alphabet", "daily", Cancelled),
        ("gamma", "once", UserPaused),
    ] {
        let definition = match kind {
            "daily" => daily(&["acme"], json!({"name": name, "initialRun": false})),
            _ => definition(&["acme"], json!({"name": name})),
        };
        let id = jobs.create(&definition, clock.now()).unwrap().job_id;
        if !matches!(status, Running | Idle) {
            jobs.update(&id, status, clock.now()).unwrap();
        }
        clock.forward(1);
    }
    jobs
}

fn names(jobs: &Jobs, request: &Value) -> Vec<String> {
    let request = ListRequest::parse(request).unwrap_or_else(|refusal| panic!("{refusal}"));
    let items = jobs.list(&request).unwrap().items;
    items.into_iter().map(|job| job.name).collect()
}

#[test]
fn jobs_are_listed_by_criteria() {
    let jobs = some_jobs();
    let term = |key: &str, how: &str, values: &[&str]| json!({"key": key, "comparator": how, "values": values});
    for (includes, excludes, expected) in [
        (vec![], vec![], vec!["gamma", "alphabet", "beta", "alpha"]),
        (
            vec![term("jobType", "EQ", &["ONE_TIME"])],
            vec![],
            vec!["gamma", "alpha"],
        ),
        (
            vec![term("jobType", "NE", &["ONE_TIME"])],
            vec![],
            vec!["alphabet", "beta"],
        ),
        (
            vec![term("jobStatus", "EQ", &["IDLE", "RUNNING"])],
            vec![],
            vec!["beta", "alpha"],
        ),
        (
            vec![],
            vec![term("jobStatus", "EQ", &["IDLE", "RUNNING"])],
            vec!["gamma", "alphabet"],
        ),
        (
            vec![term("name", "CONTAINS", &["pha"])],
            vec![],
            vec!["alphabet", "alpha"],
        ),
        (
            vec![term("name", "STARTS_WITH", &["bet", "gam"])],
            vec![],
            vec!["gamma", "beta"],
        ),
        (vec![term("name", "EQ", &["alpha"])], vec![], vec!["alpha"]),
        (
            vec![term("createdAt", "GT", &["2024-03-11T11:30:00Z"])],
            vec![],
            vec!["gamma", "alphabet"],
        ),
        (
            vec![term("createdAt", "LT", &["1710154800000"])],
            vec![],
            vec!["alpha"],
        ),
        (
            vec![
                term("name", "CONTAINS", &["a"]),
                term("jobType", "EQ", &["SCHEDULED"]),
            ],
            vec![
                term("jobStatus", "EQ", &["CANCELLED"]),
                term("name", "EQ", &["gamma"]),
            ],
            vec!["beta"],
        ),
    ] {
        let request = json!({"filterCriteria": {"includes": includes, "excludes": excludes}});
        assert_eq!(names(&jobs, &request), expected, "{request}");
    }
}

#[test]
fn jobs_are_listed_in_order_and_by_pages() {
    let jobs = some_jobs();
    let sort =
        |key: &str, order: &str| json!({"sortCriteria": {"attributeName": key, "orderBy": order}});
    assert_eq!(
        names(&jobs, &sort("name", "ASC")),
        ["alpha", "alphabet", "beta", "gamma"]
    );
    assert_eq!(
        names(&jobs, &sort("createdAt", "ASC")),
        ["alpha", "beta", "alphabet", "gamma"]
    );
    assert_eq!(
        names(&jobs, &sort("jobStatus", "ASC")),
        ["alphabet", "beta", "alpha", "gamma"]
    );
    assert_eq!(names(&jobs, &sort("jobType", "DESC")).len(), 4);

    let mut request = json!({"maxResults": 3});
    let mut all = Vec::new();
    loop {
        let list = jobs.list(&ListRequest::parse(&request).unwrap()).unwrap();
        all.extend(list.items.into_iter().map(|job| job.name));
        match list.next_token {
            Some(token) => request["nextToken"] = token.into(),
            None => break,
        }
    }
    assert_eq!(all, ["gamma", "alphabet", "beta", "alpha"]);
    let wrong = ListRequest {
        next_token: Some("nonsense".into()),
        ..ListRequest::default()
    };
    let error = jobs.list(&wrong).unwrap_err();
    assert!(
        matches!(error, Error::Store(tracie_store::Error::PageToken)),
        "{error}"
    );
}

#[test]
fn lists_that_ask_for_nonsense_are_refused() {
    let term = |key: &str, how: &str, values: Value| json!({"filterCriteria": {"includes": [{"key": key, "comparator": how, "values": values}]}});
    for (request, said) in [
        (
            json!({"maxResults": 0}),
            "maxResults: it is not from 1 to 200",
        ),
        (
            json!({"maxResults": 201}),
            "maxResults: it is not from 1 to 200",
        ),
        (
            json!({"maxResults": "5"}),
            "maxResults: it is to be a whole number, not a text",
        ),
        (json!({"limit": 5}), "limit: there is no such member"),
        (
            term("jobType", "GT", json!(["ONE_TIME"])),
            "filterCriteria.includes[0].comparator: GT does not work here; write EQ or NE",
        ),
        (
            term("name", "LT", json!(["a"])),
            "filterCriteria.includes[0].comparator: LT does not work here; write EQ, NE, CONTAINS or STARTS_WITH",
        ),
        (
            term("createdAt", "GT", json!(["monday"])),
            "filterCriteria.includes[0].values[0]: `monday` is no instant; write it as 2024-05-02T21:40:11Z",
        ),
        (
            term("createdAt", "EQ", json!([])),
            "filterCriteria.includes[0].values: it is empty",
        ),
        (
            term("status", "EQ", json!(["IDLE"])),
            "filterCriteria.includes[0].key: there is no `status`; write one of jobType, jobStatus, createdAt, name",
        ),
        (
            json!({"sortCriteria": {"attributeName": "name", "orderBy": "asc"}}),
            "sortCriteria.orderBy: there is no `asc`; write ASC",
        ),
    ] {
        let refusal = ListRequest::parse(&request).expect_err(&request.to_string());
        assert_eq!(refusal.to_string(), said);
    }
}

#[test]
fn what_happened_is_read_page_by_page() {
    let (jobs, clock) = (Jobs::new(scope()), TestClock::at("2024-03-11T10:00:00Z"));
    let id = jobs
        .create(&definition(&["acme"], json!({})), clock.now())
        .unwrap()
        .job_id;
    for _ in 0..3 {
        jobs.update(&id, UserPaused, clock.now()).unwrap();
        jobs.update(&id, Running, clock.now()).unwrap();
    }
    let mut page = tracie_store::Page::first(3);
    let mut all = Vec::new();
    loop {
        let paged = jobs.events(&id, &page).unwrap();
        all.extend(paged.items);
        match paged.next {
            Some(token) => page = tracie_store::Page::after(3, token),
            None => break,
        }
    }
    assert_eq!(all.len(), 8);
    assert!(all.iter().map(|it| &it.occurred_at).is_sorted());
    assert!(
        all.iter().all(|it| it.job_id == id
            && it.admin_account_id == ACCOUNT
            && it.job_name == "exports")
    );
    assert!(matches!(jobs.events("0", &page), Err(Error::NoSuchJob(_))));
}

/// Macie has no such event: its own failures are its own.
#[test]
fn a_run_that_fails_again_and_again_is_given_up() {
    for (definition, given_up, last) in [
        (definition(&["acme"], json!({})), Cancelled, "JOB_CANCELLED"),
        (daily(&["acme"], json!({})), Idle, "RUN_FAILED"),
    ] {
        let (jobs, clock) = (Jobs::new(scope()), TestClock::at("2024-03-11T10:00:00Z"));
        let id = jobs.create(&definition, clock.now()).unwrap().job_id;
        let failure = RunFailure::new("the store is full");
        for time in 1..=5 {
            let status = jobs.fail(&id, &failure, clock.now()).unwrap();
            assert_eq!(status, if time < 5 { Running } else { given_up }, "{time}");
            let code = jobs.describe(&id).unwrap().last_run_error_status.code;
            assert_eq!(code, LastRunErrorCode::Error);
            if time == 1 {
                assert_eq!(events(&jobs, &id).last().unwrap(), "RUN_FAILED");
            }
        }
        assert_eq!(events(&jobs, &id).last().unwrap(), last);
        let all = jobs.events(&id, &tracie_store::Page::all()).unwrap().items;
        let said = &all.last().unwrap().description;
        assert!(said.contains("5 times. the store is full"), "{said}");
    }
}
