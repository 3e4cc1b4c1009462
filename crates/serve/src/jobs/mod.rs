//! Jobs: what runs them, on which buckets, with which identifiers.

mod buckets;
mod crew;
mod details;
mod identifiers;
mod outlet;

pub(crate) use crew::{Crew, Given, jobs};
pub(crate) use details::{all, by_bucket, none};
