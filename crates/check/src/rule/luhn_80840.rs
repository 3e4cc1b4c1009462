//! Luhn over a number whose issuer prefix 80840 (ISO/IEC 7812) is not written.

use super::luhn;
use crate::symbols::values;

/// Whether the value with 80840 before it has a Luhn check digit.
pub(crate) fn holds(value: &[u8]) -> bool {
    luhn::is_right([8, 0, 8, 4, 0].into_iter().chain(values(value)))
}
