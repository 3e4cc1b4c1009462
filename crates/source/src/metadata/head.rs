//! What `aws s3api head-object` and `get-object-tagging` print of one object.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};
use std::time::SystemTime;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use tracie_finding::resources::{EncryptionType, ServerSideEncryption, Tag};

use super::record::{storage_class, unquoted, version_id};
use super::time::time;
use crate::refusal;
use crate::trouble::Trouble;

/// Longer than any that S3 gives out.
const LONGEST: u64 = 1 << 20;

/// What head-object says of an object.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Head {
    #[serde(default)]
    last_modified: Option<String>,
    #[serde(default)]
    pub(super) content_length: Option<u64>,
    #[serde(default, rename = "ETag")]
    e_tag: Option<String>,
    #[serde(default)]
    version_id: Option<String>,
    #[serde(default)]
    server_side_encryption: Option<String>,
    #[serde(default, rename = "SSEKMSKeyId")]
    kms_key_id: Option<String>,
    #[serde(default, rename = "SSECustomerAlgorithm")]
    customer_algorithm: Option<String>,
    #[serde(default)]
    storage_class: Option<String>,
    #[serde(default)]
    archive_status: Option<String>,
    #[serde(default)]
    metadata: BTreeMap<String, String>,
}

impl Head {
    pub(super) fn modified(&self) -> Option<SystemTime> {
        self.last_modified.as_deref().and_then(time)
    }

    pub(super) fn e_tag(&self) -> Option<&str> {
        self.e_tag.as_deref().map(unquoted)
    }

    pub(super) fn version_id(&self) -> String {
        version_id(self.version_id.clone())
    }

    pub(super) fn storage_class(&self) -> std::borrow::Cow<'static, str> {
        storage_class(self.storage_class.clone())
    }

    pub(super) fn encryption(&self) -> ServerSideEncryption {
        let encryption_type = match self.server_side_encryption.as_deref() {
            // The key is nobody's but the customer's: that is none of S3's.
            None if self.customer_algorithm.is_some() => EncryptionType::Unknown,
            None => EncryptionType::None,
            Some("AES256") => EncryptionType::Aes256,
            Some("aws:kms") => EncryptionType::Kms,
            Some("aws:kms:dsse") => EncryptionType::KmsDsse,
            Some(_) => EncryptionType::Unknown,
        };
        ServerSideEncryption {
            encryption_type,
            kms_master_key_id: self.kms_key_id.clone(),
        }
    }

    /// Why the object is not read, if that can be told from this.
    pub(super) fn refusal(&self) -> Option<Trouble> {
        let tier = self.archive_status.as_deref().map(refusal::by_archive_tier);
        let customer = self
            .customer_algorithm
            .as_ref()
            .map(|_| refusal::customer_key());
        let names = self.metadata.keys().map(String::as_str);
        tier.or(customer)
            .or_else(|| refusal::by_user_metadata(names))
    }
}

/// What get-object-tagging says of an object.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Tagging {
    tag_set: Vec<Pair>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Pair {
    key: String,
    value: String,
}

impl Tagging {
    pub(super) fn tags(self) -> Vec<Tag> {
        let tag = |Pair { key, value }| Tag { key, value };
        self.tag_set.into_iter().map(tag).collect()
    }
}

/// Reads what there is below a folder for a key: nothing, or the document in
/// `KEY.json`.
pub(super) fn read<T: DeserializeOwned>(folder: &Path, key: &str) -> Result<Option<T>, String> {
    let Some(path) = below(folder, key) else {
        return Ok(None);
    };
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.to_string()),
    };
    let mut text = String::new();
    file.take(LONGEST)
        .read_to_string(&mut text)
        .map_err(|error| error.to_string())?;
    let document = serde_json::from_str(&text);
    document.map(Some).map_err(|error| {
        format!(
            "line {}, column {}: not what it should be",
            error.line(),
            error.column()
        )
    })
}

/// The file for a key, unless the key would lead out of the folder.
fn below(folder: &Path, key: &str) -> Option<PathBuf> {
    let mut path = folder.to_path_buf();
    for part in key.split('/') {
        let mut components = Path::new(part).components();
        match (components.next(), components.next()) {
            (Some(Component::Normal(name)), None) if name.len() == part.len() => path.push(name),
            _ => return None,
        }
    }
    path.as_mut_os_string().push(".json");
    Some(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tracie_finding::detection::Reason;

    fn head(text: &str) -> Head {
        serde_json::from_str(text).expect("a head")
    }

    #[test]
    fn encryption_is_what_s3_says() {
        let encryption = |text| {
            let encryption = head(text).encryption();
            (encryption.encryption_type, encryption.kms_master_key_id)
        };
        assert_eq!(encryption("{}"), (EncryptionType::None, None));
        assert_eq!(
            encryption(r#"{"ServerSideEncryption": "AES256"}"#),
            (EncryptionType::Aes256, None)
        );
        assert_eq!(
            encryption(r#"{"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": "arn:k"}"#),
            (EncryptionType::Kms, Some("arn:k".into()))
        );
        assert_eq!(
            encryption(r#"{"ServerSideEncryption": "aws:kms:dsse"}"#).0,
            EncryptionType::KmsDsse
        );
    }

    #[test]
    fn what_cannot_be_read_is_refused() {
        let refusal = |text| head(text).refusal().map(|it| it.reason);
        assert_eq!(refusal("{}"), None);
        assert_eq!(refusal(r#"{"Metadata": {"owner": "x"}}"#), None);
        let sealed = Some(Reason::InvalidEncryption);
        assert_eq!(refusal(r#"{"SSECustomerAlgorithm": "AES256"}"#), sealed);
        assert_eq!(
            refusal(r#"{"Metadata": {"x-amz-key-v2": "c2VhbGVk"}}"#),
            sealed
        );
        assert_eq!(
            refusal(r#"{"ArchiveStatus": "DEEP_ARCHIVE_ACCESS"}"#),
            Some(Reason::InvalidObjectState)
        );
    }

    #[test]
    fn no_key_leads_out_of_its_folder() {
        let folder = Path::new("heads");
        assert_eq!(
            below(folder, "a/b.csv"),
            Some(PathBuf::from("heads/a/b.csv.json"))
        );
        for key in [
            "../secrets",
            "a/../../b",
            "/etc/passwd",
            "a//b",
            "a/",
            ".",
            "",
        ] {
            assert_eq!(below(folder, key), None, "{key}");
        }
    }
}
