//! Allow lists.

use serde_json::{Value, json};
use tracie_identify::AllowListDefinition;
use tracie_store::{Named, Page as Part};
use uuid::Uuid;

use super::{Call, Entry};
use crate::failure::{Failure, Kind};
use crate::page::Page;

pub(super) const OPERATIONS: &[Entry] = &[
    Entry::live("CreateAllowList", create),
    Entry::live("DeleteAllowList", delete),
    Entry::live("GetAllowList", get),
    Entry::live("ListAllowLists", list),
    Entry::live("UpdateAllowList", update),
];

/// As in ARNs.
const KIND: &str = "allow-list";
/// Lists of each kind that an account may have.
const MOST_OF_A_KIND: usize = 5;

fn create(call: &Call<'_>) -> Result<Value, Failure> {
    let criteria = checked_criteria(call)?;
    let name = call.request.required("name")?;
    call.once(|it| {
        let all = it.allow_lists(&Part::all(), |_| true)?.items;
        if is_taken(&all, name) {
            return Err(Failure::conflict(TAKEN));
        }
        let of_kind = |it: &&Named| kind(&it.document["criteria"]) == kind(&criteria);
        if all.iter().filter(of_kind).count() >= MOST_OF_A_KIND {
            return Err(Failure::new(
                Kind::ServiceQuotaExceeded,
                format!(
                    "an account has at most {MOST_OF_A_KIND} allow lists of texts and as many of \
                     expressions: delete one"
                ),
            ));
        }
        let id = new_id();
        let now_ms = call.now.as_millisecond();
        let mut document = json!({"criteria": criteria});
        for member in ["description", "tags"] {
            if let Some(value) = call.request.get(member) {
                document[member] = value.clone();
            }
        }
        it.put_allow_list(&Named {
            id: id.clone(),
            name: name.to_owned(),
            created_ms: now_ms,
            updated_ms: now_ms,
            deleted: false,
            document,
        })?;
        Ok(identity(call, &id))
    })
}

fn get(call: &Call<'_>) -> Result<Value, Failure> {
    let list = find(call)?;
    let mut answer = summary(call, &list);
    let criteria = list.document["criteria"].clone();
    answer["status"] = call
        .service
        .allow_list_status(call.scope(), &list.name, &criteria);
    answer["criteria"] = criteria;
    answer["tags"] = list
        .document
        .get("tags")
        .cloned()
        .unwrap_or_else(|| json!({}));
    Ok(answer)
}

fn list(call: &Call<'_>) -> Result<Value, Failure> {
    let page = Page::of(call.operation, call.request, 25)?;
    let found = call
        .store
        .read(|it| it.allow_lists(&page.part(), |_| true))?;
    let found = found.map(|list| summary(call, &list));
    Ok(page.answer("allowLists", found.items, found.next))
}

fn update(call: &Call<'_>) -> Result<Value, Failure> {
    let criteria = checked_criteria(call)?;
    let name = call.request.required("name")?;
    let mut list = find(call)?;
    if kind(&criteria) != kind(&list.document["criteria"]) {
        return Err(Failure::invalid(
            "criteria: a list of texts stays one, and so does an expression; make another list",
        ));
    }
    call.store.write(|it| {
        let all = it.allow_lists(&Part::all(), |_| true)?.items;
        if is_taken(all.iter().filter(|it| it.id != list.id), name) {
            // The model has no conflict for this operation.
            return Err(Failure::invalid(TAKEN));
        }
        name.clone_into(&mut list.name);
        list.updated_ms = call.now.as_millisecond();
        list.document["criteria"] = criteria;
        match (
            call.request.get("description"),
            list.document.as_object_mut(),
        ) {
            (Some(description), Some(document)) => {
                document.insert("description".into(), description.clone());
            }
            (None, Some(document)) => {
                document.remove("description");
            }
            _ => {}
        }
        it.put_allow_list(&list)?;
        Ok::<_, Failure>(())
    })?;
    Ok(identity(call, &list.id))
}

fn delete(call: &Call<'_>) -> Result<Value, Failure> {
    let list = find(call)?;
    let regardless = call.request.text("ignoreJobChecks") == Some("true");
    if !regardless && call.service.is_used_by_a_job(call.scope(), &list.id)? {
        return Err(Failure::invalid(
            "a job that is not over uses the allow list: cancel the job, or say \
             ignoreJobChecks=true",
        ));
    }
    let now_ms = call.now.as_millisecond();
    call.store
        .write(|it| it.delete_allow_list(&list.id, now_ms))?;
    Ok(json!({}))
}

fn checked_criteria(call: &Call<'_>) -> Result<Value, Failure> {
    let criteria = call.request.get("criteria").cloned().unwrap_or_default();
    let definition = json!({"name": call.request.text("name"), "criteria": criteria});
    let definition: AllowListDefinition = serde_json::from_value(definition)
        .map_err(|error| Failure::invalid(format!("criteria: {error}")))?;
    definition
        .validate()
        .map_err(|error| Failure::invalid(error.to_string()))?;
    Ok(criteria)
}

const TAKEN: &str = "there is an allow list of this name";

fn is_taken<'a>(lists: impl IntoIterator<Item = &'a Named>, name: &str) -> bool {
    lists.into_iter().any(|it| it.name == name)
}

fn find(call: &Call<'_>) -> Result<Named, Failure> {
    let id = call.request.required("id")?;
    let list = call.store.read(|it| it.allow_list(id))?;
    list.filter(|it| !it.deleted)
        .ok_or_else(|| Failure::not_found("there is no allow list with this ID"))
}

fn kind(criteria: &Value) -> bool {
    criteria.get("regex").is_some()
}

fn identity(call: &Call<'_>, id: &str) -> Value {
    json!({"arn": call.scope().arn(KIND, id), "id": id})
}

fn summary(call: &Call<'_>, list: &Named) -> Value {
    let mut summary = identity(call, &list.id);
    summary["createdAt"] = json!(super::time(list.created_ms));
    summary["updatedAt"] = json!(super::time(list.updated_ms));
    summary["name"] = json!(list.name);
    if let Some(description) = list.document.get("description") {
        summary["description"] = description.clone();
    }
    summary
}

/// 22 small letters and digits.
fn new_id() -> String {
    const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let mut rest = Uuid::new_v4().as_u128();
    let digits = (0..22).map(|_| {
        let digit = (rest % 36) as usize;
        rest /= 36;
        char::from(DIGITS[digit])
    });
    digits.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_the_form_of_macies() {
        let id = new_id();
        assert_eq!(id.len(), 22);
        assert!(
            id.bytes()
                .all(|it| it.is_ascii_lowercase() || it.is_ascii_digit())
        );
        assert_ne!(id, new_id());
    }
}
