//! Resource profiles: what automated discovery knows of a bucket.

use serde_json::{Value, json};

use super::{Call, Entry};
use crate::discovery::{Profile, first_artifacts};
use crate::failure::Failure;
use crate::page::Page;

pub(super) const OPERATIONS: &[Entry] = &[
    Entry::live("GetResourceProfile", get)
        .note("scores keep Macie's bounds; the formula is Tracie's, Macie's is not published"),
    Entry::live("ListResourceProfileArtifacts", list_artifacts),
    Entry::live("ListResourceProfileDetections", list_detections),
    Entry::live("UpdateResourceProfile", update),
    Entry::live("UpdateResourceProfileDetections", update_detections),
];

/// Objects that a profile shows.
const MOST_SHOWN: usize = 100;
/// The score that can be set by hand.
const SET_BY_HAND: i64 = 100;

fn get(call: &Call<'_>) -> Result<Value, Failure> {
    let profile = profile(call)?;
    let mut answer = json!({
        "sensitivityScore": profile.score(),
        "sensitivityScoreOverridden": profile.kept.score.is_some(),
        "statistics": profile.statistics(),
    });
    if let Some(updated) = &profile.kept.updated_at {
        answer["profileUpdatedAt"] = json!(updated);
    }
    Ok(answer)
}

fn list_artifacts(call: &Call<'_>) -> Result<Value, Failure> {
    let page = Page::of(call.operation, call.request, MOST_SHOWN)?;
    let bucket = bucket(call)?;
    let arn = call.scope().bucket_arn(&bucket);
    let artifacts = call
        .store
        .read(|it| first_artifacts(it, &bucket, MOST_SHOWN))?;
    Ok(page.cut(
        "artifacts",
        artifacts,
        |it| it.key.clone(),
        |it| {
            json!({
                "arn": format!("{arn}/{}", it.key),
                "classificationResultStatus": it.status,
                "sensitive": it.is_sensitive(),
            })
        },
    ))
}

fn list_detections(call: &Call<'_>) -> Result<Value, Failure> {
    let page = Page::of(call.operation, call.request, 25)?;
    let mut detections = profile(call)?.detections(call.scope());
    let id = |it: &Value| it["id"].as_str().unwrap_or_default().to_owned();
    detections.sort_by_key(id);
    Ok(page.cut("detections", detections, id, |it| it))
}

fn update(call: &Call<'_>) -> Result<Value, Failure> {
    let score = call.request.number("sensitivityScoreOverride");
    if score.is_some_and(|it| it != SET_BY_HAND) {
        return Err(Failure::invalid(
            "sensitivityScoreOverride: is 100, or null for a score that is worked out",
        ));
    }
    change(call, |profile| profile.kept.score = score)
}

fn update_detections(call: &Call<'_>) -> Result<Value, Failure> {
    let given = call
        .request
        .get("suppressDataIdentifiers")
        .and_then(Value::as_array);
    let ids = given
        .into_iter()
        .flatten()
        .filter_map(|it| it["id"].as_str());
    let ids = ids.map(str::to_owned).collect();
    change(call, |profile| profile.kept.suppressed = ids)
}

fn change(call: &Call<'_>, change: impl FnOnce(&mut Profile)) -> Result<Value, Failure> {
    let bucket = bucket(call)?;
    call.store.write(|it| {
        let mut profile = Profile::of(it, &bucket)?;
        change(&mut profile);
        profile.keep(it, &bucket)
    })?;
    Ok(json!({}))
}

fn profile(call: &Call<'_>) -> Result<Profile, Failure> {
    let bucket = bucket(call)?;
    call.store.read(|it| Profile::of(it, &bucket))
}

/// The bucket that the request is about.
fn bucket(call: &Call<'_>) -> Result<String, Failure> {
    let arn = call.request.required("resourceArn")?;
    let prefix = call.scope().bucket_arn("");
    let name = arn
        .strip_prefix(&prefix)
        .ok_or_else(|| Failure::invalid("resourceArn: must be the ARN of a bucket"))?;
    if call.service.has_bucket(call.scope(), name) {
        return Ok(name.to_owned());
    }
    Err(Failure::not_found("there is no such bucket"))
}
