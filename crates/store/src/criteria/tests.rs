//! Criteria mean the same in a store as on a finding, and mean what they
//! should.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::{ProptestConfig, Strategy as _, any, prop_assert_eq, proptest};
use proptest::sample::select;
use serde_json::{Value, json};
use tracie_finding::Finding;

use super::Criteria;
use super::fields::FIELDS;
use crate::testing::{criteria, findings};
use crate::{
    Error, Group, GroupBy, GroupKey, GroupSort, Order, Page, Scoped, Sort, SortKey, Store,
};

fn stored(findings: &[Finding]) -> Scoped {
    let store = Store::in_memory().expect("a store");
    let here = store.scope("111122223333", "eu-west-1");
    let elsewhere = store.scope("111122223333", "eu-west-2");
    for place in [&here, &elsewhere] {
        let findings = findings.iter();
        let written = place.write(|it| {
            findings
                .clone()
                .try_for_each(|finding| it.put_finding(finding).map(drop))
        });
        written.expect("written");
    }
    here
}

fn listed(here: &Scoped, criteria: &Criteria, sort: Sort, size: usize) -> Vec<String> {
    let mut ids = Vec::new();
    let mut page = Page::first(size);
    loop {
        let part = here
            .read(|it| it.list_findings(criteria, sort, &page))
            .expect("listed");
        ids.extend(part.items);
        match part.next {
            Some(next) => page = Page::after(size, next),
            None => return ids,
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(160))]

    #[test]
    fn a_store_and_a_finding_agree(
        (findings, criteria) in findings(24).prop_flat_map(|findings| {
            let criteria = proptest::collection::vec(criteria(&findings), 1..12);
            (proptest::strategy::Just(findings), criteria)
        }),
        key in select(SortKey::ALL.to_vec()),
        is_descending in any::<bool>(),
        size in 1..30_usize,
        by in select(GroupBy::ALL.to_vec()),
    ) {
        let order = if is_descending { Order::Descending } else { Order::Ascending };
        let sort = Sort { key, order };
        let here = stored(&findings);
        for criteria in criteria {
            let mut meant: Vec<Finding> =
                findings.iter().filter(|it| criteria.matches(it)).cloned().collect();
            if is_descending {
                // Of equal ones, the later comes first.
                meant.reverse();
            }
            sort.sort(&mut meant);
            let ids: Vec<&String> = meant.iter().map(|it| &it.id).collect();
            let in_store = listed(&here, &criteria, sort, size);
            prop_assert_eq!(in_store.iter().collect::<Vec<_>>(), ids, "{}", criteria.to_json());

            let count = here.read(|it| it.count_findings(&criteria)).expect("counted");
            prop_assert_eq!(count, meant.len() as u64);
            let groups = here
                .read(|it| it.finding_statistics(by, &criteria, GroupSort::default(), None))
                .expect("counted");
            prop_assert_eq!(groups, expected_groups(by, &meant), "{}", criteria.to_json());
        }
    }

    #[test]
    fn counts_stay_true_when_findings_change(
        findings in findings(24),
        archived in proptest::collection::vec(any::<proptest::sample::Index>(), 0..8),
        deleted in proptest::collection::vec(any::<proptest::sample::Index>(), 0..8),
    ) {
        let here = stored(&findings);
        let mut left = findings.clone();
        for at in archived.iter().filter(|_| !findings.is_empty()) {
            let finding = at.get(&findings);
            here.write(|it| it.archive_findings([&finding.id], true)).expect("archived");
            left.iter_mut().filter(|it| it.id == finding.id).for_each(|it| it.archived = true);
        }
        for at in deleted.iter().filter(|_| !findings.is_empty()) {
            let finding = at.get(&findings);
            here.write(|it| it.delete_findings([&finding.id])).expect("deleted");
            left.retain(|it| it.id != finding.id);
        }
        for by in GroupBy::ALL {
            for text in ["{}", r#"{"criterion": {"archived": {"eq": ["true"]}}}"#] {
                let criteria: Criteria = text.parse().expect("criteria");
                let meant: Vec<Finding> =
                    left.iter().filter(|it| criteria.matches(it)).cloned().collect();
                let groups = here
                    .read(|it| it.finding_statistics(*by, &criteria, GroupSort::default(), None))
                    .expect("counted");
                prop_assert_eq!(groups, expected_groups(*by, &meant));
            }
        }
        // What is given back is what was put in.
        let got = here.read(|it| it.findings(left.iter().map(|it| &it.id))).expect("read");
        prop_assert_eq!(got, left);
    }
}

fn expected_groups(by: GroupBy, findings: &[Finding]) -> Vec<Group> {
    let mut counts = BTreeMap::new();
    for finding in findings {
        let finding = serde_json::to_value(finding).expect("JSON");
        let path = format!("/{}", by.name().replace('.', "/"));
        if let Some(Value::String(key)) = finding.pointer(&path) {
            *counts.entry(key.clone()).or_insert(0) += 1;
        }
    }
    let mut groups: Vec<Group> = counts
        .into_iter()
        .map(|(key, count)| Group { key, count })
        .collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.count));
    groups
}

/// A finding that has all members there are, or two that do.
fn full() -> [Value; 2] {
    [
        serde_json::from_str(include_str!("../../tests/data/multiple.json")).expect("JSON"),
        serde_json::from_str(include_str!("../../tests/data/policy.json")).expect("JSON"),
    ]
}

#[test]
fn fields_are_the_members_of_findings() {
    let mut members = BTreeSet::new();
    for document in full() {
        let finding: Finding = serde_json::from_value(document).expect("a finding");
        let document = serde_json::to_value(finding).expect("JSON");
        leaves(&document, String::new(), &mut members);
    }
    members.retain(|member| !member.contains(".occurrences."));
    let fields: BTreeSet<String> = FIELDS.iter().map(|field| field.path.to_owned()).collect();
    assert_eq!(members, fields);
}

fn leaves(value: &Value, path: String, into: &mut BTreeSet<String>) {
    match value {
        Value::Array(elements) => elements
            .iter()
            .for_each(|it| leaves(it, path.clone(), into)),
        Value::Object(members) => {
            for (name, member) in members {
                let dot = if path.is_empty() { "" } else { "." };
                leaves(member, format!("{path}{dot}{name}"), into);
            }
        }
        _ => drop(into.insert(path)),
    }
}

#[test]
fn every_field_finds_its_values() {
    let [multiple, policy] = full();
    let documents = [multiple, policy];
    let findings: Vec<Finding> = documents
        .iter()
        .map(|it| serde_json::from_value(it.clone()).expect("a finding"))
        .collect();
    let here = stored(&findings);
    for field in FIELDS {
        let mut values = Vec::new();
        for document in &documents {
            super::walk(document, field.path, &mut |value| match value {
                Value::String(text) => values.push(text.clone()),
                other => values.push(other.to_string()),
            });
        }
        values.retain(|value| value != "null");
        assert!(!values.is_empty(), "{} is not tested", field.path);
        for value in values {
            let criteria = json!({"criterion": {field.path: {"eq": [value]}}});
            let criteria = Criteria::from_json(&criteria).expect(field.path);
            let found = listed(&here, &criteria, Sort::default(), 10);
            assert!(!found.is_empty(), "{} {value}", field.path);
        }
    }
}

/// What the two findings of [`full`] are, by a letter each.
fn meant(criterion: &Value) -> String {
    let criteria = Criteria::from_json(&json!({"criterion": criterion})).expect("criteria");
    let findings = full().map(|it| serde_json::from_value::<Finding>(it).expect("a finding"));
    let here = stored(&findings);
    let ids = listed(&here, &criteria, Sort::default(), 10);
    let letters = findings.iter().zip(["m", "p"]);
    let meant: String = letters
        .filter(|(finding, _)| ids.contains(&finding.id))
        .map(|(finding, letter)| {
            assert!(criteria.matches(finding));
            letter
        })
        .collect();
    meant
}

#[test]
fn operators_mean_what_they_should() {
    let category = "classificationDetails.result.sensitiveData.category";
    let kinds = "sensitiveData.detections.type";
    for (criterion, expected) in [
        (json!({}), "mp"),
        // Any of the values; whole, and by case.
        (
            json!({"severity.description": {"eq": ["Low", "High"]}}),
            "mp",
        ),
        (json!({"severity.description": {"eq": ["HIGH"]}}), ""),
        (
            json!({"resourcesAffected.s3Bucket.name": {"eq": ["acme-ingest"]}}),
            "",
        ),
        (
            json!({"resourcesAffected.s3Bucket.name": {"eq": ["acme-ingest-prod"]}}),
            "mp",
        ),
        // None of the values.
        (json!({"category": {"neq": ["POLICY"]}}), "m"),
        (
            json!({"category": {"neq": ["POLICY", "CLASSIFICATION"]}}),
            "",
        ),
        // Lists: one element is enough for eq, and enough against neq.
        (json!({category: {"eq": ["CREDENTIALS"]}}), "m"),
        (
            json!({category: {"eq": ["CREDENTIALS", "FINANCIAL_INFORMATION"]}}),
            "m",
        ),
        (json!({category: {"neq": ["CREDENTIALS"]}}), "p"),
        (json!({category: {"eqExactMatch": ["CREDENTIALS"]}}), ""),
        (
            json!({category: {"eqExactMatch": ["CREDENTIALS", "PERSONAL_INFORMATION"]}}),
            "m",
        ),
        (
            json!({category: {"eqExactMatch": ["PERSONAL_INFORMATION", "CREDENTIALS", "CREDENTIALS"]}}),
            "m",
        ),
        (
            json!({category: {"eqExactMatch": ["PERSONAL_INFORMATION", "CREDENTIALS", "FINANCIAL_INFORMATION"]}}),
            "",
        ),
        // Both spellings.
        (
            json!({kinds: {"eqExactMatch": ["NAME", "PHONE_NUMBER", "AWS_CREDENTIALS"]}}),
            "m",
        ),
        (
            json!({"classificationDetails.result.sensitiveData.detections.type":
            {"eqExactMatch": ["NAME", "PHONE_NUMBER", "AWS_CREDENTIALS"]}}),
            "m",
        ),
        // Tags are told by keys and values, which need not belong together.
        (
            json!({"resourcesAffected.s3Bucket.tags.key": {"eq": ["Team"]},
                "resourcesAffected.s3Bucket.tags.value": {"eq": ["prod"]}}),
            "mp",
        ),
        // Missing: eq no, neq yes, ranges no.
        (
            json!({"resourcesAffected.s3Object.key": {"eq": ["exports/backup-0417.zip"]}}),
            "m",
        ),
        (
            json!({"resourcesAffected.s3Object.key": {"neq": ["exports/backup-0417.zip"]}}),
            "p",
        ),
        (json!({"resourcesAffected.s3Object.size": {"gte": 0}}), "m"),
        (json!({"classificationDetails.jobId": {"neq": ["x"]}}), "mp"),
        (
            json!({"resourcesAffected.s3Object.publicAccess": {"neq": ["true"]}}),
            "mp",
        ),
        // Booleans, numbers and times.
        (json!({"archived": {"eq": ["false"]}}), "mp"),
        (json!({"count": {"eq": ["2"]}}), "p"),
        (json!({"count": {"gt": 1}}), "p"),
        (json!({"severity.score": {"gte": 3}}), "mp"),
        (json!({"createdAt": {"gte": 1_714_727_564_517_i64}}), "m"),
        (json!({"createdAt": {"gt": 1_714_727_564_517_i64}}), ""),
        (json!({"createdAt": {"lt": 1_714_727_564_517_i64}}), "p"),
        (
            json!({"createdAt": {"gte": 0, "lte": 1_714_460_530_000_i64}}),
            "p",
        ),
        (
            json!({"createdAt": {"eq": ["2024-05-03T11:12:44.517+02:00"]}}),
            "m",
        ),
        (json!({"createdAt": {"eq": ["1714727564517"]}}), "m"),
        // Of a list, one element must be within the range.
        (
            json!({"classificationDetails.result.sensitiveData.totalCount": {"gt": 100}}),
            "m",
        ),
        (
            json!({"classificationDetails.result.sensitiveData.totalCount": {"gt": 5, "lt": 292}}),
            "",
        ),
        // All conditions.
        (
            json!({"category": {"eq": ["POLICY"]}, "archived": {"eq": ["true"]}}),
            "",
        ),
        (json!({"count": {"gte": 1, "neq": ["1"]}}), "p"),
    ] {
        assert_eq!(meant(&criterion), expected, "{criterion}");
    }
}

#[test]
fn what_means_nothing_is_refused_with_what_would() {
    for (criteria, told) in [
        (json!([]), "{\"criterion\""),
        (json!({"criteria": {}}), "{\"criterion\""),
        (json!({"criterion": []}), "{\"criterion\""),
        (json!({"criterion": {"type": ["x"]}}), "{\"criterion\""),
        (json!({"criterion": {"type": {}}}), "no operator"),
        (
            json!({"criterion": {"severity": {"eq": ["High"]}}}),
            "`severity.description`",
        ),
        (
            json!({"criterion": {"bogus": {"eq": ["x"]}}}),
            "no field `bogus`",
        ),
        (
            json!({"criterion": {"type": {"equals": ["x"]}}}),
            "eqExactMatch, gt",
        ),
        (
            json!({"criterion": {"type": {"eq": "x"}}}),
            "array of strings",
        ),
        (
            json!({"criterion": {"count": {"eq": [2]}}}),
            "array of strings",
        ),
        (
            json!({"criterion": {"type": {"eq": []}}}),
            "1 to 50 values, not 0",
        ),
        (
            json!({"criterion": {"type": {"neq": vec!["x"; 51]}}}),
            "1 to 50 values, not 51",
        ),
        (
            json!({"criterion": {"type": {"eqExactMatch": ["x"]}}}),
            "sensitiveData.category",
        ),
        (
            json!({"criterion": {"sensitiveData.category": {"eqExactMatch": ["x"], "neq": ["y"]}}}),
            "combined",
        ),
        (
            json!({"criterion": {"sensitiveData.category": {"eq": ["x"]},
            "classificationDetails.result.sensitiveData.category": {"eq": ["x"]}}}),
            "two conditions",
        ),
        (
            json!({"criterion": {"type": {"gt": 1}}}),
            "neither a number nor a time",
        ),
        (
            json!({"criterion": {"archived": {"gt": 1}}}),
            "neither a number nor a time",
        ),
        (
            json!({"criterion": {"createdAt": {"gt": "2024-05-03"}}}),
            "milliseconds since 1970",
        ),
        (json!({"criterion": {"count": {"gt": 1.5}}}), "whole number"),
        (
            json!({"criterion": {"archived": {"eq": ["yes"]}}}),
            "\"true\" and \"false\"",
        ),
        (
            json!({"criterion": {"count": {"eq": ["two"]}}}),
            "whole numbers",
        ),
        (
            json!({"criterion": {"createdAt": {"eq": ["yesterday"]}}}),
            "are times",
        ),
    ] {
        let error = Criteria::from_json(&criteria)
            .expect_err("refused")
            .to_string();
        assert!(error.contains(told), "{criteria}: {error}");
    }
    assert!("{".parse::<Criteria>().is_err());
}

#[test]
fn values_that_no_finding_has_are_doubted() {
    let doubts = |criterion| {
        Criteria::from_json(&json!({"criterion": criterion}))
            .expect("criteria")
            .doubts()
    };
    let doubted = doubts(json!({"severity.description": {"eq": ["HIGH", "Low"]}}));
    assert_eq!(
        doubted,
        ["no finding has `HIGH` as its severity.description: there are Low, Medium, High"]
    );
    assert_eq!(
        doubts(json!({"type": {"neq": ["SensitiveData:S3Object/Personal"]}})),
        [""; 0]
    );
    assert_eq!(
        doubts(json!({"resourcesAffected.s3Bucket.name": {"eq": ["x"]}})),
        [""; 0]
    );
}

#[test]
fn a_page_token_of_other_criteria_is_refused() {
    let findings = full().map(|it| serde_json::from_value::<Finding>(it).expect("a finding"));
    let here = stored(&findings);
    let list = |text: &str, page: &Page| {
        let criteria: Criteria = text.parse().expect("criteria");
        here.read(|it| it.list_findings(&criteria, Sort::default(), page))
    };
    let token = list("{}", &Page::first(1))
        .expect("listed")
        .next
        .expect("more");
    let other = list(
        r#"{"criterion": {"count": {"gt": 0}}}"#,
        &Page::after(1, token.clone()),
    );
    assert!(matches!(other, Err(Error::PageToken)));
    assert_eq!(
        list("{}", &Page::after(1, token))
            .expect("listed")
            .items
            .len(),
        1
    );
}

#[test]
fn groups_are_sorted_and_limited() {
    let findings = full().map(|it| serde_json::from_value::<Finding>(it).expect("a finding"));
    let here = stored(&findings);
    let types = |key, order, size| {
        let sort = GroupSort { key, order };
        let criteria = Criteria::default();
        let groups = here.read(|it| it.finding_statistics(GroupBy::Type, &criteria, sort, size));
        let keys = groups.expect("counted").into_iter().map(|group| group.key);
        keys.collect::<Vec<String>>()
    };
    let (policy, multiple) = (
        "Policy:IAMUser/S3BucketPublic",
        "SensitiveData:S3Object/Multiple",
    );
    assert_eq!(
        types(GroupKey::Key, Order::Ascending, None),
        [policy, multiple]
    );
    assert_eq!(
        types(GroupKey::Key, Order::Descending, None),
        [multiple, policy]
    );
    assert_eq!(types(GroupKey::Count, Order::Descending, Some(1)), [policy]);
}
