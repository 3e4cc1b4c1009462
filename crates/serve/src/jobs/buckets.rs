//! The buckets that jobs look at.

use tracie_job::{BucketInfo, BucketTrouble, TroubleKind};
use tracie_posture::Posture;
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
        Ok(postures.iter().map(info).collect())
    }

    fn bucket(&self, name: &str) -> Result<BucketInfo, BucketTrouble> {
        let all = self.all()?;
        all.into_iter()
            .find(|it| it.name == name)
            .ok_or_else(|| missing(name))
    }

    fn open(&self, name: &str) -> Result<Box<dyn Source>, BucketTrouble> {
        let source = self.buckets.source(name).ok_or_else(|| missing(name))?;
        Ok(source)
    }
}

/// What a job needs to know of a bucket.
pub(crate) fn info(posture: &Posture) -> BucketInfo {
    let mut info = BucketInfo::named(&*posture.config.name);
    // The account is whoever asks: jobs of seeds and examples name any.
    info.region = posture.config.region.get().cloned();
    info.effective_permission = posture.public_access.effective_permission;
    info.shared_access = posture.shared_access;
    info.tags = posture.config.tags.get().cloned().unwrap_or_default();
    info.resource = Some(posture.resource());
    info
}

fn missing(name: &str) -> BucketTrouble {
    BucketTrouble::new(
        TroubleKind::DoesNotExist,
        format!("the server was given no bucket {name}: start it with --bucket {name}=DIR"),
    )
}
