//! Which buckets, whose, and when.

use std::path::{Path, PathBuf};

use clap::Args;
use jiff::Timestamp;
use tracie::finding::timestamp::rfc3339_ms;
use tracie::posture::{BucketMetadata, Organization, Posture, Snapshot};
#[cfg(feature = "s3")]
use tracie::setup;

use crate::bucket_store::{self, S3Args};
use crate::scan::time_of_run;
use crate::written::{account_id, time};

/// Whose buckets they are.
#[derive(Debug, Args)]
pub(crate) struct OwnerArgs {
    /// The account of buckets of which the configuration does not say, 12 digits
    #[arg(long, value_name = "ID", value_parser = account_id)]
    account_id: Option<String>,

    /// Who is in the organization besides the buckets' own accounts: accounts (12 digits), the id of
    /// the organization (o-…), canonical user ids (64 hex digits); may be repeated
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    organization: Vec<String>,

    /// When the configuration was taken, such as 2025-01-01T00:00:00Z
    /// [default: the seconds in SOURCE_DATE_EPOCH, or now]
    #[arg(long, value_name = "TIME", value_parser = time)]
    taken_at: Option<Timestamp>,
}

/// One snapshot of buckets.
#[derive(Debug, Args)]
pub(crate) struct SourceArgs {
    /// A folder of configuration, a snapshot of AWS Config, or s3://BUCKET, which is asked itself;
    /// `tracie buckets --help` has the layout
    #[arg(value_name = "CONFIGURATION")]
    source: PathBuf,

    /// The region in which S3 is asked first
    #[arg(long, value_name = "NAME")]
    region: Option<String>,

    #[command(flatten)]
    store: S3Args,

    #[command(flatten)]
    pub(crate) owner: OwnerArgs,
}

impl OwnerArgs {
    pub(crate) fn organization(&self) -> anyhow::Result<Organization> {
        let members = self.organization.iter().chain(&self.account_id);
        Ok(Organization::parse(members.map(String::as_str))?)
    }

    /// The account, if it was said.
    pub(crate) fn account(&self) -> Option<&str> {
        self.account_id.as_deref()
    }

    fn taken_at(&self) -> anyhow::Result<Timestamp> {
        self.taken_at.map_or_else(time_of_run, Ok)
    }

    pub(crate) fn read(&self, path: &Path) -> anyhow::Result<Snapshot> {
        let mut snapshot = Snapshot::read(path, self.taken_at()?)?;
        if self.account_id.is_some() {
            snapshot.account_id.clone_from(&self.account_id);
        }
        Ok(snapshot)
    }
}

impl SourceArgs {
    /// The buckets with how they stand open, and as the API shows them.
    pub(crate) fn buckets(&self) -> anyhow::Result<Vec<(Posture, BucketMetadata)>> {
        let snapshot = match self.source.to_str().and_then(bucket_store::parse) {
            Some((bucket, _)) => self.ask(bucket)?,
            None => self.owner.read(&self.source)?,
        };
        let updated = rfc3339_ms(snapshot.taken_at);
        let postures = snapshot.postures(&self.owner.organization()?).into_iter();
        let buckets = postures.map(|posture| {
            let inventory = snapshot.inventories.get(&posture.config.name).cloned();
            let metadata = posture.metadata(inventory, &updated);
            (posture, metadata)
        });
        Ok(buckets.collect())
    }

    /// Asks a bucket itself.
    #[cfg(feature = "s3")]
    fn ask(&self, bucket: &str) -> anyhow::Result<Snapshot> {
        let client = self.store.client(self.region.as_deref())?;
        let mut asked = setup::ask(&client, &[bucket], self.owner.taken_at()?);
        if let Some(error) = asked.failed.remove(bucket) {
            return Err(error.into());
        }
        if let Some(account) = self.owner.account() {
            asked.snapshot.account_id = Some(account.to_owned());
        }
        Ok(asked.snapshot)
    }

    #[cfg(not(feature = "s3"))]
    fn ask(&self, _bucket: &str) -> anyhow::Result<Snapshot> {
        let _ = (&self.store, &self.region);
        anyhow::bail!(bucket_store::WITHOUT)
    }
}
