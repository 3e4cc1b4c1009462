//! What a finding says was found, identifier by identifier.

use std::cmp::Reverse;

use tracie_finding::Finding;
use tracie_finding::classification::ClassificationResult;
use tracie_finding::detection::{Category, Detection, ObjectResult, Origin, Severity};
use tracie_finding::occurrences::Occurrences;
use tracie_finding::place::Place;

/// What stands for the category of custom identifiers.
pub(crate) const CUSTOM: &str = "CUSTOM_IDENTIFIER";

/// What one identifier found in an object.
pub(crate) struct Detected<'a> {
    /// Macie's id, or the name of a custom identifier.
    pub(crate) identifier: &'a str,
    /// The category of a managed identifier; none of a custom one.
    pub(crate) category: Option<Category>,
    /// What tells it from others: the UUID of a custom identifier, whose name
    /// another may have too.
    pub(crate) identity: &'a str,
    /// All occurrences, located or not.
    pub(crate) count: u64,
    /// On its own count.
    pub(crate) severity: Severity,
    occurrences: Option<&'a Occurrences>,
}

/// What a finding says was found, the most severe first. Only the result of
/// the object tells the severity of each; without it, it is the finding's.
pub(crate) fn detected<'a>(
    finding: &'a Finding,
    result: Option<&ObjectResult>,
) -> Vec<Detected<'a>> {
    let Some(details) = &finding.classification_details else {
        return Vec::new();
    };
    let mut all = listed(&details.result, finding.severity.description);
    if let Some(result) = result {
        for one in &mut all {
            one.severity = severity_in(result, one).unwrap_or(one.severity);
        }
    }
    all.sort_by_key(|it| Reverse((it.severity, it.count)));
    all
}

fn listed(found: &ClassificationResult, severity: Severity) -> Vec<Detected<'_>> {
    let managed = found.sensitive_data.iter().flat_map(|data| {
        data.detections.iter().map(move |it| Detected {
            identifier: &it.kind,
            category: Some(data.category),
            identity: &it.kind,
            count: it.count,
            severity,
            occurrences: it.occurrences.as_ref(),
        })
    });
    let custom = &found.custom_data_identifiers.detections;
    let custom = custom.iter().map(|it| Detected {
        identifier: &it.name,
        category: None,
        identity: &it.arn,
        count: it.count,
        severity,
        occurrences: it.occurrences.as_ref(),
    });
    managed.chain(custom).collect()
}

fn severity_in(result: &ObjectResult, one: &Detected<'_>) -> Option<Severity> {
    let same = |it: &&Detection| match &it.identifier.origin {
        Origin::Managed(_) => one.category.is_some() && it.identifier.id == one.identity,
        Origin::Custom(uuid) => one.category.is_none() && uuid == one.identity,
    };
    result.detections.iter().find(same)?.severity()
}

impl Detected<'_> {
    /// The places that the finding has of it.
    pub(crate) fn places(&self) -> impl Iterator<Item = Place> {
        self.occurrences.into_iter().flat_map(Occurrences::places)
    }

    /// Macie's code for the category.
    pub(crate) fn category_code(&self) -> &'static str {
        match self.category {
            Some(Category::Credentials) => "CREDENTIALS",
            Some(Category::Financial) => "FINANCIAL_INFORMATION",
            Some(Category::Personal) => "PERSONAL_INFORMATION",
            None => CUSTOM,
        }
    }
}
