//! Whether allow lists can be used.

use std::io::{self, Read as _};

use serde_json::{Value, json};

use crate::buckets::Buckets;

/// Bytes that a list of texts may have.
const MOST_BYTES: u64 = 35 * 1024 * 1024;
/// Texts on a list.
const MOST_ENTRIES: usize = 100_000;

/// The `status` of a list with these criteria. Texts are looked at each time.
pub(crate) fn status(buckets: &Buckets, criteria: &Value) -> Value {
    let Some(words) = criteria.get("s3WordsList") else {
        return json!({"code": "OK"});
    };
    let bucket = words["bucketName"].as_str().unwrap_or_default();
    let key = words["objectKey"].as_str().unwrap_or_default();
    match texts(buckets, bucket, key) {
        Ok(()) => json!({"code": "OK"}),
        Err((code, description)) => json!({"code": code, "description": description}),
    }
}

fn texts(buckets: &Buckets, bucket: &str, key: &str) -> Result<(), (&'static str, String)> {
    let mut file = buckets.open(bucket, key).map_err(|error| {
        let code = match error.kind() {
            io::ErrorKind::PermissionDenied => "S3_USER_ACCESS_DENIED",
            _ => "S3_OBJECT_NOT_FOUND",
        };
        (code, format!("{bucket}/{key} cannot be opened"))
    })?;
    let mut bytes = Vec::new();
    let read = file.by_ref().take(MOST_BYTES + 1).read_to_end(&mut bytes);
    read.map_err(|error| ("UNKNOWN_ERROR", error.kind().to_string()))?;
    let entries = bytes
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.trim_ascii().is_empty())
        .count();
    if bytes.len() as u64 > MOST_BYTES || entries > MOST_ENTRIES {
        return Err((
            "S3_OBJECT_OVERSIZE",
            format!("it has more than {MOST_ENTRIES} lines or 35 MB"),
        ));
    }
    if entries == 0 {
        return Err(("S3_OBJECT_EMPTY", "it holds no text".into()));
    }
    if std::str::from_utf8(&bytes).is_err() {
        return Err(("UNKNOWN_ERROR", "it is not UTF-8".into()));
    }
    Ok(())
}
