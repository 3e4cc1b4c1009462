//! Values with a wrong check digit, or that any number could be, count under a
//! column or element whose name holds a keyword, or where a keyword is their label, and
//! nowhere else.

use tracie_finding::chunk::{Chunk, Layout, Names, Value};
use tracie_identify::explain::{Explainer, KeywordRule, Step, Verdict};
use tracie_identify::{Detector, Selection, managed};

/// Id, keyword, a value whose check is wrong or that has too little form, and one with
/// which all is well.
/// All are made up.
const VALUES: [(&str, &str, &str, &str); 4] = [
    (
        "CANADA_PASSPORT_NUMBER",
        "passeport",
        "qb 481920",
        "QB 481920",
    ),
    ("CHILE_RUT_NUMBER", "run", "35213449", "3521344-9"),
    (
        "ITALY_PASSPORT_NUMBER",
        "passaporto",
        "yb 4819203",
        "YB 4819203",
    ),
    (
        "SPAIN_PASSPORT_NUMBER",
        "pasaporte",
        "xdb 481920",
        "XDB 481920",
    ),
];

/// The same of patterns of which a keyword must be the label.
const LABELLED: [(&str, &str, &str, &str); 21] = [
    ("BRAZIL_RG_NUMBER", "rg", "25.245.219-8", "25.245.219-7"),
    (
        "CANADA_DRIVERS_LICENSE",
        "driver license",
        "S4381-20947-59203",
        "S4381-20947-51203",
    ),
    ("CANADA_HEALTH_NUMBER", "phn", "9398958613", "9398958611"),
    (
        "CANADA_PASSPORT_NUMBER",
        "passeport",
        "qb481920",
        "QB481920",
    ),
    (
        "ESTONIA_DRIVERS_LICENSE",
        "juhiluba",
        "EE481920",
        "ET481920",
    ),
    (
        "FINLAND_DRIVERS_LICENSE",
        "ajokortti",
        "130587-858A",
        "130587-858J",
    ),
    (
        "FRANCE_BANK_ACCOUNT_NUMBER",
        "bban",
        "93311033476968342362935",
        "93311033476968342362934",
    ),
    (
        "FRANCE_PASSPORT_NUMBER",
        "passeport",
        "48qb19203",
        "48QB19203",
    ),
    (
        "GERMANY_DRIVERS_LICENSE",
        "führerschein",
        "B072RR2Y714",
        "B072RR2Y704",
    ),
    (
        "GERMANY_PASSPORT_NUMBER",
        "reisepass",
        "c01x00t47",
        "C01X00T47",
    ),
    (
        "ITALY_BANK_ACCOUNT_NUMBER",
        "bban",
        "N9481041003995898069612",
        "N9481041003995898069611",
    ),
    (
        "ITALY_PASSPORT_NUMBER",
        "passaporto",
        "yb4819203",
        "YB4819203",
    ),
    (
        "MEXICO_INDIVIDUAL_RFC_NUMBER",
        "rfc",
        "SAMD850614K41",
        "SAMD850614K45",
    ),
    (
        "MEXICO_ORGANIZATION_RFC_NUMBER",
        "rfc",
        "SMP010203AB1",
        "SMP010203AB4",
    ),
    (
        "SPAIN_PASSPORT_NUMBER",
        "pasaporte",
        "xdb481920",
        "XDB481920",
    ),
    (
        "SWEDEN_DRIVERS_LICENSE",
        "körkort",
        "850614-1302",
        "850614-1301",
    ),
    (
        "UK_DRIVERS_LICENSE",
        "driver permit",
        "sampl807143jq9kd",
        "SAMPL807143JQ9KD",
    ),
    ("USA_HEALTHCARE_PROCEDURE_CODE", "hcpcs", "j3490", "J3490"),
    (
        "USA_HEALTH_INSURANCE_CLAIM_NUMBER",
        "hicn",
        "512-58-3904-b2",
        "512-58-3904-B2",
    ),
    (
        "USA_MEDICARE_BENEFICIARY_IDENTIFIER",
        "mbi",
        "3pd7ga4mq52",
        "3PD7GA4MQ52",
    ),
    (
        "USA_PASSPORT_NUMBER",
        "travel document",
        "b48192037",
        "B48192037",
    ),
];

fn in_text(detector: &Detector, text: &str) -> usize {
    detector.matches(&Chunk::text(text.as_bytes())).len()
}

fn under(detector: &Detector, name: &str, value: &str) -> usize {
    let mut names = Names::new();
    let names_of = names.push([name.as_bytes()]);
    let end = value.len() as u32;
    let values = [Value {
        start: 0,
        end,
        names: names_of,
        origin: 0,
    }];
    let layout = Layout::Values {
        values: &values,
        names: &names,
    };
    let chunk = Chunk {
        bytes: value.as_bytes(),
        owned: (0, value.len()),
        layout,
    };
    detector.matches(&chunk).len()
}

#[test]
fn a_name_over_a_value_is_proof_enough() {
    for (id, keyword, wrong, right) in VALUES {
        let only = Selection::Include(vec![id.into()]);
        let detector = Detector::builder()
            .managed(only)
            .build()
            .expect("it is managed");
        assert_eq!(
            in_text(&detector, &format!("{keyword}: {right}")),
            1,
            "{id}"
        );
        assert_eq!(
            in_text(&detector, &format!("{keyword}: {wrong}")),
            0,
            "{id}"
        );
        assert_eq!(under(&detector, keyword, wrong), 1, "{id}");
        assert_eq!(
            under(&detector, keyword, &format!("{keyword}: {right}")),
            1,
            "{id}"
        );
        assert_eq!(
            under(&detector, "note", &format!("{keyword}: {wrong}")),
            0,
            "{id}"
        );
    }
}

#[test]
fn a_label_is_proof_enough() {
    for (id, keyword, wrong, right) in LABELLED {
        let only = Selection::Include(vec![id.into()]);
        let detector = Detector::builder().managed(only).build();
        let detector = detector.expect("it is managed");
        for (text, expected) in [
            (format!("{keyword}: {right}"), 1),
            (format!("{keyword}: {wrong}"), 1),
            (format!("{wrong} ({keyword})"), 1),
            (format!("{keyword} or other: {wrong}"), 0),
            (format!("{keyword}, page={wrong}"), 0),
        ] {
            assert_eq!(in_text(&detector, &text), expected, "{id}: {text}");
        }
        assert_eq!(under(&detector, keyword, wrong), 1, "{id}");
        assert_eq!(under(&detector, "note", wrong), 0, "{id}");
    }
}

#[test]
fn all_such_patterns_are_tested() {
    let named = managed().expect("the files follow the schema").iter();
    let named = named.filter(|it| {
        let mut patterns = it.patterns.iter();
        patterns.any(|it| it.named && it.names.is_empty())
    });
    let ids: Vec<&str> = named.map(|it| &*it.id).collect();
    assert_eq!(ids, VALUES.map(|it| it.0));
    // Where all forms need a label, there is none that has more to show.
    let all = managed().expect("the files follow the schema").iter();
    let labelled = all.filter(|it| {
        let some = |label: bool| it.patterns.iter().any(|it| it.keyword && it.label == label);
        some(true) && some(false)
    });
    let ids: Vec<&str> = labelled.map(|it| &*it.id).collect();
    assert_eq!(ids, LABELLED.map(|it| it.0));
}

#[test]
fn a_serial_of_letters_is_all_of_a_value() {
    for (id, name, serial) in [
        (
            "GERMANY_NATIONAL_IDENTIFICATION_NUMBER",
            "personalausweis",
            "LJTNTFHGH",
        ),
        ("GERMANY_PASSPORT_NUMBER", "reisepass", "CJTNTFHGH"),
    ] {
        let only = Selection::Include(vec![id.into()]);
        let detector = Detector::builder().managed(only).build();
        let detector = detector.expect("it is managed");
        assert_eq!(under(&detector, name, serial), 1, "{id}");
        assert_eq!(under(&detector, "note", serial), 0, "{id}");
        assert_eq!(under(&detector, name, &serial.to_lowercase()), 0, "{id}");
        assert_eq!(under(&detector, name, &format!("{serial} X")), 0, "{id}");
        assert_eq!(under(&detector, name, &format!("{serial}H")), 0, "{id}");
        assert_eq!(in_text(&detector, &format!("{name}: {serial}")), 0, "{id}");
    }
}

#[test]
fn a_header_is_known_by_its_name_in_a_record() {
    let only = Selection::Include(vec!["HTTP_BASIC_AUTH_HEADER".into()]);
    let detector = Detector::builder().managed(only).build();
    let detector = detector.expect("it is managed");
    // Synthetic: "demo:not-a-real-pass".
    let value = "Basic ZGVtbzpub3QtYS1yZWFsLXBhc3M=";
    assert_eq!(under(&detector, "authorization", value), 1);
    assert_eq!(under(&detector, "Proxy-Authorization", value), 1);
    assert_eq!(under(&detector, "note", value), 0);
    assert_eq!(under(&detector, "authorization", "Basic access"), 0);
}

#[test]
fn cookies_are_known_by_their_name_in_a_record() {
    let only = Selection::Include(vec!["HTTP_COOKIE".into()]);
    let detector = Detector::builder().managed(only).build();
    let detector = detector.expect("it is managed");
    // Made up; one of them is longer than what is looked at of a value near a keyword.
    let long = format!("sid=7f3a; state={}", "x1; y=".repeat(200));
    for (name, value, expected) in [
        ("cookie", "JSESSIONID=6OlBw5gbbHQNcB3j; lang=en", 1),
        ("set-cookie", "sid=77aa3; Path=/; HttpOnly", 1),
        ("HTTP_COOKIE", "a=1", 1),
        ("cookie", &*long, 1),
        ("note", "sid=77aa3; theme=dark", 0),
        ("cookie", "theme=dark", 0),
        ("cookie", "a small sweet biscuit with id=77aa3", 0),
        ("cookie", "sid=[REDACTED]; v=***", 0),
    ] {
        assert_eq!(under(&detector, name, value), expected, "{name}: {value}");
    }
}

#[test]
fn explanations_ask_for_a_name() {
    let only = Selection::Include(vec!["CHILE_RUT_NUMBER".into()]);
    let explainer = Explainer::new(&only, &[]).expect("it is managed");
    let text = b"run 35213449";
    let layout = Layout::Text { base: 0 };
    let told = explainer.explain(&Chunk {
        bytes: text,
        owned: (0, text.len()),
        layout,
    });
    let Verdict::Rejected(step @ Step::Keyword { rule, .. }) = &told[0].verdict else {
        panic!("it is a near miss");
    };
    assert_eq!(*rule, KeywordRule::InName);
    let expected =
        "the keyword \"run\" 1 character before it is none for it; one counts in a name over it";
    assert_eq!(step.to_string(), expected);
}
