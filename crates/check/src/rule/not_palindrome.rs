//! Not the same from both ends.

use crate::symbols::values;

/// Whether the value, without separators, reads differently backwards.
pub(crate) fn holds(value: &[u8]) -> bool {
    !values(value).eq(values(value).rev())
}
