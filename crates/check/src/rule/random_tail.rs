//! A token whose last part is random.

use super::entropy3;

/// Least entropy of the last part, in bits a byte: that of eight different bytes.
const ENTROPY: f64 = 3.0;

/// Whether what stands behind the last underscore is no placeholder: letters of one
/// case or digits alone, a few characters over and over, or hexadecimal digits. One
/// capital over and over, but not the one that crosses out, is what collections of test
/// data write for a key, and count as one.
///
/// Of random tokens of 24 letters and digits less than one in a hundred million is
/// any of these.
pub(crate) fn holds(value: &[u8]) -> bool {
    let tail = value.rsplit(|byte| *byte == b'_').next();
    let tail = tail.unwrap_or_default();
    is_mixed(tail) || is_test_data(tail)
}

fn is_mixed(tail: &[u8]) -> bool {
    let classes: [fn(&u8) -> bool; 3] = [
        u8::is_ascii_lowercase,
        u8::is_ascii_uppercase,
        u8::is_ascii_digit,
    ];
    let met = classes.iter().filter(|is| tail.iter().any(is));
    met.count() > 1 && entropy3::bits(tail) >= ENTROPY && !tail.iter().all(u8::is_ascii_hexdigit)
}

fn is_test_data(tail: &[u8]) -> bool {
    let first = tail.first().filter(|it| it.is_ascii_uppercase());
    first.is_some_and(|first| *first != b'X' && tail.iter().all(|it| it == first))
}
