//! Classification jobs: their definition as Macie's API has it, which buckets
//! and objects they mean, running, pausing and resuming them.
//!
//! A [`JobDefinition`] is the JSON of CreateClassificationJob. [`Jobs`] are those
//! of an account in a region, as a store has them: created, described, listed,
//! updated, and begun by their schedules when somebody calls
//! [`tick`](Jobs::tick). A [`Runner`] runs one: over [`Buckets`], of which
//! [`Directories`] are some, and with the feature `s3` the buckets of a store, for what [`Identifiers`] say, and with an
//! [`Outlet`] for what its results are needed for besides the store.
//!
//! # What Macie does not say
//!
//! Where Macie's documentation leaves something open, this is what is done:
//!
//! | question | answer |
//! |---|---|
//! | when on a day a scheduled run is due | at midnight in UTC, unless the [`Calendar`] says otherwise; runs that were missed are made up for by one |
//! | NE with several values | none of them |
//! | `excludes` of a job list | a job is left out if one of its conditions holds |
//! | objects of which a property is not known | are not kept out by it; tags that nobody asked for count as none, and are counted |
//! | sizes of files in archives | conditions on sizes hold for them too, at whatever depth; an archive within an archive goes by what is in it |
//! | what "changed since the last run" means | another size, time or eTag than the job's ledger has |
//! | objects that Macie cannot classify by extension | are looked at: their content decides |
//! | a job whose allow list is not there | does not run, unless [`Library::lists_optional`] |
//! | `jobImminentExpirationHealthEventArn` | always null: nobody sends AWS Health events here |

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
#[cfg(feature = "s3")]
mod remote;
mod running;
mod sample;
mod scope;
mod search;
mod shape;
mod statistics;
mod status;
mod validate;

pub use crate::bucket::{BucketInfo, BucketTrouble, Buckets, TroubleKind};
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
    ListFilter, ListKey, ListRequest, ListSort, ListTerm, RunFailure, Statistics,
    UserPausedDetails,
};
pub use crate::local::Directories;
#[cfg(feature = "s3")]
pub use crate::remote::Stores;
pub use crate::running::{
    Ended, Outlet, OutletError, RunInfo, RunOptions, RunProgress, RunReport, Runner, Stop,
};
pub use crate::sample::Sample;
pub use crate::scope::{Facts, Scope};
pub use crate::search::{IdentifierTrouble, Identifiers, Library, Wanted, identifier_set};
pub use crate::statistics::RunStatistics;
pub use crate::status::JobStatus;

pub use tracie_posture::SharedAccess;
