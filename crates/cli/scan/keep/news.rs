//! What is new, against an earlier report.

use std::path::Path;

use tracie::finding::detection::ObjectResult;
use tracie::finding::{Context, Finding, assemble};
use tracie::store::Baseline;

use super::count;

/// Leaves out what a baseline knows, and counts it.
pub(super) struct News {
    baseline: Baseline,
    name: String,
    context: Context,
    known: u64,
}

impl News {
    pub(super) fn new(baseline: Baseline, path: &Path, context: &Context) -> News {
        News {
            baseline,
            name: path.display().to_string(),
            context: context.clone(),
            known: 0,
        }
    }

    /// An object without what is known of it; `None` if nothing is.
    pub(super) fn of(
        &mut self,
        result: &ObjectResult,
        finding: Option<&Finding>,
    ) -> Option<(ObjectResult, Option<Finding>)> {
        let finding = finding?;
        let news = self.baseline.news(result);
        if news.known == 0 {
            return None;
        }
        self.known += news.known;
        let left = assemble(&news.result, &self.context).map(|left| Finding {
            archived: finding.archived,
            created_at: finding.created_at.clone(),
            updated_at: finding.updated_at.clone(),
            ..left
        });
        Some((news.result, left))
    }

    pub(super) fn in_words(&self) -> String {
        let known = count(self.known, "detection is", "detections are");
        format!("{known} known from {} and left out", self.name)
    }
}
