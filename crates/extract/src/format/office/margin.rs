//! What is printed at the top and bottom of the pages of a sheet.

use memchr::memchr;

/// Appends what a margin says, without the codes in it: `&C` begins its middle, `&"Arial,Bold"`
/// names a font, `&12` a size, `&P` stands for the number of the page, `&&` for `&`. Codes stand
/// right before words, which would not be theirs any more.
pub(super) fn push(mut margin: &[u8], out: &mut Vec<u8>) {
    while let Some(at) = memchr(b'&', margin) {
        out.extend_from_slice(&margin[..at]);
        let code = &margin[at + 1..];
        margin = match code {
            [b'&', rest @ ..] => {
                out.push(b'&');
                rest
            }
            [b'L' | b'C' | b'R', rest @ ..] => {
                out.push(b' ');
                rest
            }
            [b'"', rest @ ..] => memchr(b'"', rest).map_or(rest, |end| &rest[end + 1..]),
            [b'K', rest @ ..] => &rest[rest.len().min(COLOUR)..],
            [b'0'..=b'9', ..] => {
                let digits = code.iter().take_while(|it| it.is_ascii_digit());
                &code[digits.count()..]
            }
            [letter, rest @ ..] if letter.is_ascii_alphabetic() => rest,
            _ => code,
        };
    }
    out.extend_from_slice(margin);
}

/// Bytes of a colour.
const COLOUR: usize = 6;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_no_text() {
        for (margin, expected) in [
            ("ssn", "ssn"),
            ("&Cssn 1", " ssn 1"),
            ("&LA&Rb && c", " A b & c"),
            ("&L&\"Arial,Bold\"&12Name&C&P of &N", " Name  of "),
            ("&KFF0000red&B", "red"),
            ("a&", "a"),
            ("a&-b", "a-b"),
            ("&\"open", "open"),
        ] {
            let mut out = Vec::new();
            push(margin.as_bytes(), &mut out);
            assert_eq!(String::from_utf8_lossy(&out), expected, "{margin}");
        }
    }
}
