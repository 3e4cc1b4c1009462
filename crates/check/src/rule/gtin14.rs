//! GTIN-14 in a GS1 element string: weights 3 and 1 by turns, mod 10.

use crate::symbols::first_digits;

/// Whether the fourteen digits after the leading `01` or `(01)` have their
/// check digit.
pub(crate) fn holds(value: &[u8]) -> bool {
    let Some([0, 1, gtin @ ..]) = first_digits::<16>(value) else {
        return false;
    };
    let counts = gtin.iter().zip([3, 1].iter().cycle());
    let sum: u32 = counts
        .map(|(&digit, weight)| u32::from(digit) * weight)
        .sum();
    sum.is_multiple_of(10)
}
