//! Whether a text is a value of an identifier, worked out anew: nothing here
//! is shared with the generator.

#![allow(dead_code, reason = "each test file uses a part")]

pub(crate) fn digits(text: &str) -> Vec<u32> {
    text.chars()
        .filter_map(|character| character.to_digit(10))
        .collect()
}

fn luhn(digits: &[u32]) -> bool {
    let sum = |(index, digit): (usize, &u32)| match index % 2 {
        0 => *digit,
        _ => digit * 2 / 10 + digit * 2 % 10,
    };
    digits.iter().rev().enumerate().map(sum).sum::<u32>() % 10 == 0
}

pub(crate) fn is_card(text: &str) -> bool {
    let digits = digits(text);
    let brand = matches!(
        digits[..],
        [4, ..] | [5, 1..=5, ..] | [2, 3, ..] | [3, 4..=7, ..] | [6, ..]
    );
    let length = if digits.starts_with(&[3, 4]) || digits.starts_with(&[3, 7]) {
        15
    } else {
        16
    };
    brand && digits.len() == length && luhn(&digits) && text.ends_with(|c: char| c.is_ascii_digit())
}

fn is_iban(text: &str, country: &str, length: usize) -> bool {
    let plain: String = text.chars().filter(|c| *c != ' ').collect();
    if !plain.starts_with(country)
        || plain.len() != length
        || !plain.bytes().all(|b| b.is_ascii_alphanumeric())
    {
        return false;
    }
    let number = plain
        .chars()
        .cycle()
        .skip(4)
        .take(length)
        .filter_map(|c| c.to_digit(36));
    number.fold(0, |rest, digit| {
        (rest * if digit < 10 { 10 } else { 100 } + digit) % 97
    }) == 1
}

fn numbers(text: &str) -> Vec<u32> {
    text.split([' ', '-', '/'])
        .filter_map(|part| part.parse().ok())
        .collect()
}

fn shape(text: &str) -> String {
    let class = |c: char| match c {
        '0'..='9' => '9',
        'A'..='Z' => 'A',
        'a'..='z' => 'a',
        other => other,
    };
    text.chars().map(class).collect()
}

pub(crate) fn is_ssn(text: &str) -> bool {
    ["999-99-9999", "999 99 9999"].contains(&shape(text).as_str())
        && matches!(numbers(text)[..], [1..=665 | 667..=899, 1..=99, 1..=9999])
        && !["078-05-1120", "219-09-9999", "457-55-5462"].contains(&text)
}

fn is_date(text: &str) -> bool {
    match shape(text).as_str() {
        "9999-99-99" => matches!(numbers(text)[..], [1940..=2004, 1..=12, 1..=28]),
        "99 Aaaaa 9999" => text.contains("March"),
        _ => false,
    }
}

fn is_phone(text: &str) -> bool {
    ["+9 999-999-9999", "+9 (999) 999-9999", "+9-999-999-9999"].contains(&shape(text).as_str())
        && text.starts_with("+1")
        && text.contains("555-01")
}

fn is_jwt(text: &str) -> bool {
    let parts: Vec<&str> = text.split('.').collect();
    parts.len() == 3
        && parts[..2].iter().all(|part| part.starts_with("eyJ"))
        && parts[2].len() == 43
}

fn is_secret(text: &str) -> bool {
    let has = |test: fn(&char) -> bool| text.chars().any(|c| test(&c));
    text.len() == 40
        && has(char::is_ascii_uppercase)
        && has(char::is_ascii_lowercase)
        && has(char::is_ascii_digit)
}

/// The digits times 10, 9, ... (or 11, 10, ... and so on), by 11.
fn eleven(digits: &[u32]) -> u32 {
    digits
        .iter()
        .rev()
        .zip(2..)
        .map(|(digit, weight)| digit * weight)
        .sum::<u32>()
        % 11
}

fn is_cpf(text: &str) -> bool {
    let digits = digits(text);
    let right = |at: usize| digits[at] == (11 - eleven(&digits[..at])) % 11 % 10;
    shape(text) == "999.999.999-99" && right(9) && right(10)
}

fn is_nhs(text: &str) -> bool {
    let digits = digits(text);
    shape(text) == "999 999 9999" && digits[9] == (11 - eleven(&digits[..9])) % 11
}

fn is_npi(text: &str) -> bool {
    shape(text) == "9999999999" && luhn(&[[8, 0, 8, 4, 0].as_slice(), &digits(text)].concat())
}

fn is_dni(text: &str) -> bool {
    let number: usize = text
        .get(..8)
        .and_then(|digits| digits.parse().ok())
        .unwrap_or(0);
    shape(text) == "99999999A" && "TRWAGMYFPDXBNJZSQVHLCKE"[number % 23..].starts_with(&text[8..])
}

/// ISO 3779 as North America uses it: the ninth character is the check.
fn is_vin(text: &str) -> bool {
    const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    let digit = |c: char| match c {
        'A'..='H' => c as u32 - 64,
        'J'..='R' => c as u32 - 73,
        'S'..='Z' => c as u32 - 81,
        _ => c.to_digit(10).unwrap_or(0),
    };
    let sum: u32 = text
        .chars()
        .zip(WEIGHTS)
        .map(|(c, weight)| digit(c) * weight)
        .sum();
    text.len() == 17
        && text.chars().nth(8) == Some("0123456789X".as_bytes()[sum as usize % 11] as char)
}

fn is_pem(text: &str, labels: &[&str]) -> bool {
    labels.iter().any(|label| {
        text.starts_with(&format!("-----BEGIN {label}-----\n"))
            && text.ends_with(&format!("\n-----END {label}-----"))
    })
}

/// Whether the text is a value of the identifier, from end to end.
pub(crate) fn is_value(identifier: &str, text: &str) -> bool {
    let shape = shape(text);
    match identifier {
        "ADDRESS" => shape.ends_with(", AA 99999"),
        "AWS_CREDENTIALS" => is_secret(text),
        "BANK_ACCOUNT_NUMBER" => shape == "9999999999",
        "BRAZIL_CPF_NUMBER" => is_cpf(text),
        "CANADA_PASSPORT_NUMBER" => shape == "A999999AA",
        "CREDIT_CARD_EXPIRATION" => shape == "99/99" && numbers(text)[0] <= 12,
        "CREDIT_CARD_NUMBER" | "CREDIT_CARD_NUMBER_(NO_KEYWORD)" => is_card(text),
        "CREDIT_CARD_SECURITY_CODE" => shape == "999",
        "DATE_OF_BIRTH" => is_date(text),
        "FRANCE_PASSPORT_NUMBER" => shape == "99AA99999",
        "GCP_API_KEY" => text.len() == 39 && text.starts_with("AIza"),
        "GERMANY_BANK_ACCOUNT_NUMBER" => is_iban(text, "DE", 22),
        "HTTP_BASIC_AUTH_HEADER" => text.starts_with("Authorization: Basic c3ZjL"),
        "HTTP_COOKIE" => text.starts_with("Set-Cookie: sid=") && text.ends_with("HttpOnly"),
        "IRELAND_BANK_ACCOUNT_NUMBER" => is_iban(text, "IE", 22),
        "JSON_WEB_TOKEN" => is_jwt(text),
        "LATITUDE_LONGITUDE" => shape == "-99.999999, -99.999999",
        "LITHUANIA_BANK_ACCOUNT_NUMBER" => is_iban(text, "LT", 20),
        "NAME" => {
            text.split(' ').count() == 2
                && text.chars().filter(char::is_ascii_uppercase).count() == 2
        }
        "NETHERLANDS_BANK_ACCOUNT_NUMBER" => is_iban(text, "NL", 18),
        "OPENSSH_PRIVATE_KEY" => is_pem(text, &["OPENSSH PRIVATE KEY"]),
        "PGP_PRIVATE_KEY" => is_pem(text, &["PGP PRIVATE KEY BLOCK"]),
        "PHONE_NUMBER" => is_phone(text),
        "PKCS" => is_pem(text, &["PRIVATE KEY", "RSA PRIVATE KEY"]),
        "PUTTY_PRIVATE_KEY" => {
            text.starts_with("PuTTY-User-Key-File-3: ") && text.contains("Private-MAC: ")
        }
        "SPAIN_DNI_NUMBER" => is_dni(text),
        "STRIPE_CREDENTIALS" => text.len() == 32 && shape.starts_with("aa_aaaa_"),
        "SWITZERLAND_BANK_ACCOUNT_NUMBER" => is_iban(text, "CH", 21),
        "UK_BANK_ACCOUNT_NUMBER" => is_iban(text, "GB", 22),
        "UK_NATIONAL_INSURANCE_NUMBER" => shape == "AA999999A",
        "UK_NHS_NUMBER" => is_nhs(text),
        "USA_NATIONAL_PROVIDER_IDENTIFIER" => is_npi(text),
        "USA_PASSPORT_NUMBER" => shape == "A99999999",
        "USA_SOCIAL_SECURITY_NUMBER" => is_ssn(text),
        "VEHICLE_IDENTIFICATION_NUMBER" => is_vin(text),
        other => panic!("no check for {other}"),
    }
}
