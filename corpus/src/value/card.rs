//! Payment cards: issuer prefix, random digits, Luhn check digit.

use crate::pen::Pen;

/// Prefixes of issuers, and how many digits their cards have.
const ISSUERS: [(&str, usize); 12] = [
    ("4", 16),
    ("4", 16),
    ("4", 16),
    ("51", 16),
    ("53", 16),
    ("55", 16),
    ("2345", 16),
    ("34", 15),
    ("37", 15),
    ("65", 16),
    ("3533", 16),
    ("627", 16),
];

/// The Luhn check digit that goes after `digits` (values, not characters).
pub(crate) fn luhn_digit(digits: &[u8]) -> u8 {
    let doubled = |(index, digit): (usize, &u8)| match (index % 2 == 0, digit * 2) {
        (true, double) if double > 9 => double - 9,
        (true, double) => double,
        (false, _) => *digit,
    };
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(doubled)
        .map(u32::from)
        .sum();
    ((10 - sum % 10) % 10) as u8
}

/// A card number as people write it: with spaces, hyphens or neither.
pub(crate) fn grouped(pen: &mut Pen) {
    let (digits, length) = digits(pen);
    let separator = *pen.random.pick(b"- _");
    group(pen, &digits[..length], separator);
}

/// The shape of a card number with a check digit that is wrong.
pub(crate) fn wrong(pen: &mut Pen) {
    let (mut digits, length) = digits(pen);
    let off = pen.random.between(1, 9) as u8;
    digits[length - 1] = (digits[length - 1] + off) % 10;
    let separator = *pen.random.pick(b"- _");
    group(pen, &digits[..length], separator);
}

/// Digits in groups of four; `_` stands for no separator.
fn group(pen: &mut Pen, digits: &[u8], separator: u8) {
    let split = separator != b'_' && digits.len() == 16;
    for (index, digit) in digits.iter().enumerate() {
        if split && index > 0 && index % 4 == 0 {
            pen.byte(separator);
        }
        pen.byte(digit + b'0');
    }
}

fn digits(pen: &mut Pen) -> ([u8; 16], usize) {
    loop {
        let (digits, length) = draw(pen);
        if !monotonous(&digits[..length]) {
            return (digits, length);
        }
    }
}

fn draw(pen: &mut Pen) -> ([u8; 16], usize) {
    let (prefix, length) = *pen.random.pick(&ISSUERS);
    let mut rest = pen.random.next_u64();
    let mut digits: [u8; 16] = std::array::from_fn(|_| {
        let digit = (rest % 10) as u8;
        rest /= 10;
        digit
    });
    for (digit, byte) in digits.iter_mut().zip(prefix.bytes()) {
        *digit = byte - b'0';
    }
    digits[length - 1] = luhn_digit(&digits[..length - 1]);
    (digits, length)
}

/// The numbers that issuers publish for tests repeat a few digits; no number
/// with less than six different ones is planted, so none of them ever is.
fn monotonous(digits: &[u8]) -> bool {
    let seen = digits.iter().fold(0_u16, |seen, digit| seen | 1 << digit);
    seen.count_ones() < 6
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    /// The example number of ISO/IEC 7812's annex on the check digit.
    #[test]
    fn luhn_agrees_with_the_standard() {
        assert_eq!(luhn_digit(&[7, 9, 9, 2, 7, 3, 9, 8, 7, 1]), 3);
    }

    #[test]
    fn wrong_numbers_fail_luhn() {
        let mut pen = Pen::new(Random::new(1));
        for _ in 0..1000 {
            pen.truncate(0);
            wrong(&mut pen);
            let digits: Vec<u8> = pen
                .bytes
                .iter()
                .filter(|byte| byte.is_ascii_digit())
                .map(|byte| byte - b'0')
                .collect();
            let (last, rest) = digits.split_last().expect("a card has digits");
            assert_ne!(luhn_digit(rest), *last);
        }
    }
}
