//! Track 1 or track 2 of a magnetic stripe (ISO/IEC 7813).

use super::luhn;
use crate::symbols::number;

/// Whether the account number has its Luhn check digit, the expiry date a month
/// that exists, and the service code a first digit that is in use.
pub(crate) fn holds(value: &[u8]) -> bool {
    let Some(start) = value.iter().position(u8::is_ascii_digit) else {
        return false;
    };
    let (account, rest) = leading_digits(&value[start..]);
    (12..=19).contains(&account.len())
        && luhn::is_right(account.iter().map(|digit| digit - b'0'))
        && after_account(rest).is_some_and(has_expiry_and_service)
}

/// What follows the account number, and on track 1 the name.
fn after_account(rest: &[u8]) -> Option<&[u8]> {
    match rest {
        // Chip cards have a `D` there.
        [b'=' | b'D', rest @ ..] => Some(rest),
        [b'^', rest @ ..] => {
            let end = rest.iter().position(|&byte| byte == b'^')?;
            Some(&rest[end + 1..])
        }
        _ => None,
    }
}

/// Whether `YYMM` and a service code of three digits stand here.
fn has_expiry_and_service(rest: &[u8]) -> bool {
    let (digits, _) = leading_digits(rest);
    let Some(&[_, _, tens, ones, service, _, _]) = digits.first_chunk::<7>() else {
        return false;
    };
    (1..=12).contains(&number(&[tens - b'0', ones - b'0'])) && b"125679".contains(&service)
}

fn leading_digits(text: &[u8]) -> (&[u8], &[u8]) {
    let other = text.iter().position(|byte| !byte.is_ascii_digit());
    text.split_at(other.unwrap_or(text.len()))
}
