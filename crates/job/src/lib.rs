//! Classification jobs: their definition as Macie's API has it, which buckets
//! and objects they mean, running, pausing and resuming them.

mod bucket;
mod calendar;
mod criteria;
mod definition;
mod invalid;
mod sample;
mod scope;
mod search;
mod shape;
mod validate;

pub use crate::bucket::{BucketInfo, BucketTrouble, Buckets, SharedAccess, TroubleKind};
pub use crate::calendar::Calendar;
pub use crate::definition::{
    BucketCriteria, BucketDefinition, Comparator, CriteriaBlock, Criterion, CriterionKey,
    DailySchedule, DayOfWeek, JobDefinition, JobType, MonthlySchedule, S3JobDefinition,
    ScheduleFrequency, ScopeBlock, ScopeKey, ScopeTerm, Scoping, Selector, SimpleCriterion,
    SimpleScopeTerm, TagCriterion, TagPair, TagScopeTerm, TagTarget, WeeklySchedule,
};
pub use crate::invalid::{Invalid, Refusal};
pub use crate::sample::Sample;
pub use crate::scope::{Facts, Scope};
pub use crate::search::{IdentifierTrouble, Identifiers, Library, Wanted};
