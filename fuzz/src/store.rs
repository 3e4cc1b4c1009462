//! Whatever a store answers, and whatever stands in a file of S3 Inventory, it
//! is read or refused. Inventories in Parquet are left out: their reader panics
//! on damage, which is caught where it is used and not here.

use tracie_extract::orc_rows;
use tracie_source::{s3, try_inventory};

/// The columns of an inventory.
const SCHEMA: &str =
    "Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size, LastModifiedDate, ETag";

/// Reads an answer, or a file of a report, by the first byte.
pub fn check(data: &[u8]) {
    let Some((kind, content)) = data.split_first() else {
        return;
    };
    let read = match kind % 3 {
        0 => {
            if let Ok(text) = std::str::from_utf8(content) {
                s3::try_reply(text);
            }
            return;
        }
        1 => try_inventory("CSV", SCHEMA, content, None),
        _ => try_inventory(
            "ORC",
            SCHEMA,
            content,
            Some(&|bytes, row| orc_rows(bytes.to_vec(), row)),
        ),
    };
    if let Err(problem) = read {
        assert!(!problem.is_empty());
    }
}
