//! Bank accounts: IBANs with their two check digits.

use crate::pen::Pen;

/// A country of whose accounts there are some.
struct Country {
    code: &'static str,
    identifier: &'static str,
    letters: usize,
    digits: usize,
}

/// Countries whose accounts carry no second, national checksum.
const COUNTRIES: [Country; 6] = [
    Country {
        code: "DE",
        identifier: "GERMANY_BANK_ACCOUNT_NUMBER",
        letters: 0,
        digits: 18,
    },
    Country {
        code: "GB",
        identifier: "UK_BANK_ACCOUNT_NUMBER",
        letters: 4,
        digits: 14,
    },
    Country {
        code: "NL",
        identifier: "NETHERLANDS_BANK_ACCOUNT_NUMBER",
        letters: 4,
        digits: 10,
    },
    Country {
        code: "IE",
        identifier: "IRELAND_BANK_ACCOUNT_NUMBER",
        letters: 4,
        digits: 14,
    },
    Country {
        code: "CH",
        identifier: "SWITZERLAND_BANK_ACCOUNT_NUMBER",
        letters: 0,
        digits: 17,
    },
    Country {
        code: "LT",
        identifier: "LITHUANIA_BANK_ACCOUNT_NUMBER",
        letters: 0,
        digits: 16,
    },
];

/// Plants an IBAN.
pub(crate) fn plant_iban(pen: &mut Pen) {
    let country = pen.random.pick(&COUNTRIES);
    pen.plant(country.identifier, |pen| write(pen, country, 0));
}

/// The shape of an IBAN with check digits that are wrong.
pub(crate) fn wrong_iban(pen: &mut Pen) {
    let country = pen.random.pick(&COUNTRIES);
    let off = pen.random.between(1, 96);
    write(pen, country, off);
}

fn write(pen: &mut Pen, country: &Country, off: u32) {
    pen.text(country.code);
    let check = pen.bytes.len();
    pen.text("00");
    pen.letters(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ", country.letters);
    pen.digits(country.digits);
    let digits = check_digits(&pen.bytes[check - 2..], off);
    pen.bytes[check..check + 2].copy_from_slice(&digits);
}

/// The check digits of an IBAN that is written with `00` in their place,
/// `off` away from what is right; always from 02 to 98 as the standard says.
fn check_digits(iban: &[u8], off: u32) -> [u8; 2] {
    let (head, account) = iban.split_at(4);
    let remainder = account.iter().chain(head).fold(0, modulo_97);
    let check = (96 + off - remainder + 97 * u32::from(remainder > 96 + off)) % 97 + 2;
    [b'0' + (check / 10) as u8, b'0' + (check % 10) as u8]
}

fn modulo_97(remainder: u32, byte: &u8) -> u32 {
    match byte {
        b'0'..=b'9' => (remainder * 10 + u32::from(byte - b'0')) % 97,
        _ => (remainder * 100 + u32::from(byte - b'A') + 10) % 97,
    }
}

/// Whether an IBAN without separators has the right check digits.
#[cfg(test)]
pub(crate) fn is_right(iban: &[u8]) -> bool {
    let (head, account) = iban.split_at(4);
    account.iter().chain(head).fold(0, modulo_97) == 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    /// The example in the register of IBANs for the United Kingdom.
    #[test]
    fn agrees_with_the_register() {
        assert!(is_right(b"GB29NWBK60161331926819"));
        assert_eq!(check_digits(b"GB00NWBK60161331926819", 0), *b"29");
    }

    #[test]
    fn right_and_wrong_ones_are() {
        let mut pen = Pen::new(Random::new(1));
        for _ in 0..1000 {
            pen.truncate(0);
            plant_iban(&mut pen);
            assert!(is_right(&pen.bytes));
            pen.truncate(0);
            wrong_iban(&mut pen);
            assert!(!is_right(&pen.bytes));
        }
    }
}
