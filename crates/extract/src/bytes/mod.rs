//! Bytes, 64 at a time, the lines and characters they make, times and
//! decimals.

pub(crate) mod chars;
pub(crate) mod decimal;
pub(crate) mod lines;
pub(crate) mod mask;
pub(crate) mod time;
