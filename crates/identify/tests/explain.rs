//! Explanations agree with what a scan finds, and name the step that turned
//! away what it does not. All values are synthetic.

use std::sync::OnceLock;

use proptest::prelude::*;
use tracie_finding::chunk::{Chunk, Layout, Names, Value};
use tracie_identify::explain::{Explainer, Explanation, Verdict};
use tracie_identify::naive::Naive;
use tracie_identify::{Carry, CustomIdentifier, Detector, Match, Selection, Settle, managed};

const CUSTOMS: &str = r#"[
    {"name": "employee", "regex": "E-[0-9]{4,6}", "keywords": ["employee"]},
    {"name": "ticket", "regex": "[A-Z]{2,3}\\d{3,}", "maximumMatchDistance": 30},
    {"name": "word", "regex": "\\bcode \\w+", "ignoreWords": ["code red"]},
    {"name": "badge", "regex": "B[0-9]{4}", "keywords": ["badge"], "maximumMatchDistance": 12}
]"#;

fn customs() -> Vec<CustomIdentifier> {
    CustomIdentifier::parse(CUSTOMS).expect("they are well-formed")
}

fn explainer() -> &'static Explainer {
    static ALL: OnceLock<Explainer> = OnceLock::new();
    ALL.get_or_init(|| Explainer::new(&Selection::All, &customs()).expect("they compile"))
}

fn detector() -> &'static Detector {
    static ALL: OnceLock<Detector> = OnceLock::new();
    ALL.get_or_init(|| explainer().detector())
}

fn naive() -> &'static Naive {
    static ALL: OnceLock<Naive> = OnceLock::new();
    ALL.get_or_init(|| Naive::new(&Selection::All, &customs()).expect("they compile"))
}

fn text_chunk(text: &[u8]) -> Chunk<'_> {
    Chunk {
        bytes: text,
        owned: (0, text.len()),
        layout: Layout::Text { base: 0 },
    }
}

/// Pieces that are near to something: examples, their keywords, separators.
fn part() -> impl Strategy<Value = String> {
    let mut parts: Vec<String> = Vec::new();
    for identifier in managed().expect("the files follow the schema") {
        let examples = identifier.matches.iter().chain(&identifier.no_match);
        parts.extend(examples.map(|text| text.replace(['⟦', '⟧'], "")));
        parts.extend(identifier.keywords.iter().cloned());
    }
    prop_oneof![
        4 => proptest::sample::select(parts),
        2 => "[0-9]{1,12}",
        2 => "[ \n,;:./_+()-]{1,3}",
        2 => "E-[0-9]{3,6}|[A-Z]{2}[0-9]{3,4}|code (red|blue)|employee|badge B[0-9]{4}",
        1 => "[ a-z]{20,60}",
        1 => "\\PC{0,4}",
    ]
}

fn text() -> impl Strategy<Value = String> {
    proptest::collection::vec(part(), 0..6).prop_map(|parts| parts.concat())
}

type Span = (u64, u64, u32);

fn accepted(told: &[Explanation]) -> Vec<Span> {
    let accepted = told.iter().filter(|it| it.verdict.is_accepted());
    accepted
        .map(|it| (it.origin.0, it.origin.1, it.identifier))
        .collect()
}

fn counting(told: &[Explanation]) -> Vec<Span> {
    let counting = told.iter().filter(|it| it.verdict.counts());
    counting
        .map(|it| (it.origin.0, it.origin.1, it.identifier))
        .collect()
}

fn spans(matches: &[Match]) -> Vec<Span> {
    matches
        .iter()
        .map(|it| (it.origin.0, it.origin.1, it.identifier))
        .collect()
}

fn scan(chunk: &Chunk<'_>, carry: &Carry) -> Vec<Match> {
    let mut found = Vec::new();
    detector().scan(&mut detector().scratch(), chunk, carry, &mut found);
    found
}

fn settled(matches: &[Match]) -> Vec<Match> {
    let mut kept = Vec::new();
    let mut settle = Settle::default();
    settle.push(matches, &mut |it| kept.push(*it));
    settle.finish(&mut |it| kept.push(*it));
    kept
}

fn agree(chunk: &Chunk<'_>) -> Result<(), TestCaseError> {
    let told = explainer().explain(chunk);
    let found = scan(chunk, &Carry::default());
    prop_assert_eq!(accepted(&told), spans(&found));
    prop_assert_eq!(accepted(&told), spans(&naive().scan(chunk)));
    // Where something gives way, what is left is in the order of its ends.
    let sorted = |mut spans: Vec<Span>| {
        spans.sort_unstable();
        spans
    };
    prop_assert_eq!(sorted(counting(&told)), sorted(spans(&settled(&found))));
    for it in &told {
        let length = (it.span.1 - it.span.0) as u64;
        prop_assert_eq!(it.origin.1 - it.origin.0, length);
        prop_assert!(it.span.1 <= chunk.bytes.len());
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn what_is_accepted_in_a_text_is_what_is_found(text in text()) {
        agree(&text_chunk(text.as_bytes()))?;
    }

    #[test]
    fn what_is_accepted_in_values_is_what_is_found(
        fields in proptest::collection::vec((text(), part()), 0..5),
    ) {
        let (mut bytes, mut values, mut names) = (Vec::new(), Vec::new(), Names::new());
        for (value, name) in &fields {
            bytes.push(b'"');
            let start = bytes.len() as u32;
            bytes.extend_from_slice(value.as_bytes());
            let end = bytes.len() as u32;
            let names = names.push([name.as_bytes()]);
            values.push(Value { start, end, names, origin: u64::from(start) });
            bytes.extend_from_slice(b"\",");
        }
        let (values, names) = (&values[..], &names);
        for layout in [Layout::Values { values, names }, Layout::Rows { base: 0, values, names }] {
            agree(&Chunk { bytes: &bytes, owned: (0, bytes.len()), layout })?;
        }
    }

    #[test]
    fn a_part_is_explained_as_in_the_whole(text in text(), cut in any::<usize>()) {
        let whole = text_chunk(text.as_bytes());
        let cut = cut % (text.len() + 1);
        let before = scan(&Chunk { owned: (0, cut), ..whole }, &Carry::default());
        let mut carry = Carry::default();
        carry.advance(&before);
        let told = explainer().explain_after(&Chunk { owned: (cut, text.len()), ..whole }, &carry);
        let mut expected = spans(&scan(&whole, &Carry::default()));
        expected.retain(|it| it.0 >= cut as u64);
        prop_assert_eq!(accepted(&told), expected);
    }
}

fn explain_one(id: &str, text: &str) -> Vec<Explanation> {
    let only = Selection::Include(vec![id.into()]);
    let explainer = Explainer::new(&only, &[]).expect("it compiles");
    explainer.explain(&text_chunk(text.as_bytes()))
}

fn explain_custom(name: &str, text: &str) -> Vec<Explanation> {
    let mut customs = customs();
    customs.retain(|it| it.name == name);
    let explainer = Explainer::new(&Selection::None, &customs).expect("it compiles");
    explainer.explain(&text_chunk(text.as_bytes()))
}

/// `value: what became of it`, for each span.
fn in_words(text: &str, told: &[Explanation]) -> Vec<String> {
    let verdict = |verdict: &Verdict| match verdict {
        Verdict::Rejected(step) => format!("{}: {step}", step.name()),
        Verdict::Accepted {
            keyword: Some(keyword),
            ..
        } => format!("found by {keyword}"),
        _ => "found".to_owned(),
    };
    told.iter()
        .map(|it| format!("{}, {}", &text[it.span.0..it.span.1], verdict(&it.verdict)))
        .collect()
}

#[test]
fn every_step_is_named() {
    const SSN: &str = "USA_SOCIAL_SECURITY_NUMBER";
    const CARD: &str = "CREDIT_CARD_NUMBER";
    let far = "ssn is what comes before so very many words: 512-58-3904";
    for (id, text, expected) in [
        (
            SSN,
            "SSN: 512-58-3904",
            "512-58-3904, found by \"SSN\" 2 characters before it",
        ),
        (
            SSN,
            "512-58-3904 ss#",
            "512-58-3904, found by \"ss#\" 1 character after it",
        ),
        (
            SSN,
            "ssn x_512-58-3904",
            "512-58-3904, border: it goes on directly before or after (border)",
        ),
        (
            SSN,
            "ssn 12-512-58-3904",
            "512-58-3904, longer number: it is a part of a longer number or code",
        ),
        // No whole word has the form.
        (SSN, "ssn build f512583904a", ""),
        (
            "INDIA_AADHAAR_NUMBER",
            "aadhaar 3f512583-9042-4e11-8f2a-412736485116",
            "412736485116, UUID: it is a part of a UUID",
        ),
        (
            SSN,
            "ssn 078-05-1120",
            "078-05-1120, blocked: it is a value that is never reported (blocked)",
        ),
        (
            SSN,
            "512-58-3904",
            "512-58-3904, keyword: no keyword within 30 characters",
        ),
        (
            SSN,
            far,
            "512-58-3904, keyword: the keyword \"ssn\" 42 characters before it is too far; one counts \
             within 30 characters",
        ),
        (
            CARD,
            "card 4897397746477370",
            "4897397746477370, check: the check `luhn` does not hold: it asks whether its last \
             digit is the Luhn check digit",
        ),
        (
            CARD,
            "card 8897397746477379",
            "8897397746477379, prefix: no such value begins like this, or not with this length (prefix)",
        ),
    ] {
        assert_eq!(
            in_words(text, &explain_one(id, text)).join("; "),
            expected,
            "{text}"
        );
    }
}

#[test]
fn the_steps_of_custom_identifiers_are_named() {
    for (name, text, expected) in [
        (
            "badge",
            "badge: B1234",
            "B1234, found by \"badge\" 7 characters before its end",
        ),
        (
            "badge",
            "badge is: B1234",
            "B1234, found by \"badge\" 10 characters before its end",
        ),
        (
            "badge",
            "badge number: B1234",
            "B1234, keyword: the keyword \"badge\" 14 characters before its end is too far; one counts \
             before it, at most 12 characters from its end to that of the match",
        ),
        (
            "badge",
            "B1234 badge",
            "B1234, keyword: the keyword \"badge\" stands after it; one counts before it, at most 12 \
             characters from its end to that of the match",
        ),
        (
            "badge",
            "B1234",
            "B1234, keyword: no keyword before it, at most 12 characters from its end to that of the \
             match",
        ),
        (
            "word",
            "code red",
            "code red, ignore word: it contains the ignore word \"code red\"",
        ),
        ("word", "code blue", "code blue, found"),
    ] {
        assert_eq!(
            in_words(text, &explain_custom(name, text)).join("; "),
            expected,
            "{text}"
        );
    }
}

#[test]
fn a_name_over_a_value_arms_it() {
    let bytes = b"512-58-3904";
    let mut names = Names::new();
    let values = [Value {
        start: 0,
        end: 11,
        names: names.push(["customer", "ssn_no"]),
        origin: 70,
    }];
    let layout = Layout::Values {
        values: &values,
        names: &names,
    };
    let only = Selection::Include(vec!["USA_SOCIAL_SECURITY_NUMBER".into()]);
    let explainer = Explainer::new(&only, &[]).expect("it compiles");
    let told = explainer.explain(&Chunk {
        bytes,
        owned: (0, 11),
        layout,
    });
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].origin, (70, 81));
    let Verdict::Accepted {
        keyword: None,
        named: Some(name),
        ..
    } = &told[0].verdict
    else {
        panic!("{:?}", told[0].verdict);
    };
    assert_eq!(name, "ssn");
}

#[test]
fn a_part_of_a_longer_match_gives_way() {
    let text = "Driver licence: MH14 20110062821";
    let told = explainer().explain(&text_chunk(text.as_bytes()));
    let id = |number: u32| &*explainer().identifiers()[number as usize].id;
    let gave_way: Vec<(&str, &str)> = told
        .iter()
        .filter_map(|it| match &it.verdict {
            Verdict::Accepted {
                outranked_by: Some(longer),
                ..
            } => Some((id(it.identifier), id(longer.identifier))),
            _ => None,
        })
        .collect();
    assert_eq!(gave_way, [("DRIVERS_LICENSE", "INDIA_DRIVERS_LICENSE")]);
}

#[test]
fn a_match_that_runs_into_another_is_turned_away() {
    let text = "coordinates 12.345678, 45.678912, 10.222233";
    assert_eq!(
        in_words(text, &explain_one("LATITUDE_LONGITUDE", text)),
        [
            "12.345678, 45.678912, found by \"coordinates\" 1 character before it",
            "45.678912, 10.222233, overlap: it overlaps another match of the same identifier",
        ]
    );
}

#[test]
fn word_lists_explain_what_they_find() {
    let text = "Please call María López Pérez back.";
    let told = explain_one("NAME", text);
    assert_eq!(in_words(text, &told), ["María López Pérez, found"]);
    assert_eq!(told[0].form, "word lists");
}
