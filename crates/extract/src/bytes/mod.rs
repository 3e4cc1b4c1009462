//! Bytes, 64 at a time, the lines and characters they make, and times.

pub(crate) mod chars;
pub(crate) mod lines;
pub(crate) mod mask;
pub(crate) mod time;
