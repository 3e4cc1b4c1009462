//! Buckets in S3, or in a store that speaks its protocol.
//!
//! [`Client::new`] takes [`Settings`], which [`Settings::from_environment`]
//! finds as the AWS CLI does: variables of the environment, then the profile
//! in the shared configuration files. [`Client::bucket`] asks for the first
//! page of a listing, so that a bucket that may not be listed is an error and
//! never an empty bucket.
//!
//! Requests are made by `ureq` and signed here: no asynchronous runtime, no
//! SDK. What is transient is tried again; a bucket in another region is asked
//! for there.

mod account;
mod address;
mod bucket;
mod client;
mod configuration;
mod credentials;
mod download;
mod error;
mod list;
mod prefetch;
mod profile;
mod reply;
mod send;
mod settings;
mod sign;
mod store;
mod tags;
mod xml;

pub use account::Caller;
pub use bucket::Bucket;
pub use client::Client;
pub use configuration::Configuration;
pub use credentials::Credentials;
pub use error::{Denied, Error};
pub use send::{Post, Reply, Sender};
pub use settings::{Access, Settings};
pub use store::OwnBucket;

/// Takes a text for an answer of each kind; what fuzzing calls. Returns how many
/// objects it lists.
#[doc(hidden)]
pub fn try_reply(text: &str) -> usize {
    let Some(document) = xml::Element::parse(text) else {
        return 0;
    };
    configuration::read_all(&document);
    account::try_caller(&document);
    store::try_buckets(&document);
    list::Page::of(&document).map_or(0, |page| page.objects.len())
}
