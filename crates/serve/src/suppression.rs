//! Suppression rules: findings filters whose action is ARCHIVE.

use jiff::Timestamp;
use tracie_finding::Finding;
use tracie_store::{Criteria, Page, Reading, Scoped};

use crate::events::queue;
use crate::failure::Failure;

/// Stores findings, and notes down that they are to be told of; those that a rule is
/// about go to the archive, and nobody hears of them.
pub(crate) fn keep(store: &Scoped, findings: Vec<Finding>, publish: bool) -> Result<(), Failure> {
    let now_ms = Timestamp::now().as_millisecond();
    store.write(|it| {
        let rules = Rules::of(it)?;
        for mut finding in findings {
            finding.archived |= rules.archive(&finding);
            let put = it.put_finding(&finding)?;
            if publish {
                queue(it, &finding, put, now_ms)?;
            }
        }
        Ok(())
    })
}

/// The rules of an account and region.
pub(crate) struct Rules(Vec<Criteria>);

impl Rules {
    /// The rules as they are now.
    pub(crate) fn of(from: &Reading<'_>) -> Result<Self, Failure> {
        let filters = from.filters(&Page::all(), |it| it.action == "ARCHIVE")?;
        let criteria = filters
            .items
            .iter()
            // They were checked when they were made.
            .filter_map(|it| Criteria::from_json(&it.document["findingCriteria"]).ok());
        Ok(Self(criteria.collect()))
    }

    /// Whether one of the rules is about a finding.
    pub(crate) fn archive(&self, finding: &Finding) -> bool {
        self.0.iter().any(|criteria| criteria.matches(finding))
    }
}
