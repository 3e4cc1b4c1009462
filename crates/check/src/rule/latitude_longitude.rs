//! A pair of coordinates in decimal degrees.

/// Whether the value is two decimal numbers, the first from -90 to 90, the
/// second from -180 to 180, with a comma, semicolon or blanks between them, and
/// not both from -1 to 1: there is nothing but sea.
pub(crate) fn holds(value: &[u8]) -> bool {
    let is_between = |byte: &u8| b",; \t\r\n()[]".contains(byte);
    let mut numbers = value.split(is_between).filter(|part| !part.is_empty());
    let [Some(latitude), Some(longitude), None] = [(); 3].map(|()| numbers.next()) else {
        return false;
    };
    // Numbers that are no places are mostly shares.
    is_within(latitude, 90)
        && is_within(longitude, 180)
        && !(is_within(latitude, 1) && is_within(longitude, 1))
}

/// Whether a number is so many degrees at most, in either direction.
fn is_within(number: &[u8], most: u32) -> bool {
    let unsigned = match number {
        [b'+' | b'-', rest @ ..] => rest,
        _ => number,
    };
    let Some(point) = unsigned.iter().position(|&byte| byte == b'.') else {
        return false;
    };
    let (whole, fraction) = (&unsigned[..point], &unsigned[point + 1..]);
    let is_over = fraction.iter().any(|&digit| digit != b'0');
    is_digits(fraction) && degrees(whole).is_some_and(|whole| whole + u32::from(is_over) <= most)
}

/// The number that up to three digits spell.
fn degrees(text: &[u8]) -> Option<u32> {
    let spell = |sum, digit: &u8| sum * 10 + u32::from(digit - b'0');
    (is_digits(text) && text.len() <= 3).then(|| text.iter().fold(0, spell))
}

fn is_digits(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().all(u8::is_ascii_digit)
}
