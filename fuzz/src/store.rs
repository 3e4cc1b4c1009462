//! Whatever a store answers, and whatever stands in a file of S3 Inventory, it
//! is read or refused. Inventories in Parquet are left out: their reader panics
//! on damage, which is caught where it is used and not here.

use tracie_source::{s3, try_inventory};

/// The columns of an inventory.
const SCHEMA: &str =
    "Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size, LastModifiedDate, ETag";

/// Reads an answer, or a file of a report, by the first byte.
pub fn check(data: &[u8]) {
    let Some((kind, content)) = data.split_first() else {
        return;
    };
    if kind % 2 == 0 {
        if let Ok(text) = std::str::from_utf8(content) {
            s3::try_reply(text);
        }
    } else if let Err(problem) = try_inventory("CSV", SCHEMA, content) {
        assert!(!problem.is_empty());
    }
}
