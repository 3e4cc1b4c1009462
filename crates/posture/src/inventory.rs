//! What is in a bucket, in numbers.

use serde::{Deserialize, Serialize};
use tracie_finding::resources::{EncryptionType, extension};

/// Extensions of what Macie analyses, without their dot.
const ANALYSED: &[&str] = &[
    "avro", "csv", "doc", "docx", "eml", "gz", "gzip", "htm", "html", "json", "jsonl", "parquet",
    "pdf", "tar", "tsv", "txt", "xls", "xlsx", "xml", "yaml", "yml", "zip",
];
/// Storage classes that Macie reads.
const READ: &[&str] = &[
    "STANDARD",
    "REDUCED_REDUNDANCY",
    "STANDARD_IA",
    "ONEZONE_IA",
    "INTELLIGENT_TIERING",
    "GLACIER_IR",
];
/// Extensions of what is compressed.
const COMPRESSED: &[&str] = &["gz", "gzip", "zip"];

/// How an object is encrypted, as far as counting goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum ObjectEncryption {
    /// By a key that whoever asks sends along (SSE-C).
    CustomerProvided,
    Kms,
    S3,
    /// Not by S3.
    None,
    Unknown,
}

/// What is in a bucket, in numbers; only the newest versions count.
///
/// ```
/// use tracie_posture::{Inventory, ObjectEncryption};
///
/// let mut inventory = Inventory::default();
/// inventory.add("a/people.csv", 100, "STANDARD", ObjectEncryption::S3);
/// inventory.add("a/photo.jpg", 900, "STANDARD", ObjectEncryption::S3);
/// inventory.add("a/old.csv", 50, "GLACIER", ObjectEncryption::S3);
/// assert_eq!(inventory.classifiable_object_count, 1);
/// assert_eq!(inventory.unclassifiable_object_count.file_type, 1);
/// assert_eq!(inventory.unclassifiable_object_size_in_bytes.storage_class, 50);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the wire names say it")]
pub struct Inventory {
    pub classifiable_object_count: u64,
    pub classifiable_size_in_bytes: u64,
    pub object_count: u64,
    pub object_count_by_encryption_type: ObjectCountByEncryptionType,
    pub size_in_bytes: u64,
    pub size_in_bytes_compressed: u64,
    pub unclassifiable_object_count: ObjectLevelStatistics,
    pub unclassifiable_object_size_in_bytes: ObjectLevelStatistics,
}

/// Objects by how they are encrypted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the wire names say it")]
pub struct ObjectCountByEncryptionType {
    pub customer_managed: u64,
    pub kms_managed: u64,
    pub s3_managed: u64,
    pub unencrypted: u64,
    pub unknown: u64,
}

/// What Macie does not analyse, and why not: by their type, by how they are
/// stored. Whatever is both counts for both, and once in all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the wire names say it")]
pub struct ObjectLevelStatistics {
    pub file_type: u64,
    pub storage_class: u64,
    pub total: u64,
}

impl Inventory {
    /// Counts an object.
    pub fn add(&mut self, key: &str, size: u64, storage_class: &str, encryption: ObjectEncryption) {
        let extension = extension(key).to_ascii_lowercase();
        let wrong_type = !ANALYSED.contains(&extension.as_str());
        let wrong_class = !READ.contains(&storage_class);
        self.object_count += 1;
        self.size_in_bytes += size;
        if COMPRESSED.contains(&extension.as_str()) {
            self.size_in_bytes_compressed += size;
        }
        if wrong_type || wrong_class {
            self.unclassifiable_object_count
                .add(1, wrong_type, wrong_class);
            self.unclassifiable_object_size_in_bytes
                .add(size, wrong_type, wrong_class);
        } else {
            self.classifiable_object_count += 1;
            self.classifiable_size_in_bytes += size;
        }
        *self.object_count_by_encryption_type.of(encryption) += 1;
    }
}

impl ObjectLevelStatistics {
    fn add(&mut self, by: u64, wrong_type: bool, wrong_class: bool) {
        self.file_type += if wrong_type { by } else { 0 };
        self.storage_class += if wrong_class { by } else { 0 };
        self.total += by;
    }

    pub(crate) fn merge(&mut self, other: &ObjectLevelStatistics) {
        self.file_type += other.file_type;
        self.storage_class += other.storage_class;
        self.total += other.total;
    }
}

impl ObjectCountByEncryptionType {
    fn of(&mut self, encryption: ObjectEncryption) -> &mut u64 {
        match encryption {
            ObjectEncryption::CustomerProvided => &mut self.customer_managed,
            ObjectEncryption::Kms => &mut self.kms_managed,
            ObjectEncryption::S3 => &mut self.s3_managed,
            ObjectEncryption::None => &mut self.unencrypted,
            ObjectEncryption::Unknown => &mut self.unknown,
        }
    }
}

impl From<EncryptionType> for ObjectEncryption {
    fn from(encryption: EncryptionType) -> ObjectEncryption {
        match encryption {
            EncryptionType::None => ObjectEncryption::None,
            EncryptionType::Aes256 => ObjectEncryption::S3,
            EncryptionType::Kms | EncryptionType::KmsDsse => ObjectEncryption::Kms,
            _ => ObjectEncryption::Unknown,
        }
    }
}
