//! Opening, scopes, steps, and all that is kept but findings.

use std::fs;
use std::thread;

use serde_json::json;
use tracie_store::{
    Answered, Bucket, Error, Event, Filter, Job, JobKey, Named, Order, Page, Record, Reveal, Run,
    Scoped, Store,
};

fn here(store: &Store) -> Scoped {
    store.scope("111122223333", "eu-west-1")
}

fn in_memory() -> Scoped {
    here(&Store::in_memory().expect("a store"))
}

fn job(id: &str, name: &str, created_ms: i64) -> Job {
    Job {
        id: id.into(),
        name: name.into(),
        kind: "ONE_TIME".into(),
        status: "RUNNING".into(),
        created_ms,
        document: json!({"name": name}),
    }
}

fn named(id: &str, created_ms: i64) -> Named {
    Named {
        id: id.into(),
        name: format!("name of {id}"),
        created_ms,
        updated_ms: created_ms,
        deleted: false,
        document: json!({"regex": "[A-Z]{3}"}),
    }
}

#[test]
fn what_was_written_is_there_when_the_file_is_opened_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("tracie.db");
    let put = job("a", "first", 1);
    let store = Store::open(&path).expect("a store");
    here(&store).write(|it| it.put_job(&put)).expect("written");
    drop(store);
    let store = Store::open(&path).expect("the store");
    let got = here(&store).read(|it| it.job("a")).expect("read");
    assert_eq!(got, Some(put));
    assert_eq!(store.path(), Some(&*path));
}

#[cfg(unix)]
#[test]
fn a_new_file_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("tracie.db");
    let store = Store::open(&path).expect("a store");
    here(&store)
        .write(|it| it.put_job(&job("a", "a", 1)))
        .expect("written");
    for name in ["tracie.db", "tracie.db-wal", "tracie.db-shm"] {
        let mode = fs::metadata(folder.path().join(name))
            .expect(name)
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[test]
fn another_file_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("notes.txt");
    let text = "not a database, but as long as the head of one would be: ".repeat(20);
    fs::write(&path, &text).expect("written");
    let error = Store::open(&path).expect_err("no store");
    assert!(matches!(error, Error::NotAStore { .. }), "{error:?}");
    assert_eq!(fs::read_to_string(&path).expect("read"), text);
}

#[test]
fn a_damaged_store_is_said_to_be_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("t.db");
    drop(Store::open(&path).expect("a store"));
    let whole = fs::read(&path).expect("read");
    for length in [whole.len() / 2, whole.len() - 8 * 4096] {
        fs::write(&path, &whole[..length]).expect("written");
        let error = Store::open(&path).map(drop).expect_err("it is damaged");
        assert!(matches!(error, Error::Corrupt(_)), "{error:?}");
    }
}

#[test]
fn a_database_of_someone_else_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("theirs.db");
    let theirs = rusqlite::Connection::open(&path).expect("a database");
    theirs.execute_batch("CREATE TABLE t (x)").expect("a table");
    drop(theirs);
    let before = fs::read(&path).expect("read");
    let error = Store::open(&path).expect_err("no store");
    assert!(matches!(error, Error::NotAStore { .. }), "{error:?}");
    assert_eq!(fs::read(&path).expect("read"), before);
}

#[test]
fn a_newer_layout_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("tracie.db");
    drop(Store::open(&path).expect("a store"));
    let connection = rusqlite::Connection::open(&path).expect("the database");
    connection
        .pragma_update(None, "user_version", 999)
        .expect("set");
    drop(connection);
    let error = Store::open(&path).expect_err("newer");
    assert!(
        matches!(error, Error::Newer { found: 999, .. }),
        "{error:?}"
    );
}

#[test]
fn a_missing_folder_is_told_with_the_file() {
    let error = Store::open("no/such/folder/tracie.db").expect_err("no folder");
    assert!(error.to_string().contains("tracie.db"), "{error}");
}

#[test]
fn many_may_open_a_new_file_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = &folder.path().join("tracie.db");
    thread::scope(|scope| {
        for number in 0..8 {
            scope.spawn(move || {
                let store = Store::open(path).expect("a store");
                let id = number.to_string();
                here(&store)
                    .write(|it| it.put_job(&job(&id, &id, number)))
                    .expect("written");
            });
        }
    });
    let store = Store::open(path).expect("the store");
    let jobs = here(&store)
        .read(|it| it.jobs(JobKey::Created, Order::Ascending, &Page::all(), |_| true))
        .expect("read");
    assert_eq!(jobs.items.len(), 8);
}

#[test]
fn a_step_that_fails_leaves_nothing() {
    let here = in_memory();
    let failed: Result<(), Error> = here.write(|it| {
        it.put_job(&job("a", "a", 1))?;
        it.set("x", &json!(1))?;
        Err(Error::PageToken)
    });
    assert!(failed.is_err());
    let left = here.read(|it| Ok::<_, Error>((it.job("a")?, it.setting("x")?)));
    assert_eq!(left.expect("read"), (None, None));
    // It is not in the way of the next.
    here.write(|it| it.put_job(&job("a", "a", 1)))
        .expect("written");
}

#[test]
fn a_step_that_panics_leaves_nothing() {
    let here = in_memory();
    let inner = here.clone();
    let panicked = thread::spawn(move || {
        inner.write(|it| -> Result<(), Error> {
            it.put_job(&job("a", "a", 1))?;
            panic!("on purpose")
        })
    });
    assert!(panicked.join().is_err());
    assert_eq!(here.read(|it| it.job("a")).expect("read"), None);
    here.write(|it| it.put_job(&job("b", "b", 1)))
        .expect("written");
}

#[test]
fn readers_see_one_moment_and_do_not_wait() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path().join("tracie.db")).expect("a store");
    let here = here(&store);
    here.write(|it| it.set("x", &json!(1))).expect("written");
    here.read(|it| {
        assert_eq!(it.setting("x")?, Some(json!(1)));
        // Another thread writes meanwhile.
        thread::scope(|scope| {
            let written = scope.spawn(|| here.write(|it| it.set("x", &json!(2))));
            written.join().expect("no panic").expect("written");
        });
        assert_eq!(it.setting("x")?, Some(json!(1)));
        Ok::<_, Error>(())
    })
    .expect("read");
    assert_eq!(
        here.read(|it| it.setting("x")).expect("read"),
        Some(json!(2))
    );
}

#[test]
fn accounts_and_regions_are_kept_apart() {
    let store = Store::in_memory().expect("a store");
    let places = [
        ("111122223333", "eu-west-1"),
        ("111122223333", "eu-west-2"),
        ("444455556666", "eu-west-1"),
    ];
    for (number, (account, region)) in places.into_iter().enumerate() {
        let place = store.scope(account, region);
        place
            .write(|it| it.set("x", &json!(number)))
            .expect("written");
        place
            .write(|it| it.put_bucket(&bucket(&number.to_string())))
            .expect("written");
    }
    for (number, (account, region)) in places.into_iter().enumerate() {
        let place = store.scope(account, region);
        assert_eq!(
            place.read(|it| it.setting("x")).expect("read"),
            Some(json!(number))
        );
        let buckets = place
            .read(|it| it.buckets(&Page::all(), |_| true))
            .expect("read");
        assert_eq!(buckets.items, [bucket(&number.to_string())]);
    }
    assert_eq!(store.scopes().expect("read").len(), 3);
    store
        .remove_scope("111122223333", "eu-west-2")
        .expect("removed");
    let removed = store.scope("111122223333", "eu-west-2");
    assert_eq!(removed.read(|it| it.setting("x")).expect("read"), None);
    assert_eq!(store.scopes().expect("read").len(), 2);
    removed
        .write(|it| it.set("x", &json!("again")))
        .expect("written");
}

fn bucket(name: &str) -> Bucket {
    Bucket {
        name: name.into(),
        updated_ms: 7,
        document: json!({"objectCount": 3}),
    }
}

#[test]
fn jobs_are_listed_by_any_key_page_by_page() {
    let here = in_memory();
    let jobs = [
        job("1", "zebra", 30),
        job("2", "ant", 10),
        job("3", "ant", 20),
        Job {
            status: "COMPLETE".into(),
            kind: "SCHEDULED".into(),
            ..job("4", "cat", 20)
        },
    ];
    here.write(|it| jobs.iter().try_for_each(|job| it.put_job(job)))
        .expect("written");
    for (key, order, expected) in [
        (JobKey::Created, Order::Ascending, "2341"),
        (JobKey::Created, Order::Descending, "1432"),
        (JobKey::Name, Order::Ascending, "2341"),
        (JobKey::Name, Order::Descending, "1432"),
        (JobKey::Status, Order::Ascending, "4123"),
        (JobKey::Kind, Order::Descending, "4321"),
    ] {
        for size in 1..6 {
            let mut seen = String::new();
            let mut page = Page::first(size);
            loop {
                let part = here
                    .read(|it| it.jobs(key, order, &page, |_| true))
                    .expect("read");
                assert!(part.items.len() <= size);
                seen.extend(part.items.iter().map(|job| &*job.id));
                let Some(next) = part.next else { break };
                page = Page::after(size, next);
            }
            assert_eq!(seen, expected, "{key:?} {order:?} by {size}");
        }
    }
    let running = |job: &Job| job.status == "RUNNING";
    let listed = here
        .read(|it| it.jobs(JobKey::Created, Order::Descending, &Page::first(2), running))
        .expect("read");
    let ids: Vec<&str> = listed.items.iter().map(|job| &*job.id).collect();
    assert_eq!(ids, ["1", "3"]);
    assert!(listed.next.is_some());
}

#[test]
fn a_token_of_another_list_is_refused() {
    let here = in_memory();
    here.write(|it| (1..4).try_for_each(|n| it.put_job(&job(&n.to_string(), "a", n))))
        .expect("written");
    let list = |key, page: &Page| here.read(|it| it.jobs(key, Order::Ascending, page, |_| true));
    let first = list(JobKey::Created, &Page::first(1)).expect("read");
    let token = first.next.expect("there is more");
    for bad in [&*token, "", "!", "bm9wZQ", "e30"] {
        let error = list(JobKey::Name, &Page::after(1, bad)).expect_err("refused");
        assert!(matches!(error, Error::PageToken), "{bad}: {error:?}");
    }
    list(JobKey::Created, &Page::after(1, token)).expect("the right list");
}

#[test]
fn what_is_added_meanwhile_moves_nothing_between_pages() {
    let here = in_memory();
    let put = |id: &str, at| {
        let written = here.write(|it| it.put_job(&job(id, "a", at)));
        written.expect("written");
    };
    for n in 1..=4 {
        put(&n.to_string(), n * 10);
    }
    let list = |page: &Page| {
        let jobs = here.read(|it| it.jobs(JobKey::Created, Order::Descending, page, |_| true));
        jobs.expect("read")
    };
    let first = list(&Page::first(2));
    put("new", 50);
    let second = list(&Page::after(2, first.next.expect("more")));
    let ids: Vec<String> = first
        .items
        .into_iter()
        .chain(second.items)
        .map(|job| job.id)
        .collect();
    assert_eq!(ids, ["4", "3", "2", "1"]);
}

#[test]
fn runs_resume_from_their_cursors() {
    let here = in_memory();
    let run = Run {
        job: "a".into(),
        number: 1,
        status: "RUNNING".into(),
        started_ms: 5,
        ended_ms: None,
        cursor: None,
        statistics: json!({"objects": 0}),
    };
    let later = Run {
        cursor: Some(json!({"bucket": "b", "after": "k"})),
        ..run.clone()
    };
    let second = Run {
        number: 2,
        started_ms: 9,
        ..run.clone()
    };
    here.write(|it| it.put_run(&run)).expect("written");
    here.write(|it| it.put_run(&later)).expect("written");
    here.write(|it| it.put_run(&second)).expect("written");
    here.read(|it| {
        assert_eq!(it.run("a", 1)?, Some(later.clone()));
        assert_eq!(it.run("a", 3)?, None);
        assert_eq!(it.last_run("a")?, Some(second.clone()));
        assert_eq!(it.open_runs(Some("a"))?, [later.clone(), second.clone()]);
        Ok::<_, Error>(())
    })
    .expect("read");
    let ended = Run {
        ended_ms: Some(12),
        ..later
    };
    here.write(|it| it.put_run(&ended)).expect("written");
    assert_eq!(
        here.read(|it| it.open_runs(None)).expect("read"),
        std::slice::from_ref(&second)
    );
    assert_eq!(here.read(|it| it.runs("a")).expect("read"), [ended, second]);
}

#[test]
fn the_log_of_a_job_is_its_own() {
    let here = in_memory();
    let event = |job: &str, at| Event::new(job, at, json!({"at": at}));
    here.write(|it| {
        for at in 0..5 {
            it.add_event(&event("a", at))?;
            it.add_event(&event("b", at + 100))?;
        }
        Ok::<_, Error>(())
    })
    .expect("written");
    let first = here
        .read(|it| it.events("a", &Page::first(3)))
        .expect("read");
    assert_eq!(first.items, [event("a", 0), event("a", 1), event("a", 2)]);
    let token = first.next.expect("there is more");
    let error = here.read(|it| it.events("b", &Page::after(3, token.clone())));
    assert!(matches!(error, Err(Error::PageToken)));
    let second = here
        .read(|it| it.events("a", &Page::after(3, token)))
        .expect("read");
    assert_eq!(second.items, [event("a", 3), event("a", 4)]);
    assert_eq!(second.next, None);
}

#[test]
fn deleted_identifiers_are_known_but_not_listed() {
    let here = in_memory();
    here.write(|it| {
        it.put_custom_identifier(&named("a", 1))?;
        it.put_custom_identifier(&named("b", 2))?;
        it.put_allow_list(&named("a", 3))
    })
    .expect("written");
    assert!(
        here.write(|it| it.delete_custom_identifier("a", 9))
            .expect("deleted")
    );
    assert!(
        !here
            .write(|it| it.delete_custom_identifier("a", 9))
            .expect("deleted")
    );
    here.read(|it| {
        let known = it.custom_identifier("a")?.expect("it is known");
        assert!(known.deleted);
        assert_eq!(known.updated_ms, 9);
        assert_eq!(
            it.custom_identifiers(&Page::all(), |_| true)?.items,
            [named("b", 2)]
        );
        assert_eq!(
            it.allow_lists(&Page::all(), |_| true)?.items,
            [named("a", 3)]
        );
        Ok::<_, Error>(())
    })
    .expect("read");
}

#[test]
fn filters_keep_their_order() {
    let here = in_memory();
    let filter = |id: &str, position| Filter {
        id: id.into(),
        name: id.into(),
        action: "ARCHIVE".into(),
        position,
        created_ms: 0,
        document: json!({}),
    };
    let order = || {
        let filters = here
            .read(|it| it.filters(&Page::all(), |_| true))
            .expect("read");
        let positions: Vec<u32> = filters.items.iter().map(|it| it.position).collect();
        assert_eq!(
            positions,
            (1..=u32::try_from(positions.len()).expect("few")).collect::<Vec<_>>()
        );
        filters
            .items
            .into_iter()
            .map(|it| it.id)
            .collect::<String>()
    };
    for (id, position, expected) in [
        ("a", 1, "a"),
        ("b", 99, "ab"),
        ("c", 1, "cab"),
        ("d", 2, "cdab"),
        ("c", 4, "dabc"),
        ("b", 0, "bdac"),
    ] {
        here.write(|it| it.put_filter(&filter(id, position)))
            .expect("written");
        assert_eq!(order(), expected, "{id} at {position}");
    }
    assert!(here.write(|it| it.delete_filter("d")).expect("deleted"));
    assert_eq!(order(), "bac");
    assert_eq!(here.read(|it| it.filter("d")).expect("read"), None);
}

#[test]
fn records_tokens_samples_and_usage_are_kept() {
    let here = in_memory();
    let record = Record {
        kind: "member".into(),
        id: "444455556666".into(),
        created_ms: 1,
        updated_ms: 1,
        document: json!({"relationshipStatus": "Enabled"}),
    };
    let answered = Answered {
        request: "hash".into(),
        answer: json!({"jobId": "a"}),
        created_ms: 5,
    };
    let reveal = Reveal {
        finding: "f".into(),
        status: "SUCCESS".into(),
        document: json!({"NAME": [{"value": "Jane Doe"}]}),
        updated_ms: 5,
    };
    const DAY: i64 = 86_400_000;
    here.write(|it| {
        it.put_record(&record)?;
        it.put_record(&Record {
            kind: "invitation".into(),
            ..record.clone()
        })?;
        it.answer("CreateClassificationJob", "t", &answered)?;
        it.put_reveal(&reveal)?;
        it.add_usage("SENSITIVE_DATA_DISCOVERY", 10 * DAY + 1, 100)?;
        it.add_usage("SENSITIVE_DATA_DISCOVERY", 10 * DAY + 2, 50)?;
        it.add_usage("SENSITIVE_DATA_DISCOVERY", 12 * DAY, 7)
    })
    .expect("written");
    here.read(|it| {
        assert_eq!(
            it.records("member", &Page::all(), |_| true)?.items,
            std::slice::from_ref(&record)
        );
        assert_eq!(it.record("member", "nobody")?, None);
        assert_eq!(
            it.answered("CreateClassificationJob", "t")?,
            Some(answered.clone())
        );
        assert_eq!(it.answered("CreateAllowList", "t")?, None);
        assert!(it.reveal("f")?.is_some_and(|it| it == reveal));
        let usage = it.usage(10 * DAY, 11 * DAY)?;
        assert_eq!(
            (usage.len(), usage[0].amount, usage[0].day_ms),
            (1, 150, 10 * DAY)
        );
        assert_eq!(it.usage(0, 12 * DAY)?.len(), 2);
        Ok::<_, Error>(())
    })
    .expect("read");
    assert!(!format!("{reveal:?}").contains("Jane"));
    let again = here.write(|it| it.answer("CreateClassificationJob", "t", &answered));
    assert!(matches!(again, Err(Error::Exists { .. })));
    assert_eq!(here.write(|it| it.forget_answers(6)).expect("forgotten"), 1);
    assert_eq!(here.write(|it| it.forget_reveals(6)).expect("forgotten"), 1);
    assert!(
        here.write(|it| it.delete_record("member", "444455556666"))
            .expect("deleted")
    );
    assert!(
        !here
            .write(|it| it.delete_record("member", "444455556666"))
            .expect("deleted")
    );
}
