//! What is known of one object.

use std::borrow::Cow;
use std::time::SystemTime;

use tracie_finding::resources::EncryptionType;

use super::listing::Entry;
use super::time::time;
use crate::refusal;
use crate::trouble::Trouble;

/// What a listing says of one object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) key: Box<str>,
    pub(super) size: Option<u64>,
    pub(super) modified: Option<SystemTime>,
    /// Without quotes.
    pub(super) e_tag: Option<Box<str>>,
    pub(super) storage_class: Cow<'static, str>,
    pub(super) version_id: Box<str>,
    /// How it is encrypted, as S3 Inventory says it.
    pub(super) encryption: Option<Box<str>>,
    /// The tier of `INTELLIGENT_TIERING` that it is in.
    pub(super) tier: Option<Box<str>>,
}

impl Record {
    pub(super) fn of(entry: Entry) -> Result<Record, String> {
        let key = entry.key.ok_or("one of the objects has no Key")?;
        let modified = match entry.last_modified {
            None => None,
            Some(text) => Some(time(&text).ok_or_else(|| {
                format!("the LastModified of {key:?} is no time such as 2024-05-02T21:40:11Z")
            })?),
        };
        Ok(Record {
            key: key.into(),
            size: entry.size,
            modified,
            e_tag: entry.e_tag.map(|etag| unquoted(&etag).into()),
            storage_class: storage_class(entry.storage_class),
            version_id: version_id(entry.version_id).into(),
            encryption: None,
            tier: None,
        })
    }

    /// An object of which only the key is known.
    pub(super) fn named(key: &str) -> Record {
        Record {
            key: key.into(),
            size: None,
            modified: None,
            e_tag: None,
            storage_class: storage_class(None),
            version_id: "".into(),
            encryption: None,
            tier: None,
        }
    }

    /// How it is encrypted, where that is known.
    pub(super) fn encryption_type(&self) -> Option<EncryptionType> {
        Some(match self.encryption.as_deref()? {
            "SSE-S3" => EncryptionType::Aes256,
            "SSE-KMS" => EncryptionType::Kms,
            "DSSE-KMS" => EncryptionType::KmsDsse,
            "NOT-SSE" => EncryptionType::None,
            _ => EncryptionType::Unknown,
        })
    }

    /// Why it is not read, if that can be told from this.
    pub(super) fn refusal(&self) -> Option<Trouble> {
        if self.encryption.as_deref() == Some("SSE-C") {
            return Some(refusal::customer_key());
        }
        let tier = self.tier.as_deref().filter(|tier| tier.contains("ARCHIVE"));
        tier.map(refusal::by_archive_tier)
    }

    /// Decodes the key.
    pub(super) fn decode(&mut self) {
        self.key = percent_decoded(&self.key).into();
    }
}

/// S3 quotes eTags.
pub(super) fn unquoted(etag: &str) -> &str {
    etag.trim_matches('"')
}

/// S3 names every class but the usual one.
pub(super) fn storage_class(name: Option<String>) -> Cow<'static, str> {
    match name {
        None => "STANDARD".into(),
        // One string for nearly all.
        Some(name) if name == "STANDARD" => "STANDARD".into(),
        Some(name) => name.into(),
    }
}

/// The version `null` is that of objects from before there were versions.
pub(super) fn version_id(id: Option<String>) -> String {
    id.filter(|id| id != "null").unwrap_or_default()
}

pub(crate) fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = text.get(at + 1..at + 3).filter(|_| bytes[at] == b'%');
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                decoded.push(byte);
                at += 3;
            }
            None => {
                decoded.push(if bytes[at] == b'+' { b' ' } else { bytes[at] });
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}
