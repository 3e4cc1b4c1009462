//! Where what jobs find goes besides the store: suppression rules, discovery results,
//! and whoever hears of findings.

use std::mem;

use jiff::Timestamp;
use tracie_finding::Finding;
use tracie_finding::context::ResultsBucket;
use tracie_finding::detection::ObjectResult;
use tracie_job::{Outlet, OutletError, RunInfo, RunStatistics};
use tracie_report::ResultsWriter;
use tracie_store::{Put, Scoped};

use crate::buckets::Buckets;
use crate::events::{Audience, queue};
use crate::failure::Failure;
use crate::operations::configurations::EXPORT;
use crate::suppression::Rules;

/// Discovery results have nowhere to go.
#[derive(Debug, thiserror::Error)]
#[error(
    "The bucket of discovery results, {0}, is not there: bring it back, or name another one by \
     put-classification-export-configuration."
)]
pub(super) struct NoResultsBucket(pub(super) String);

/// The outlet of one run.
pub(super) struct JobOutlet {
    store: Scoped,
    buckets: Buckets,
    results: Option<ResultsBucket>,
    rules: Rules,
    audience: Audience,
    writer: Option<ResultsWriter>,
    /// Findings that others are to hear of.
    news: Vec<Finding>,
}

impl JobOutlet {
    /// By the settings as they are now.
    pub(super) fn open(
        store: Scoped,
        buckets: Buckets,
        audience: Audience,
    ) -> Result<Self, Failure> {
        let (rules, export) = store.read(|it| {
            let rules = Rules::of(it)?;
            Ok::<_, Failure>((rules, it.setting(EXPORT)?))
        })?;
        let destination = export.as_ref().and_then(|it| it.get("s3Destination"));
        let results = destination.and_then(|it| {
            let prefix = it["keyPrefix"].as_str().unwrap_or_default();
            Some(ResultsBucket {
                name: it["bucketName"].as_str()?.to_owned(),
                prefix: prefix.trim_matches('/').to_owned(),
            })
        });
        Ok(Self {
            store,
            buckets,
            results,
            rules,
            audience,
            writer: None,
            news: Vec::new(),
        })
    }

    /// The bucket of discovery results.
    pub(super) fn results(&self) -> Option<ResultsBucket> {
        self.results.clone()
    }
}

impl Outlet for JobOutlet {
    fn begin(&mut self, run: &RunInfo<'_>) -> Result<(), OutletError> {
        let Some(results) = &self.results else {
            return Ok(());
        };
        let place = self
            .buckets
            .place(&results.name)
            .ok_or_else(|| NoResultsBucket(results.name.clone()))?;
        self.writer = Some(place.results(&results.prefix, run.context.clone()));
        Ok(())
    }

    fn amend(&mut self, finding: &mut Finding) {
        finding.archived |= self.rules.archive(finding);
    }

    fn object(
        &mut self,
        result: &ObjectResult,
        finding: Option<&Finding>,
    ) -> Result<(), OutletError> {
        if let Some(writer) = &mut self.writer {
            writer.add(result)?;
        }
        if let Some(finding) = finding.filter(|it| !self.audience.is_empty() && !it.archived) {
            self.news.push(finding.clone());
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), OutletError> {
        if let Some(writer) = &mut self.writer {
            writer.flush()?;
        }
        let news = mem::take(&mut self.news);
        if news.is_empty() {
            return Ok(());
        }
        let now_ms = Timestamp::now().as_millisecond();
        self.store.write(|it| {
            for finding in &news {
                queue(it, &self.audience, finding, Put::Added, now_ms)?;
            }
            Ok::<_, Failure>(())
        })?;
        Ok(())
    }

    fn end(&mut self, _statistics: &RunStatistics) -> Result<(), OutletError> {
        if let Some(writer) = self.writer.take() {
            writer.finish()?;
        }
        Ok(())
    }
}
