//! Instants in the forms that documents have.

use jiff::Timestamp;
use serde_json::Value;
use tracie_finding::timestamp::rfc3339_ms;

/// An instant as findings write it, if the text is one.
pub(crate) fn rfc3339(text: &str) -> Option<String> {
    let instant: Timestamp = text.parse().ok()?;
    Some(rfc3339_ms(instant))
}

/// The same of JSON: text, or milliseconds.
pub(crate) fn of_json(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => rfc3339(text),
        value => Timestamp::from_millisecond(value.as_i64()?)
            .ok()
            .map(rfc3339_ms),
    }
}
