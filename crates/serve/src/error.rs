//! Why the API cannot be served.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Why the API cannot be served.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The address cannot be listened at.
    #[error(
        "cannot listen at {address}: is another server there? --port 0 takes any port that is free"
    )]
    Bind {
        /// The address.
        address: SocketAddr,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// Other machines could ask, and nothing would keep them from it.
    #[error(
        "{0} can be reached from other machines: give --token-file or --require-auth, or listen at 127.0.0.1"
    )]
    Unguarded(SocketAddr),
    /// No threads, no sockets.
    #[error("cannot start the server")]
    Runtime(#[source] io::Error),
    /// A directory that stands for a bucket cannot be read.
    #[error("cannot read {}, which is to be the bucket {name}", path.display())]
    Bucket {
        /// The bucket.
        name: String,
        /// The directory.
        path: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// Buckets that cannot be.
    #[error("{0}")]
    Buckets(String),
    /// Targets of events cannot be told of anything.
    #[error("--events: {0}")]
    Targets(String),
    /// The store fails.
    #[error(transparent)]
    Store(#[from] tracie_store::Error),
}
