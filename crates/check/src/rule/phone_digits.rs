//! As many digits as a telephone number has (ITU-T E.164).

use super::mixed_digits;
use crate::symbols::loose_digits;

/// From the shortest subscriber number with its area to the longest with its
/// country.
const COUNTS: std::ops::RangeInclusive<usize> = 7..=15;

/// Whether the value has 7 to 15 digits that are not all the same, an extension
/// (`x12`, `ext. 12`) aside.
pub(crate) fn holds(value: &[u8]) -> bool {
    let letter = value.iter().position(u8::is_ascii_alphabetic);
    let number = &value[..letter.unwrap_or(value.len())];
    COUNTS.contains(&loose_digits(number).count()) && mixed_digits::holds(number)
}
