//! Identifiers, hashes and credentials of programs: random, and so nobody's.

use crate::pen::Pen;

const HEX: &[u8; 16] = b"0123456789abcdef";
const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const BASE64_URL: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Random hexadecimal digits, not all of them decimal: a run of those could
/// be a card number by chance.
pub(crate) fn hex(pen: &mut Pen, count: usize) {
    let start = pen.bytes.len();
    six_bits(pen, HEX, 4, count);
    if pen.bytes[start..].iter().all(u8::is_ascii_digit) {
        pen.bytes[start + count / 2] = b'c';
    }
}

/// A version 4 UUID.
pub(crate) fn uuid(pen: &mut Pen) {
    let start = pen.bytes.len();
    for (index, count) in [8, 4, 4, 4, 12].into_iter().enumerate() {
        if index > 0 {
            pen.byte(b'-');
        }
        hex(pen, count);
    }
    pen.bytes[start + 14] = b'4';
    pen.bytes[start + 19] = b'a';
}

/// Random characters of the base64 alphabet.
pub(crate) fn base64(pen: &mut Pen, count: usize) {
    six_bits(pen, BASE64, 6, count);
}

/// Random characters of the alphabet of base64 for URLs.
pub(crate) fn base64_url(pen: &mut Pen, count: usize) {
    six_bits(pen, BASE64_URL, 6, count);
}

fn six_bits(pen: &mut Pen, alphabet: &[u8], bits: usize, count: usize) {
    let mut left = count;
    while left > 0 {
        let mut word = pen.random.next_u64();
        let now = left.min(64 / bits);
        for _ in 0..now {
            pen.bytes.push(alphabet[word as usize % alphabet.len()]);
            word >>= bits;
        }
        left -= now;
    }
}

/// A secret key of 40 characters, with letters of both cases and a digit.
pub(crate) fn aws_secret(pen: &mut Pen) {
    pen.letters(b"abcdefghijklmnopqrstuvwxyz", 1);
    pen.letters(b"0123456789", 1);
    pen.letters(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ", 1);
    base64(pen, 36);
    pen.letters(b"abcdefghijklmnopqrstuvwxyz", 1);
}

/// A live secret key of a payment service.
pub(crate) fn stripe_key(pen: &mut Pen) {
    pen.text("sk_live_");
    pen.letters(&BASE64[..62], 24);
}

/// An API key of a cloud.
pub(crate) fn gcp_key(pen: &mut Pen) {
    pen.text("AIza");
    base64_url(pen, 34);
    pen.letters(&BASE64[..26], 1);
}

/// A signed token with a header and claims that decode to JSON.
pub(crate) fn jwt(pen: &mut Pen) {
    pen.text("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.");
    let claims = format!(
        "{{\"sub\":\"{}\",\"iat\":{}}}",
        pen.random.below(1 << 24),
        pen.clock / 1000
    );
    encode(pen, claims.as_bytes(), BASE64_URL, false);
    pen.byte(b'.');
    base64_url(pen, 42);
    // The last of 43 characters carries 4 bits, so its low two are zero.
    pen.letters(b"AEIMQUYcgkosw048", 1);
}

/// A whole header of HTTP Basic authentication.
pub(crate) fn basic_header(pen: &mut Pen) {
    let pair = format!(
        "svc-{}:{:016x}",
        pen.random.below(1000),
        pen.random.next_u64()
    );
    pen.text("Authorization: Basic ");
    encode(pen, pair.as_bytes(), BASE64, true);
}

fn encode(pen: &mut Pen, bytes: &[u8], alphabet: &[u8; 64], pad: bool) {
    for group in bytes.chunks(3) {
        let word = (0..3).fold(0, |word, at| {
            word << 8 | u32::from(*group.get(at).unwrap_or(&0))
        });
        for at in 0..=group.len() {
            pen.byte(alphabet[(word >> (18 - 6 * at)) as usize & 63]);
        }
        let missing = if pad { 3 - group.len() } else { 0 };
        pen.text(&"=="[..missing]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn base64_is_padded_on_demand() {
        let cases: [(&[u8], bool, &[u8]); 4] = [
            (b"a:b", true, b"YTpi"),
            (b"a:", true, b"YTo="),
            (b"a", true, b"YQ=="),
            (b"a", false, b"YQ"),
        ];
        for (plain, pad, expected) in cases {
            let mut pen = Pen::new(Random::new(1));
            encode(&mut pen, plain, BASE64, pad);
            assert_eq!(pen.bytes, expected);
        }
    }

    #[test]
    fn hex_is_never_all_decimal() {
        let mut pen = Pen::new(Random::new(1));
        for _ in 0..10_000 {
            pen.truncate(0);
            hex(&mut pen, 4);
            assert!(!pen.bytes.iter().all(u8::is_ascii_digit));
        }
    }
}
