//! The buckets that jobs look at.

use tracie_job::{BucketInfo, BucketTrouble, TroubleKind};
use tracie_source::Source;

use crate::buckets::Buckets;
use crate::inventory::Inventory;
use crate::scope::Scope;

/// The buckets that were given, as an account in a region sees them.
#[derive(Debug)]
pub(crate) struct JobBuckets {
    pub(crate) buckets: Buckets,
    pub(crate) inventory: Inventory,
    pub(crate) scope: Scope,
}

impl tracie_job::Buckets for JobBuckets {
    fn all(&self) -> Result<Vec<BucketInfo>, BucketTrouble> {
        let postures = self.inventory.postures(&self.scope).map_err(|failure| {
            BucketTrouble::new(TroubleKind::AccountAccessDenied, failure.message)
        })?;
        Ok(postures.iter().map(BucketInfo::of).collect())
    }

    fn bucket(&self, name: &str) -> Result<BucketInfo, BucketTrouble> {
        let all = self.all()?;
        all.into_iter()
            .find(|it| it.name == name)
            .ok_or_else(|| missing(name))
    }

    fn open(&self, name: &str) -> Result<Box<dyn Source>, BucketTrouble> {
        let place = self.buckets.place(name).ok_or_else(|| missing(name))?;
        Ok(place.source(name)?)
    }

    fn open_with_tags(&self, name: &str) -> Result<Box<dyn Source>, BucketTrouble> {
        let place = self.buckets.place(name).ok_or_else(|| missing(name))?;
        Ok(place.source_with_tags(name)?)
    }
}

fn missing(name: &str) -> BucketTrouble {
    BucketTrouble::new(
        TroubleKind::DoesNotExist,
        format!(
            "the server was given no bucket {name}: start it with --bucket {name}=DIR or {name}=s3://{name}"
        ),
    )
}
