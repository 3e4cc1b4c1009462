//! Findings: which there are, what they say, how many of what.

use serde_json::{Value, json};
use tracie_store::{Criteria, GroupBy, GroupKey, GroupSort, Order, Sort, SortKey};

use super::{Call, Entry};
use crate::failure::Failure;
use crate::page::{PAGE, Page};

pub(super) const OPERATIONS: &[Entry] = &[
    Entry::live("GetFindingStatistics", statistics),
    Entry::live("GetFindings", get),
    Entry::live("ListFindings", list),
    Entry::live("CreateSampleFindings", super::samples::create),
];

fn list(call: &Call<'_>) -> Result<Value, Failure> {
    let page = Page::of(call.operation, call.request, PAGE)?;
    let criteria = criteria(call)?;
    let sort = sort(call)?;
    let found = call
        .store
        .read(|it| it.list_findings(&criteria, sort, &page.part()))?;
    let found = found.map(Value::from);
    Ok(page.answer("findingIds", found.items, found.next))
}

fn get(call: &Call<'_>) -> Result<Value, Failure> {
    let ids = call.request.texts("findingIds");
    let mut findings = call.store.read(|it| it.findings(&ids))?;
    if call.request.get("sortCriteria").is_some() {
        sort(call)?.sort(&mut findings);
    }
    let findings = serde_json::to_value(findings).map_err(Failure::internal)?;
    Ok(json!({"findings": findings}))
}

fn statistics(call: &Call<'_>) -> Result<Value, Failure> {
    let by = GroupBy::from_name(call.request.required("groupBy")?);
    let by = by.ok_or_else(|| Failure::invalid("groupBy: is not one that is known"))?;
    let criteria = criteria(call)?;
    let sort = group_sort(call);
    let size = call
        .request
        .number("size")
        .and_then(|it| usize::try_from(it).ok());
    let groups = call
        .store
        .read(|it| it.finding_statistics(by, &criteria, sort, size))?;
    let groups: Vec<Value> = groups
        .into_iter()
        .map(|group| json!({"count": group.count, "groupKey": group.key}))
        .collect();
    Ok(json!({"countsByGroup": groups}))
}

fn criteria(call: &Call<'_>) -> Result<Criteria, Failure> {
    let Some(given) = call.request.get("findingCriteria") else {
        return Ok(Criteria::default());
    };
    Criteria::from_json(given)
        .map_err(|error| Failure::invalid(format!("findingCriteria: {error}")))
}

fn sort(call: &Call<'_>) -> Result<Sort, Failure> {
    let Some(given) = call.request.get("sortCriteria") else {
        return Ok(Sort::default());
    };
    let mut sort = Sort::default();
    if let Some(name) = given["attributeName"].as_str() {
        sort.key = SortKey::from_name(name).ok_or_else(|| {
            let names: Vec<&str> = SortKey::ALL.iter().map(|it| it.name()).collect();
            let names = names.join(", ");
            Failure::invalid(format!(
                "sortCriteria.attributeName: must be one of {names}"
            ))
        })?;
    }
    if let Some(order) = order(given) {
        sort.order = order;
    }
    Ok(sort)
}

fn group_sort(call: &Call<'_>) -> GroupSort {
    let mut sort = GroupSort::default();
    if let Some(given) = call.request.get("sortCriteria") {
        if given["attributeName"] == "groupKey" {
            sort.key = GroupKey::Key;
        }
        if let Some(order) = order(given) {
            sort.order = order;
        }
    }
    sort
}

/// The direction that sort criteria ask for.
pub(super) fn order(criteria: &Value) -> Option<Order> {
    match criteria["orderBy"].as_str()? {
        "ASC" => Some(Order::Ascending),
        _ => Some(Order::Descending),
    }
}
