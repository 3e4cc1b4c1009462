//! What the operations work on.

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::Timestamp;
use serde_json::Value;
use tracie_finding::Finding;
use tracie_posture::JobDetails;
use tracie_scan::reveal::Availability;
use tracie_store::{Scoped, Store};

use crate::allow_list;
use crate::background::Background;
use crate::buckets::Buckets;
use crate::error::Error;
use crate::events::Target;
use crate::failure::Failure;
use crate::http::Gauge;
use crate::inventory::Inventory;
use crate::model::Operation;
use crate::operations::{Call, entry};
use crate::request::Request;
use crate::reveal::{self, Reveals};
use crate::scope::Scope;
use crate::suppression;

/// How a service is to be.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Settings {
    /// Where state is kept; in memory if there is none.
    pub store: Option<Store>,
    /// What may be looked at.
    pub buckets: Buckets,
    /// Where answers of the AWS CLI on how buckets are set up lie, as
    /// `Snapshot::read` of `tracie_posture` reads them; without it nothing is known.
    pub posture: Option<PathBuf>,
    /// Who is told of findings.
    pub targets: Vec<Target>,
}

/// All 81 operations, without HTTP.
#[derive(Debug)]
pub struct Service {
    store: Store,
    buckets: Buckets,
    inventory: Inventory,
    reveals: Reveals,
    background: Background,
    publishes: bool,
}

impl Service {
    /// Starts it: jobs that were under way go on.
    ///
    /// # Errors
    ///
    /// If the store fails.
    pub fn start(settings: Settings) -> Result<Self, Error> {
        let store = match settings.store {
            Some(store) => store,
            None => Store::in_memory()?,
        };
        let buckets = settings.buckets;
        let publishes = !settings.targets.is_empty();
        let background = Background::start(store.clone(), buckets.clone(), settings.targets);
        Ok(Self {
            store,
            inventory: Inventory::new(buckets.clone(), settings.posture),
            buckets,
            reveals: Reveals::default(),
            background,
            publishes,
        })
    }

    /// Ends what goes on in the background, and waits for it.
    pub fn stop(&self) {
        self.background.stop();
    }

    /// Answers a request.
    ///
    /// # Errors
    ///
    /// What the operation refuses with.
    pub fn call(&self, operation: &'static Operation, request: &Request) -> Result<Value, Failure> {
        let entry = entry(&operation.name).ok_or_else(|| {
            let name = &operation.name;
            Failure::invalid(format!("{name} is not supported by Tracie"))
        })?;
        let Scope { account, region } = &request.scope;
        let call = Call {
            service: self,
            operation: &operation.name,
            request,
            store: self.store.scope(account, region),
            now: Timestamp::now(),
        };
        if entry.session {
            call.session()?;
        }
        (entry.run)(&call)
    }
}

impl Service {
    /// Whether the store answers.
    pub(crate) fn is_healthy(&self) -> Result<(), Failure> {
        self.store.scopes()?;
        Ok(())
    }

    /// Values for `/metrics`.
    pub(crate) fn gauges(&self) -> Result<Vec<Gauge>, Failure> {
        Ok(Vec::new())
    }

    /// Macie was enabled for an account and region.
    pub(crate) fn session_began(&self, _scope: &Scope) {
        self.wake();
    }

    /// Something is to be done in the background.
    pub(crate) fn wake(&self) {
        self.background.wake();
    }

    /// What is in the buckets, and how they stand open.
    pub(crate) fn inventory(&self) -> &Inventory {
        &self.inventory
    }

    /// What jobs have to do with buckets, by their names.
    pub(crate) fn bucket_jobs(
        &self,
        _scope: &Scope,
    ) -> Result<BTreeMap<String, JobDetails>, Failure> {
        Ok(BTreeMap::new())
    }

    /// Whether there is such a bucket.
    pub(crate) fn has_bucket(&self, name: &str) -> bool {
        self.buckets.has(name)
    }

    /// Whether samples of a finding can be shown.
    pub(crate) fn revealable(&self, finding: &Finding) -> Availability {
        reveal::available(&self.buckets, finding)
    }

    /// Samples of a finding, or that they are being looked for.
    pub(crate) fn reveal(&self, store: &Scoped, finding: Finding) -> Result<Value, Failure> {
        self.reveals.answer(&self.buckets, store, finding)
    }

    /// Ends all jobs of an account and region.
    pub(crate) fn cancel_jobs(&self, _scope: &Scope) -> Result<(), Failure> {
        Ok(())
    }

    /// Whether discovery results can go to a bucket.
    pub(crate) fn check_results_bucket(&self, bucket: &str) -> Result<(), Failure> {
        if self.buckets.has(bucket) {
            return Ok(());
        }
        Err(Failure::invalid(
            "configuration.s3Destination.bucketName: is not one of the buckets that the server was \
             given; start it with --bucket NAME=DIR, or make a directory of that name below --dump",
        ))
    }

    /// Whether a job that is not over uses an allow list.
    pub(crate) fn is_used_by_a_job(&self, _scope: &Scope, _list: &str) -> Result<bool, Failure> {
        Ok(false)
    }

    /// Stores findings, archives those that a suppression rule matches, and
    /// publishes the others.
    pub(crate) fn keep_findings(
        &self,
        scope: &Scope,
        findings: Vec<Finding>,
    ) -> Result<(), Failure> {
        let store = self.store.scope(&scope.account, &scope.region);
        suppression::keep(&store, findings, self.publishes)?;
        self.wake();
        Ok(())
    }

    /// Whether an allow list can be used, as its `status`.
    pub(crate) fn allow_list_status(&self, name: &str, criteria: &Value) -> Value {
        allow_list::status(&self.buckets, name, criteria)
    }
}
