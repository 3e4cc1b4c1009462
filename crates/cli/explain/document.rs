//! Explanations as JSON.

use serde_json::{Value, json};
use tracie::identify::explain::{Explainer, Keyword, Side, Step, Verdict};

use super::reading::{Reading, Told};
use super::story::{place, showings};

/// All that was told of some content. Values are masked unless they are to be
/// revealed.
pub(crate) fn of(explainer: &Explainer, reading: &Reading, reveal: bool) -> Value {
    let told = reading.told.iter().zip(showings(&reading.told, reveal));
    let told = told.map(|(told, showing)| item(explainer, told, &told.excerpt.value(showing)));
    json!({
        "mimeType": reading.mime_type,
        "remark": reading.remark,
        "explanations": told.collect::<Vec<Value>>(),
    })
}

fn item(explainer: &Explainer, told: &Told, value: &str) -> Value {
    let explanation = &told.explanation;
    let id = |number: u32| &*explainer.identifiers()[number as usize].id;
    let mut item = json!({
        "place": told.place.as_ref().map(place),
        "identifier": id(explanation.identifier),
        "form": explanation.form,
        "value": value,
    });
    let verdict = match &explanation.verdict {
        Verdict::Rejected(step) => json!({
            "verdict": "rejected",
            "step": step.name(),
            "reason": step.to_string(),
            "keyword": nearest(step).map(of_keyword),
        }),
        accepted @ Verdict::Accepted {
            keyword,
            named,
            outranked_by,
            ..
        } => json!({
            "verdict": match (outranked_by, accepted.allowed_by()) {
                (Some(_), _) => "gave way",
                (None, Some(_)) => "allowed",
                _ => "found",
            },
            "keyword": keyword.as_ref().map(of_keyword),
            "keywordInName": named,
            "outrankedBy": outranked_by.map(|other| id(other.identifier)),
            "allowList": accepted.allowed_by(),
        }),
        _ => Value::Null,
    };
    if let (Value::Object(item), Value::Object(verdict)) = (&mut item, verdict) {
        item.extend(verdict);
    }
    item
}

/// The nearest keyword, where none counts.
fn nearest(step: &Step) -> Option<&Keyword> {
    match step {
        Step::Keyword { nearest, .. } => nearest.as_ref(),
        _ => None,
    }
}

fn of_keyword(keyword: &Keyword) -> Value {
    json!({
        "text": keyword.text,
        "distance": keyword.distance,
        "side": match keyword.side {
            Side::Before => "before",
            Side::After => "after",
            Side::Within => "within",
        },
    })
}
