//! What jobs look for, from what is kept.

use tracie_identify::Detector;
use tracie_job::{IdentifierTrouble, Identifiers};
use tracie_store::Scoped;

use crate::buckets::Buckets;
use crate::detector::Wanted;

/// The custom identifiers and allow lists of an account and region.
#[derive(Debug)]
pub(crate) struct JobIdentifiers {
    pub(crate) store: Scoped,
    pub(crate) buckets: Buckets,
}

impl Identifiers for JobIdentifiers {
    fn detector(&self, wanted: &tracie_job::Wanted) -> Result<Detector, IdentifierTrouble> {
        let wanted = Wanted {
            managed: wanted.managed.clone(),
            customs: wanted.custom.iter().map(String::as_str).collect(),
            lists: wanted.allow_lists.iter().map(String::as_str).collect(),
        };
        let detector = wanted
            .detector(&self.store, &self.buckets)
            .map_err(|failure| IdentifierTrouble::Other(failure.message))?;
        detector.ok_or_else(|| IdentifierTrouble::Other("there is nothing to look for".into()))
    }
}
