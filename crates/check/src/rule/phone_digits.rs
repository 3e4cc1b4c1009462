//! As many digits as a telephone number has (ITU-T E.164).

use crate::eight;

/// From the shortest subscriber number with its area to the longest with its
/// country.
const COUNTS: std::ops::RangeInclusive<usize> = 7..=15;

/// Whether the value has 7 to 15 digits that are not all the same, an extension
/// (`x12`, `ext. 12`) aside.
pub(crate) fn holds(value: &[u8]) -> bool {
    let (mut count, mut first, mut mixed) = (0, 0, 0);
    let (words, rest) = value.as_chunks();
    let last = eight::padded(rest);
    for bytes in words.iter().chain([&last]) {
        let word = u64::from_le_bytes(*bytes);
        let letters = eight::letters(word);
        // What is before the first letter.
        let digits = eight::digits(word) & letters.wrapping_sub(1) & !letters;
        if count == 0 && digits != 0 {
            first = u64::from(bytes[digits.trailing_zeros() as usize / 8]) * eight::EACH;
        }
        mixed |= eight::filled(word ^ first) & digits;
        count += eight::count(digits);
        if letters != 0 {
            break;
        }
    }
    mixed != 0 && COUNTS.contains(&count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::mixed_digits;
    use crate::symbols::loose_digits;
    use proptest::prelude::*;

    /// One thing after the other.
    fn holds_slowly(value: &[u8]) -> bool {
        let letter = value.iter().position(u8::is_ascii_alphabetic);
        let number = &value[..letter.unwrap_or(value.len())];
        COUNTS.contains(&loose_digits(number).count()) && mixed_digits::holds(number)
    }

    proptest! {
        #[test]
        fn one_pass_tells_what_several_do(
            value in "[+]?[0-9() -]{5,24}( ?x[0-9]{1,3})?|5{5,17}[x5]?[0-9]?|[a0]{0,9}",
        ) {
            prop_assert_eq!(holds(value.as_bytes()), holds_slowly(value.as_bytes()));
        }
    }
}
