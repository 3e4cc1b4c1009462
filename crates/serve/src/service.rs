//! What the operations work on.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;
use tracie_finding::Finding;
use tracie_job::{JobDescription, JobStatus, Jobs};
use tracie_posture::JobDetails;
use tracie_scan::reveal::Availability;
use tracie_store::{Criteria, Scoped, Store};

use crate::allow_list;
use crate::background::{Background, Parts};
use crate::buckets::Buckets;
use crate::error::Error;
use crate::events::{Audience, Courier, Target};
use crate::failure::Failure;
use crate::http::Gauge;
use crate::inventory::Inventory;
use crate::jobs;
use crate::model::Operation;
use crate::notices::Notices;
use crate::operations::{Call, entry};
use crate::owners::Owners;
use crate::request::Request;
use crate::reveal::{self, Reveals};
use crate::scope::Scope;
use crate::suppression;

/// How long after a run of a job failed it is tried again, at first.
const RETRY: Duration = Duration::from_secs(5);

/// How a service is to be.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Settings {
    /// Where state is kept; in memory if there is none.
    pub store: Option<Store>,
    /// What may be looked at, by every account as its own.
    pub buckets: Buckets,
    /// What only one account may look at, by the account.
    pub owned: BTreeMap<String, Buckets>,
    /// Where answers of the AWS CLI on how buckets are set up lie, as
    /// `Snapshot::read` of `tracie_posture` reads them; without it nothing is known.
    pub posture: Option<PathBuf>,
    /// Who is told of findings.
    pub targets: Vec<Target>,
    /// As whom targets that are services of AWS's are told; without it requests to
    /// them are not signed.
    pub credentials: Option<tracie_source::s3::Credentials>,
    /// Who hears of what goes wrong in the background.
    pub notices: Notices,
    /// How long after a run of a job failed it is tried again, at first; three times
    /// as long each time. Five seconds if there is none.
    pub retry: Option<Duration>,
}

/// All 81 operations, without HTTP.
#[derive(Debug)]
pub struct Service {
    store: Store,
    buckets: Owners,
    inventory: Inventory,
    reveals: Reveals,
    background: Background,
    audience: Audience,
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
        let buckets = Owners::new(settings.buckets, settings.owned);
        let audience = Audience::of(&settings.targets);
        let inventory = Inventory::new(buckets.clone(), settings.posture);
        let courier = Courier::new(
            settings.targets,
            settings.credentials,
            settings.notices.clone(),
        )?;
        let background = Background::start(Parts {
            store: store.clone(),
            buckets: buckets.clone(),
            inventory: inventory.clone(),
            audience: audience.clone(),
            courier,
            notices: settings.notices,
            retry: settings.retry.unwrap_or(RETRY),
        });
        Ok(Self {
            store,
            inventory,
            buckets,
            reveals: Reveals::default(),
            background,
            audience,
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
        let mut jobs: BTreeMap<&'static str, u64> = BTreeMap::new();
        let (mut findings, mut scopes) = (0, 0);
        for store in self.store.scopes()? {
            scopes += 1;
            for job in jobs::all(&jobs::jobs(&store))? {
                *jobs.entry(job.job_status.name()).or_default() += 1;
            }
            findings += store.read(|it| it.count_findings(&Criteria::default()))?;
        }
        let jobs = jobs.into_iter();
        let jobs = jobs.map(|(status, count)| (format!("{{status=\"{status}\"}}"), count));
        let one = |count| vec![(String::new(), count)];
        Ok(vec![
            ("tracie_jobs", "Jobs by status.", jobs.collect()),
            ("tracie_findings", "Findings that are kept.", one(findings)),
            ("tracie_scopes", "Accounts and regions.", one(scopes)),
        ])
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
        scope: &Scope,
    ) -> Result<BTreeMap<String, JobDetails>, Failure> {
        jobs::by_bucket(&self.jobs(scope), &self.inventory.postures(scope)?)
    }

    /// The jobs of an account and region.
    pub(crate) fn jobs(&self, scope: &Scope) -> Jobs {
        jobs::jobs(&self.store.scope(&scope.account, &scope.region))
    }

    /// The buckets that an account sees.
    fn buckets_of(&self, scope: &Scope) -> Buckets {
        self.buckets.of(&scope.account)
    }

    /// Whether there is such a bucket.
    pub(crate) fn has_bucket(&self, scope: &Scope, name: &str) -> bool {
        self.buckets_of(scope).has(name)
    }

    /// Whether samples of a finding can be shown.
    pub(crate) fn revealable(&self, scope: &Scope, finding: &Finding) -> Availability {
        reveal::available(&self.buckets_of(scope), finding)
    }

    /// Samples of a finding, or that they are being looked for.
    pub(crate) fn reveal(&self, store: &Scoped, finding: Finding) -> Result<Value, Failure> {
        let buckets = self.buckets.of(store.account());
        self.reveals.answer(&buckets, store, finding)
    }

    /// Ends all jobs of an account and region.
    pub(crate) fn cancel_jobs(&self, scope: &Scope) -> Result<(), Failure> {
        let jobs = self.jobs(scope);
        for job in jobs::all(&jobs)? {
            if !job.job_status.is_final() {
                jobs.update(&job.job_id, JobStatus::Cancelled, Timestamp::now())?;
            }
        }
        Ok(())
    }

    /// Whether discovery results can go to a bucket.
    pub(crate) fn check_results_bucket(&self, scope: &Scope, bucket: &str) -> Result<(), Failure> {
        if self.has_bucket(scope, bucket) {
            return Ok(());
        }
        Err(Failure::invalid(
            "configuration.s3Destination.bucketName: is not one of the buckets that the server was \
             given; start it with --bucket NAME=DIR or NAME=s3://BUCKET, or make a directory of that name below --dump",
        ))
    }

    /// Whether a job that is not over uses an allow list.
    pub(crate) fn is_used_by_a_job(&self, scope: &Scope, list: &str) -> Result<bool, Failure> {
        let jobs = jobs::all(&self.jobs(scope))?;
        let uses = |job: &JobDescription| job.allow_list_ids.iter().any(|it| it == list);
        Ok(jobs.iter().any(|it| !it.job_status.is_final() && uses(it)))
    }

    /// Stores findings, archives those that a suppression rule matches, and
    /// publishes the others.
    pub(crate) fn keep_findings(
        &self,
        scope: &Scope,
        findings: Vec<Finding>,
    ) -> Result<(), Failure> {
        let store = self.store.scope(&scope.account, &scope.region);
        suppression::keep(&store, findings, &self.audience)?;
        self.wake();
        Ok(())
    }

    /// Whether an allow list can be used, as its `status`.
    pub(crate) fn allow_list_status(&self, scope: &Scope, name: &str, criteria: &Value) -> Value {
        allow_list::status(&self.buckets_of(scope), name, criteria)
    }
}
