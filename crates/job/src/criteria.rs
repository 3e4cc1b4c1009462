//! Which buckets criteria mean.

use tracie_finding::resources::{EffectivePermission, Tag};

use tracie_posture::SharedAccess;

use crate::bucket::BucketInfo;
use crate::definition::{
    BucketCriteria, Comparator, CriteriaBlock, Criterion, CriterionKey, SimpleCriterion, TagPair,
};

impl BucketCriteria {
    /// Whether a bucket is meant. `account` is the owner of buckets of which
    /// the owner is not known.
    ///
    /// ```
    /// use tracie_job::{BucketCriteria, BucketInfo};
    ///
    /// let criteria: BucketCriteria = serde_json::from_str(r#"{"excludes": {"and": [
    ///     {"simpleCriterion": {"comparator": "EQ", "key": "S3_BUCKET_NAME", "values": ["logs"]}}
    /// ]}}"#)?;
    /// assert!(criteria.mean(&BucketInfo::named("exports"), "111122223333"));
    /// assert!(!criteria.mean(&BucketInfo::named("logs"), "111122223333"));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn mean(&self, bucket: &BucketInfo, account: &str) -> bool {
        let all = |block: &CriteriaBlock| block.and.iter().all(|it| it.holds(bucket, account));
        let included = self.includes.as_ref().is_none_or(all);
        let excluded = self
            .excludes
            .as_ref()
            .is_some_and(|it| !it.and.is_empty() && all(it));
        included && !excluded
    }
}

impl Criterion {
    fn holds(&self, bucket: &BucketInfo, account: &str) -> bool {
        let simple = self
            .simple_criterion
            .iter()
            .all(|it| it.holds(bucket, account));
        let tags = self.tag_criterion.iter().all(|it| {
            let any = it.tag_values.iter().any(|pair| pair.is_among(&bucket.tags));
            any == (it.comparator != Comparator::Ne)
        });
        simple && tags
    }
}

impl SimpleCriterion {
    fn holds(&self, bucket: &BucketInfo, account: &str) -> bool {
        let value = match self.key {
            CriterionKey::AccountId => bucket.account_id.as_deref().unwrap_or(account),
            CriterionKey::BucketName => &bucket.name,
            CriterionKey::EffectivePermission => match bucket.effective_permission {
                EffectivePermission::Public => "PUBLIC",
                EffectivePermission::NotPublic => "NOT_PUBLIC",
                EffectivePermission::Unknown => "UNKNOWN",
            },
            CriterionKey::SharedAccess => match bucket.shared_access {
                SharedAccess::External => "EXTERNAL",
                SharedAccess::Internal => "INTERNAL",
                SharedAccess::NotShared => "NOT_SHARED",
                SharedAccess::Unknown => "UNKNOWN",
            },
        };
        let any = self.values.iter().any(|it| it == value);
        any == (self.comparator != Comparator::Ne)
    }
}

impl TagPair {
    /// Whether one of these tags is meant.
    pub(crate) fn is_among(&self, tags: &[Tag]) -> bool {
        let fits = |wanted: &Option<String>, value: &str| match wanted.as_deref() {
            None | Some("") => true,
            Some(wanted) => wanted == value,
        };
        tags.iter()
            .any(|tag| fits(&self.key, &tag.key) && fits(&self.value, &tag.value))
    }
}
