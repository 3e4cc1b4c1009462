use super::*;
use proptest::prelude::*;

/// A byte as a form reads it.
fn read(byte: &u8) -> u8 {
    match byte {
        b'0'..=b'9' => b'0',
        b'A'..=b'Z' => b'A',
        b'a'..=b'z' => b'a',
        other => *other,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, ..ProptestConfig::default() })]

    #[test]
    fn what_a_form_tells_of_the_surroundings_is_so(
        before in "[0-9A-Fa-f+:_./ -]{0,6}|(ord|PO|x)[-/]|[0-9]{11,13},|[A-F0-9]{4,5} {1,2}",
        value in "[0-9]{4}( [0-9]{4}){0,2}|[0-9A-Fa-f]{1,9}|-?[0-9]{2,3}-?",
        after in "[0-9A-Fa-f:_./ -]{0,6}|\\.0| [A-F]| 8[0-9]{3}|,[0-9]{11,13}| [A-F0-9]{4,5} [A-F0-9]{4,5}",
        alone in any::<bool>(),
    ) {
        let text = [before.as_bytes(), value.as_bytes(), after.as_bytes()].concat();
        prop_assume!(text.len() <= 32 && !is_nothing(value.as_bytes()));
        let rule = Rule { alone, letterless: alone, border: b":b-".as_slice().into(), ..Rule::default() };
        let form: Vec<u8> = text.iter().map(read).collect();
        let (start, end) = (before.len(), before.len() + value.len());
        let judged = rule.judge(&text, start, end);
        prop_assert_eq!(rule.accepts(&text, start, end), judged.is_ok());
        match rule.around(&form, start, end) {
            Around::Fine => prop_assert_eq!(judged, Ok(())),
            Around::Wrong => prop_assert!(judged.is_err(), "{before}<{value}>{after}"),
            Around::Unclear => {}
        }
    }
}

proptest! {
    #[test]
    fn a_rule_for_a_length_judges_values_of_that_length_as_ever(
        value in "[1-5A-Ca][0-9A]{0,3}([ -]?[0-9A]{1,4}){0,3}|A{9,12}[0-9]{0,2}|0{4}[ -]?0{0,4}",
        digit in any::<bool>(),
    ) {
        let prefix = |from: &str, to: &str, lengths: &[usize]| crate::schema::Prefix {
            from: from.into(),
            to: Some(to.into()),
            lengths: lengths.into(),
            name: String::new(),
        };
        let prefixes = [prefix("1", "2", &[4, 8]), prefix("30", "5A", &[]), prefix("A", "C", &[1, 5, 11])];
        let rule = Rule {
            digit,
            checks: vec![Check::by_name("mixed_digits").expect("a check")],
            prefixes: Prefixes::new(&prefixes).expect("good prefixes"),
            blocked: Blocked::new(&["A".into(), "30AA".into(), "12340000".into(), "5AA0A".into()]),
            ..Rule::default()
        };
        let value = value.as_bytes();
        let form: Vec<u8> = value.iter().map(read).collect();
        let length = value.iter().filter(|it| it.is_ascii_alphanumeric()).count();
        let shorter = rule.of_length(length);
        let holds = rule.has_digit(&form) && shorter.judge_alone(value).is_ok();
        prop_assert_eq!(holds, rule.judge_alone(value).is_ok());
        prop_assert!(rule.asks_alike(&rule.clone()) && (!digit || !rule.asks_alike(&shorter)));
    }
}

fn judge(rule: &Rule, text: &str, value: &str) -> Result<(), Rejection> {
    let start = text.find(value).expect("the value is in the text");
    rule.judge(text.as_bytes(), start, start + value.len())
}

#[test]
fn a_part_of_a_longer_number_is_no_value() {
    let rule = Rule::default();
    for (text, value, expected) in [
        (
            "12-345-67-8901",
            "345-67-8901",
            Err(Rejection::WithinNumber),
        ),
        ("345-67-8901.5", "345-67-8901", Err(Rejection::WithinNumber)),
        ("345-67-8901. 5", "345-67-8901", Ok(())),
        ("345678901.0", "345678901", Ok(())),
        ("345678901.00", "345678901", Err(Rejection::WithinNumber)),
        ("n 345678901.0", "345678901", Err(Rejection::WithinNumber)),
        ("000-00-0000", "000-00-0000", Err(Rejection::Blocked)),
        ("no-345-67-8901", "345-67-8901", Ok(())),
        ("a_123456789", "123456789", Err(Rejection::Border)),
        ("123456789__b", "123456789", Err(Rejection::Border)),
        ("ssn: __123456789__", "123456789", Ok(())),
        (
            "1b4e28ba-2fa1-11d2-883f-001693012345",
            "001693012345",
            Err(Rejection::WithinUuid),
        ),
    ] {
        assert_eq!(judge(&rule, text, value), expected, "{text}");
    }
}

#[test]
fn a_letter_that_stands_apart_may_belong_to_a_value() {
    let rule = Rule {
        letterless: true,
        ..Rule::default()
    };
    for (text, expected) in [
        ("12345678 X", Err(Rejection::WithinNumber)),
        ("12345678 X, 9", Err(Rejection::WithinNumber)),
        ("12345678 Xa", Ok(())),
        ("12345678 x", Ok(())),
        ("12345678", Ok(())),
    ] {
        assert_eq!(judge(&rule, text, "12345678"), expected, "{text}");
    }
}

#[test]
fn a_part_of_a_longer_run_is_no_value() {
    let rule = Rule {
        border: b"/+".as_slice().into(),
        ..Rule::default()
    };
    for (text, value, expected) in [
        ("=+12ab/;", "+12ab/", Ok(())),
        ("=x+12ab/;", "+12ab/", Err(Rejection::Border)),
        ("=+12ab/x", "+12ab/", Err(Rejection::Border)),
        ("=/+12ab", "+12ab", Err(Rejection::Border)),
        ("x.12ab", "12ab", Ok(())),
    ] {
        assert_eq!(judge(&rule, text, value), expected, "{text}");
    }
}

#[test]
fn a_constant_of_a_table_is_no_value() {
    let luhn = Check::by_name("luhn").expect("a check");
    let rule = Rule {
        checks: vec![luhn],
        alone: true,
        ..Rule::default()
    };
    for (text, expected) in [
        ("4897397746477379", Ok(())),
        ("4897397746477379, 12", Ok(())),
        ("4897397746477379\n6011306812369747", Ok(())),
        // A time, and an account beside it.
        ("1732710000123 paid 4897397746477379", Ok(())),
        ("4897397746477379;DE89370400440532013000", Ok(())),
        (
            "4897397746477379,\n2251799813685247",
            Err(Rejection::InCrowd),
        ),
        (
            "[2251799813685247, 4897397746477379]",
            Err(Rejection::InCrowd),
        ),
    ] {
        assert_eq!(judge(&rule, text, "4897397746477379"), expected, "{text}");
    }
}

#[test]
fn a_number_of_something_else_is_no_value() {
    let rule = Rule::default();
    for (text, expected) in [
        ("+512583904", Err(Rejection::WithinNumber)),
        ("tel +512583904", Err(Rejection::WithinNumber)),
        ("a=b+512583904", Ok(())),
        ("ssn\n+512583904", Ok(())),
        ("arn:aws:iam::512583904:role", Err(Rejection::WithinNumber)),
        ("ssn:512583904", Ok(())),
        ("ssn::512583904", Ok(())),
        ("ORD-512583904", Err(Rejection::WithinNumber)),
        ("see order-512583904", Err(Rejection::WithinNumber)),
        ("reorder-512583904", Ok(())),
        ("SSN-512583904", Ok(())),
        (
            "https://example.com/issues/512583904",
            Err(Rejection::WithinNumber),
        ),
        ("https://example.com/ssn/512583904", Ok(())),
    ] {
        assert_eq!(judge(&rule, text, "512583904"), expected, "{text}");
    }
}

#[test]
fn a_part_of_a_row_of_groups_is_no_value() {
    let rule = Rule {
        alone: true,
        ..Rule::default()
    };
    let value = "4539 9602 8329 1851";
    for (text, expected) in [
        ("card 4539 9602 8329 1851", Ok(())),
        ("2024 4539 9602 8329 1851 ok", Ok(())),
        ("4539 9602 8329 1851 0829", Ok(())),
        ("ref AB12, 4539 9602 8329 1851", Ok(())),
        ("BA22 4539 9602 8329 1851", Err(Rejection::WithinNumber)),
        (
            "9F3A 4539 9602 8329 1851 5F20",
            Err(Rejection::WithinNumber),
        ),
        (
            "4539 9602 8329 1851 5F20 5F21",
            Err(Rejection::WithinNumber),
        ),
        ("8005 4539 9602 8329 1851", Err(Rejection::WithinNumber)),
        ("4539 9602 8329 1851 9830", Err(Rejection::WithinNumber)),
        ("id 8005: 4539 9602 8329 1851", Ok(())),
    ] {
        assert_eq!(judge(&rule, text, value), expected, "{text}");
    }
}

#[test]
fn prefixes_go_with_lengths() {
    let prefix = crate::schema::Prefix {
        from: "51".into(),
        to: Some("55".into()),
        lengths: vec![4],
        name: String::new(),
    };
    let rule = Rule {
        prefixes: Prefixes::new(&[prefix]).expect("a prefix of two digits"),
        ..Rule::default()
    };
    assert_eq!(judge(&rule, "53-67", "53-67"), Ok(()));
    assert_eq!(judge(&rule, "56-67", "56-67"), Err(Rejection::Prefix));
    assert_eq!(judge(&rule, "53-678", "53-678"), Err(Rejection::Prefix));
}
