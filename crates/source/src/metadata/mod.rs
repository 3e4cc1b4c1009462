//! What is known of the objects of a copied bucket, as it lies beside the copy.
//!
//! Beside a directory `acme` that is a copy of a bucket, there may be
//!
//! | path | is what was printed by |
//! |---|---|
//! | `acme@objects.json` | `aws s3api list-objects-v2 --bucket acme` (or `list-object-versions`) |
//! | `acme@heads/KEY.json` | `aws s3api head-object --bucket acme --key KEY` |
//! | `acme@tags/KEY.json` | `aws s3api get-object-tagging --bucket acme --key KEY` |
//! | `acme@bucket/CALL.json` | `aws s3api CALL --bucket acme`; it is not read here |
//!
//! Any of them may be absent, and so may the directory. No bucket has an `@`
//! in its name, so that none can be mistaken for these. A listing may be of
//! several pages, one after the other or in a JSON list. Instead of it there may
//! be a report of S3 Inventory, which is named by its manifest.

mod beside;
mod described;
mod head;
mod inventory;
mod listing;
mod record;
mod time;

pub use self::beside::setup_beside;
pub(crate) use self::beside::{Metadata, keys_of_listing, subject};
pub(crate) use self::described::Described;
pub(crate) use self::inventory::{Inventory, try_rows};
pub use self::inventory::{Rows, TakeRow};
#[cfg(feature = "s3")]
pub(crate) use self::record::percent_decoded;
#[cfg(feature = "s3")]
pub(crate) use self::time::time;
