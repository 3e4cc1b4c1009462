//! What was found in a file, category by category.

use serde_json::{Value, json};
use tracie_finding::Finding;
use tracie_finding::classification::{ClassificationDetails, StatusCode};
use tracie_finding::detection::{Category, ObjectResult};
use tracie_finding::place::Place;

use crate::detected::{Detected, detected};
use crate::text::total;

/// One classification for each category that something was found of.
pub(super) fn all(
    finding: &Finding,
    details: &ClassificationDetails,
    result: Option<&ObjectResult>,
) -> Value {
    let detected = detected(finding, result);
    let categories = [
        Some(Category::Credentials),
        Some(Category::Financial),
        Some(Category::Personal),
        None,
    ];
    let of = |category| {
        let ones: Vec<&Detected<'_>> = detected
            .iter()
            .filter(|it| it.category == category)
            .collect();
        (!ones.is_empty()).then(|| classification(category, &ones, details))
    };
    categories.into_iter().filter_map(of).collect()
}

fn classification(
    category: Option<Category>,
    ones: &[&Detected<'_>],
    details: &ClassificationDetails,
) -> Value {
    let status = details.result.status;
    let (status_id, status_name) = match status.code {
        StatusCode::Complete => (1, "Complete"),
        StatusCode::Partial => (2, "Partial"),
        StatusCode::Skipped => (3, "Fail"),
    };
    let mut document = json!({
        "category_id": category_id(category),
        "category": ones[0].category_code(),
        "classifier_details": {
            "type": if category.is_some() { "Managed data identifiers" } else { "Custom data identifiers" },
        },
        "status_id": status_id,
        "status": status_name,
        "size": details.result.size_classified,
        "total": total(ones.iter().map(|it| it.count)),
        "src_url": details.detailed_results_location,
        "discovery_details": ones.iter().map(|it| discovery(it)).collect::<Vec<_>>(),
    });
    if let Some(reason) = status.reason {
        document["status_details"] = json!([reason.code()]);
    }
    document
}

fn category_id(category: Option<Category>) -> u8 {
    match category {
        Some(Category::Personal) => 1,
        Some(Category::Financial) => 3,
        Some(Category::Credentials) => 6,
        // Other.
        None => 99,
    }
}

fn discovery(one: &Detected<'_>) -> Value {
    let mut document = json!({"type": one.identifier, "count": one.count});
    let places: Vec<Value> = one.places().map(|it| occurrence(&it)).collect();
    if !places.is_empty() {
        document["occurrences"] = places.into();
    }
    document
}

fn occurrence(place: &Place) -> Value {
    let mut document = match place {
        Place::Line { start, end, .. } => json!({"start_line": start, "end_line": end}),
        Place::Cell {
            row,
            column,
            column_name,
            cell_reference,
        } => json!({
            "row_number": row,
            "column_number": column,
            "column_name": column_name,
            "cell_name": cell_reference,
        }),
        Place::Record { index, json_path } => {
            json!({"record_index_in_array": index, "json_path": json_path})
        }
        Place::Page { number } => json!({"page_number": number}),
        _ => json!({}),
    };
    if let Value::Object(members) = &mut document {
        members.retain(|_, value| !value.is_null());
    }
    document
}
