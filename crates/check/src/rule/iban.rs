//! IBAN (ISO 13616): ISO 7064 mod 97-10 with the first four characters put
//! last.

use super::mod97_10::remainder;
use crate::symbols::Symbols;

/// The shortest and the longest number in the registry, and room between.
const LENGTHS: std::ops::RangeInclusive<usize> = 15..=34;

/// Whether two letters, two check digits and an account number are right.
///
/// Which country has which length is for the pattern to say.
pub(crate) fn holds(value: &[u8]) -> bool {
    let Some(symbols) = Symbols::read(value) else {
        return false;
    };
    let Some((head @ [a, b, tens, ones], account)) = symbols.as_slice().split_first_chunk() else {
        return false;
    };
    // Check digits are 98 less a remainder: 00, 01 and 99 never come out.
    let checks = (2..=98).contains(&(u32::from(*tens) * 10 + u32::from(*ones)));
    LENGTHS.contains(&symbols.as_slice().len())
        && *a > 9
        && *b > 9
        && *tens < 10
        && *ones < 10
        && checks
        && remainder(account.iter().chain(head)) == 1
}
