//! The check letter of `odd_even_mod26`, standing before the 22 characters
//! that it is for.

use super::odd_even_mod26::is_check_letter;
use crate::symbols::symbols;

/// Whether the first of 23 characters is the check letter of the others.
pub(crate) fn holds(value: &[u8]) -> bool {
    symbols::<23>(value).is_some_and(|symbols| is_check_letter(symbols[0], &symbols[1..]))
}
