//! Storing findings, changing them, and letting them go.

use serde_json::{Value, json};
use tracie_finding::Finding;
use tracie_store::{
    Criteria, DEFAULT_RETENTION_DAYS, Error, GroupBy, GroupSort, Page, Put, Scoped, Sort, Store,
};

const DAY_MS: i64 = 86_400_000;

fn here() -> Scoped {
    let store = Store::in_memory().expect("a store");
    store.scope("111122223333", "eu-west-1")
}

fn read(text: &str) -> Finding {
    serde_json::from_str(text).expect("a finding")
}

fn multiple() -> Finding {
    read(include_str!("data/multiple.json"))
}

fn policy() -> Finding {
    read(include_str!("data/policy.json"))
}

fn put(here: &Scoped, finding: &Finding) -> Put {
    here.write(|it| it.put_finding(finding)).expect("put")
}

fn get(here: &Scoped, id: &str) -> Option<Finding> {
    here.read(|it| it.finding(id)).expect("read")
}

fn count(here: &Scoped, criterion: &Value) -> u64 {
    let criteria = Criteria::from_json(&json!({"criterion": criterion})).expect("criteria");
    here.read(|it| it.count_findings(&criteria))
        .expect("counted")
}

#[test]
fn a_finding_comes_back_as_it_was() {
    let here = here();
    for finding in [multiple(), policy()] {
        assert_eq!(put(&here, &finding), Put::Added);
        assert_eq!(get(&here, &finding.id), Some(finding));
    }
    assert_eq!(get(&here, "unknown"), None);
    let ids = [&policy().id, "unknown", &multiple().id].map(str::to_owned);
    let both = here.read(|it| it.findings(&ids)).expect("read");
    assert_eq!(both, [policy(), multiple()]);
}

#[test]
fn sensitive_data_that_is_found_again_is_told_once() {
    let here = here();
    let first = multiple();
    put(&here, &first);
    let mut again = first.clone();
    again.created_at = "2025-01-01T00:00:00.000Z".into();
    again.updated_at = again.created_at.clone();
    assert_eq!(put(&here, &again), Put::Known);
    assert_eq!(get(&here, &first.id), Some(first));
}

#[test]
fn another_look_at_the_same_object_replaces_what_was_seen() {
    let here = here();
    let first = multiple();
    put(&here, &first);
    here.write(|it| it.archive_findings([&first.id], true))
        .expect("archived");
    let mut again = first.clone();
    let result = &mut again
        .classification_details
        .as_mut()
        .expect("details")
        .result;
    result.sensitive_data.truncate(1);
    assert_eq!(put(&here, &again), Put::Changed);
    // Who archived it did so for good.
    again.archived = true;
    assert_eq!(get(&here, &first.id), Some(again));
    let credentials = json!({"sensitiveData.category": {"eq": ["CREDENTIALS"]}});
    assert_eq!(count(&here, &credentials), 0);
    assert_eq!(count(&here, &json!({"archived": {"eq": ["true"]}})), 1);
}

#[test]
fn policy_findings_are_updated_in_place() {
    let here = here();
    let first = policy();
    put(&here, &first);
    let mut again = first.clone();
    again.count = 1;
    again.created_at = "2024-06-01T00:00:00.000Z".into();
    again.updated_at = again.created_at.clone();
    let call = |finding: &mut Finding, first: &str, last: &str| {
        let details = finding.policy_details.as_mut().expect("details");
        let call = &mut details.action.api_call_details;
        call.first_seen = Some(first.into());
        call.last_seen = Some(last.into());
    };
    call(
        &mut again,
        "2024-05-31T00:00:00.000Z",
        "2024-05-31T00:00:00.000Z",
    );
    assert_eq!(put(&here, &again), Put::Changed);

    let mut expected = again.clone();
    expected.count = first.count + 1;
    expected.created_at.clone_from(&first.created_at);
    call(
        &mut expected,
        "2024-04-30T07:01:51.000Z",
        "2024-05-31T00:00:00.000Z",
    );
    assert_eq!(get(&here, &first.id), Some(expected));
    assert_eq!(
        count(&here, &json!({"updatedAt": {"gte": 1_717_200_000_000_i64}})),
        1
    );
    assert_eq!(count(&here, &json!({})), 1);
}

#[test]
fn archiving_tells_how_many_were_not_so_before() {
    let here = here();
    let (one, other) = (multiple(), policy());
    put(&here, &one);
    put(&here, &other);
    let archive = |ids: &[&str], archived| {
        here.write(|it| it.archive_findings(ids, archived))
            .expect("archived")
    };
    assert_eq!(archive(&[&one.id, "unknown"], true), 1);
    assert_eq!(archive(&[&one.id, &other.id], true), 1);
    assert_eq!(archive(&[&one.id], false), 1);
    assert!(get(&here, &other.id).expect("there").archived);
    assert!(!get(&here, &one.id).expect("there").archived);
    assert_eq!(count(&here, &json!({"archived": {"eq": ["true"]}})), 1);
}

#[test]
fn findings_are_kept_for_ninety_days() {
    let here = here();
    assert_eq!(
        here.retention_days().expect("read"),
        Some(DEFAULT_RETENTION_DAYS)
    );
    // They are old, but have been stored just now.
    put(&here, &multiple());
    put(&here, &policy());
    let now = i64::try_from(
        std::time::UNIX_EPOCH
            .elapsed()
            .expect("it is later")
            .as_millis(),
    )
    .expect("it is not that late");
    let expire = |days: i64| here.write(|it| it.expire_findings(now + days * DAY_MS));
    assert_eq!(expire(89).expect("expired"), 0);

    here.write(|it| it.set_retention_days(None)).expect("set");
    assert_eq!(here.retention_days().expect("read"), None);
    assert_eq!(expire(10_000).expect("expired"), 0);

    here.write(|it| it.set_retention_days(Some(7)))
        .expect("set");
    assert_eq!(expire(8).expect("expired"), 2);
    assert_eq!(get(&here, &multiple().id), None);
    let groups = here.read(|it| {
        it.finding_statistics(
            GroupBy::Bucket,
            &Criteria::default(),
            GroupSort::default(),
            None,
        )
    });
    assert_eq!(groups.expect("counted"), []);
    let left =
        here.read(|it| it.list_findings(&Criteria::default(), Sort::default(), &Page::all()));
    assert_eq!(left.expect("listed").items, [""; 0]);
}

#[test]
fn a_finding_without_a_time_is_refused() {
    let here = here();
    let mut finding = multiple();
    finding.created_at = "yesterday".into();
    let error = here
        .write(|it| it.put_finding(&finding))
        .expect_err("refused");
    assert!(
        matches!(
            error,
            Error::NoInstant {
                member: "createdAt",
                ..
            }
        ),
        "{error:?}"
    );
    assert_eq!(get(&here, &finding.id), None);
}

#[test]
fn findings_are_visited_from_the_oldest_on() {
    let here = here();
    put(&here, &multiple());
    put(&here, &policy());
    let mut ids = Vec::new();
    let visit = here.read(|it| {
        it.visit_findings(&Criteria::default(), |finding| {
            ids.push(finding.id);
            true
        })
    });
    visit.expect("visited");
    assert_eq!(ids, [policy().id, multiple().id]);
    let mut seen = 0;
    let visit = here.read(|it| {
        it.visit_findings(&Criteria::default(), |_| {
            seen += 1;
            false
        })
    });
    visit.expect("visited");
    assert_eq!(seen, 1);
}
