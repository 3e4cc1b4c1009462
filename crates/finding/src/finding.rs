//! The finding, member for member as Macie's API and exports write it.
//!
//! Serialising is exact: members that real exports hold as `null` are written
//! as `null`, empty collections as `[]`, and members that real exports leave
//! out are left out. Reading is strict: an unknown member is an error.

use serde::{Deserialize, Serialize};

use crate::classification::ClassificationDetails;
use crate::detection::Severity;
use crate::policy::PolicyDetails;
use crate::resources::ResourcesAffected;

/// The version of the document that this is.
pub const SCHEMA_VERSION: &str = "1.0";

/// One finding: what was found in one object by one job, or what is wrong
/// with the policy of one bucket.
///
/// It never holds a value that was found, only where and how many.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Finding {
    /// The account whose resources these are, 12 digits.
    pub account_id: String,
    /// Whether a suppression rule put it aside.
    pub archived: bool,
    /// Sensitive data or policy.
    pub category: FindingCategory,
    /// What was found; absent in a policy finding.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub classification_details: Option<ClassificationDetails>,
    /// How often the finding itself occurred: 1 for sensitive data.
    pub count: u64,
    /// When it was made, RFC 3339 with milliseconds.
    pub created_at: String,
    /// What it is about, in a sentence.
    pub description: String,
    /// 32 lower-case hex digits.
    pub id: String,
    /// Such as `aws`.
    pub partition: String,
    /// What was done to the bucket and by whom; absent for sensitive data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_details: Option<PolicyDetails>,
    /// Such as `eu-west-1`.
    pub region: String,
    /// The bucket and the object.
    pub resources_affected: ResourcesAffected,
    /// Whether it is made up, to show what findings look like.
    pub sample: bool,
    /// [`SCHEMA_VERSION`].
    pub schema_version: String,
    /// How severe it is.
    pub severity: SeverityDoc,
    /// What it is about, in a few words.
    pub title: String,
    /// What kind of finding it is.
    #[serde(rename = "type")]
    pub kind: FindingType,
    /// When it last changed; equal to `created_at` for sensitive data.
    pub updated_at: String,
}

/// The severity of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeverityDoc {
    /// In a word.
    pub description: Severity,
    /// From 1 (low) to 3 (high).
    pub score: u8,
}

impl From<Severity> for SeverityDoc {
    fn from(severity: Severity) -> SeverityDoc {
        SeverityDoc {
            description: severity,
            score: severity.score(),
        }
    }
}

/// The two categories of findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FindingCategory {
    /// Sensitive data in an object.
    Classification,
    /// The policy or settings of a bucket.
    Policy,
}

macro_rules! finding_types {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $title:literal, $description:literal;)+) => {
        /// The types of findings.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum FindingType { $($(#[$doc])* #[serde(rename = $code)] $name),+ }

        impl FindingType {
            /// All types.
            pub const ALL: &[FindingType] = &[$(FindingType::$name),+];

            /// As findings write it.
            pub fn code(self) -> &'static str {
                match self { $(FindingType::$name => $code),+ }
            }

            /// The title of findings of this type.
            pub fn title(self) -> &'static str {
                match self { $(FindingType::$name => $title),+ }
            }

            /// The description of findings of this type: fixed, so that
            /// it never tells more than the type does.
            pub fn description(self) -> &'static str {
                match self { $(FindingType::$name => $description),+ }
            }
        }
    };
}

finding_types! {
    /// Only credentials.
    Credentials = "SensitiveData:S3Object/Credentials",
        "The S3 object contains credentials data",
        "The object contains keys, tokens or other credentials that may give access to systems or accounts.";
    /// Only financial information.
    Financial = "SensitiveData:S3Object/Financial",
        "The S3 object contains financial information",
        "The object contains financial information, such as numbers of bank accounts or payment cards.";
    /// Only personal information, health information included.
    Personal = "SensitiveData:S3Object/Personal",
        "The S3 object contains personal information",
        "The object contains personal information: data by which people can be identified, or data on their health.";
    /// Only text that custom identifiers match.
    CustomIdentifier = "SensitiveData:S3Object/CustomIdentifier",
        "The S3 object contains text that matches custom data identifier criteria",
        "The object contains text that one or more custom data identifiers match.";
    /// More than one of the above.
    Multiple = "SensitiveData:S3Object/Multiple",
        "The S3 object contains multiple categories of sensitive data",
        "The object contains more than one category of sensitive data.";
    /// All settings that block public access were switched off.
    BlockPublicAccessDisabled = "Policy:IAMUser/S3BlockPublicAccessDisabled",
        "Block Public Access settings are disabled for the S3 bucket",
        "All settings of the bucket that block public access were switched off.";
    /// The default encryption was reset.
    EncryptionDisabled = "Policy:IAMUser/S3BucketEncryptionDisabled",
        "Encryption is disabled for the S3 bucket",
        "The default encryption of the bucket was reset to what S3 does by itself.";
    /// Anyone was given access.
    Public = "Policy:IAMUser/S3BucketPublic",
        "The S3 bucket is publicly accessible",
        "The bucket was opened to anonymous users or to all authenticated identities.";
    /// Objects are copied to another organisation.
    ReplicatedExternally = "Policy:IAMUser/S3BucketReplicatedExternally",
        "The S3 bucket is replicated to an external account",
        "The bucket was set up to replicate its objects to an account outside the organization.";
    /// Another organisation was given access.
    SharedExternally = "Policy:IAMUser/S3BucketSharedExternally",
        "The S3 bucket is shared with an external account",
        "The bucket was opened to an account outside the organization.";
    /// CloudFront was given access.
    SharedWithCloudFront = "Policy:IAMUser/S3BucketSharedWithCloudFront",
        "The S3 bucket is shared with CloudFront",
        "The bucket was opened to an identity or a distribution of CloudFront.";
}

impl FindingType {
    /// The category of findings of this type.
    pub fn category(self) -> FindingCategory {
        if self.code().starts_with("Policy:") {
            FindingCategory::Policy
        } else {
            FindingCategory::Classification
        }
    }

    /// The severity of policy findings of this type, which is fixed; that of
    /// sensitive data follows from what was found.
    ///
    /// ```
    /// use tracie_finding::FindingType;
    /// use tracie_finding::detection::Severity;
    ///
    /// assert_eq!(FindingType::Public.fixed_severity(), Some(Severity::High));
    /// assert_eq!(FindingType::Personal.fixed_severity(), None);
    /// ```
    pub fn fixed_severity(self) -> Option<Severity> {
        match self {
            FindingType::BlockPublicAccessDisabled
            | FindingType::Public
            | FindingType::ReplicatedExternally
            | FindingType::SharedExternally => Some(Severity::High),
            FindingType::SharedWithCloudFront => Some(Severity::Medium),
            FindingType::EncryptionDisabled => Some(Severity::Low),
            FindingType::Credentials
            | FindingType::Financial
            | FindingType::Personal
            | FindingType::CustomIdentifier
            | FindingType::Multiple => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_written_as_their_codes() {
        for kind in FindingType::ALL {
            let written = serde_json::to_value(kind).expect("a string");
            assert_eq!(written, kind.code());
            assert_eq!(
                serde_json::from_value::<FindingType>(written).expect("the same"),
                *kind
            );
        }
    }

    #[test]
    fn five_types_are_about_data_and_six_about_policy() {
        let data = |kind: &&FindingType| kind.category() == FindingCategory::Classification;
        assert_eq!(FindingType::ALL.iter().filter(data).count(), 5);
        assert_eq!(FindingType::ALL.len(), 11);
    }

    #[test]
    fn descriptions_are_sentences_and_titles_are_not() {
        for kind in FindingType::ALL {
            assert!(kind.description().ends_with('.') && !kind.title().ends_with('.'));
        }
    }
}
