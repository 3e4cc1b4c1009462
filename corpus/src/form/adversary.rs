//! Texts that are hard on a scanner, and hold nothing but what is said.

use super::Form;
use super::logs::{self, NEUTRAL};
use crate::pen::Pen;
use crate::value::card::luhn_digit;
use crate::value::{account, card, person, token};

/// One endless number.
pub(crate) const DIGITS: Form = Form::records("txt", |pen| pen.digits(18));

/// What stands between values, and no value.
pub(crate) const SEPARATORS: Form =
    Form::records("txt", |pen| pen.letters(b" -.,;:/\t()[]_|\n", 32));

/// Keywords of many identifiers, and nothing that they speak of.
pub(crate) const KEYWORDS: Form = Form::records("txt", |pen| {
    pen.word(&KEYWORD_LIST);
    pen.word(&[" ", " ", " ", "\n"]);
});

/// One endless token.
pub(crate) const BASE64: Form = Form::records("txt", |pen| token::base64(pen, 60));

/// A log without a single line break.
pub(crate) const ONE_LINE: Form = Form::records("txt", |pen| {
    logs::message(pen);
    pen.text("; ");
});

/// Values of the right shape with the wrong checksum, next to keywords.
pub(crate) const NEAR_MISSES: Form = Form::records("txt", near_misses);

const KEYWORD_LIST: [&str; 40] = [
    "credentials",
    "secret key",
    "bank account",
    "savings account",
    "iban",
    "bban",
    "card",
    "cvv",
    "cvc",
    "credit card",
    "debit",
    "expiry",
    "expiration",
    "magstripe",
    "swipe",
    "ssn",
    "social security",
    "passport",
    "date of birth",
    "dob",
    "birthday",
    "driver's license",
    "driving licence",
    "phone",
    "mobile",
    "fax",
    "npi",
    "dea number",
    "nhs",
    "national insurance number",
    "nino",
    "tax id",
    "tin",
    "itin",
    "vin",
    "dni",
    "cpf",
    "coordinates",
    "health card",
    "médical account number",
];

/// A keyword and a value that must not be found beside it.
type Miss = (&'static str, fn(&mut Pen));

const MISSES: [Miss; 7] = [
    ("card ", card::wrong),
    ("ssn ", person::wrong_ssn),
    ("iban ", account::wrong_iban),
    ("npi ", wrong_npi),
    ("nhs ", wrong_nhs),
    ("cpf ", wrong_cpf),
    ("dni ", wrong_dni),
];

/// A line of misses of one kind: a keyword of another may not be near.
fn near_misses(pen: &mut Pen) {
    let (keyword, value) = *pen.random.pick(&MISSES);
    for _ in 0..8 {
        pen.text(keyword);
        value(pen);
        pen.byte(b' ');
    }
    pen.text(NEUTRAL);
    pen.byte(b'\n');
}

/// So many random digits, the first of them `first`, as numbers.
fn digits<const N: usize>(pen: &mut Pen, first: u8) -> [u8; N] {
    let mut digits = std::array::from_fn(|_| pen.random.below(10) as u8);
    digits[0] = first;
    digits
}

/// Writes digits and, after them, one that is not `check`.
fn miss(pen: &mut Pen, digits: &[u8], check: u8) {
    let off = pen.random.between(1, 9) as u8;
    pen.bytes.extend(digits.iter().map(|digit| b'0' + digit));
    pen.byte(b'0' + (check + off) % 10);
}

fn wrong_npi(pen: &mut Pen) {
    let mut digits = [8, 0, 8, 4, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0];
    digits[6..].copy_from_slice(&self::digits::<8>(pen, 7));
    let check = luhn_digit(&digits);
    miss(pen, &digits[5..], check);
}

/// The digits times 10, 9, ... 2 (or from 11 on), as a remainder by 11.
fn eleven(digits: &[u8]) -> u32 {
    let weighted = digits
        .iter()
        .rev()
        .zip(2..)
        .map(|(digit, weight)| u32::from(*digit) * weight);
    weighted.sum::<u32>() % 11
}

fn wrong_nhs(pen: &mut Pen) {
    let digits = digits::<9>(pen, 4);
    let check = (11 - eleven(&digits)) % 11;
    // No tenth digit is right where the check is 10: any will do as wrong.
    miss(pen, &digits, (check % 10) as u8);
}

fn wrong_cpf(pen: &mut Pen) {
    let mut number = [0; 10];
    number[..9].copy_from_slice(&digits::<9>(pen, 3));
    number[9] = cpf_digit(&number[..9]);
    miss(pen, &number, cpf_digit(&number));
}

fn cpf_digit(digits: &[u8]) -> u8 {
    ((11 - eleven(digits)) % 11 % 10) as u8
}

fn wrong_dni(pen: &mut Pen) {
    const LETTERS: &[u8; 23] = b"TRWAGMYFPDXBNJZSQVHLCKE";
    let number = pen.random.between(10_000_000, 89_999_999);
    let off = pen.random.between(1, 22);
    pen.number(u64::from(number));
    pen.byte(LETTERS[((number + off) % 23) as usize]);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Published specimens: check digits computed as the issuers do.
    #[test]
    fn checks_agree_with_specimens() {
        assert_eq!((11 - eleven(&[9, 4, 3, 4, 7, 6, 5, 9, 1])) % 11, 9);
        assert_eq!(cpf_digit(&[1, 1, 1, 4, 4, 4, 7, 7, 7]), 3);
        assert_eq!(cpf_digit(&[1, 1, 1, 4, 4, 4, 7, 7, 7, 3]), 5);
        assert_eq!(luhn_digit(&[8, 0, 8, 4, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]), 3);
    }
}
