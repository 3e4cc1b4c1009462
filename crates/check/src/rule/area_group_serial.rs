//! Nine digits in three parts, none of which is all zeros.

use crate::symbols::first_digits;

/// Whether the first nine digits are a number that can have been given out:
/// the first three neither 000 nor 666 nor 900 and above, the next two not 00,
/// the last four not 0000. Letters before and after are passed over.
pub(crate) fn holds(value: &[u8]) -> bool {
    let Some([a, b, c, group @ .., d, e, f, g]) = first_digits::<9>(value) else {
        return false;
    };
    let area_exists = ![[0, 0, 0], [6, 6, 6]].contains(&[a, b, c]) && a < 9;
    area_exists && group != [0, 0] && [d, e, f, g] != [0; 4]
}
