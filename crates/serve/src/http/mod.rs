//! HTTP in front of the operations: connections, who asks, which operation, and
//! the answer.

mod answer;
mod app;
mod credentials;
mod gate;
mod metrics;
mod route;
mod server;
mod signature;

pub use app::try_request;
pub use credentials::{Credential, Credentials, read_credentials};
pub use gate::Gate;
pub(crate) use metrics::Gauge;
pub use server::{Server, Stop};
