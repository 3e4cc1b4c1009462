//! The check character of Code 39 (mod 43), as HIBC labels carry it.

const CHARACTERS: &[u8; 43] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%";

/// Whether the last character is the sum of all others mod 43, over the whole
/// value or over what stands before its first slash.
///
/// Space, `-`, `.` and `/` are characters here and are not passed over.
pub(crate) fn holds(value: &[u8]) -> bool {
    let primary = value.split(|&byte| byte == b'/').next().unwrap_or(value);
    is_right(value) || is_right(primary)
}

fn is_right(text: &[u8]) -> bool {
    let [body @ .., check] = text else {
        return false;
    };
    let sum = body
        .iter()
        .map(|&byte| value_of(byte))
        .sum::<Option<usize>>();
    !body.is_empty() && sum.is_some_and(|sum| Some(sum % 43) == value_of(*check))
}

fn value_of(byte: u8) -> Option<usize> {
    let byte = byte.to_ascii_uppercase();
    CHARACTERS.iter().position(|&character| character == byte)
}
