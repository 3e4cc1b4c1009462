//! What a scan of one object ends with, before it becomes a finding.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::attributes::Attributes;
use crate::place::Place;

/// The three levels that Macie knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Severity {
    /// Score 1.
    Low,
    /// Score 2.
    Medium,
    /// Score 3.
    High,
}

/// The categories of managed identifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Category {
    /// Keys, tokens, headers.
    #[serde(rename = "CREDENTIALS")]
    Credentials,
    /// Cards and bank accounts.
    #[serde(rename = "FINANCIAL_INFORMATION")]
    Financial,
    /// Personal and health information.
    #[serde(rename = "PERSONAL_INFORMATION")]
    Personal,
}

/// The categories in the order in which a finding lists them.
pub(crate) const CATEGORIES: [Category; 3] = [
    Category::Credentials,
    Category::Financial,
    Category::Personal,
];

/// Who defined an identifier.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Origin {
    /// One of Macie's managed identifiers.
    Managed(Category),
    /// Defined by the user, or one of Tracie's extras; known by its UUID.
    Custom(String),
}

/// What a finding needs to know of an identifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentifierInfo {
    /// Macie's id, or the name of a custom identifier.
    pub id: String,
    /// Who defined it.
    pub origin: Origin,
    /// Severity from so many occurrences on, ascending by count. Fewer than
    /// the first count: nothing is reported.
    pub severity: Vec<(u64, Severity)>,
}

impl IdentifierInfo {
    /// The severity of so many occurrences, if they are reported at all.
    ///
    /// ```
    /// use tracie_finding::detection::{Category, IdentifierInfo, Origin, Severity};
    ///
    /// let info = IdentifierInfo {
    ///     id: "USA_PASSPORT_NUMBER".into(),
    ///     origin: Origin::Managed(Category::Personal),
    ///     severity: vec![(1, Severity::Medium), (2, Severity::High)],
    /// };
    /// assert_eq!(info.severity_of(0), None);
    /// assert_eq!(info.severity_of(99), Some(Severity::High));
    /// ```
    pub fn severity_of(&self, count: u64) -> Option<Severity> {
        self.severity
            .iter()
            .rev()
            .find(|(from, _)| count >= *from)
            .map(|(_, level)| *level)
    }
}

/// All occurrences of one identifier in one object.
#[derive(Clone, Debug, PartialEq)]
pub struct Detection {
    /// The identifier.
    pub identifier: Arc<IdentifierInfo>,
    /// All occurrences, located or not.
    pub count: u64,
    /// The first of them, in the order of the object.
    pub occurrences: Vec<Occurrence>,
}

/// One located occurrence. It holds no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// Byte offsets in the decoded text of the object where it has one, else
    /// the origin that its format counts by.
    pub span: (u64, u64),
    /// Its place in Macie's terms; `None` where the format defines none.
    pub place: Option<Place>,
}

/// Whether an object was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// All of it was.
    Complete,
    /// Some of it was not.
    Partial(Reason),
    /// None of it was.
    Skipped(Reason),
}

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident = $code:literal),+ $(,)?) => {
        /// Why an object was not looked at, or not wholly: Macie's codes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Reason { $($(#[$doc])* $name),+ }

        impl Reason {
            /// All reasons.
            pub const ALL: &[Reason] = &[$(Reason::$name),+];

            /// Macie's code.
            pub fn code(self) -> &'static str {
                match self { $(Reason::$name => $code),+ }
            }
        }
    };
}

reasons! {
    /// Some or all members of an archive were not analysed.
    ArchiveContainsUnprocessedFiles = "ARCHIVE_CONTAINS_UNPROCESSED_FILES",
    /// The archive is too large.
    ArchiveExceedsSizeLimit = "ARCHIVE_EXCEEDS_SIZE_LIMIT",
    /// Archives within archives beyond the limit.
    ArchiveNestingLevelOverLimit = "ARCHIVE_NESTING_LEVEL_OVER_LIMIT",
    /// Too much came out of the archive.
    ArchiveTotalBytesExtractedOverLimit = "ARCHIVE_TOTAL_BYTES_EXTRACTED_OVER_LIMIT",
    /// Too many files in the archive.
    ArchiveTotalDocumentsProcessedOverLimit = "ARCHIVE_TOTAL_DOCUMENTS_PROCESSED_OVER_LIMIT",
    /// The file is larger than the limit for its type.
    FileExceedsSizeLimit = "FILE_EXCEEDS_SIZE_LIMIT",
    /// Encrypted in a way that cannot be read.
    InvalidEncryption = "INVALID_ENCRYPTION",
    /// The key that would decrypt it cannot be used.
    InvalidKmsKey = "INVALID_KMS_KEY",
    /// The storage class cannot be read.
    InvalidObjectState = "INVALID_OBJECT_STATE",
    /// JSON nested deeper than the limit.
    JsonNestingLevelOverLimit = "JSON_NESTING_LEVEL_OVER_LIMIT",
    /// Its type could not be told, or extraction failed.
    MalformedFile = "MALFORMED_FILE",
    /// An Office file that is malformed or too large.
    MalformedOrFileSizeExceedsLimit = "MALFORMED_OR_FILE_SIZE_EXCEEDS_LIMIT",
    /// The bucket does not exist.
    NoSuchBucketAvailable = "NO_SUCH_BUCKET_AVAILABLE",
    /// The object changed while it was read.
    ObjectVersionMismatch = "OBJECT_VERSION_MISMATCH",
    /// An Office Open XML file expands too much.
    OoxmlUncompressedRatioExceedsLimit = "OOXML_UNCOMPRESSED_RATIO_EXCEEDS_LIMIT",
    /// An Office Open XML file is too large expanded.
    OoxmlUncompressedSizeExceedsLimit = "OOXML_UNCOMPRESSED_SIZE_EXCEEDS_LIMIT",
    /// It may not be read.
    PermissionDenied = "PERMISSION_DENIED",
    /// It went away before it was read.
    SourceObjectNoLongerAvailable = "SOURCE_OBJECT_NO_LONGER_AVAILABLE",
    /// Analysis took longer than the limit.
    TimeCutOffReached = "TIME_CUT_OFF_REACHED",
    /// Structured data that would not parse.
    UnableToParseFile = "UNABLE_TO_PARSE_FILE",
    /// A type that is not analysed.
    UnsupportedFileType = "UNSUPPORTED_FILE_TYPE_EXCEPTION",
}

/// What is known of an object without reading it, and what reading it showed.
#[derive(Clone, Debug, PartialEq)]
pub struct ObjectMeta {
    /// The bucket it stands in.
    pub bucket: String,
    /// Its key.
    pub key: String,
    /// Its size in bytes.
    pub size: u64,
    /// When it was last modified, RFC 3339 with milliseconds, in UTC.
    pub last_modified: String,
    /// MD5 of its content in hex, as the eTag of a single-part upload;
    /// empty where it was not read.
    pub etag: String,
    /// `STANDARD` unless its source knows better.
    pub storage_class: String,
    /// What else its source knows of it.
    pub attributes: Attributes,
}

/// What looking at one object ended with.
#[derive(Clone, Debug, PartialEq)]
pub struct ObjectResult {
    /// The object.
    pub object: ObjectMeta,
    /// Whether it was looked at.
    pub status: Status,
    /// What a user should know beyond the status code, in a sentence; never
    /// a value. Such as "malformed JSON at byte 512, read as plain text".
    pub remark: Option<String>,
    /// Its type by content, such as `text/csv`.
    pub mime_type: String,
    /// Bytes analysed.
    pub size_classified: u64,
    /// What was found, in the order of identifier ids; in an archive, all that
    /// was found in its members.
    pub detections: Vec<Detection>,
    /// What became of the members of an archive, and of what is attached to a
    /// mail or embedded in a document. Empty for all else.
    pub members: Vec<MemberResult>,
}

/// What looking at a member of an archive ended with. Its path is a name, and
/// nothing is ever written there.
#[derive(Clone, Debug, PartialEq)]
pub struct MemberResult {
    /// Its path in the archive; `inner.zip!/notes.txt` in an archive within it.
    pub path: String,
    /// Its size in bytes, as far as it was read.
    pub size: u64,
    /// When it was last modified, RFC 3339, if the archive says so.
    pub last_modified: Option<String>,
    /// Whether it was looked at.
    pub status: Status,
    /// What a user should know beyond the status code; never a value.
    pub remark: Option<String>,
    /// Its type by content; empty if it was not looked at.
    pub mime_type: String,
    /// What was found in it, with places as its own type has them. Such are
    /// kept for the first 10,000 members with detections.
    pub detections: Vec<Detection>,
}
