//! What is on an allow list does not count, and explanations say which.

use tracie_finding::chunk::{Chunk, Layout, Names, Value};
use tracie_identify::explain::{Explainer, Verdict};
use tracie_identify::{AllowList, CustomIdentifier, Detector, DetectorBuilder, Selection, Settle};

fn list(words: &str) -> AllowList {
    AllowList::words("known", words.as_bytes()).expect("it is read")
}

fn detector(ids: &[&str], customs: &str, list: AllowList) -> Detector {
    let ids = ids.iter().map(|id| (*id).to_owned()).collect();
    let customs = CustomIdentifier::parse(customs).expect("they are within bounds");
    let builder = Detector::builder().managed(Selection::Include(ids));
    let builder = customs.into_iter().fold(builder, DetectorBuilder::custom);
    builder.allow_list(list).build().expect("it compiles")
}

/// The texts that count.
fn counted<'t>(detector: &Detector, text: &'t str) -> Vec<&'t str> {
    let found = detector.matches(&Chunk::text(text.as_bytes()));
    let counts = found.iter().filter(|it| it.allowed.is_none());
    counts
        .map(|it| &text[it.origin.0 as usize..it.origin.1 as usize])
        .collect()
}

/// Made up, as are all numbers here.
const SSN: &str = "USA_SOCIAL_SECURITY_NUMBER";

#[test]
fn lists_count_for_managed_and_custom_identifiers() {
    let custom = r#"[{"name": "badge", "regex": "B-[0-9]{4}"}]"#;
    let detector = detector(&[SSN], custom, list("512-58-3904\nb-1234"));
    let text = "ssn 512-58-3904, ssn 512-58-3905, B-1234, B-1235";
    assert_eq!(counted(&detector, text), ["512-58-3905", "B-1235"]);
}

#[test]
fn an_entry_lies_within_one_value() {
    let detector = detector(&[SSN], "[]", list("512-58-3904"));
    let bytes = b"ssn 512-58-3904|512-58-3904|x";
    let mut names = Names::new();
    let none = names.push::<_, &[u8]>([]);
    let ssn = names.push([b"ssn"]);
    let value = |start, end, names| Value {
        start,
        end,
        names,
        origin: 100 + u64::from(start),
    };
    let values = [value(0, 15, none), value(16, 27, ssn), value(28, 29, none)];
    let layout = Layout::Values {
        values: &values,
        names: &names,
    };
    let found = detector.matches(&Chunk {
        bytes,
        owned: (0, bytes.len()),
        layout,
    });
    assert_eq!(found.len(), 2);
    assert!(found.iter().all(|it| it.allowed.is_some()));
}

#[test]
fn addresses_count_whatever_lists_say() {
    let text = "12 Example Street, Springfield, IL 62701";
    let found = |list| counted(&detector(&["ADDRESS"], "[]", list), text).len();
    assert_eq!(found(list("nothing")), 1, "it is an address");
    let any = AllowList::regex("any", "(.|\n)+").expect("it is within bounds");
    assert_eq!(found(any), 1);
}

#[test]
fn a_part_of_what_is_allowed_does_not_count_instead() {
    let ids = [
        "CREDIT_CARD_NUMBER_(NO_KEYWORD)",
        "GERMANY_BANK_ACCOUNT_NUMBER",
    ];
    let text = "iban DE75512108001245126199";
    let detector = detector(&ids, "[]", list("de75512108001245126199"));
    let found = detector.matches(&Chunk::text(text.as_bytes()));
    let mut kept = Vec::new();
    let mut settle = Settle::default();
    settle.push(&found, &mut |it| kept.push(*it));
    settle.finish(&mut |it| kept.push(*it));
    assert!(!kept.is_empty() && kept.iter().all(|it| it.allowed.is_some()));
}

#[test]
fn explanations_name_the_list() {
    let only = Selection::Include(vec![SSN.into()]);
    let explainer = Explainer::new(&only, &[]).expect("it is managed");
    let explainer = explainer.with_lists(vec![list("nothing"), list("512-58-3904")]);
    let told = explainer
        .expect("two lists")
        .explain(&Chunk::text(b"ssn 512-58-3904"));
    let Verdict::Accepted { allowed_by, .. } = &told[0].verdict else {
        panic!("it is a match");
    };
    assert_eq!(allowed_by.as_deref(), Some("known"));
    assert!(told[0].verdict.is_accepted() && !told[0].verdict.counts());
}

#[test]
fn a_name_that_is_allowed_is_shown() {
    let custom = r#"[{"name": "badge", "regex": "B-[0-9]{4}"}]"#;
    let detector = detector(&[SSN], custom, list("B-1234"));
    let mut scratch = detector.scratch();
    assert!(!detector.path_sensitive(&mut scratch, &["B-1234"]));
    assert!(detector.path_sensitive(&mut scratch, &["B-1235"]));
}
