//! Findings filters. One whose action is ARCHIVE is a suppression rule: findings that
//! come later and match it are archived and published nowhere.

use serde_json::{Value, json};
use tracie_store::{Criteria, Filter, Page as Part};
use uuid::Uuid;

use super::{Call, Entry};
use crate::failure::{Failure, Kind};
use crate::page::Page;

pub(super) const OPERATIONS: &[Entry] = &[
    Entry::live("CreateFindingsFilter", create),
    Entry::live("DeleteFindingsFilter", delete),
    Entry::live("GetFindingsFilter", get),
    Entry::live("ListFindingsFilters", list),
    Entry::live("UpdateFindingsFilter", update),
];

/// As in ARNs.
const KIND: &str = "findings-filter";
/// Filters of an account.
const MOST: usize = 1_000;

fn create(call: &Call<'_>) -> Result<Value, Failure> {
    let criteria = checked_criteria(call)?.unwrap_or_else(|| json!({}));
    let name = call.request.required("name")?;
    call.once(|it| {
        let all = it.filters(&Part::all(), |_| true)?.items;
        check_name(&all, name, None)?;
        if all.len() >= MOST {
            return Err(Failure::new(
                Kind::ServiceQuotaExceeded,
                format!("an account has at most {MOST} findings filters: delete one"),
            ));
        }
        let mut document = json!({"findingCriteria": criteria});
        for member in ["description", "tags"] {
            if let Some(value) = call.request.get(member) {
                document[member] = value.clone();
            }
        }
        let id = Uuid::new_v4().to_string();
        it.put_filter(&Filter {
            id: id.clone(),
            name: name.to_owned(),
            action: call.request.required("action")?.to_owned(),
            // A new one comes last unless it is said.
            position: position(call).unwrap_or(u32::MAX),
            created_ms: call.now.as_millisecond(),
            document,
        })?;
        Ok(identity(call, &id))
    })
}

fn get(call: &Call<'_>) -> Result<Value, Failure> {
    let filter = find(call)?;
    let mut answer = identity(call, &filter.id);
    answer["action"] = json!(filter.action);
    answer["name"] = json!(filter.name);
    answer["position"] = json!(filter.position);
    answer["findingCriteria"] = filter.document["findingCriteria"].clone();
    answer["tags"] = tags(&filter);
    if let Some(description) = filter.document.get("description") {
        answer["description"] = description.clone();
    }
    Ok(answer)
}

fn list(call: &Call<'_>) -> Result<Value, Failure> {
    let page = Page::of(call.operation, call.request, 25)?;
    let found = call.store.read(|it| it.filters(&page.part(), |_| true))?;
    let found = found.map(|filter| {
        let mut item = identity(call, &filter.id);
        item["action"] = json!(filter.action);
        item["name"] = json!(filter.name);
        item["tags"] = tags(&filter);
        item
    });
    Ok(page.answer("findingsFilterListItems", found.items, found.next))
}

fn update(call: &Call<'_>) -> Result<Value, Failure> {
    let criteria = checked_criteria(call)?;
    let id = find(call)?.id;
    call.once(|it| {
        let all = it.filters(&Part::all(), |_| true)?.items;
        let mut filter = it.filter(&id)?.ok_or_else(unknown)?;
        if let Some(name) = call.request.text("name") {
            check_name(&all, name, Some(&id))?;
            name.clone_into(&mut filter.name);
        }
        if let Some(action) = call.request.text("action") {
            action.clone_into(&mut filter.action);
        }
        if let Some(position) = position(call) {
            filter.position = position;
        }
        if let Some(criteria) = criteria {
            filter.document["findingCriteria"] = criteria;
        }
        if let Some(description) = call.request.get("description") {
            filter.document["description"] = description.clone();
        }
        it.put_filter(&filter)?;
        Ok(identity(call, &id))
    })
}

fn delete(call: &Call<'_>) -> Result<Value, Failure> {
    let id = call.request.required("id")?;
    if call.store.write(|it| it.delete_filter(id))? {
        Ok(json!({}))
    } else {
        Err(unknown())
    }
}

/// The criteria of the request, if they mean something.
fn checked_criteria(call: &Call<'_>) -> Result<Option<Value>, Failure> {
    let Some(criteria) = call.request.get("findingCriteria") else {
        return Ok(None);
    };
    Criteria::from_json(criteria).map_err(|error| Failure::invalid(error.to_string()))?;
    Ok(Some(criteria.clone()))
}

fn check_name(all: &[Filter], name: &str, but: Option<&str>) -> Result<(), Failure> {
    let same = |it: &Filter| it.name == name && Some(&*it.id) != but;
    if all.iter().any(same) {
        return Err(Failure::conflict("there is a findings filter of this name"));
    }
    Ok(())
}

fn position(call: &Call<'_>) -> Option<u32> {
    call.request
        .number("position")
        .and_then(|it| u32::try_from(it).ok())
}

fn find(call: &Call<'_>) -> Result<Filter, Failure> {
    let id = call.request.required("id")?;
    call.store.read(|it| it.filter(id))?.ok_or_else(unknown)
}

fn identity(call: &Call<'_>, id: &str) -> Value {
    json!({"arn": call.scope().arn(KIND, id), "id": id})
}

fn tags(filter: &Filter) -> Value {
    filter
        .document
        .get("tags")
        .cloned()
        .unwrap_or_else(|| json!({}))
}

fn unknown() -> Failure {
    Failure::not_found("there is no findings filter with this ID")
}
