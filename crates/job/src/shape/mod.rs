//! The shape of a document: which members it has, and of what kind. What
//! values mean is none of it.
//!
//! All that is wrong is told at once and by its path, which a deserialiser
//! that stops at the first thing cannot do.

mod kind;
mod table;
mod walk;

pub(crate) use self::table::{JOB, LIST};
pub(crate) use self::walk::check;
