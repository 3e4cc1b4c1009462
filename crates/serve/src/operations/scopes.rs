//! The classification scope: which buckets automated discovery leaves alone. There
//! is one for each account and region.

use serde_json::{Value, json};

use super::stored::{self, SCOPES};
use super::{Call, Entry};
use crate::discovery::{self, NAME};
use crate::failure::{Failure, Kind};
use crate::page::Page;
use crate::request::texts;

pub(super) const OPERATIONS: &[Entry] = &[
    Entry::live("GetClassificationScope", get),
    Entry::live("ListClassificationScopes", list),
    Entry::live("UpdateClassificationScope", update),
];

/// Buckets that may be excluded.
const MOST: usize = 1_000;

fn get(call: &Call<'_>) -> Result<Value, Failure> {
    let id = known(call)?;
    let names = call.store.read(|it| discovery::excluded(it, &id))?;
    Ok(json!({"id": id, "name": NAME, "s3": {"excludes": {"bucketNames": names}}}))
}

fn list(call: &Call<'_>) -> Result<Value, Failure> {
    let page = Page::of(call.operation, call.request, 25)?;
    let name = call.request.text("name");
    let all = if name.is_none_or(|it| it == NAME) {
        vec![json!({"id": discovery::scope_id(call.scope()), "name": NAME})]
    } else {
        Vec::new()
    };
    Ok(page.cut("classificationScopes", all, |_| NAME.to_owned(), |it| it))
}

fn update(call: &Call<'_>) -> Result<Value, Failure> {
    let id = known(call)?;
    let Some(change) = call.request.get("s3").map(|it| &it["excludes"]) else {
        return Ok(json!({}));
    };
    let named: Vec<String> = texts(change.get("bucketNames"))
        .into_iter()
        .map(str::to_owned)
        .collect();
    call.store.write(|it| {
        let mut names = discovery::excluded(it, &id)?;
        match change["operation"].as_str() {
            Some("ADD") => names.extend(named),
            Some("REMOVE") => names.retain(|it| !named.contains(it)),
            _ => names = named,
        }
        names.sort();
        names.dedup();
        if names.len() > MOST {
            return Err(Failure::new(
                Kind::ServiceQuotaExceeded,
                format!("at most {MOST} buckets can be excluded"),
            ));
        }
        stored::put(it, SCOPES, &id, &json!({"bucketNames": names}))
    })?;
    Ok(json!({}))
}

fn known(call: &Call<'_>) -> Result<String, Failure> {
    let id = call.request.required("id")?;
    if id == discovery::scope_id(call.scope()) {
        return Ok(id.to_owned());
    }
    Err(Failure::not_found(
        "there is no classification scope with this ID: list-classification-scopes names it",
    ))
}
