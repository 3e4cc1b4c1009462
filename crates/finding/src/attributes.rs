//! What S3 knows of an object besides its name and its size.

use crate::resources::{ServerSideEncryption, Tag};

/// What S3 knows of an object besides its name, size, class and eTag. The
/// default claims nothing.
///
/// ```
/// use tracie_finding::Attributes;
/// use tracie_finding::resources::EncryptionType;
///
/// let nothing = Attributes::default();
/// assert_eq!(nothing.encryption.encryption_type, EncryptionType::Unknown);
/// assert_eq!(nothing.tags, None);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attributes {
    /// How it is encrypted.
    pub encryption: ServerSideEncryption,
    /// Its tags; `None` where nobody asked for them.
    pub tags: Option<Vec<Tag>>,
    /// Its version; empty in a bucket without versions.
    pub version_id: String,
}
