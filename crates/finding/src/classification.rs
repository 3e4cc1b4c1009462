//! What a finding says of the data that was found.

use serde::de::{Error as _, Unexpected};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::detection::{Category, Reason, Status};
use crate::occurrences::Occurrences;

/// Which job found it, and what it found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClassificationDetails {
    /// Where the discovery result is, or would be.
    pub detailed_results_location: String,
    /// The job, as an ARN; none for automated discovery.
    pub job_arn: Option<String>,
    /// The job; none for automated discovery.
    pub job_id: Option<String>,
    /// What started the analysis; absent in findings from before 2022.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin_type: Option<OriginType>,
    /// What was found.
    pub result: ClassificationResult,
}

/// What started an analysis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum OriginType {
    /// A job that someone created.
    SensitiveDataDiscoveryJob,
    /// Macie itself.
    AutomatedSensitiveDataDiscovery,
}

/// What was found in an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClassificationResult {
    /// Whether there are occurrences that the finding does not locate.
    pub additional_occurrences: bool,
    /// What custom identifiers found.
    pub custom_data_identifiers: CustomDataIdentifiers,
    /// The type of the object by its content.
    pub mime_type: String,
    /// What managed identifiers found, by category.
    pub sensitive_data: Vec<SensitiveData>,
    /// Bytes analysed.
    pub size_classified: u64,
    /// Whether all of the object was analysed.
    pub status: ResultStatus,
}

/// What managed identifiers of one category found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SensitiveData {
    /// The category.
    pub category: Category,
    /// What each of them found.
    pub detections: Vec<ManagedDetection>,
    /// The sum of their counts.
    pub total_count: u64,
}

/// What one managed identifier found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ManagedDetection {
    /// All occurrences, located or not.
    pub count: u64,
    /// Where the first of them are; absent if none is located.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub occurrences: Option<Occurrences>,
    /// The identifier.
    #[serde(rename = "type")]
    pub kind: String,
}

/// What custom identifiers found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CustomDataIdentifiers {
    /// What each of them found.
    pub detections: Vec<CustomDetection>,
    /// The sum of their counts.
    pub total_count: u64,
}

/// What one custom identifier found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CustomDetection {
    /// The identifier. Despite its name this is a bare UUID, as in Macie.
    pub arn: String,
    /// All occurrences, located or not.
    pub count: u64,
    /// The name that its author gave it.
    pub name: String,
    /// Where the first of them are; absent if none is located.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub occurrences: Option<Occurrences>,
}

/// Whether all of an object was analysed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResultStatus {
    /// Whether it was.
    pub code: StatusCode,
    /// Why not.
    pub reason: Option<Reason>,
}

/// The outcomes of an analysis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum StatusCode {
    /// All of the object was analysed.
    Complete,
    /// Some of it was not.
    Partial,
    /// None of it was.
    Skipped,
}

impl StatusCode {
    /// As findings write it.
    pub fn name(self) -> &'static str {
        match self {
            StatusCode::Complete => "COMPLETE",
            StatusCode::Partial => "PARTIAL",
            StatusCode::Skipped => "SKIPPED",
        }
    }
}

impl From<Status> for ResultStatus {
    fn from(status: Status) -> ResultStatus {
        let (code, reason) = match status {
            Status::Complete => (StatusCode::Complete, None),
            Status::Partial(reason) => (StatusCode::Partial, Some(reason)),
            Status::Skipped(reason) => (StatusCode::Skipped, Some(reason)),
        };
        ResultStatus { code, reason }
    }
}

impl Reason {
    /// The reason of this code.
    ///
    /// ```
    /// use tracie_finding::detection::Reason;
    ///
    /// assert_eq!(Reason::from_code("MALFORMED_FILE"), Some(Reason::MalformedFile));
    /// assert_eq!(Reason::from_code("LOST"), None);
    /// ```
    pub fn from_code(code: &str) -> Option<Reason> {
        Reason::ALL
            .iter()
            .copied()
            .find(|reason| reason.code() == code)
    }
}

impl Serialize for Reason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Reason {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Reason, D::Error> {
        let code = String::deserialize(deserializer)?;
        Reason::from_code(&code)
            .ok_or_else(|| D::Error::invalid_value(Unexpected::Str(&code), &"a reason code"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_has_a_reason_unless_it_is_complete() {
        let written = |status| serde_json::to_string(&ResultStatus::from(status)).expect("JSON");
        assert_eq!(
            written(Status::Complete),
            r#"{"code":"COMPLETE","reason":null}"#
        );
        assert_eq!(
            written(Status::Skipped(Reason::PermissionDenied)),
            r#"{"code":"SKIPPED","reason":"PERMISSION_DENIED"}"#
        );
    }

    #[test]
    fn reasons_are_read_as_they_are_written() {
        for reason in Reason::ALL {
            let written = serde_json::to_value(reason).expect("a string");
            assert_eq!(
                serde_json::from_value::<Reason>(written).expect("the same"),
                *reason
            );
        }
        assert!(serde_json::from_str::<Reason>("\"LOST\"").is_err());
    }
}
