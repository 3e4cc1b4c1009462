//! Six digits, a sign, three digits, and a check character for what the nine
//! digits leave when divided by 31.

use crate::symbols::{first_digits, remainder};

const CHECKS: &[u8; 31] = b"0123456789ABCDEFHJKLMNPRSTUVWXY";

/// Whether the eleventh character is the check character of the nine digits;
/// the seventh, a sign or a letter, takes no part.
pub(crate) fn holds(value: &[u8]) -> bool {
    let [body @ .., check] = value else {
        return false;
    };
    let is_sign = |(at, byte): (usize, &u8)| byte.is_ascii_digit() != (at == 6);
    body.len() == 10
        && body.iter().enumerate().all(is_sign)
        && first_digits::<9>(body).is_some_and(|digits| {
            CHECKS[remainder(&digits, 31) as usize] == check.to_ascii_uppercase()
        })
}
