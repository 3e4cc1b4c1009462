//! IBAN (ISO 13616): ISO 7064 mod 97-10 with the first four characters put
//! last.

use super::mod97_10::add;
use crate::eight;
use crate::symbols::{is_separator, value_of};

/// The shortest and the longest number in the registry, and room between.
const LENGTHS: std::ops::RangeInclusive<usize> = 15..=34;
/// Digits that are read at once.
const AT_ONCE: usize = 8;

/// Whether two letters, two check digits and an account number are right.
///
/// Which country has which length is for the pattern to say.
pub(crate) fn holds(value: &[u8]) -> bool {
    let Some((head, rest)) = head(value) else {
        return false;
    };
    let Some((sum, length)) = account(rest) else {
        return false;
    };
    let [a, b, tens, ones] = head;
    // Check digits are 98 less a remainder: 00, 01 and 99 never come out.
    let letter = |it| (10..36).contains(&it);
    letter(a)
        && letter(b)
        && tens < 10
        && ones < 10
        && (2..=98).contains(&(10 * tens + ones))
        && LENGTHS.contains(&(head.len() + length))
        && head.into_iter().fold(sum, add) % 97 == 1
}

/// The first four characters, and what is behind them.
fn head(value: &[u8]) -> Option<([u8; 4], &[u8])> {
    let (mut head, mut rest) = ([0; 4], value);
    for place in &mut head {
        *place = loop {
            let (&byte, behind) = rest.split_first()?;
            rest = behind;
            if !is_separator(byte) {
                break value_of(byte);
            }
        };
    }
    Some((head, rest))
}

/// A number that leaves the same as what the characters spell when divided by 97,
/// and how many they are; none if one of them is no digit or letter.
fn account(mut rest: &[u8]) -> Option<(u64, usize)> {
    let (mut sum, mut length) = (0, 0);
    loop {
        let digits = rest.first_chunk().and_then(eight::number);
        if let Some(number) = digits {
            sum = sum % 97 * 10u64.pow(AT_ONCE as u32) + u64::from(number);
            length += AT_ONCE;
            rest = &rest[AT_ONCE..];
            continue;
        }
        let Some((&byte, behind)) = rest.split_first() else {
            return Some((sum, length));
        };
        rest = behind;
        if !is_separator(byte) {
            let value = value_of(byte);
            if value > 35 {
                return None;
            }
            sum = add(sum, value);
            length += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::mod97_10::remainder;
    use super::*;
    use crate::symbols::Symbols;
    use proptest::prelude::*;

    /// Character by character.
    fn holds_slowly(value: &[u8]) -> bool {
        let Some(symbols) = Symbols::read(value) else {
            return false;
        };
        let Some((head @ [a, b, tens, ones], account)) = symbols.as_slice().split_first_chunk()
        else {
            return false;
        };
        let checks = (2..=98).contains(&(u32::from(*tens) * 10 + u32::from(*ones)));
        LENGTHS.contains(&symbols.as_slice().len())
            && *a > 9
            && *b > 9
            && *tens < 10
            && *ones < 10
            && checks
            && remainder(account.iter().chain(head)) == 1
    }

    proptest! {
        #[test]
        fn eight_digits_at_once_are_as_many_one_by_one(
            country in "[A-Z]{2}|[a-z0-9]{2}",
            account in "[0-9]{8,30}|[A-Z0-9 -]{8,40}|[0-9]{1,9}[A-Z_ ]?[0-9]{1,20}|[0-9]{0,4}",
        ) {
            for checks in 0..100 {
                let value = format!("{country}{checks:02}{account}");
                let value = value.as_bytes();
                prop_assert_eq!(holds(value), holds_slowly(value));
            }
        }
    }
}
