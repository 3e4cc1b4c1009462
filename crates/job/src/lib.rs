//! Classification jobs: their definition as Macie's API has it, which buckets
//! and objects they mean, running, pausing and resuming them.

mod bucket;
mod calendar;
mod clock;
mod criteria;
mod definition;
mod described;
mod error;
mod event;
mod invalid;
mod job;
mod local;
mod parse;
mod running;
mod sample;
mod scope;
mod search;
mod shape;
mod statistics;
mod status;
mod validate;

pub use crate::bucket::{BucketInfo, BucketTrouble, Buckets, SharedAccess, TroubleKind};
pub use crate::calendar::Calendar;
pub use crate::clock::{Clock, SystemClock};
pub use crate::definition::{
    BucketCriteria, BucketDefinition, Comparator, CriteriaBlock, Criterion, CriterionKey,
    DailySchedule, DayOfWeek, JobDefinition, JobType, MonthlySchedule, S3JobDefinition,
    ScheduleFrequency, ScopeBlock, ScopeKey, ScopeTerm, Scoping, Selector, SimpleCriterion,
    SimpleScopeTerm, TagCriterion, TagPair, TagScopeTerm, TagTarget, WeeklySchedule,
};
pub use crate::error::Error;
pub use crate::event::{AffectedResource, EventType, JobEvent, micros};
pub use crate::invalid::{Invalid, Refusal};
pub use crate::job::{
    Created, JobDescription, JobList, JobSummary, Jobs, LastRunErrorCode, LastRunErrorStatus,
    ListFilter, ListKey, ListRequest, ListSort, ListTerm, Statistics, UserPausedDetails,
};
pub use crate::local::Directories;
pub use crate::running::{
    Ended, Outlet, OutletError, RunInfo, RunOptions, RunProgress, RunReport, Runner, Stop,
};
pub use crate::sample::Sample;
pub use crate::scope::{Facts, Scope};
pub use crate::search::{IdentifierTrouble, Identifiers, Library, Wanted, identifier_set};
pub use crate::statistics::RunStatistics;
pub use crate::status::JobStatus;
