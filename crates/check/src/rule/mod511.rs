//! Ten digits, and three that are their remainder by 511.

use crate::symbols::{digits, number, remainder};

/// Whether the last three of thirteen digits are what the first ten leave when
/// divided by 511.
pub(crate) fn holds(value: &[u8]) -> bool {
    digits::<13>(value).is_some_and(|digits| {
        let (body, key) = digits.split_at(10);
        remainder(body, 511) == number(key)
    })
}
