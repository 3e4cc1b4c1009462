//! Tags of whatever has an ARN: custom identifiers, allow lists, filters, jobs,
//! members.

use serde_json::{Map, Value, json};
use tracie_store::{Reading, Writing};

use super::stored::{self, MEMBERS};
use super::{Call, Entry};
use crate::failure::Failure;

pub(super) const OPERATIONS: &[Entry] = &[
    Entry::live("ListTagsForResource", list),
    Entry::live("TagResource", tag),
    Entry::live("UntagResource", untag),
];

/// Tags of one thing.
const MOST: usize = 50;

fn list(call: &Call<'_>) -> Result<Value, Failure> {
    let (kind, id) = resource(call)?;
    let tags = call.store.read(|it| tags_of(it, &kind, &id))?;
    Ok(json!({"tags": tags}))
}

fn tag(call: &Call<'_>) -> Result<Value, Failure> {
    let given = call.request.get("tags").and_then(Value::as_object);
    let given = given.cloned().unwrap_or_default();
    if given.keys().any(|key| key.starts_with("aws:")) {
        return Err(Failure::invalid(
            "tags: keys that begin with aws: are AWS's own",
        ));
    }
    change(call, |tags| {
        tags.extend(given);
        if tags.len() > MOST {
            return Err(Failure::invalid(format!(
                "tags: a resource has at most {MOST}: untag-resource first"
            )));
        }
        Ok(())
    })
}

fn untag(call: &Call<'_>) -> Result<Value, Failure> {
    let keys = call.request.texts("tagKeys");
    change(call, |tags| {
        tags.retain(|key, _| !keys.contains(&&**key));
        Ok(())
    })
}

fn change(
    call: &Call<'_>,
    change: impl FnOnce(&mut Map<String, Value>) -> Result<(), Failure>,
) -> Result<Value, Failure> {
    let (kind, id) = resource(call)?;
    call.store.write(|it| {
        let mut tags = tags_of(it, &kind, &id)?;
        change(&mut tags)?;
        set_tags(it, &kind, &id, Value::Object(tags))
    })?;
    Ok(json!({}))
}

/// The kind and id of an ARN of this account and region.
fn resource(call: &Call<'_>) -> Result<(String, String), Failure> {
    let arn = call.request.required("resourceArn")?;
    let invalid = || {
        Failure::invalid(
            "resourceArn: must be arn:aws:macie2:REGION:ACCOUNT:KIND/ID of this account and region",
        )
    };
    let (kind, id) = arn
        .rsplit_once(':')
        .and_then(|(_, resource)| resource.split_once('/'))
        .ok_or_else(invalid)?;
    if call.scope().arn(kind, id) != arn {
        return Err(invalid());
    }
    Ok((kind.to_owned(), id.to_owned()))
}

fn tags_of(from: &Reading<'_>, kind: &str, id: &str) -> Result<Map<String, Value>, Failure> {
    let document = match kind {
        "custom-data-identifier" => from
            .custom_identifier(id)?
            .filter(|it| !it.deleted)
            .map(|it| it.document),
        "allow-list" => from
            .allow_list(id)?
            .filter(|it| !it.deleted)
            .map(|it| it.document),
        "findings-filter" => from.filter(id)?.map(|it| it.document),
        "classification-job" => from.job(id)?.map(|it| it.document),
        "member" => stored::get(from, MEMBERS, id)?,
        _ => None,
    };
    let document = document.ok_or_else(unknown)?;
    let tags = document.get("tags").and_then(Value::as_object);
    Ok(tags.cloned().unwrap_or_default())
}

fn set_tags(to: &Writing<'_>, kind: &str, id: &str, tags: Value) -> Result<(), Failure> {
    match kind {
        "custom-data-identifier" => {
            let mut named = to.custom_identifier(id)?.ok_or_else(unknown)?;
            named.document["tags"] = tags;
            to.put_custom_identifier(&named)?;
        }
        "allow-list" => {
            let mut named = to.allow_list(id)?.ok_or_else(unknown)?;
            named.document["tags"] = tags;
            to.put_allow_list(&named)?;
        }
        "findings-filter" => {
            let mut filter = to.filter(id)?.ok_or_else(unknown)?;
            filter.document["tags"] = tags;
            to.put_filter(&filter)?;
        }
        "classification-job" => {
            let mut job = to.job(id)?.ok_or_else(unknown)?;
            job.document["tags"] = tags;
            to.put_job(&job)?;
        }
        _ => {
            let mut member = stored::get(to, MEMBERS, id)?.ok_or_else(unknown)?;
            member["tags"] = tags;
            stored::put(to, MEMBERS, id, &member)?;
        }
    }
    Ok(())
}

fn unknown() -> Failure {
    Failure::not_found("there is no resource with this ARN")
}
