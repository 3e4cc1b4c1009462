//! The inventory of buckets: what is in them, how they stand open, how sensitive they
//! are.

use serde_json::{Map, Value, json};
use tracie_posture::BucketStatistics;

use super::{Call, Entry};
use crate::criteria::{Described, compare_by};
use crate::discovery::{CONFIGURATION, Profile, excluded, scope_id};
use crate::failure::Failure;
use crate::inventory::shown;
use crate::jobs::none;
use crate::model::Model;
use crate::page::{PAGE, Page};

pub(super) const OPERATIONS: &[Entry] = &[
    Entry::live("DescribeBuckets", describe),
    Entry::live("GetBucketStatistics", statistics),
    Entry::live("SearchResources", search),
];

/// What buckets can be sorted by.
const SORTED_BY: [&str; 7] = [
    "accountId",
    "bucketName",
    "classifiableObjectCount",
    "classifiableSizeInBytes",
    "objectCount",
    "sensitivityScore",
    "sizeInBytes",
];

fn describe(call: &Call<'_>) -> Result<Value, Failure> {
    let page = Page::of(call.operation, call.request, PAGE)?;
    let criteria = call.request.get("criteria").and_then(Value::as_object);
    let mut kept = Vec::new();
    for bucket in all(call)? {
        if Described(&bucket).meets(criteria)? {
            kept.push(bucket);
        }
    }
    sort(call, &mut kept, |name| {
        SORTED_BY.contains(&name).then_some(name.to_owned())
    })?;
    Ok(page.cut("buckets", kept, name_of, |it| it))
}

fn search(call: &Call<'_>) -> Result<Value, Failure> {
    let page = Page::of(call.operation, call.request, PAGE)?;
    let criteria = call
        .request
        .get("bucketCriteria")
        .cloned()
        .unwrap_or_default();
    let mut kept = all(call)?;
    kept.retain(|it| Described(it).is_among(&criteria));
    sort(call, &mut kept, |name| {
        Some(match name {
            "RESOURCE_NAME" => "bucketName".into(),
            "S3_CLASSIFIABLE_OBJECT_COUNT" => "classifiableObjectCount".into(),
            "S3_CLASSIFIABLE_SIZE_IN_BYTES" => "classifiableSizeInBytes".into(),
            _ => "accountId".into(),
        })
    })?;
    let members = &Model::get().structures["MatchingBucket"];
    let show = |bucket: Value| {
        let known = members.iter().filter_map(|member| {
            let value = bucket.get(&member.name)?.clone();
            Some((member.name.clone(), value))
        });
        json!({"matchingBucket": known.collect::<Map<String, Value>>()})
    };
    Ok(page.cut("matchingResources", kept, name_of, show))
}

fn statistics(call: &Call<'_>) -> Result<Value, Failure> {
    let account = call.request.text("accountId");
    let mut buckets = described(call)?;
    buckets.retain(|it| account.is_none() || it.account_id.as_deref() == account);
    let statistics = BucketStatistics::of(&buckets);
    let mut shown = serde_json::to_value(statistics).map_err(Failure::internal)?;
    if let Some(members) = shown.as_object_mut() {
        members.retain(|_, value| !value.is_null());
    }
    Ok(shown)
}

/// All buckets as JSON.
fn all(call: &Call<'_>) -> Result<Vec<Value>, Failure> {
    described(call)?.iter().map(shown).collect()
}

/// All buckets, with what comes of scanning.
fn described(call: &Call<'_>) -> Result<Vec<tracie_posture::BucketMetadata>, Failure> {
    let mut buckets = call.service.inventory().describe(call.scope())?;
    let jobs = call.service.bucket_jobs(call.scope())?;
    call.store.read(|it| {
        let discovers = it
            .setting(CONFIGURATION)?
            .is_some_and(|it| it["status"] == "ENABLED");
        let excluded = excluded(it, &scope_id(call.scope()))?;
        for bucket in &mut buckets {
            let profile = Profile::of(it, &bucket.bucket_name)?;
            let monitored = discovers && !excluded.contains(&bucket.bucket_name);
            let status = if monitored {
                "MONITORED"
            } else {
                "NOT_MONITORED"
            };
            bucket.automated_discovery_monitoring_status = Some(status.into());
            bucket.sensitivity_score = i32::try_from(profile.score()).ok();
            bucket.last_automated_discovery_time = profile.kept.updated_at;
            let details = jobs.get(&bucket.bucket_name).cloned();
            bucket.job_details = Some(details.unwrap_or_else(none));
        }
        Ok::<_, Failure>(())
    })?;
    Ok(buckets)
}

fn sort(
    call: &Call<'_>,
    buckets: &mut [Value],
    member: impl Fn(&str) -> Option<String>,
) -> Result<(), Failure> {
    buckets.sort_by_key(name_of);
    let Some(given) = call.request.get("sortCriteria") else {
        return Ok(());
    };
    let name = given["attributeName"].as_str().unwrap_or("bucketName");
    let member = member(name).ok_or_else(|| {
        let names = SORTED_BY.join(", ");
        Failure::invalid(format!(
            "sortCriteria.attributeName: must be one of {names}"
        ))
    })?;
    buckets.sort_by(|a, b| compare_by(&a[&*member], &b[&*member]));
    if given["orderBy"] == "DESC" {
        buckets.reverse();
    }
    Ok(())
}

fn name_of(bucket: &Value) -> String {
    bucket["bucketName"].as_str().unwrap_or_default().to_owned()
}
