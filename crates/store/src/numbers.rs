//! Numbers of rows that many others name, as far as a step has met them.
//!
//! They are kept no longer than the step: what it made is gone if it fails.

use std::cell::RefCell;
use std::collections::HashMap;

/// Numbers by what they stand for.
#[derive(Debug, Default)]
pub(crate) struct Numbers(RefCell<HashMap<String, i64>>);

/// A step that writes very much does not hold very much.
const MOST: usize = 10_000;

impl Numbers {
    /// The number of something: the one that is known, or else what `find`
    /// finds or makes.
    pub(crate) fn of<E>(
        &self,
        what: String,
        find: impl FnOnce() -> Result<i64, E>,
    ) -> Result<i64, E> {
        if let Some(number) = self.0.borrow().get(&what) {
            return Ok(*number);
        }
        let number = find()?;
        let mut known = self.0.borrow_mut();
        if known.len() == MOST {
            known.clear();
        }
        known.insert(what, number);
        Ok(number)
    }
}
