//! As many digits as a telephone number has (ITU-T E.164).

/// From the shortest subscriber number with its area to the longest with its
/// country.
const COUNTS: std::ops::RangeInclusive<usize> = 7..=15;

/// Whether the value has 7 to 15 digits that are not all the same, an extension
/// (`x12`, `ext. 12`) aside.
pub(crate) fn holds(value: &[u8]) -> bool {
    let (mut count, mut first, mut mixed) = (0, 0, false);
    for byte in value {
        if byte.is_ascii_digit() {
            first = if count == 0 { *byte } else { first };
            mixed |= *byte != first;
            count += 1;
        } else if byte.is_ascii_alphabetic() {
            break;
        }
    }
    mixed && COUNTS.contains(&count)
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
