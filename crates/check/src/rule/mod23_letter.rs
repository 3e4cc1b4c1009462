//! A check letter for what a number leaves when divided by 23.

use crate::eight;
use crate::symbols::{remainder, symbols, value_of};

const LETTERS: &[u8; 23] = b"TRWAGMYFPDXBNJZSQVHLCKE";

/// Whether the ninth character is the check letter of the number before it.
///
/// Where the first character is a letter, X, Y and Z count as 0, 1 and 2, and
/// K, L and M take no part.
pub(crate) fn holds(value: &[u8]) -> bool {
    // Most are eight digits and a letter.
    if let [body @ .., check] = value
        && let Ok(body) = body.try_into()
        && let Some(number) = eight::number(body)
    {
        return LETTERS[number as usize % 23] == check.to_ascii_uppercase();
    }
    holds_slowly(value)
}

fn holds_slowly(value: &[u8]) -> bool {
    let Some(symbols) = symbols::<9>(value) else {
        return false;
    };
    let (check, mut body) = (symbols[8], [0; 8]);
    body.copy_from_slice(&symbols[..8]);
    body[0] = match body[0] {
        first @ 0..=9 => first,
        20..=22 => 0,
        first @ 33..=35 => first - 33,
        _ => return false,
    };
    body.iter().all(|&digit| digit < 10)
        && check == value_of(LETTERS[remainder(&body, 23) as usize])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_number_read_at_once_is_that_of_its_digits(
            value in "[0-9]{7,9}[A-Za-z-]?|[XYZKL]?[0-9]{7}[-]?[A-Z]|[0-9]{2}[.][0-9]{3}[.][0-9]{3}-[A-Z]",
        ) {
            prop_assert_eq!(holds(value.as_bytes()), holds_slowly(value.as_bytes()));
        }

        #[test]
        fn each_number_has_a_letter(number in 0..100_000_000_u32) {
            let letter = char::from(LETTERS[number as usize % 23]);
            for value in [format!("{number:08}{letter}"), format!("{number:08}-{letter}")] {
                prop_assert!(holds(value.as_bytes()) && holds_slowly(value.as_bytes()));
            }
        }
    }
}
