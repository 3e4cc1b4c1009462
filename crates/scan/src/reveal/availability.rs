//! Whether samples can be shown.

use tracie_finding::Finding;
use tracie_finding::classification::ClassificationResult;
use tracie_finding::finding::FindingCategory;
use tracie_finding::mime;
use tracie_finding::occurrences::Occurrences;
use tracie_source::Object;

use super::RevealError;

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident = $code:literal),+ $(,)?) => {
        /// Why samples cannot be shown: Macie's codes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum UnavailabilityReason { $($(#[$doc])* $name),+ }

        impl UnavailabilityReason {
            /// All reasons.
            pub const ALL: &[UnavailabilityReason] = &[$(UnavailabilityReason::$name),+];

            /// Macie's code.
            pub fn code(self) -> &'static str {
                match self { $(UnavailabilityReason::$name => $code),+ }
            }
        }
    };
}

reasons! {
    /// The object is too large.
    ObjectExceedsSizeQuota = "OBJECT_EXCEEDS_SIZE_QUOTA",
    /// No samples are shown from objects of its type.
    UnsupportedObjectType = "UNSUPPORTED_OBJECT_TYPE",
    /// The finding is not about sensitive data.
    UnsupportedFindingType = "UNSUPPORTED_FINDING_TYPE",
    /// The finding does not say where, or not of what state of the object.
    InvalidClassificationResult = "INVALID_CLASSIFICATION_RESULT",
    /// The object is not there, cannot be read, or is another than it was.
    ObjectUnavailable = "OBJECT_UNAVAILABLE",
    /// Never said here: AWS Organizations has no part in it.
    AccountNotInOrganization = "ACCOUNT_NOT_IN_ORGANIZATION",
    /// Never said here: AWS Organizations has no part in it.
    MissingGetMemberPermission = "MISSING_GET_MEMBER_PERMISSION",
    /// Never said here: no role is assumed.
    RoleTooPermissive = "ROLE_TOO_PERMISSIVE",
    /// Never said here: no role is assumed.
    MemberRoleTooPermissive = "MEMBER_ROLE_TOO_PERMISSIVE",
    /// Never said here: results are not signed.
    InvalidResultSignature = "INVALID_RESULT_SIGNATURE",
    /// Never said here: results are not signed.
    ResultNotSigned = "RESULT_NOT_SIGNED",
}

/// From which objects samples are shown. The default is from all that have
/// places, of any size.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RevealLimits {
    macie: bool,
    pub(super) extract: tracie_extract::Limits,
}

/// The types that Macie shows samples from, and how large objects may be, in
/// MB.
const OF_MACIE: [(&str, u64); 9] = [
    (mime::AVRO, 70),
    (mime::PARQUET, 100),
    (mime::CSV, 255),
    (mime::GZIP, 90),
    (mime::JSON, 25),
    (mime::XLSX, 20),
    (mime::PLAIN, 100),
    (mime::TSV, 75),
    (mime::ZIP, 355),
];

impl RevealLimits {
    /// Those of Macie: no PDF, Word, mail, old Excel or tar, and nothing larger
    /// than its quota.
    pub fn macie() -> RevealLimits {
        RevealLimits {
            macie: true,
            ..RevealLimits::default()
        }
    }

    /// Reads objects within these limits, and with their passwords: those of
    /// the scan that made the finding.
    #[must_use]
    pub fn extract(mut self, limits: tracie_extract::Limits) -> RevealLimits {
        self.extract = limits;
        self
    }

    fn check(&self, mime_type: &str, size: u64) -> Result<(), RevealError> {
        if !self.macie {
            return Ok(());
        }
        let Some((_, most)) = OF_MACIE.iter().find(|it| it.0 == mime_type) else {
            let what = format!("Macie shows no samples from objects of the type {mime_type}");
            return Err(RevealError::new(
                UnavailabilityReason::UnsupportedObjectType,
                what,
            ));
        };
        if size > most * 1_000_000 {
            let what = format!("Macie shows samples from {mime_type} up to {most} MB");
            return Err(RevealError::new(
                UnavailabilityReason::ObjectExceedsSizeQuota,
                what,
            ));
        }
        Ok(())
    }
}

/// Whether samples can be shown, as GetSensitiveDataOccurrencesAvailability
/// answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Availability {
    /// Why not; empty if they can.
    pub reasons: Vec<UnavailabilityReason>,
}

impl Availability {
    /// `AVAILABLE` or `UNAVAILABLE`.
    pub fn code(&self) -> &'static str {
        match self.reasons.is_empty() {
            true => "AVAILABLE",
            false => "UNAVAILABLE",
        }
    }
}

/// Whether samples of what a finding is about can be shown from its object,
/// which is read to see that it is the same still; `None` if there is none.
///
/// ```
/// use tracie_scan::reveal::{RevealLimits, UnavailabilityReason, availability};
/// # use tracie_finding::{Context, detection::*};
/// # let identifier = IdentifierInfo {
/// #     id: "NAME".into(),
/// #     origin: Origin::Managed(Category::Personal),
/// #     severity: vec![(1, Severity::Low)],
/// # };
/// # let result = ObjectResult {
/// #     object: ObjectMeta {
/// #         bucket: "acme".into(), key: "a.docx".into(), size: 1, last_modified: String::new(),
/// #         etag: "0".into(), storage_class: "STANDARD".into(),
/// #         attributes: Default::default(),
/// #     },
/// #     status: Status::Complete, remark: None, mime_type: "application/pdf".into(),
/// #     size_classified: 1, members: vec![],
/// #     detections: vec![Detection { identifier: identifier.into(), count: 1, occurrences: vec![] }],
/// # };
/// # let context = Context::new("2024-05-03T09:12:44.517Z".parse()?);
/// # let finding = tracie_finding::assemble(&result, &context).expect("a finding");
/// // A finding that does not say where.
/// let answer = availability(&finding, None, &RevealLimits::default());
/// assert_eq!(answer.code(), "UNAVAILABLE");
/// assert_eq!(answer.reasons, [UnavailabilityReason::InvalidClassificationResult]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn availability(
    finding: &Finding,
    object: Option<&Object>,
    limits: &RevealLimits,
) -> Availability {
    let reasons = match check(finding, object, limits) {
        Ok(()) => Vec::new(),
        Err(error) => vec![error.reason],
    };
    Availability { reasons }
}

/// Whether samples can be shown, and if not, why.
pub(super) fn check(
    finding: &Finding,
    object: Option<&Object>,
    limits: &RevealLimits,
) -> Result<(), RevealError> {
    let details = finding.classification_details.as_ref();
    let stored = finding.resources_affected.s3_object.as_ref();
    let (FindingCategory::Classification, Some(details), Some(stored)) =
        (finding.category, details, stored)
    else {
        let what = "it is not a finding of sensitive data: there are no samples";
        return Err(RevealError::new(
            UnavailabilityReason::UnsupportedFindingType,
            what,
        ));
    };
    limits.check(&details.result.mime_type, stored.size)?;
    if !is_located(&details.result) && !may_be_located(&details.result.mime_type) {
        let what = format!(
            "the finding does not say where: objects of the type {} have no places",
            details.result.mime_type
        );
        return Err(RevealError::new(
            UnavailabilityReason::InvalidClassificationResult,
            what,
        ));
    }
    if stored.e_tag.is_empty() {
        let what = "the finding has no eTag by which to tell whether the object is the same still";
        return Err(RevealError::new(
            UnavailabilityReason::InvalidClassificationResult,
            what,
        ));
    }
    match object {
        Some(object) => unchanged(finding, object),
        None => Err(unavailable("its object is not there")),
    }
}

/// Whether the object is the one that the finding is about, by its eTag.
pub(super) fn unchanged(finding: &Finding, object: &Object) -> Result<(), RevealError> {
    let stored = finding.resources_affected.s3_object.as_ref();
    let known = stored.map(|it| it.e_tag.as_str()).unwrap_or_default();
    let body = object
        .open()
        .map_err(|it| unavailable(&format!("its object: {}", it.remark)))?;
    let now = match body.version() {
        Some(version) => object.etag_of(version),
        // A store says it, and hands out only what has it.
        None => object.known_etag.clone(),
    };
    match now {
        Some(now) if now == known => Ok(()),
        Some(_) => Err(unavailable(
            "its object has changed since: scan it again, and ask for the new finding",
        )),
        None => Err(unavailable("its object cannot be read again")),
    }
}

pub(super) fn unavailable(what: &str) -> RevealError {
    RevealError::new(UnavailabilityReason::ObjectUnavailable, what)
}

/// Whether the finding says where at least one occurrence is.
fn is_located(result: &ClassificationResult) -> bool {
    let managed = result.sensitive_data.iter().flat_map(|it| &it.detections);
    let managed = managed.map(|it| &it.occurrences);
    let custom = result.custom_data_identifiers.detections.iter();
    let mut all = managed.chain(custom.map(|it| &it.occurrences)).flatten();
    all.any(|it: &Occurrences| !it.is_empty())
}

/// Whether places are in the discovery result and not in the finding: those in
/// the members of archives.
pub(super) fn may_be_located(mime_type: &str) -> bool {
    const ARCHIVES: [&str; 7] = [
        mime::BZIP2,
        mime::GZIP,
        mime::LZMA,
        mime::TAR,
        mime::XZ,
        mime::ZIP,
        mime::ZSTD,
    ];
    ARCHIVES.contains(&mime_type)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_eleven_reasons() {
        let codes: std::collections::BTreeSet<&str> = UnavailabilityReason::ALL
            .iter()
            .map(|it| it.code())
            .collect();
        assert_eq!(codes.len(), 11);
    }

    #[test]
    fn macie_shows_some_types_up_to_a_size() {
        use UnavailabilityReason::{ObjectExceedsSizeQuota, UnsupportedObjectType};
        for (mime_type, size, expected) in [
            (mime::CSV, 255_000_000, None),
            (mime::CSV, 255_000_001, Some(ObjectExceedsSizeQuota)),
            (mime::JSON, 25_000_001, Some(ObjectExceedsSizeQuota)),
            (mime::PDF, 1, Some(UnsupportedObjectType)),
            (mime::TAR, 1, Some(UnsupportedObjectType)),
            (mime::DOCX, 1, Some(UnsupportedObjectType)),
        ] {
            let refused = RevealLimits::macie().check(mime_type, size).err();
            assert_eq!(refused.map(|it| it.reason), expected, "{mime_type} {size}");
            assert_eq!(RevealLimits::default().check(mime_type, size), Ok(()));
        }
    }
}
