//! As many digits as a telephone number has (ITU-T E.164).

use super::mixed_digits;
use crate::symbols::loose_digits;

/// From the shortest subscriber number with its area to the longest with its
/// country.
const COUNTS: std::ops::RangeInclusive<usize> = 7..=15;

/// Whether the value has 7 to 15 digits that are not all the same.
pub(crate) fn holds(value: &[u8]) -> bool {
    COUNTS.contains(&loose_digits(value).count()) && mixed_digits::holds(value)
}
