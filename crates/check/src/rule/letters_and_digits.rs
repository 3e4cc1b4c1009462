//! Neither a word nor a plain number.

/// Whether the value has an ASCII letter and a digit.
pub(crate) fn holds(value: &[u8]) -> bool {
    value.iter().any(u8::is_ascii_alphabetic) && value.iter().any(u8::is_ascii_digit)
}
