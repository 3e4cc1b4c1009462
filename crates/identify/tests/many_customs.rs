//! With many custom identifiers, that share shapes, prefixes and keywords, the detector
//! finds what the definition says.

use std::sync::OnceLock;

use proptest::prelude::*;
use tracie_finding::chunk::{Chunk, Layout, Names, Value};
use tracie_identify::naive::Naive;
use tracie_identify::{Carry, CustomIdentifier, Detector, DetectorBuilder, Match, Selection};
use tracie_pattern::class::Engine;

/// Letters that few names of identifiers begin with, so that many are met.
fn letters(at: usize) -> String {
    let letter = |place: usize| char::from(b'A' + (at / place % 5) as u8);
    [25, 5, 1].map(letter).iter().collect()
}

fn definition(at: usize) -> String {
    let (name, digits) = (letters(at * 7), 2 + at % 5);
    let last = &name[2..];
    let (regex, keyword) = match at % 12 {
        0 => (format!("[0-9]{{{digits}}}"), Some(format!("ref {name}"))),
        1 => (format!("{name}-[0-9A-F]{{{digits}}}"), None),
        2 => (format!("[{last}-F][A-C]\\d{{{digits}}}[A-C]"), None),
        3 => (format!("\\b[{last}-F]{{2}}\\d{{{digits},}}\\b"), None),
        4 => (format!("#?{last}?\\d{{{digits}}}(?:-\\d+)?"), None),
        5 => (format!("\\b(?:acct|account)[ :#]*\\d{{{digits}}}\\b"), None),
        6 => (format!("^[{last}-F]?\\d{{{digits}}}|\\d-{last}$"), None),
        7 => (
            format!("[0-9a-f]{{{digits}}}-[0-9a-f]{{2,3}}-\\d{{1,2}}"),
            None,
        ),
        8 => (
            format!("(?i)\\b{last}[a-c]*\\d{{{digits}}}\\B"),
            Some("ref".into()),
        ),
        9 => (format!("(?i)[A-{last}]+\\.?\\d{{{digits}}}"), None),
        10 => (format!("\\d{{{digits}}}[{last}é]"), Some(name.clone())),
        _ => (format!("{last}.{{0,3}}\\d{{{digits}}}"), None),
    };
    let keywords = keyword.map_or(String::new(), |it| format!(r#", "keywords": ["{it}"]"#));
    let regex = regex.replace('\\', "\\\\");
    format!(r#"{{"name": "custom {at}", "regex": "{regex}"{keywords}}}"#)
}

fn customs() -> Vec<CustomIdentifier> {
    let all: Vec<String> = (0..240).map(definition).collect();
    CustomIdentifier::parse(&format!("[{}]", all.join(","))).expect("they are well-formed")
}

fn both_ways() -> &'static (Vec<Detector>, Naive) {
    static BOTH: OnceLock<(Vec<Detector>, Naive)> = OnceLock::new();
    BOTH.get_or_init(|| {
        let some = ["USA_SOCIAL_SECURITY_NUMBER", "CREDIT_CARD_NUMBER"];
        let some = Selection::Include(some.map(str::to_owned).to_vec());
        let build = |engine| {
            let builder = Detector::builder().managed(some.clone()).engine(engine);
            let builder = customs().into_iter().fold(builder, DetectorBuilder::custom);
            builder.build().expect("they compile")
        };
        let engines = Engine::available();
        let naive = Naive::new(&some, &customs()).expect("they compile");
        (engines.into_iter().map(build).collect(), naive)
    })
}

fn scan(detector: &Detector, chunk: &Chunk<'_>, carry: &Carry) -> Vec<Match> {
    let mut found = Vec::new();
    let mut scratch = detector.scratch();
    // The second time, all is known of forms that can be.
    for _ in 0..2 {
        found.clear();
        detector.scan(&mut scratch, chunk, carry, &mut found);
    }
    found
}

/// The same, cut in two.
fn scan_in_parts(detector: &Detector, chunk: &Chunk<'_>, cut: usize) -> Vec<Match> {
    let (mut all, mut carry) = (Vec::new(), Carry::default());
    for owned in [(0, cut), (cut, chunk.bytes.len())] {
        let part = Chunk { owned, ..*chunk };
        let mut found = scan(detector, &part, &Carry::default());
        if carry.conflicts(&found) {
            found = scan(detector, &part, &carry);
        }
        carry.advance(&found);
        all.extend(found);
    }
    all
}

fn part() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[A-F]{0,2}[0-9]{2,6}[A-Cé]?",
        2 => "#?[A-E]?[0-9]{2,6}(-[0-9]{0,2})?(-[A-E])?",
        1 => "[A-E]{3}-[0-9A-F]{2,6}",
        1 => "(ref )?[A-E]{3}:? [0-9]{2,6}",
        1 => "(acct|account)[ :#]{0,2}[0-9]{2,6}",
        1 => "[0-9a-f]{2,6}-[0-9a-f]{2,3}-[0-9]{1,2}",
        1 => "[A-Ea-e]{1,3}[. é]{0,2}[0-9]{2,6}",
        1 => "[ ,;\n]{1,2}",
        1 => "[ a-z]{0,90}",
    ]
}

fn text() -> impl Strategy<Value = String> {
    proptest::collection::vec(part(), 0..7).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn texts_are_searched_as_the_definition_says(text in text(), cut in any::<usize>()) {
        let bytes = text.as_bytes();
        let layout = Layout::Text { base: 0 };
        let chunk = Chunk { bytes, owned: (0, bytes.len()), layout };
        let (detectors, naive) = both_ways();
        let expected = naive.scan(&chunk);
        for detector in detectors {
            prop_assert_eq!(&scan(detector, &chunk, &Carry::default()), &expected);
            let parts = scan_in_parts(detector, &chunk, cut % (bytes.len() + 1));
            prop_assert_eq!(&parts, &expected);
        }
    }

    #[test]
    fn values_are_searched_as_the_definition_says(
        rows in proptest::collection::vec((part(), part()), 1..12),
        name in "(ref )?([A-C]{3}|amount)",
    ) {
        let (mut bytes, mut values, mut names) = (Vec::new(), Vec::new(), Names::new());
        let names_of = [names.push([name.as_bytes()]), names.push([b"note"])];
        for (one, other) in &rows {
            for (value, names) in [one, other].into_iter().zip(names_of) {
                let start = bytes.len() as u32;
                bytes.extend_from_slice(value.as_bytes());
                let end = bytes.len() as u32;
                values.push(Value { start, end, names, origin: u64::from(start) });
                bytes.push(b',');
            }
        }
        let layout = Layout::Values { values: &values, names: &names };
        let chunk = Chunk { bytes: &bytes, owned: (0, bytes.len()), layout };
        let (detectors, naive) = both_ways();
        let expected = naive.scan(&chunk);
        for detector in detectors {
            prop_assert_eq!(&scan(detector, &chunk, &Carry::default()), &expected);
        }
    }
}
