//! Allow lists, from what is kept of them.

use serde_json::{Value, json};
use tracie_identify::{AllowList, AllowListDefinition, Error};

use crate::buckets::Buckets;

/// The list of this name with these criteria, ready for use. Its texts are read each
/// time.
pub(crate) fn list(buckets: &Buckets, name: &str, criteria: &Value) -> Result<AllowList, Error> {
    let definition = json!({"name": name, "criteria": criteria});
    let definition: AllowListDefinition =
        serde_json::from_value(definition).map_err(|error| Error::Document {
            what: "allow lists",
            message: error.to_string(),
        })?;
    definition.build(|words| buckets.open(&words.bucket_name, &words.object_key))
}

/// The `status` of a list: whether it can be used, and why not.
pub(crate) fn status(buckets: &Buckets, name: &str, criteria: &Value) -> Value {
    match list(buckets, name, criteria) {
        Ok(_) => json!({"code": "OK"}),
        Err(Error::Words {
            status, message, ..
        }) => json!({"code": status.code(), "description": message}),
        Err(error) => json!({"code": "UNKNOWN_ERROR", "description": error.to_string()}),
    }
}
