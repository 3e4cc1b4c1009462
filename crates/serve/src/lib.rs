//! The macie2 API on this machine: every operation of Amazon Macie's, with the
//! real engine behind it.
//!
//! A [`Service`] is what the operations do: it has the store, the buckets and the
//! jobs. A [`Server`] puts HTTP in front of it, as AWS clients speak it, behind a
//! [`Gate`] that says who may ask. What each operation takes and gives is data, the
//! [`Model`]; routes, validation, [`coverage`] and the [`openapi`] document come
//! from there.

mod allow_list;
mod background;
mod buckets;
mod coverage;
mod criteria;
mod detector;
mod discovery;
mod error;
mod events;
mod failure;
mod http;
mod inventory;
mod jobs;
mod model;
mod notices;
mod openapi;
mod operations;
mod owners;
mod page;
mod policies;
mod request;
mod reveal;
mod scope;
mod service;
mod setups;
mod suppression;

pub use buckets::Buckets;
pub use coverage::{Covered, coverage};
pub use error::Error;
pub use events::{Target, TargetError};
pub use failure::{Failure, Kind};
#[doc(hidden)]
pub use http::try_request;
pub use http::{Credential, Credentials, Gate, Server, Stop, read_credentials};
pub use model::{Bound, Member, Model, Operation, Place, Shape};
pub use notices::Notices;
pub use openapi::document as openapi;
pub use operations::Tier;
pub use request::{Raw, Request};
pub use scope::{Scope, is_account, is_region};
pub use service::{Service, Settings};
