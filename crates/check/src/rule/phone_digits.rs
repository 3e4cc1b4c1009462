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
