//! Questions to a store of a million findings.
//!
//!     cargo bench -p tracie-store --bench million
//!
//! `FINDINGS=100000` before it takes fewer. Each answer is compared with what
//! the generator knows before its time counts. All findings are made up. It
//! needs 4 GB in the directory for temporary files.

#![expect(clippy::print_stdout, reason = "it tells what it measures")]

use std::collections::BTreeMap;
use std::env;
use std::hint::black_box;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tracie_finding::resources::S3Bucket;
use tracie_finding::{Finding, identity};
use tracie_store::{
    Criteria, Error, GroupBy, GroupSort, Order, Page, Reading, Scoped, Sort, SortKey, Store,
};

/// How often each question is asked.
const TIMES: usize = 15;
/// How many findings are stored in one step.
const BATCH: u64 = 1_000;
/// What none may take longer than.
const LIMIT: Duration = Duration::from_millis(200);

fn main() {
    let count = env::var("FINDINGS")
        .ok()
        .map_or(1_000_000, |it| it.parse().expect("a number"));
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("million.db");
    let store = Store::open(&path).expect("a store");
    let here = store.scope("111122223333", "eu-west-1");

    let started = Instant::now();
    fill(&here, count);
    let took = started.elapsed();
    let bytes = std::fs::metadata(&path).expect("the file").len();
    println!(
        "stored {count} findings in {:.1} s ({:.1} µs each, in steps of {BATCH}); {:.2} GB, {} bytes each",
        took.as_secs_f64(),
        took.as_secs_f64() * 1e6 / count as f64,
        bytes as f64 / 1e9,
        bytes / count,
    );
    println!("\n| question | median ms | slowest ms |\n|---|---:|---:|");
    let mut slowest = Duration::ZERO;
    for question in questions(count) {
        slowest = slowest.max(question.ask(&here));
    }
    println!(
        "\nslowest of all: {:.1} ms; at most {} ms",
        ms(slowest),
        LIMIT.as_millis()
    );
}

/// Fills a store as scans would: many small steps.
fn fill(here: &Scoped, count: u64) {
    let template = template();
    let mut number = 0;
    while number < count {
        let batch = number..(number + BATCH).min(count);
        number = batch.end;
        let written = here.write(|it| {
            for number in batch {
                it.put_finding(&finding(&template, number))?;
            }
            Ok::<_, Error>(())
        });
        written.expect("written");
    }
}

const TYPES: [(&str, &str); 4] = [
    ("SensitiveData:S3Object/Personal", "PERSONAL_INFORMATION"),
    ("SensitiveData:S3Object/Financial", "FINANCIAL_INFORMATION"),
    ("SensitiveData:S3Object/Credentials", "CREDENTIALS"),
    ("SensitiveData:S3Object/Personal", "PERSONAL_INFORMATION"),
];
const IDENTIFIERS: [&str; 5] = [
    "NAME",
    "PHONE_NUMBER",
    "USA_SOCIAL_SECURITY_NUMBER",
    "CREDIT_CARD_NUMBER",
    "DATE_OF_BIRTH",
];

/// How many findings the oldest bucket has: too many to look all of them up,
/// and all at the end of a list.
const OLD: u64 = 30_000;

fn bucket(number: u64) -> String {
    match number {
        ..OLD => "acme-old".into(),
        _ => format!("acme-data-{:03}", number % 200),
    }
}

fn job(number: u64) -> String {
    identity::hex_id(&["job", &(number / 20_000).to_string()])
}

fn kind(number: u64) -> usize {
    usize::try_from(number % 4).expect("small")
}

fn score(number: u64) -> u8 {
    [1, 3, 2, 3, 1, 3, 2][usize::try_from(number % 7).expect("small")]
}

fn is_archived(number: u64) -> bool {
    number.is_multiple_of(10)
}

fn id(number: u64) -> String {
    identity::hex_id(&["finding", &number.to_string()])
}

fn created_ms(number: u64) -> i64 {
    1_714_720_364_517 + number.cast_signed() * 37
}

fn key(number: u64) -> String {
    format!("exports/2024/{:02}/part-{number:08}.csv", number % 12 + 1)
}

/// A finding as scans of directories make them, with its fifteen places.
fn template() -> Finding {
    let mut finding: Finding =
        serde_json::from_str(include_str!("../tests/data/multiple.json")).expect("a finding");
    let details = finding.classification_details.as_mut().expect("details");
    let cells: Vec<Value> = (0..15)
        .map(|row| json!({"cellReference": null, "column": 3, "columnName": "ssn", "row": row + 2}))
        .collect();
    let occurrences = json!({"cells": cells});
    details.result.sensitive_data.truncate(1);
    let detections = &mut details.result.sensitive_data[0].detections;
    detections[0].occurrences = serde_json::from_value(occurrences).expect("occurrences");
    details.result.custom_data_identifiers = Default::default();
    finding.resources_affected.s3_bucket = S3Bucket::unknown("acme", "aws");
    finding
}

fn finding(template: &Finding, number: u64) -> Finding {
    let mut finding = template.clone();
    let (type_code, category) = TYPES[kind(number)];
    finding.id = id(number);
    finding.archived = is_archived(number);
    finding.kind = serde_json::from_value(type_code.into()).expect("a type");
    finding.severity.score = score(number);
    finding.severity.description =
        serde_json::from_value(["Low", "Medium", "High"][usize::from(score(number)) - 1].into())
            .expect("a severity");
    let at = jiff::Timestamp::from_millisecond(created_ms(number)).expect("a time");
    finding.created_at = tracie_finding::timestamp::rfc3339_ms(at);
    finding.updated_at.clone_from(&finding.created_at);
    let details = finding.classification_details.as_mut().expect("details");
    details.job_id = Some(job(number));
    let data = &mut details.result.sensitive_data[0];
    data.category = serde_json::from_value(category.into()).expect("a category");
    for (at, detection) in (number % 5..).zip(&mut data.detections) {
        IDENTIFIERS[usize::try_from(at % 5).expect("small")].clone_into(&mut detection.kind);
    }
    // One in a hundred thousand.
    if number % 100_000 == 5 {
        "JAPAN_MY_NUMBER".clone_into(&mut data.detections[0].kind);
    }
    let resources = &mut finding.resources_affected;
    resources.s3_bucket.name = bucket(number);
    resources.s3_bucket.arn = format!("arn:aws:s3:::{}", bucket(number));
    let object = resources.s3_object.as_mut().expect("an object");
    object.key = key(number);
    object.path = format!("{}/{}", bucket(number), key(number));
    finding
}

/// Whether the answer to a question is right.
type Ask = dyn Fn(&Reading<'_>) -> Result<bool, Error>;

struct Question {
    name: String,
    ask: Box<Ask>,
}

impl Question {
    /// Asks it many times; tells the longest.
    fn ask(&self, here: &Scoped) -> Duration {
        let right = here.read(|it| (self.ask)(it)).expect("an answer");
        assert!(right, "{}: the answer is wrong", self.name);
        let mut times: Vec<Duration> = (0..TIMES)
            .map(|_| {
                let started = Instant::now();
                let _ = black_box(here.read(|it| (self.ask)(it)));
                started.elapsed()
            })
            .collect();
        times.sort();
        let slowest = times[TIMES - 1];
        println!(
            "| {} | {:.1} | {:.1} |",
            self.name,
            ms(times[TIMES / 2]),
            ms(slowest)
        );
        slowest
    }
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

type Wanted = fn(u64) -> bool;

/// Criteria, and the findings that they mean.
fn criteria(count: u64) -> Vec<(&'static str, Value, Wanted)> {
    let middle = created_ms(count / 2);
    vec![
        ("no criterion", json!({}), |_| true),
        (
            "archived eq false",
            json!({"archived": {"eq": ["false"]}}),
            |n| !is_archived(n),
        ),
        (
            "bucket eq, 1 of 200",
            json!({"resourcesAffected.s3Bucket.name": {"eq": [bucket(OLD + 7)]}}),
            |n| bucket(n) == bucket(OLD + 7),
        ),
        (
            "bucket eq, 50 of 200",
            json!({"resourcesAffected.s3Bucket.name": {"eq": (OLD..OLD + 50).map(bucket).collect::<Vec<_>>()}}),
            |n| n >= OLD && n % 200 < 50,
        ),
        (
            "bucket eq, the oldest 30,000",
            json!({"resourcesAffected.s3Bucket.name": {"eq": ["acme-old"]}}),
            |n| n < OLD,
        ),
        (
            "type eq, half of all",
            json!({"type": {"eq": ["SensitiveData:S3Object/Personal"]}}),
            |n| matches!(n % 4, 0 | 3),
        ),
        (
            "severity eq High, archived eq false",
            json!({"severity.description": {"eq": ["High"]}, "archived": {"eq": ["false"]}}),
            |n| score(n) == 3 && !is_archived(n),
        ),
        (
            "job eq",
            json!({"classificationDetails.jobId": {"eq": [job(3 * 20_000)]}}),
            |n| n / 20_000 == 3,
        ),
        (
            "detection type eq, two fifths of all",
            json!({"classificationDetails.result.sensitiveData.detections.type": {"eq": ["NAME"]}}),
            |n| matches!(n % 5, 0 | 4) && !(n % 100_000 == 5 && n % 5 == 0),
        ),
        (
            "detection type eq, a few",
            json!({"sensitiveData.detections.type": {"eq": ["JAPAN_MY_NUMBER"]}}),
            |n| n % 100_000 == 5,
        ),
        (
            "category eqExactMatch",
            json!({"sensitiveData.category": {"eqExactMatch": ["CREDENTIALS"]}}),
            |n| n % 4 == 2,
        ),
        (
            "key eq",
            json!({"resourcesAffected.s3Object.key": {"eq": [key(4321)]}}),
            |n| n == 4321,
        ),
        (
            "createdAt gte, the later half",
            json!({"createdAt": {"gte": middle}}),
            |_| false,
        ),
    ]
}

fn questions(count: u64) -> Vec<Question> {
    let mut questions = Vec::new();
    for (name, criterion, wanted) in criteria(count) {
        let half = criterion.get("createdAt").is_some();
        let is_wanted = move |n: &u64| if half { *n >= count / 2 } else { wanted(*n) };
        let meant = Criteria::from_json(&json!({"criterion": criterion})).expect("criteria");
        let newest: Vec<String> = (0..count)
            .rev()
            .filter(is_wanted)
            .take(50)
            .map(id)
            .collect();
        let total = (0..count).filter(is_wanted).count() as u64;
        questions.push(list(name, meant.clone(), Sort::default(), newest));
        if name == "no criterion" {
            questions.push(deep_page());
            let by_resource = Sort {
                key: SortKey::Resources,
                order: Order::Ascending,
            };
            questions.push(list(
                "no criterion, by resourcesAffected",
                meant.clone(),
                by_resource,
                first_resources(count),
            ));
        }
        for by in [GroupBy::Bucket, GroupBy::Type] {
            let groups = groups(by, (0..count).filter(is_wanted));
            questions.push(statistics(name, meant.clone(), by, groups));
        }
        questions.push(Question {
            name: format!("count: {name}"),
            ask: Box::new(move |it| Ok(it.count_findings(&meant)? == total)),
        });
    }
    questions.push(get(count));
    questions
}

fn first_resources(count: u64) -> Vec<String> {
    let mut all: Vec<(String, u64)> = (OLD..count)
        .filter(|n| n % 200 == 0)
        .map(|n| (key(n), n))
        .collect();
    all.sort();
    all.into_iter().take(50).map(|(_, n)| id(n)).collect()
}

fn list(name: &str, criteria: Criteria, sort: Sort, expected: Vec<String>) -> Question {
    Question {
        name: format!("ListFindings, 50: {name}"),
        ask: Box::new(move |it| {
            Ok(it.list_findings(&criteria, sort, &Page::first(50))?.items == expected)
        }),
    }
}

/// The last of a thousand pages.
fn deep_page() -> Question {
    let token = std::cell::RefCell::new(None::<String>);
    Question {
        name: "ListFindings, 50: no criterion, page 1,000".into(),
        ask: Box::new(move |it| {
            let all = Criteria::default();
            if token.borrow().is_none() {
                let before = it.list_findings(&all, Sort::default(), &Page::first(50 * 999))?;
                *token.borrow_mut() = before.next;
            }
            let token = token.borrow().clone().expect("there is more");
            let page = it.list_findings(&all, Sort::default(), &Page::after(50, token))?;
            Ok(page.items.len() == 50)
        }),
    }
}

fn groups(by: GroupBy, findings: impl Iterator<Item = u64>) -> BTreeMap<String, u64> {
    let mut groups = BTreeMap::new();
    for number in findings {
        let key = match by {
            GroupBy::Bucket => bucket(number),
            _ => TYPES[kind(number)].0.to_owned(),
        };
        *groups.entry(key).or_default() += 1;
    }
    groups
}

fn statistics(
    name: &str,
    criteria: Criteria,
    by: GroupBy,
    expected: BTreeMap<String, u64>,
) -> Question {
    Question {
        name: format!("GetFindingStatistics by {}: {name}", by.name()),
        ask: Box::new(move |it| {
            let groups = it.finding_statistics(by, &criteria, GroupSort::default(), None)?;
            let groups: BTreeMap<String, u64> = groups
                .into_iter()
                .map(|group| (group.key, group.count))
                .collect();
            Ok(groups == expected)
        }),
    }
}

fn get(count: u64) -> Question {
    let ids: Vec<String> = (0..50).map(|n| id(n * (count / 50))).collect();
    Question {
        name: "GetFindings, 50 ids".into(),
        ask: Box::new(move |it| Ok(it.findings(&ids)?.len() == 50)),
    }
}
