//! A check character mod 11 over an alphabet with & after N and Ñ at the end;
//! weights 13 down to 2.

use crate::symbols::{is_separator, value_of};

/// The value of N in the plain alphabet.
const N: u8 = 23;
const AMPERSAND: u32 = 24;
/// Stands before a value of twelve characters, in place of a thirteenth.
const SPACE: u32 = 37;
const ENYE: u32 = 38;
/// Ñ and ñ begin with this byte in UTF-8, and end with 0x91 and 0xB1.
const ENYE_LEAD: &[u8] = b"\xC3";

/// Whether the last of twelve or thirteen characters, 0–9 or A, is the check
/// character of the others.
pub(crate) fn holds(value: &[u8]) -> bool {
    read(value).is_some_and(|values| {
        // With the check character, of weight 1, the sum is a multiple of eleven.
        let weighted = values.iter().zip((1..=13).rev());
        let sum: u32 = weighted.map(|(value, weight)| value * weight).sum();
        values[12] <= 10 && sum.is_multiple_of(11)
    })
}

/// The values of twelve or thirteen characters, at the right end.
fn read(text: &[u8]) -> Option<[u32; 13]> {
    let mut values = [SPACE; 13];
    let mut free = values.len();
    let mut rest = text;
    while let Some((&last, before)) = rest.split_last() {
        rest = before;
        if is_separator(last) && !before.ends_with(ENYE_LEAD) {
            continue;
        }
        free = free.checked_sub(1)?;
        values[free] = match before.strip_suffix(ENYE_LEAD) {
            Some(before) => {
                rest = before;
                matches!(last, 0x91 | 0xB1).then_some(ENYE)?
            }
            None => plain(last)?,
        };
    }
    (free < 2).then_some(values)
}

/// The value of a character of one byte.
fn plain(byte: u8) -> Option<u32> {
    match value_of(byte) {
        _ if byte == b'&' => Some(AMPERSAND),
        value @ 0..=N => Some(value.into()),
        value @ 24..=35 => Some(u32::from(value) + 1),
        _ => None,
    }
}
