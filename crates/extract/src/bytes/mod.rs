//! Bytes, 64 at a time, and the lines and characters they make.

pub(crate) mod chars;
pub(crate) mod lines;
pub(crate) mod mask;
