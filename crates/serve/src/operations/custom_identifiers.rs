//! Custom data identifiers, and the managed ones' list. A custom identifier is never
//! changed, and a deleted one can still be looked up: findings name it.

use serde_json::{Map, Value, json};
use tracie_identify::schema::{Category, Identifier};
use tracie_identify::{CustomIdentifier, CustomTest, managed};
use tracie_store::{Named, Page as Part};
use uuid::Uuid;

use super::{Call, Entry};
use crate::failure::{Failure, Kind};
use crate::page::Page;

pub(super) const OPERATIONS: &[Entry] = &[
    Entry::live("BatchGetCustomDataIdentifiers", batch_get),
    Entry::live("CreateCustomDataIdentifier", create),
    Entry::live("DeleteCustomDataIdentifier", delete),
    Entry::live("GetCustomDataIdentifier", get),
    Entry::live("ListCustomDataIdentifiers", list),
    Entry::live("ListManagedDataIdentifiers", list_managed).without_session(),
    Entry::live("TestCustomDataIdentifier", test),
];

/// As in ARNs.
const KIND: &str = "custom-data-identifier";
/// Custom identifiers of an account.
const MOST: usize = 10_000;
/// Members that are kept.
const MEMBERS: [&str; 8] = [
    "description",
    "ignoreWords",
    "keywords",
    "maximumMatchDistance",
    "name",
    "regex",
    "severityLevels",
    "tags",
];
/// Managed identifiers on a page.
const PAGE_OF_MANAGED: usize = 500;

fn create(call: &Call<'_>) -> Result<Value, Failure> {
    let definition: Map<String, Value> = MEMBERS
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), call.request.get(name)?.clone())))
        .collect();
    let definition = Value::Object(definition);
    check(&definition)?;
    call.once(|it| {
        let all = it.custom_identifiers(&Part::all(), |_| true)?.items;
        if all.len() >= MOST {
            return Err(Failure::new(
                Kind::ServiceQuotaExceeded,
                format!("an account has at most {MOST} custom data identifiers: delete some"),
            ));
        }
        let id = Uuid::new_v4().to_string();
        let now_ms = call.now.as_millisecond();
        it.put_custom_identifier(&Named {
            id: id.clone(),
            name: call.request.required("name")?.to_owned(),
            created_ms: now_ms,
            updated_ms: now_ms,
            deleted: false,
            document: definition,
        })?;
        Ok(json!({"customDataIdentifierId": id}))
    })
}

/// The identifier that a definition is, if it is within Macie's limits.
fn checked(definition: &Value) -> Result<CustomIdentifier, Failure> {
    let identifier: CustomIdentifier = serde_json::from_value(definition.clone())
        .map_err(|error| Failure::invalid(error.to_string()))?;
    identifier
        .validate()
        .map_err(|error| Failure::invalid(error.to_string()))?;
    Ok(identifier)
}

/// What is wrong with a definition, beyond what its declaration bounds.
fn check(definition: &Value) -> Result<(), Failure> {
    let identifier = checked(definition)?;
    let mut severities = Vec::new();
    for level in &identifier.severity_levels {
        severities.push(level.severity as u8);
    }
    if !severities.is_sorted_by(|a, b| a < b) {
        return Err(Failure::invalid(
            "severityLevels: one for each severity at most, from LOW to HIGH",
        ));
    }
    Ok(())
}

fn get(call: &Call<'_>) -> Result<Value, Failure> {
    let named = find(call)?;
    let mut answer = summary(call, &named);
    answer["deleted"] = json!(named.deleted);
    for name in MEMBERS {
        if let Some(value) = named.document.get(name) {
            answer[name] = value.clone();
        }
    }
    for (name, default) in [
        ("ignoreWords", json!([])),
        ("keywords", json!([])),
        ("maximumMatchDistance", json!(50)),
        (
            "severityLevels",
            json!([{"occurrencesThreshold": 1, "severity": "MEDIUM"}]),
        ),
        ("tags", json!({})),
    ] {
        if answer.get(name).is_none() {
            answer[name] = default;
        }
    }
    Ok(answer)
}

fn list(call: &Call<'_>) -> Result<Value, Failure> {
    let page = Page::of(call.operation, call.request, 50)?;
    let found = call
        .store
        .read(|it| it.custom_identifiers(&page.part(), |_| true))?;
    let found = found.map(|named| summary(call, &named));
    Ok(page.answer("items", found.items, found.next))
}

fn batch_get(call: &Call<'_>) -> Result<Value, Failure> {
    let (mut found, mut not_found) = (Vec::new(), Vec::new());
    for id in call.request.texts("ids") {
        match call.store.read(|it| it.custom_identifier(id))? {
            Some(named) => {
                let mut summary = summary(call, &named);
                summary["deleted"] = json!(named.deleted);
                found.push(summary);
            }
            None => not_found.push(json!(id)),
        }
    }
    Ok(json!({"customDataIdentifiers": found, "notFoundIdentifierIds": not_found}))
}

fn delete(call: &Call<'_>) -> Result<Value, Failure> {
    let named = find(call)?;
    let now_ms = call.now.as_millisecond();
    let deleted = call
        .store
        .write(|it| it.delete_custom_identifier(&named.id, now_ms))?;
    if deleted {
        Ok(json!({}))
    } else {
        Err(unknown())
    }
}

fn test(call: &Call<'_>) -> Result<Value, Failure> {
    let members = Value::Object(call.request.members.clone());
    let test: CustomTest =
        serde_json::from_value(members).map_err(|error| Failure::invalid(error.to_string()))?;
    let result = test
        .run()
        .map_err(|error| Failure::invalid(error.to_string()))?;
    Ok(json!({"matchCount": result.match_count}))
}

fn list_managed(call: &Call<'_>) -> Result<Value, Failure> {
    let page = Page::of(call.operation, call.request, PAGE_OF_MANAGED)?;
    let all = managed().map_err(Failure::internal)?.iter().collect();
    let show = |it: &Identifier| json!({"id": it.id, "category": category(it.category)});
    Ok(page.cut("items", all, |it| it.id.clone(), show))
}

fn category(category: Category) -> &'static str {
    match category {
        Category::Credentials => "CREDENTIALS",
        Category::Financial => "FINANCIAL_INFORMATION",
        Category::Personal => "PERSONAL_INFORMATION",
    }
}

fn find(call: &Call<'_>) -> Result<Named, Failure> {
    let id = call.request.required("id")?;
    let named = call.store.read(|it| it.custom_identifier(id))?;
    named.ok_or_else(unknown)
}

fn summary(call: &Call<'_>, named: &Named) -> Value {
    let mut summary = json!({
        "arn": call.scope().arn(KIND, &named.id),
        "createdAt": super::time(named.created_ms),
        "id": named.id,
        "name": named.name,
    });
    if let Some(description) = named.document.get("description") {
        summary["description"] = description.clone();
    }
    summary
}

fn unknown() -> Failure {
    Failure::not_found("there is no custom data identifier with this ID")
}
