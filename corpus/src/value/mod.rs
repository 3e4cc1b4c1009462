//! Synthetic values: what is planted, and what only looks like it.

pub(crate) mod account;
pub(crate) mod card;
pub(crate) mod date;
pub(crate) mod decoy;
pub(crate) mod person;
pub(crate) mod token;
