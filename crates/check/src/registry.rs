//! Every check by its name.

use std::fmt;

use crate::rule;

/// A named test of a value.
///
/// ```
/// use tracie_check::Check;
///
/// let check = Check::by_name("verhoeff").expect("a check of this crate");
/// assert_eq!(check.name(), "verhoeff");
/// assert!(check.holds(b"2363"));
/// assert!(Check::by_name("no_such_check").is_none());
/// ```
#[derive(Clone, Copy)]
pub struct Check {
    name: &'static str,
    asks: &'static str,
    holds: fn(&[u8]) -> bool,
}

impl Check {
    /// The check with this name, if there is one.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        let place = CHECKS.binary_search_by(|check| check.name.cmp(name));
        place.ok().map(|at| CHECKS[at])
    }

    /// All checks, in the order of their names.
    ///
    /// ```
    /// let names: Vec<_> = tracie_check::Check::all().map(|check| check.name()).collect();
    /// assert!(names.contains(&"luhn") && names.is_sorted());
    /// ```
    pub fn all() -> impl ExactSizeIterator<Item = Self> {
        CHECKS.iter().copied()
    }

    /// What the check is called in an identifier file.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.name
    }

    /// What it asks of a value, in words that go after "whether".
    ///
    /// ```
    /// let luhn = tracie_check::Check::by_name("luhn").expect("a check of this crate");
    /// assert_eq!(luhn.asks(), "its last digit is the Luhn check digit");
    /// ```
    #[must_use]
    pub fn asks(self) -> &'static str {
        self.asks
    }

    /// Whether the value, as it stands in the document, passes.
    ///
    /// Never panics and never allocates, whatever the bytes.
    #[inline]
    #[must_use]
    pub fn holds(self, value: &[u8]) -> bool {
        (self.holds)(value)
    }
}

impl PartialEq for Check {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Check {}

impl fmt::Debug for Check {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Check({})", self.name)
    }
}

macro_rules! checks {
    ($($name:ident: $asks:literal,)*) => {
        &[$(Check { name: stringify!($name), asks: $asks, holds: rule::$name::holds }),*]
    };
}

/// In the order of their names, for the binary search.
static CHECKS: &[Check] = checks! {
    area_group_serial: "no part is all zeros, and the first is neither 666 nor 900 or more",
    base64_pair: "its base64 decodes to a name and a password",
    calendar_date: "it is a day that the calendar has",
    cookie_pair: "one of its cookies has a value that is none to be filled in or taken out",
    crc24: "its body has the checksum after it",
    der_sequence: "its body is a DER sequence",
    dmy_first6: "it begins with a date, day first",
    entropy3: "its characters differ enough for a secret",
    gtin14: "its GTIN has the right check digit",
    iban: "its two check digits are right (ISO 7064)",
    jwt: "its header is JSON that names an algorithm",
    latitude_longitude: "latitude and longitude are in range, and not both from -1 to 1",
    letters_and_digits: "it has letters and digits",
    luhn: "its last digit is the Luhn check digit",
    luhn_80840: "its last digit is the Luhn check digit, with 80840 put before it",
    luhn_digit_or_letter: "its last digit or letter is the Luhn check digit",
    luhn_first10: "its tenth digit is the Luhn check digit",
    luhn_last10: "its last digit is the Luhn check digit",
    magnetic_stripe: "account number, expiry date and service code are possible",
    mixed_digits: "its digits are not all the same",
    mod10_tilde: "its last digit is the check digit (mod 10)",
    mod11_10: "its last digit is the check digit (ISO 7064)",
    mod11_ampersand: "its last character is the check character (mod 11)",
    mod23_letter: "its last letter is the check letter (mod 23)",
    mod31_letter: "its last character is the check character (mod 31)",
    mod43: "its last character is the check character (mod 43)",
    mod511: "its last three digits are the check digits (mod 511)",
    mod97_10: "its check digits are right (mod 97)",
    mod97_complement: "its last two digits are the check digits (mod 97)",
    mod97_remainder: "its last two digits are the check digits (mod 97)",
    mod97_zero: "its last two digits are the check digits (mod 97)",
    month_year: "it is a month and a year",
    not_palindrome: "it reads differently backwards",
    not_zero: "it is not all zeros",
    odd_even_mod26: "its last letter is the check letter (mod 26)",
    odd_even_mod26_leading: "its first letter is the check letter (mod 26)",
    one_repeated_digit: "exactly one digit occurs more than once in its first ten",
    openpgp_key: "its body begins as a secret key does, or has the checksum after it",
    openssh_magic: "its body begins as an OpenSSH private key does",
    phone_digits: "it has 7 to 15 digits, not all the same",
    ppk: "it has the lines of base64 that it announces",
    random_base64: "it looks random, not like a word, a path or a digest",
    random_tail: "its last part looks random, not like a placeholder",
    twin_mod11: "its last two digits are the check digits (mod 11)",
    twin_mod11_cycle9: "its last two digits are the check digits (mod 11)",
    twin_mod11_powers: "its two check digits are right (mod 11)",
    verhoeff: "its last digit is the Verhoeff check digit",
    vin_mod11: "its ninth character is the check digit (mod 11)",
    ymd_first6: "it begins with a date, year first",
    ymd_first8: "it begins with a date, year first",
};

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn rule_files() -> Vec<String> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/rule");
        let entries = fs::read_dir(folder).expect("the sources are there");
        let mut names: Vec<_> = entries
            .map(|entry| entry.expect("a readable folder").file_name())
            .map(|name| name.to_string_lossy().replace(".rs", ""))
            .filter(|name| name != "mod")
            .collect();
        names.sort();
        names
    }

    #[test]
    fn holds_every_rule_file_once_and_in_order() {
        let names: Vec<_> = Check::all().map(Check::name).collect();
        assert_eq!(names, rule_files());
    }

    #[test]
    fn finds_each_check_by_its_name() {
        for check in Check::all() {
            assert_eq!(Check::by_name(check.name()), Some(check));
        }
        assert_eq!(Check::by_name("Luhn"), None);
        assert_eq!(Check::by_name(""), None);
    }

    #[test]
    fn shows_nothing_but_the_name() {
        let check = Check::by_name("iban").expect("a check");
        assert_eq!(format!("{check:?}"), "Check(iban)");
    }
}
