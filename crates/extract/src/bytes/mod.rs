//! Bytes, 64 at a time, the lines and characters they make, numbers of many
//! kinds, times and decimals.

pub(crate) mod chars;
pub(crate) mod decimal;
pub(crate) mod dos;
mod ending;
pub(crate) mod float;
pub(crate) mod lines;
pub(crate) mod little;
pub(crate) mod mask;
pub(crate) mod number;
pub(crate) mod protobuf;
#[cfg(feature = "parquet")]
pub(crate) mod thrift;
pub(crate) mod time;
pub(crate) mod varint;
#[cfg(feature = "parquet")]
pub(crate) mod whole;

pub(crate) use ending::Ending;
