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

    /// Whether the value, as it stands in the document, passes.
    ///
    /// Never panics and never allocates, whatever the bytes.
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
    ($($name:ident)*) => {
        &[$(Check { name: stringify!($name), holds: rule::$name::holds }),*]
    };
}

/// In the order of their names, for the binary search.
static CHECKS: &[Check] = checks! {
    area_group_serial
    base64_pair
    calendar_date
    crc24
    der_sequence
    dmy_first6
    entropy3
    gtin14
    iban
    jwt
    latitude_longitude
    letters_and_digits
    luhn
    luhn_80840
    luhn_digit_or_letter
    luhn_first10
    luhn_last10
    magnetic_stripe
    mixed_digits
    mod10_tilde
    mod11_10
    mod11_ampersand
    mod23_letter
    mod31_letter
    mod43
    mod511
    mod97_10
    mod97_complement
    mod97_remainder
    mod97_zero
    month_year
    not_palindrome
    not_zero
    odd_even_mod26
    odd_even_mod26_leading
    one_repeated_digit
    openssh_magic
    phone_digits
    ppk
    random_base64
    twin_mod11
    twin_mod11_cycle9
    twin_mod11_powers
    verhoeff
    vin_mod11
    ymd_first6
    ymd_first8
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
