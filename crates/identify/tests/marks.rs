//! Values and keywords beside typographic marks are found as beside plain ones.
//! All values are made up.

use tracie_finding::chunk::{Chunk, Layout, Names, Value};
use tracie_identify::explain::{Explainer, Verdict};
use tracie_identify::{Carry, CustomIdentifier, Detector, Selection};

/// A text, and what is found in it.
const TEXTS: [(&str, &str); 49] = [
    ("SSN:\u{a0}531-42-7706", "531-42-7706"),
    ("SSN “531-42-7706”", "531-42-7706"),
    ("“SSN” 531-42-7706", "531-42-7706"),
    ("SSN–531-42-7706", "531-42-7706"),
    ("ssn → 531-42-7706", "531-42-7706"),
    ("ssn=«531-42-7706»", "531-42-7706"),
    ("the ssn 531-42-7706’s owner", "531-42-7706"),
    ("ssn 531-42-7706。", "531-42-7706"),
    ("ssn 531-42-7706\u{200b}", "531-42-7706"),
    ("SSN：531-42-7706", "531-42-7706"),
    ("ssn ５３１-４２-７７０６", "５３１-４２-７７０６"),
    (
        "IBAN DE89\u{a0}3704\u{a0}0044\u{a0}0532\u{a0}0130\u{a0}00",
        "DE89\u{a0}3704\u{a0}0044\u{a0}0532\u{a0}0130\u{a0}00",
    ),
    (
        "\x1b[1mssn\x1b[0m=\x1b[33m531-42-7706\x1b[0m",
        "531-42-7706",
    ),
    (
        "ssn\u{2007}531\u{2011}42\u{2011}7706",
        "531\u{2011}42\u{2011}7706",
    ),
    ("<ssn>531&#45;42&#45;7706</ssn>", "531&#45;42&#45;7706"),
    (
        "<ssn>531&#x2D;42&#X002d;7706</ssn>",
        "531&#x2D;42&#X002d;7706",
    ),
    ("<ssn a=\"&#47;b\">531-42-7706</ssn>", "531-42-7706"),
    ("ssn&#58;531-42-7706", "531-42-7706"),
    ("ssn 531&#945;42&#945;7706", ""),
    ("ssn 531-42-7706é", ""),
    ("ssné 531-42-7706", ""),
    ("ssn 531-42-7706\u{200d}é", ""),
    ("by Maria\u{a0}Lopez", "Maria\u{a0}Lopez"),
    ("by Peter\u{202f}Schmidt.", "Peter\u{202f}Schmidt"),
    ("<td>Maria&nbsp;Lopez</td>", "Maria&nbsp;Lopez"),
    ("\x1b[32mMaria Lopez\x1b[0m logged in", "Maria Lopez"),
    ("by \x1b[1;36mMaria Lopez\x1b[m", "Maria Lopez"),
    ("said:\\nMaria Lopez left", "Maria Lopez"),
    ("n=%22Maria Lopez%22", "Maria Lopez"),
    ("de Jean d’Ormesson", "Jean d’Ormesson"),
    ("u?customer=Anna%20Weber&id=7", "Anna%20Weber"),
    (
        "SSN ........................................ 531-42-7706",
        "531-42-7706",
    ),
    (
        "SSN: . . . . . . . . . . . . . . . . . . . . . . . . 531-42-7706",
        "531-42-7706",
    ),
    (
        "a\nSSN __________________________________________ 531-42-7706\n",
        "531-42-7706",
    ),
    (
        "SSN                                                531-42-7706",
        "531-42-7706",
    ),
    (
        "SSN ··········································· 531-42-7706",
        "531-42-7706",
    ),
    ("/f?a=1&ssn=531+42+7706&b=2", "531+42+7706"),
    ("ssn=531+42+7706&b=2", "531+42+7706"),
    ("-d \"ssn=531+42+7706\"", "531+42+7706"),
    ("/f?a=1\\u0026ssn=531+42+7706", "531+42+7706"),
    ("ssn=531+42+7706", ""),
    ("x = ssn=531+42+7706;", ""),
    (
        "/f?phone=%2B1%20%28212%29%20555-0142&b=2",
        "%2B1%20%28212%29%20555-0142",
    ),
    (
        "/f?phone=%2B1+%28212%29+555-0142&b=2",
        "%2B1+%28212%29+555-0142",
    ),
    ("/f?id=1&name=Margaret+Thompson", "Margaret+Thompson"),
    (
        "/f?name=Jos%C3%A9+Garc%C3%ADa&id=7",
        "Jos%C3%A9+Garc%C3%ADa",
    ),
    (
        "INFO {\"name\":\"Jos\\u00e9 Garc\\u00eda\"}",
        "Jos\\u00e9 Garc\\u00eda",
    ),
    ("F\\u00fchrerschein: J010Z03AB12", "J010Z03AB12"),
    (
        "/f?address=1482+Maple+Street%2C+Springfield%2C+IL+62704&b=2",
        "1482+Maple+Street%2C+Springfield%2C+IL+62704",
    ),
];

fn detector() -> Detector {
    let builder = Detector::builder().managed(Selection::All);
    builder.build().expect("all identifiers compile")
}

fn found<'a>(detector: &Detector, chunk: &Chunk<'a>) -> Vec<(String, &'a str)> {
    let mut found = Vec::new();
    let scratch = &mut detector.scratch();
    detector.scan(scratch, chunk, &Carry::default(), &mut found);
    let text = std::str::from_utf8(chunk.bytes).expect("text");
    let each = |it: &tracie_identify::Match| {
        let id = detector.identifiers()[it.identifier as usize].id.clone();
        (
            id.clone(),
            &text[it.origin.0 as usize..it.origin.1 as usize],
        )
    };
    found.iter().map(each).collect()
}

fn text(bytes: &str) -> Chunk<'_> {
    Chunk {
        bytes: bytes.as_bytes(),
        owned: (0, bytes.len()),
        layout: Layout::Text { base: 0 },
    }
}

#[test]
fn marks_end_words() {
    let detector = detector();
    let names = Names::new();
    for (given, expected) in TEXTS {
        let values = [Value {
            start: 0,
            end: given.len() as u32,
            names: 0,
            origin: 0,
        }];
        let layout = Layout::Values {
            values: &values,
            names: &names,
        };
        for chunk in [
            text(given),
            Chunk {
                layout,
                ..text(given)
            },
        ] {
            let all = found(&detector, &chunk);
            let whole: Vec<&str> = all.iter().map(|it| it.1).collect();
            let expected: Vec<&str> = Some(expected)
                .filter(|it| !it.is_empty())
                .into_iter()
                .collect();
            assert_eq!(whole, expected, "{given}: {all:?}");
        }
    }
}

#[test]
fn the_explainer_sees_what_the_detector_sees() {
    let explainer = Explainer::new(&Selection::All, &[]).expect("they compile");
    for (given, expected) in TEXTS {
        let told = explainer.explain(&text(given));
        let accepted = told.iter().filter(|it| {
            matches!(
                it.verdict,
                Verdict::Accepted {
                    outranked_by: None,
                    ..
                }
            )
        });
        let spans: Vec<&str> = accepted.map(|it| &given[it.span.0..it.span.1]).collect();
        let expected: Vec<&str> = Some(expected)
            .filter(|it| !it.is_empty())
            .into_iter()
            .collect();
        assert_eq!(spans, expected, "{given}");
    }
}

#[test]
fn custom_identifiers_see_the_marks() {
    let custom = r#"[{"name": "quoted", "regex": "“[0-9]{3}”"}, {"name": "plain", "regex": "\"[0-9]{3}\""}]"#;
    let customs = CustomIdentifier::parse(custom).expect("they are well-formed");
    let builder = customs.into_iter().fold(
        Detector::builder(),
        tracie_identify::DetectorBuilder::custom,
    );
    let detector = builder.build().expect("they compile");
    let all = found(&detector, &text("a “123” b"));
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].1, "“123”");
}
