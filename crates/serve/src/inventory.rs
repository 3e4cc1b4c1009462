//! What is in the buckets, in numbers.

use tracie_finding::resources::extension;

/// Extensions of what Macie analyses, without their dot.
const ANALYSED: &[&str] = &[
    "avro", "csv", "doc", "docx", "eml", "gz", "gzip", "htm", "html", "json", "jsonl", "parquet",
    "pdf", "tar", "tsv", "txt", "xls", "xlsx", "xml", "yaml", "yml", "zip",
];

/// Whether Macie would analyse an object, as far as its name and its storage class
/// tell.
pub(crate) fn is_classifiable(key: &str, storage_class: &str) -> bool {
    !matches!(storage_class, "GLACIER" | "DEEP_ARCHIVE" | "OUTPOSTS")
        && ANALYSED.contains(&&*extension(key).to_ascii_lowercase())
}
