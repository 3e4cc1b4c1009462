//! Identifiers as JSON.

use serde_json::{Value, json};
use tracie::finding::detection::Origin;
use tracie::identify::schema::Identifier;

use super::catalog::Entry;
use super::words;

/// `{"items":[...]}` as ListManagedDataIdentifiers answers, each item with
/// more members.
pub(crate) fn of_all(entries: &[Entry]) -> Value {
    let items: Vec<Value> = entries.iter().map(of).collect();
    json!({ "items": items })
}

/// One item.
pub(crate) fn of(entry: &Entry) -> Value {
    let identifier = entry.identifier;
    let category = match &entry.info.origin {
        Origin::Managed(category) => json!(category),
        Origin::Custom(_) => Value::Null,
    };
    let levels = entry.info.severity.iter().map(|(from, level)| {
        json!({ "occurrencesThreshold": from, "severity": level.name().to_uppercase() })
    });
    json!({
        "category": category,
        "id": identifier.id,
        "name": identifier.name,
        "countries": identifier.countries,
        "severityLevels": levels.collect::<Vec<_>>(),
        "recommended": identifier.recommended,
        "keywords": identifier.keywords,
        "spellings": identifier.spellings,
        "checks": checks(identifier),
        "searches": words::searches(entry),
        "notes": identifier.notes.trim(),
        "references": identifier.references,
    })
}

/// The checks of all its patterns, each once.
fn checks(identifier: &Identifier) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for check in identifier.patterns.iter().flat_map(words::checks) {
        if !all.contains(&check) {
            all.push(check);
        }
    }
    all
}
