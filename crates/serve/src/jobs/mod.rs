//! Jobs: what runs them, on which buckets, with which identifiers.

mod buckets;
mod details;
mod identifiers;

pub(crate) use buckets::JobBuckets;
pub(crate) use details::by_bucket;
pub(crate) use identifiers::JobIdentifiers;
