//! Numbers as a person would write them.

use std::io::Write as _;

/// A number without an exponent.
pub(crate) fn number(value: f64) -> String {
    let mut text = Vec::new();
    write(value, &mut text);
    String::from_utf8(text).unwrap_or_default()
}

/// Appends a number without an exponent, and without a sign if it is 0.
fn write(value: f64, out: &mut Vec<u8>) {
    float(if value == 0.0 { 0.0 } else { value }, out);
}

/// Appends a number without an exponent, in as few digits as tell it from all
/// others.
pub(crate) fn float<F: zmij::Float + std::fmt::Display>(value: F, out: &mut Vec<u8>) {
    let mut buffer = zmij::Buffer::new();
    let text = buffer.format(value).as_bytes();
    // Neither exponents nor what is no number.
    if text
        .iter()
        .all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-'))
    {
        return out.extend_from_slice(text.strip_suffix(b".0").unwrap_or(text));
    }
    // Writing into memory never fails.
    let _ = write!(out, "{value}");
}

/// Appends a number that was written in any way; what is none stays.
pub(crate) fn rewrite(raw: &[u8], out: &mut Vec<u8>) {
    if is_plain(raw) {
        return out.extend_from_slice(raw);
    }
    let value = std::str::from_utf8(raw).ok().and_then(|it| it.parse().ok());
    match value {
        Some(value) => write(value, out),
        None => out.extend_from_slice(raw),
    }
}

/// Digits that a number has for certain, however it is held.
const CERTAIN: usize = 15;

/// Whether it is written already as it will be: few digits, and none that says
/// nothing.
fn is_plain(raw: &[u8]) -> bool {
    let raw = raw.strip_prefix(b"-").unwrap_or(raw);
    let Some(point) = raw.iter().position(|byte| *byte == b'.') else {
        return false;
    };
    let (whole, fraction) = (&raw[..point], &raw[point + 1..]);
    let digits = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
    raw.len() <= CERTAIN + 1
        && digits(whole)
        && digits(fraction)
        && (whole == b"0" || whole.first().is_some_and(|byte| *byte != b'0'))
        && fraction.last().is_some_and(|byte| *byte != b'0')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// As the standard library writes it.
    fn slowly(value: f64) -> String {
        let text = format!("{value}");
        if text == "-0" { "0".into() } else { text }
    }

    #[test]
    fn numbers_have_no_exponent() {
        assert_eq!(number(4_111_111_111_111_111.0), "4111111111111111");
        assert_eq!(number(0.5), "0.5");
        assert_eq!(number(-0.0), "0");
        assert_eq!(number(1e21), "1000000000000000000000");
        assert_eq!(number(1e-7), "0.0000001");
    }

    proptest! {
        #[test]
        fn numbers_are_as_short_as_can_be_and_read_alike(
            value in any::<f64>(),
            small in -1e9..1e9f64,
            whole in any::<i32>(),
        ) {
            for value in [value, small, f64::from(whole), f64::from(whole) / 100.0] {
                let text = number(value);
                prop_assert_eq!(text.parse::<f64>().ok(), Some(value));
                prop_assert_eq!(text.len(), slowly(value).len());
                let (value, mut text) = (value as f32, Vec::new());
                float(value, &mut text);
                let text = String::from_utf8_lossy(&text);
                prop_assert_eq!(text.parse::<f32>().ok(), Some(value));
                prop_assert_eq!(text.len(), value.to_string().len());
            }
        }

        #[test]
        fn what_is_plain_stays_as_it_is(raw in "-?[0-9]{0,10}\\.?[0-9]{0,10}(E-?[0-9]{1,2})?") {
            let mut rewritten = Vec::new();
            rewrite(raw.as_bytes(), &mut rewritten);
            let slow = raw.parse().map_or(raw.clone(), number);
            prop_assert_eq!(String::from_utf8_lossy(&rewritten), slow);
        }
    }
}
