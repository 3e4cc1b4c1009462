//! What is kept between runs, in one SQLite file: findings and the questions
//! asked of them, jobs and their runs, custom identifiers, allow lists, filters,
//! buckets, and the ledger of objects that were looked at.
//!
//! A [`Store`] is a file. All in it but the file itself belongs to an account in
//! a region, which is a [`Scoped`]; that is read and written in steps, each of
//! which is wholly there or not at all:
//!
//! ```
//! use tracie_store::{Job, JobKey, Order, Page, Store};
//!
//! # fn main() -> Result<(), tracie_store::Error> {
//! # let folder = tempfile::tempdir().expect("a folder");
//! # let path = folder.path().join("tracie.db");
//! let store = Store::open(path)?;
//! let here = store.scope("111122223333", "eu-west-1");
//! here.write(|it| {
//!     it.put_job(&Job {
//!         id: "3ce05dbb7ec5505def334104bf347d9c".into(),
//!         name: "nightly".into(),
//!         kind: "SCHEDULED".into(),
//!         status: "IDLE".into(),
//!         created_ms: 1_714_720_364_517,
//!         document: serde_json::json!({"samplingPercentage": 100}),
//!     })
//! })?;
//! let jobs = here.read(|it| it.jobs(JobKey::Name, Order::Ascending, &Page::first(25), |_| true))?;
//! assert_eq!(jobs.items[0].name, "nightly");
//! assert_eq!(jobs.next, None);
//! # Ok(())
//! # }
//! ```
//!
//! # What is where
//!
//! | of | to read | to write |
//! |---|---|---|
//! | findings | [`finding`](Reading::finding), [`findings`](Reading::findings), [`list_findings`](Reading::list_findings), [`count_findings`](Reading::count_findings), [`visit_findings`](Reading::visit_findings), [`finding_statistics`](Reading::finding_statistics) | [`put_finding`](Writing::put_finding), [`archive_findings`](Writing::archive_findings), [`delete_findings`](Writing::delete_findings), [`expire_findings`](Writing::expire_findings) |
//! | jobs | [`job`](Reading::job), [`jobs`](Reading::jobs) | [`put_job`](Writing::put_job) |
//! | runs | [`run`](Reading::run), [`runs`](Reading::runs), [`last_run`](Reading::last_run), [`open_runs`](Reading::open_runs) | [`put_run`](Writing::put_run) |
//! | events of jobs | [`events`](Reading::events) | [`add_event`](Writing::add_event) |
//! | the ledger | [`entry`](Reading::entry), [`entries`](Reading::entries) | [`put_entry`](Writing::put_entry) |
//! | custom identifiers | [`custom_identifier`](Reading::custom_identifier), [`custom_identifiers`](Reading::custom_identifiers) | [`put_custom_identifier`](Writing::put_custom_identifier), [`delete_custom_identifier`](Writing::delete_custom_identifier) |
//! | allow lists | [`allow_list`](Reading::allow_list), [`allow_lists`](Reading::allow_lists) | [`put_allow_list`](Writing::put_allow_list), [`delete_allow_list`](Writing::delete_allow_list) |
//! | findings filters | [`filter`](Reading::filter), [`filters`](Reading::filters), [`Suppression::kept`] | [`put_filter`](Writing::put_filter), [`delete_filter`](Writing::delete_filter), [`put_suppression`](Writing::put_suppression) |
//! | buckets | [`bucket`](Reading::bucket), [`buckets`](Reading::buckets) | [`put_bucket`](Writing::put_bucket), [`delete_bucket`](Writing::delete_bucket) |
//! | settings | [`setting`](Reading::setting) | [`set`](Writing::set), [`unset`](Writing::unset) |
//! | other documents | [`record`](Reading::record), [`records`](Reading::records) | [`put_record`](Writing::put_record), [`delete_record`](Writing::delete_record) |
//! | repeated requests | [`answered`](Reading::answered) | [`answer`](Writing::answer), [`forget_answers`](Writing::forget_answers) |
//! | revealed samples | [`reveal`](Reading::reveal) | [`put_reveal`](Writing::put_reveal), [`forget_reveals`](Writing::forget_reveals) |
//! | what is lost | [`damaged`](Reading::damaged) | [`forget_damaged`](Writing::forget_damaged) |
//! | usage | [`usage`](Reading::usage) | [`add_usage`](Writing::add_usage) |
//!
//! A scan is stored while it runs by a [`Recorder`]. [`Suppression`] tells which
//! findings are to be archived, and a [`Baseline`] what was known before; both
//! work without a store.
//!
//! The file's layout is in `schema/`, one file for each version of it.

mod baseline;
mod blank;
mod bucket;
mod client_token;
mod clock;
mod connection;
mod criteria;
mod document;
mod error;
mod event;
mod filter;
mod finding;
mod functions;
mod job;
mod landing;
mod ledger;
mod migrate;
mod named;
mod numbers;
mod page;
mod record;
mod recorder;
mod reveal;
mod run;
mod scoped;
mod setting;
mod store;
mod suppress;
#[cfg(test)]
mod testing;
mod usage;
mod value_set;

pub use crate::baseline::{Baseline, News};
pub use crate::bucket::Bucket;
pub use crate::client_token::Answered;
pub use crate::connection::BUSY_SECONDS;
pub use crate::criteria::{Criteria, CriteriaError};
pub use crate::error::Error;
pub use crate::event::Event;
pub use crate::filter::Filter;
pub use crate::finding::{
    DEFAULT_RETENTION_DAYS, Group, GroupBy, GroupKey, GroupSort, Put, RETENTION, Sort, SortKey,
};
pub use crate::job::{Job, JobKey};
pub use crate::landing::Damaged;
pub use crate::ledger::Entry;
pub use crate::named::Named;
pub use crate::page::{Order, Page, Paged};
pub use crate::record::Record;
pub use crate::recorder::{Recorded, Recorder, SCAN, ScanInfo};
pub use crate::reveal::Reveal;
pub use crate::run::Run;
pub use crate::scoped::{Reading, Scoped, Writing};
pub use crate::store::Store;
pub use crate::suppress::{Rule, SuppressError, Suppression, VERSION as SUPPRESSION_VERSION};
pub use crate::usage::Usage;
