//! Sets of values, as they are written.

use std::collections::BTreeSet;
use std::fmt::Write as _;

/// The members of a set as a JSON array: equal sets are written equally.
pub(crate) fn members<S: AsRef<str>>(values: &BTreeSet<S>) -> String {
    let mut members = String::from("[");
    for (at, value) in values.iter().enumerate() {
        let comma = if at == 0 { "" } else { "," };
        // Writing to a string cannot fail.
        let _ = write!(
            members,
            "{comma}{}",
            serde_json::Value::from(value.as_ref())
        );
    }
    members.push(']');
    members
}
