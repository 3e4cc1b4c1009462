//! Where objects come from: files, directories, standard input, S3 dumps.
//!
//! A [`Source`] lists what there is to look at, in an order that never
//! changes: by bucket, then by the bytes of the key, as S3 lists. Each
//! [`Entry`] is either an [`Object`] that can be opened or a [`Skipped`] that
//! says why something will not be: nothing is passed over in silence.
//!
//! | source | lists |
//! |---|---|
//! | [`Directory`] | every file below a directory, as one bucket |
//! | [`Dump`] | `DUMP/<bucket>/<key>`: each first-level directory is a bucket |
//! | [`File`] | one file |
//! | [`Stdin`] | standard input |
//! | `s3::Bucket` | a bucket in S3, or the like (feature `s3`) |
//! | `Vec<Box<dyn Source>>` | several sources, one after the other |
//! | [`Only`] | another source, without some of its objects |
//!
//! ```
//! use std::io::Read;
//! use tracie_source::{Directory, Entry, Source};
//!
//! let folder = tempfile::tempdir()?;
//! std::fs::write(folder.path().join("notes.txt"), "nothing to see")?;
//!
//! let source = Directory::new(folder.path())?.bucket("notes");
//! for entry in source.objects() {
//!     let Entry::Object(object) = entry else { continue };
//!     let mut text = String::new();
//!     object.open()?.read_to_string(&mut text)?;
//!     assert_eq!((&*object.bucket, &*object.key), ("notes", "notes.txt"));
//!     assert_eq!(text, "nothing to see");
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Keys
//!
//! A key is the path below the root of its bucket with `/` between its parts.
//! Where the operating system's name is not Unicode, each byte that cannot be
//! read stands as `\xFF` does for 255.
//!
//! # Metadata beside a copy
//!
//! A directory that is a copy of the bucket `acme`, and each bucket of a
//! [`Dump`], may have beside it what S3 knows of its objects, so that findings
//! have the real storage class, eTag, time, version, encryption and tags:
//!
//! | path | is what was printed by |
//! |---|---|
//! | `acme@objects.json` | `aws s3api list-objects-v2 --bucket acme`, or `list-object-versions` |
//! | `acme@heads/KEY.json` | `aws s3api head-object --bucket acme --key KEY` |
//! | `acme@tags/KEY.json` | `aws s3api get-object-tagging --bucket acme --key KEY` |
//! | `acme@bucket/CALL.json` | `aws s3api CALL --bucket acme`, how the bucket is set up ([`setup_beside`]) |
//!
//! Any of them may be absent, and so may the copy itself. A listing may have
//! several pages, one after the other or in a JSON list. No bucket has an `@`
//! in its name, so that none can be mistaken for these.
//!
//! Then what Macie cannot read ends as skipped with Macie's reason, whether it
//! is in the copy or not: storage classes that it does not read, a customer's
//! keys, encryption by the client. What is listed and not in the copy is
//! skipped as no longer available; what is in the copy and not listed is read,
//! with a remark. A copy of another size or eTag than the object has is partial
//! as `OBJECT_VERSION_MISMATCH`; an eTag that is no MD5 proves nothing.
//!
//! # Reading
//!
//! Files are read, never mapped: a mapped file that shrinks kills the process
//! that looks at it. A file whose size or time of modification differs
//! between its opening and its end is reported by [`Body::finish`].
//!
//! # eTags
//!
//! The eTag of a single-part upload is the MD5 of the content. MD5 runs at
//! some 600 MB/s a core and would halve the speed of a scan, so a file is
//! hashed only when [`Object::etag`] is asked for, by reading it again; a
//! stream, which cannot be read again, is hashed on the way.

mod body;
mod bucket;
mod copy;
mod directory;
mod dump;
mod error;
mod etag;
mod etags;
mod file;
mod kind;
mod lanes;
mod metadata;
mod name;
mod object;
mod only;
mod open;
pub mod refusal;
#[cfg(feature = "s3")]
pub mod s3;
mod stdin;
mod time;
mod together;
mod trouble;
mod walk;

pub use body::{Body, FileAt, Finished, Version};
pub use bucket::bucket_name;
pub use copy::Verdict;
pub use directory::Directory;
pub use dump::Dump;
pub use error::Error;
pub use etag::{PART, etag};
pub use etags::etags;
pub use file::File;
pub use metadata::{Rows, TakeRow, setup_beside};
pub use object::{Entry, Object, Skipped, Source};
pub use only::Only;
pub use open::open;
pub use stdin::Stdin;
pub use time::rfc3339;
pub use together::etags_of;
pub use trouble::Trouble;

/// For fuzzing: the keys that a listing beside a copy has.
#[doc(hidden)]
pub fn keys_of_listing(listing: impl std::io::Read) -> Result<Vec<String>, String> {
    metadata::keys_of_listing(listing)
}

/// Takes bytes for a file of S3 Inventory in a format; what fuzzing calls.
///
/// # Errors
///
/// If it is none, in words that quote nothing of it.
#[doc(hidden)]
pub fn try_inventory(
    format: &str,
    schema: &str,
    bytes: &[u8],
    orc: Option<&Rows<'_>>,
) -> Result<usize, String> {
    metadata::try_rows(format, schema, bytes, orc)
}
