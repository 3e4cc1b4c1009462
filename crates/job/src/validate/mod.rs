//! The rules that a definition must keep, beyond its shape.

mod criteria;
mod doubts;
mod identifiers;
mod names;
mod schedule;
mod scoping;

use std::collections::BTreeMap;

use crate::definition::{BucketDefinition, JobDefinition, S3JobDefinition};
use crate::invalid::Invalid;

pub(crate) use self::doubts::doubts;
use self::names::{account, length, name_of_bucket};

/// Most buckets that a job can name.
const MOST_BUCKETS: usize = 1_000;
/// Most tags that a job can have.
const MOST_TAGS: usize = 50;

/// All that is wrong with the values of a definition.
pub(crate) fn definition(job: &JobDefinition) -> Vec<Invalid> {
    let mut invalid = Vec::new();
    length("name", &job.name, 1, 500, &mut invalid);
    if let Some(description) = &job.description {
        length("description", description, 0, 200, &mut invalid);
    }
    if job.client_token.as_deref() == Some("") {
        invalid.push(Invalid::new("clientToken", "it is empty").advise("leave it out"));
    }
    sampling(job.sampling_percentage, &mut invalid);
    schedule::check(job, &mut invalid);
    identifiers::check(job, &mut invalid);
    tags(&job.tags, &mut invalid);
    buckets(&job.s3_job_definition, &mut invalid);
    invalid
}

fn sampling(percentage: Option<i64>, invalid: &mut Vec<Invalid>) {
    if percentage.is_some_and(|it| !(1..=100).contains(&it)) {
        let wrong = Invalid::new("samplingPercentage", "it is not from 1 to 100");
        invalid.push(wrong.advise("leave it out to look at all objects"));
    }
}

fn tags(tags: &BTreeMap<String, String>, invalid: &mut Vec<Invalid>) {
    if tags.len() > MOST_TAGS {
        let problem = format!("there are {}, and may be {MOST_TAGS}", tags.len());
        invalid.push(Invalid::new("tags", problem));
    }
    for (key, value) in tags {
        let member = format!("tags.{key}");
        let fits = (1..=128).contains(&key.chars().count());
        if !fits {
            invalid.push(Invalid::new(
                "tags",
                "a key does not have 1 to 128 characters",
            ));
        }
        length(&member, value, 0, 256, invalid);
    }
}

fn buckets(definition: &S3JobDefinition, invalid: &mut Vec<Invalid>) {
    const MEMBER: &str = "s3JobDefinition";
    let both = "give either bucketDefinitions, which names buckets, or bucketCriteria, which \
                says what they are to be";
    match (&definition.bucket_definitions, &definition.bucket_criteria) {
        (Some(_), Some(_)) => {
            let problem = "it has both bucketDefinitions and bucketCriteria";
            invalid.push(Invalid::new(MEMBER, problem).advise(both));
        }
        (None, None) => {
            invalid.push(Invalid::new(MEMBER, "it does not say which buckets").advise(both));
        }
        (Some(buckets), None) => named(buckets, invalid),
        (None, Some(criteria)) => criteria::check(criteria, invalid),
    }
    if let Some(scoping) = &definition.scoping {
        scoping::check(scoping, invalid);
    }
}

fn named(definitions: &[BucketDefinition], invalid: &mut Vec<Invalid>) {
    const MEMBER: &str = "s3JobDefinition.bucketDefinitions";
    let count: usize = definitions.iter().map(|it| it.buckets.len()).sum();
    if definitions.is_empty() {
        invalid.push(Invalid::new(MEMBER, "it names no bucket"));
    }
    if count > MOST_BUCKETS {
        let problem = format!("it names {count} buckets, and may name {MOST_BUCKETS}");
        invalid.push(Invalid::new(MEMBER, problem).advise("use bucketCriteria, or several jobs"));
    }
    let mut owners: BTreeMap<&str, &str> = BTreeMap::new();
    for (at, definition) in definitions.iter().enumerate() {
        let member = format!("{MEMBER}[{at}]");
        account(
            &format!("{member}.accountId"),
            &definition.account_id,
            invalid,
        );
        if definition.buckets.is_empty() {
            invalid.push(Invalid::new(
                format!("{member}.buckets"),
                "it names no bucket",
            ));
        }
        for (nth, bucket) in definition.buckets.iter().enumerate() {
            let member = format!("{member}.buckets[{nth}]");
            name_of_bucket(&member, bucket, invalid);
            let owner = owners.insert(bucket, &definition.account_id);
            if owner.is_some_and(|owner| owner != definition.account_id) {
                let problem = format!("{bucket} is named for two accounts");
                invalid.push(Invalid::new(member, problem).advise("it has one owner"));
            }
        }
    }
}
