//! Suppression rules: findings filters whose action is ARCHIVE.

use jiff::Timestamp;
use tracie_finding::Finding;
use tracie_store::{Reading, Scoped, Suppression};

use crate::events::{Audience, queue};
use crate::failure::Failure;

/// Stores findings, and notes down that they are to be told of; those that a rule is
/// about go to the archive, and nobody hears of them.
pub(crate) fn keep(
    store: &Scoped,
    findings: Vec<Finding>,
    audience: &Audience,
) -> Result<(), Failure> {
    let now_ms = Timestamp::now().as_millisecond();
    store.write(|it| {
        let rules = Rules::of(it)?;
        for mut finding in findings {
            finding.archived |= rules.archive(&finding);
            let put = it.put_finding(&finding)?;
            queue(it, audience, &finding, put, now_ms)?;
        }
        Ok(())
    })
}

/// The rules of an account and region, also those that `tracie suppress` and
/// `tracie scan --suppress` have put beside the findings.
pub(crate) struct Rules(Suppression);

impl Rules {
    /// The rules as they are now.
    pub(crate) fn of(from: &Reading<'_>) -> Result<Self, Failure> {
        Ok(Self(Suppression::kept(from)?))
    }

    /// Whether one of the rules is about a finding.
    pub(crate) fn archive(&self, finding: &Finding) -> bool {
        let now_ms = Timestamp::now().as_millisecond();
        self.0.rule_for(finding, now_ms).is_some()
    }
}
