//! What must hold for every value, not only for specimens.

use proptest::prelude::*;
use tracie_check::{Check, WeightedSum};

fn check(name: &str) -> Check {
    Check::by_name(name).expect("a check of this crate")
}

/// The digits that, put in place of `?`, make the value pass.
fn completions(name: &str, pattern: &str, width: usize) -> Vec<String> {
    let check = check(name);
    (0..10_u32.pow(width as u32))
        .map(|number| pattern.replace('?', &format!("{number:0width$}")))
        .filter(|value| check.holds(value.as_bytes()))
        .collect()
}

/// The value with the digit at a place replaced by another.
fn with_other_digit(value: &str, place: usize, step: u8) -> String {
    let mut bytes = value.as_bytes().to_vec();
    bytes[place] = b'0' + (bytes[place] - b'0' + step) % 10;
    String::from_utf8(bytes).expect("still ASCII")
}

/// The value with two neighbours changed about; none if they are the same.
fn with_neighbours_swapped(value: &str, place: usize) -> Option<String> {
    let mut bytes = value.as_bytes().to_vec();
    bytes.swap(place, place + 1);
    (bytes != value.as_bytes()).then(|| String::from_utf8(bytes).expect("still ASCII"))
}

/// The only completion, after checking that there is only one.
fn only(mut found: Vec<String>) -> Result<String, TestCaseError> {
    prop_assert_eq!(found.len(), 1, "{:?}", &found);
    Ok(found.remove(0))
}

proptest! {
    #[test]
    fn luhn_has_one_check_digit_and_notices_one_wrong_digit(
        body in "[0-9]{1,20}", place in any::<prop::sample::Index>(), step in 1_u8..10,
    ) {
        let value = only(completions("luhn", &format!("{body}?"), 1))?;
        let wrong = with_other_digit(&value, place.index(value.len()), step);
        prop_assert!(!check("luhn").holds(wrong.as_bytes()));
    }

    #[test]
    fn luhn_notices_neighbours_swapped_but_for_09(
        body in "[0-9]{1,20}", place in any::<prop::sample::Index>(),
    ) {
        let value = only(completions("luhn", &format!("{body}?"), 1))?;
        let place = place.index(value.len() - 1);
        prop_assume!(!matches!(&value[place..place + 2], "09" | "90"));
        if let Some(wrong) = with_neighbours_swapped(&value, place) {
            prop_assert!(!check("luhn").holds(wrong.as_bytes()));
        }
    }

    #[test]
    fn verhoeff_notices_one_wrong_digit_and_any_neighbours_swapped(
        body in "[0-9]{1,20}", place in any::<prop::sample::Index>(), step in 1_u8..10,
    ) {
        let verhoeff = check("verhoeff");
        let value = only(completions("verhoeff", &format!("{body}?"), 1))?;
        let wrong = with_other_digit(&value, place.index(value.len()), step);
        prop_assert!(!verhoeff.holds(wrong.as_bytes()));
        if let Some(wrong) = with_neighbours_swapped(&value, place.index(value.len() - 1)) {
            prop_assert!(!verhoeff.holds(wrong.as_bytes()));
        }
    }

    #[test]
    fn mod11_10_has_one_check_digit_and_notices_one_wrong_digit(
        body in "[0-9]{1,20}", place in any::<prop::sample::Index>(), step in 1_u8..10,
    ) {
        let value = only(completions("mod11_10", &format!("{body}?"), 1))?;
        let wrong = with_other_digit(&value, place.index(value.len()), step);
        prop_assert!(!check("mod11_10").holds(wrong.as_bytes()));
    }

    #[test]
    fn iban_has_one_pair_of_check_digits(country in "[A-Z]{2}", account in "[0-9A-Z]{11,30}") {
        only(completions("iban", &format!("{country}?{account}"), 2))?;
    }

    #[test]
    fn iban_notices_one_wrong_digit_and_any_neighbours_swapped(
        account in "[0-9]{11,30}", place in any::<prop::sample::Index>(), step in 1_u8..10,
    ) {
        let iban = check("iban");
        let value = only(completions("iban", &format!("XK?{account}"), 2))?;
        let wrong = with_other_digit(&value, 4 + place.index(account.len()), step);
        prop_assert!(!iban.holds(wrong.as_bytes()));
        let place = 4 + place.index(account.len() - 1);
        if let Some(wrong) = with_neighbours_swapped(&value, place) {
            prop_assert!(!iban.holds(wrong.as_bytes()));
        }
    }

    #[test]
    fn keys_of_two_or_three_digits_are_the_only_ones(body in "[0-9]{18}") {
        for (name, pattern, width) in [
            ("twin_mod11", format!("{}?", &body[..9]), 2),
            ("twin_mod11_cycle9", format!("{}?", &body[..12]), 2),
            ("twin_mod11_powers", format!("{}?{}", &body[..8], &body[8..]), 2),
            ("mod97_complement", format!("{}?", &body[..13]), 2),
            ("mod97_remainder", format!("{}?", &body[..10]), 2),
            ("mod97_remainder", format!("{}?", &body[..9]), 2),
            ("mod511", format!("{}?", &body[..10]), 3),
        ] {
            only(completions(name, &pattern, width))?;
        }
    }

    #[test]
    fn separators_and_case_change_nothing(
        value in "[0-9A-Za-z]{2,30}", seed in any::<[u8; 30]>(),
    ) {
        const SEPARATORS: [&str; 8] = ["", " ", "-", ".", "/", "\u{a0}", "\u{2011}", " - "];
        let mut spaced = String::new();
        for (character, n) in value.chars().zip(seed) {
            spaced.push(character);
            spaced.push_str(SEPARATORS[usize::from(n) % SEPARATORS.len()]);
        }
        for name in [
            "luhn", "luhn_80840", "luhn_digit_or_letter", "verhoeff", "iban", "mod97_10",
            "mod97_zero", "mod97_complement", "mod11_10", "twin_mod11", "twin_mod11_cycle9",
            "mod23_letter", "mod10_tilde", "mod11_ampersand", "odd_even_mod26", "vin_mod11",
        ] {
            let check = check(name);
            let plain = check.holds(value.as_bytes());
            prop_assert_eq!(plain, check.holds(spaced.as_bytes()), "{}", name);
            prop_assert_eq!(plain, check.holds(value.to_lowercase().as_bytes()), "{}", name);
        }
    }

    #[test]
    fn no_bytes_make_a_check_panic(value in prop::collection::vec(any::<u8>(), 0..200)) {
        for check in Check::all() {
            let _ = check.holds(&value);
        }
    }

    #[test]
    fn nearly_right_text_makes_no_check_panic(
        value in r"(-----BEGIN |-----END |-----|PuTTY-User-Key-File-|Public-Lines: [0-9]{1,3}|eyJ|\.|\\n|\n|=|\^|%B|;|[0-9]{1,9}|[A-Z]{1,3}|é|Ñ| |,|:){0,40}",
    ) {
        for check in Check::all() {
            let _ = check.holds(value.as_bytes());
        }
    }

    #[test]
    fn a_sum_is_what_arithmetic_says(
        weights in prop::collection::vec(-100..100_i32, 1..20), modulus in 2..200_i32,
        right in any::<u8>(), value in "[0-9A-Z]{1,20}",
    ) {
        let right = i32::from(right) % modulus;
        let sum = WeightedSum::new(&weights, modulus, &[right], None, None).expect("it fits");
        let values = value.chars().map(|c| c.to_digit(36).expect("a digit or letter") as i32);
        let expected = weights.len().checked_sub(value.len()).is_some_and(|unused| {
            let total: i32 = values.zip(&weights[unused..]).map(|(v, w)| v * w).sum();
            total.rem_euclid(modulus) == right
        });
        prop_assert_eq!(sum.holds(value.as_bytes()), expected);
    }

    #[test]
    fn a_check_character_in_the_alphabet_is_the_only_one(
        weights in prop::collection::vec(1..30_i32, 2..15), at in any::<prop::sample::Index>(),
        body in "[0-9]{15}",
    ) {
        const ALPHABET: &str = "TRWAGMYFPDXBNJZSQVHLCKE";
        let at = at.index(weights.len() + 1);
        let sum = WeightedSum::new(&weights, 23, &[0], Some(at), Some(ALPHABET)).expect("it fits");
        let (before, after) = body[..weights.len()].split_at(at);
        let passing = ('A'..='Z').filter(|c| sum.holds(format!("{before}{c}{after}").as_bytes()));
        let total: i32 = body.bytes().zip(&weights).map(|(b, w)| i32::from(b - b'0') * w).sum();
        let expected = ALPHABET.chars().nth(total as usize % 23);
        prop_assert_eq!(passing.collect::<Vec<_>>(), Vec::from_iter(expected));
    }

    #[test]
    fn base64_pair_sees_the_colon_in_what_was_encoded(
        bytes in prop::collection::vec(prop_oneof![b' '..=b'~', 0x80..=0xFF_u8], 1..60),
        end in "(\r?\n)?",
    ) {
        let header = format!("Authorization: Basic {}", encode(&[&bytes, end.as_bytes()].concat()));
        prop_assert_eq!(check("base64_pair").holds(header.as_bytes()), bytes.contains(&b':'));
    }

    #[test]
    fn base64_pair_is_text(
        mut bytes in prop::collection::vec(any::<u8>(), 1..60),
        control in prop_oneof![0..b' ', Just(0x7F_u8)],
        at in any::<prop::sample::Index>(),
    ) {
        bytes.insert(at.index(bytes.len()), control);
        bytes.push(b':');
        let header = format!("Authorization: Basic {}", encode(&bytes));
        prop_assert!(!check("base64_pair").holds(header.as_bytes()));
    }

    #[test]
    fn jwt_reads_any_claims(name in "[a-z]{1,9}", number in any::<f64>(), text in "[ -!#-\\[\\]-~é]{0,20}") {
        let header = encode(format!(r#"{{"{name}":{number:?},"alg":"HS256"}}"#).as_bytes());
        let claims = encode(format!(r#"{{"{name}":["{text}",{{}},null]}}"#).as_bytes());
        prop_assume!(number.is_finite() && name != "alg");
        let token = |first: &str, second: &str| format!("{first}.{second}.AAAA").replace('=', "");
        prop_assert!(check("jwt").holds(token(&header, &claims).as_bytes()));
        prop_assert!(!check("jwt").holds(token(&claims, &header).as_bytes()));
    }
}

/// Base64 by shifting and dividing one long number, unlike the crate's own way.
fn encode(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let number = (0..3).fold(0, |n, at| {
            n * 256 + usize::from(*chunk.get(at).unwrap_or(&0))
        });
        for at in 0..4_u32 {
            let six = number / 64_usize.pow(3 - at) % 64;
            let is_padding = at as usize > chunk.len();
            text.push(if is_padding {
                '='
            } else {
                char::from(ALPHABET[six])
            });
        }
    }
    text
}

/// Days of each month by a table, unlike the crate's own way.
fn last_day(year: u32, month: u32) -> u32 {
    let days = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month as usize - 1];
    let is_leap = (year.is_multiple_of(4) && year != 1800 && year != 1900) || year == 2000;
    days + u32::from(month == 2 && is_leap)
}

#[test]
fn every_day_of_two_centuries_is_a_date_and_the_day_after_the_last_is_not() {
    let date = check("calendar_date");
    for year in 1900..2100 {
        for month in 1..=12 {
            for day in 1..=31 {
                let exists = day <= last_day(year, month);
                for text in [
                    format!("{year}-{month:02}-{day:02}"),
                    format!("{day}. {} {year}", MONTHS[month as usize - 1]),
                ] {
                    assert_eq!(date.holds(text.as_bytes()), exists, "{text}");
                }
            }
        }
    }
}

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

#[test]
fn random_keys_look_random() {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut state = 1_u64;
    let mut next = || {
        // A linear congruential generator; its high bits are good enough here.
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ALPHABET[(state >> 58) as usize]
    };
    let random = check("random_base64");
    let total = 50_000;
    let seen = (0..total)
        .filter(|_| random.holds(&[(); 40].map(|()| next())))
        .count();
    assert!(seen * 1000 >= total * 998, "{seen} of {total}");
}
