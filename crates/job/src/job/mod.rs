//! Jobs in the store: creating, describing, listing and updating them, and the
//! runs that are due.

mod create;
mod describe;
mod fail;
mod jobs;
mod list;
mod progress;
mod state;
mod tick;
mod update;

pub use self::create::Created;
pub use self::describe::{
    JobDescription, JobSummary, LastRunErrorCode, LastRunErrorStatus, Statistics, UserPausedDetails,
};
pub use self::fail::RunFailure;
pub use self::jobs::Jobs;
pub use self::list::{JobList, ListFilter, ListKey, ListRequest, ListSort, ListTerm};
pub(crate) use self::progress::{At, Plan, Planned};
pub(crate) use self::state::{Entry, StoredJob};
pub(crate) use self::tick::METRIC;
