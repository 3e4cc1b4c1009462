//! One file, compressed.

mod bzip2;
mod gzip;
mod lz4;
mod single;
mod xz;
mod zstd;

pub(crate) use bzip2::Bzip2;
pub(crate) use gzip::Gzip;
pub(crate) use lz4::Lz4;
pub(crate) use xz::{Lzma, Xz};
pub(crate) use zstd::Zstd;

/// Bytes that are asked of a decoder at first, as many as it may lose to damage.
const LEAST: u64 = 1024;
