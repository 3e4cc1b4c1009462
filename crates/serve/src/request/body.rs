//! The body of a request.

use serde_json::{Map, Value};

use crate::failure::Failure;

/// The members of the body; an empty body has none.
pub(super) fn object(body: &[u8]) -> Result<Map<String, Value>, Failure> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(Map::new());
    }
    match serde_json::from_slice(body) {
        Ok(Value::Object(members)) => Ok(members),
        Ok(_) => Err(Failure::invalid("the body must be a JSON object")),
        // Only the place: what stands there could be anything.
        Err(error) => Err(Failure::invalid(format!(
            "the body is not JSON: line {}, column {}",
            error.line(),
            error.column()
        ))),
    }
}
