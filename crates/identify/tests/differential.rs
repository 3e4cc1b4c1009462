//! The detector finds what the definition says, whatever its plans, the SIMD
//! instructions and the way the text is cut.

use std::sync::OnceLock;

use proptest::prelude::*;
use tracie_finding::chunk::{Chunk, Layout, Names, Value};
use tracie_identify::allow::MAX_ENTRY;
use tracie_identify::naive::Naive;
use tracie_identify::{
    AllowList, Carry, CustomIdentifier, Detector, Match, Selection, by_id, extras, managed,
};
use tracie_pattern::class::Engine;

const CUSTOMS: &str = r##"[
    {"name": "employee", "regex": "E-[0-9]{4,6}", "keywords": ["employee"]},
    {"name": "ticket", "regex": "[A-Z]{2,3}\\d{3,}", "maximumMatchDistance": 30},
    {"name": "word", "regex": "\\bcode \\w+", "ignoreWords": ["code red"]},
    {"name": "whole", "regex": "^E-[0-9]{4}$"},
    {"name": "fours", "regex": "\\d{4}", "keywords": ["number", "ref no"], "maximumMatchDistance": 25},
    {"name": "within", "regex": "\\d{3}x?\\d{3}"},
    {"name": "sign", "regex": "#\\d{2}[a-f]+"},
    {"name": "prefix", "regex": "acct[-_][a-z0-9]+"},
    {"name": "between", "regex": "x.{0,5}y", "keywords": ["badge"]},
    {"name": "letters", "regex": "[a-f]{3}-[a-f]{3}"}
]"##;

fn customs() -> Vec<CustomIdentifier> {
    CustomIdentifier::parse(CUSTOMS).expect("they are well-formed")
}

/// What is on them is found in the examples, and in what is made up below.
fn lists() -> Vec<AllowList> {
    let words: Vec<String> = managed()
        .expect("the files follow the schema")
        .iter()
        .flat_map(|it| it.matches.iter().take(1))
        .flat_map(|text| text.split('⟦').skip(1))
        .filter_map(|text| text.split('⟧').next())
        .filter(|it| it.chars().count() <= MAX_ENTRY)
        .map(str::to_uppercase)
        .collect();
    vec![
        AllowList::words("examples", words.join("\n").as_bytes()).expect("there are some"),
        AllowList::regex("made up", "(?i)e-[0-9]{4}|[0-9]*5|.*é").expect("it is within bounds"),
    ]
}

fn detectors() -> &'static [Detector] {
    static ALL: OnceLock<Vec<Detector>> = OnceLock::new();
    ALL.get_or_init(|| {
        let build = |engine| {
            let builder = Detector::builder().managed(Selection::All).engine(engine);
            let builder = customs()
                .into_iter()
                .fold(builder, tracie_identify::DetectorBuilder::custom);
            let builder = lists()
                .into_iter()
                .fold(builder, tracie_identify::DetectorBuilder::allow_list);
            builder.build().expect("all identifiers compile")
        };
        Engine::available().into_iter().map(build).collect()
    })
}

fn naive() -> &'static Naive {
    static NAIVE: OnceLock<Naive> = OnceLock::new();
    NAIVE.get_or_init(|| {
        let naive = Naive::new(&Selection::All, &customs()).expect("they compile");
        naive.with_lists(lists())
    })
}

/// Pieces that are near to something: examples, their keywords, separators.
fn part() -> impl Strategy<Value = String> {
    let mut parts: Vec<String> = Vec::new();
    for identifier in managed().expect("the files follow the schema") {
        let plain = |text: &String| text.replace(['⟦', '⟧'], "");
        parts.extend(identifier.matches.iter().map(plain));
        parts.extend(identifier.no_match.iter().map(plain));
        for text in &identifier.matches {
            let values = text
                .split('⟦')
                .skip(1)
                .filter_map(|it| it.split('⟧').next());
            parts.extend(values.map(str::to_owned));
        }
        parts.extend(identifier.keywords.iter().cloned());
    }
    prop_oneof![
        4 => proptest::sample::select(parts),
        3 => "[0-9]{1,12}",
        2 => "[ \n,;:./_+()-]{1,3}",
        1 => "[A-Za-z]{1,8}",
        1 => "E-[0-9]{3,6}|[A-Z]{2}[0-9]{3,4}|code (red|blue)",
        1 => "(number|ref no|badge)[ :]{1,2}([0-9]{4,9}|x[0-9a-z]{0,6}y)",
        1 => "[0-9]{3}x[0-9]{3,5}|#[0-9]{2}[a-f]{1,3}|acct[-_][a-z0-9]{0,4}|[a-f]{3}-[a-f]{3}",
        1 => "[ a-z]{20,60}",
        1 => "\\PC{0,4}",
        1 => "[\u{a0}“”–…：１２。«»]{1,2}|\x1b\\[[0-9]{1,2}m",
        1 => " ?(\\.{18,44}|_{18,44}|(\\. ){9,22}| {18,44}|·{4,40}) ?",
        1 => r"[?&\x22 ][a-z]{1,4}=|\+|%(20|2B|28|29|C3%A9)|\\u00(e9|26)|&",
    ]
}

fn text() -> impl Strategy<Value = String> {
    proptest::collection::vec(part(), 0..6).prop_map(|parts| parts.concat())
}

/// Text in which hardly anything is worth a closer look.
fn sparse_text() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        2 => "[ a-zA-Z,.\n]{60,400}",
        1 => proptest::collection::vec(part(), 1..3).prop_map(|parts| parts.concat()),
    ];
    proptest::collection::vec(part, 2..9).prop_map(|parts| parts.concat())
}

/// Searches the text part by part, with as much context as is there.
fn scan_in_parts(detector: &Detector, text: &[u8], cuts: &[usize]) -> Vec<Match> {
    let mut edges: Vec<usize> = cuts.iter().map(|cut| cut % (text.len() + 1)).collect();
    edges.extend([0, text.len()]);
    edges.sort_unstable();
    edges.dedup();
    let mut all = Vec::new();
    let mut carry = Carry::default();
    for pair in edges.windows(2) {
        let chunk = Chunk {
            owned: (pair[0], pair[1]),
            ..Chunk::text(text)
        };
        let mut found = detector.matches(&chunk);
        if carry.conflicts(&found) {
            found.clear();
            detector.scan(&mut detector.scratch(), &chunk, &carry, &mut found);
        }
        carry.advance(&found);
        all.extend(found);
    }
    all
}

/// The text of some examples of extras beside each other.
fn extras_text() -> impl Strategy<Value = String> {
    let all = extras().expect("the files follow the schema").iter();
    let texts = all.flat_map(|it| it.matches.iter().chain(&it.no_match));
    let texts: Vec<String> = texts.map(|text| text.replace(['⟦', '⟧'], "")).collect();
    let part = prop_oneof![4 => proptest::sample::select(texts), 1 => "[ -~]{0,9}"];
    proptest::collection::vec(part, 0..4).prop_map(|parts| parts.concat())
}

fn extras_both_ways() -> &'static (Detector, Naive) {
    static BOTH: OnceLock<(Detector, Naive)> = OnceLock::new();
    BOTH.get_or_init(|| {
        let all = extras().expect("the files follow the schema").iter();
        let only = Selection::Include(all.map(|it| it.id.clone()).collect());
        let naive = Naive::new(&only, &[]).expect("they compile");
        (
            Detector::builder()
                .managed(only)
                .build()
                .expect("they compile"),
            naive,
        )
    })
}

/// Both lists have something to say in the texts that are compared.
#[test]
fn the_lists_are_met() {
    let text = "employee E-1234, employee E-12346";
    let found = detectors()[0].matches(&Chunk::text(text.as_bytes()));
    let allowed: Vec<_> = found.iter().filter_map(|it| it.allowed).collect();
    assert_eq!((found.len(), allowed.len(), allowed[0].get()), (2, 1, 2));
    let ssn = by_id("USA_SOCIAL_SECURITY_NUMBER").expect("it is managed");
    let text = ssn.matches[0].replace(['⟦', '⟧'], "");
    let found = detectors()[0].matches(&Chunk::text(text.as_bytes()));
    assert!(
        found
            .iter()
            .any(|it| it.allowed.is_some_and(|list| list.get() == 1))
    );
}

/// Managed identifiers alone, with the best instructions and with none: most values
/// are told by their form then.
fn managed_both_ways() -> &'static (Vec<Detector>, Naive) {
    static BOTH: OnceLock<(Vec<Detector>, Naive)> = OnceLock::new();
    BOTH.get_or_init(|| {
        let build = |engine| {
            let builder = Detector::builder().managed(Selection::All).engine(engine);
            builder.build().expect("all identifiers compile")
        };
        let engines = [Engine::detect(), Engine::scalar()];
        let naive = Naive::new(&Selection::All, &[]).expect("they compile");
        (engines.map(build).into(), naive)
    })
}

/// Values that are written as one is, with other digits and letters in it.
fn alike(value: &str, seeds: &[u64]) -> Vec<String> {
    let other = |seed: &mut u64, first: u8, count: u64| {
        *seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        char::from(first + (*seed >> 33) as u8 % count as u8)
    };
    let write = |seed: &u64| {
        let mut seed = *seed;
        // Every other one keeps its letters: many identifiers say which there are.
        let letters = seed.is_multiple_of(2);
        let spelt = value.chars().map(|it| match it {
            '0'..='9' => other(&mut seed, b'0', 10),
            'A'..='Z' if letters => other(&mut seed, b'A', 26),
            'a'..='z' if letters => other(&mut seed, b'a', 26),
            _ => it,
        });
        spelt.collect()
    };
    let written = seeds.iter().map(write);
    written
        .chain([value.to_owned(), value.to_owned()])
        .collect()
}

/// A value, and a name over it that arms it, as a column of its kind has.
fn armed() -> impl Strategy<Value = (String, String)> {
    let mut all = Vec::new();
    for identifier in managed().expect("the files follow the schema") {
        let values = identifier
            .matches
            .iter()
            .flat_map(|it| it.split('⟦').skip(1));
        let values = values.filter_map(|it| it.split('⟧').next());
        let names = || identifier.keywords.iter().chain(&identifier.spellings);
        all.extend(values.flat_map(|value| names().map(|it| (value.to_owned(), it.clone()))));
        let serials = identifier
            .patterns
            .iter()
            .filter_map(|it| it.serial.as_ref());
        let serials = serials.map(|it| it.rest.chars().take(it.length).collect::<String>());
        all.extend(serials.flat_map(|value| names().map(move |it| (value.clone(), it.clone()))));
    }
    proptest::sample::select(all)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn cells_that_are_written_alike_are_judged_one_by_one(
        columns in proptest::collection::vec(prop_oneof![(part(), part()), armed()], 1..4),
        seeds in proptest::collection::vec(any::<u64>(), 3..9),
    ) {
        let (mut bytes, mut values, mut names) = (Vec::new(), Vec::new(), Names::new());
        for (value, name) in &columns {
            let names = names.push([name.as_bytes()]);
            for value in alike(value, &seeds) {
                bytes.push(b',');
                let start = bytes.len() as u32;
                bytes.extend_from_slice(value.as_bytes());
                let end = bytes.len() as u32;
                values.push(Value { start, end, names, origin: u64::from(start) });
            }
        }
        let layout = Layout::Values { values: &values, names: &names };
        let chunk = Chunk { bytes: &bytes, owned: (0, bytes.len()), layout };
        let (without_customs, without) = managed_both_ways();
        let both = [(detectors(), naive()), (without_customs, without)];
        for (detectors, naive) in both {
            let expected = naive.scan(&chunk);
            for detector in detectors {
                let mut scratch = detector.scratch();
                // The second time, all is known that can be.
                for _ in 0..2 {
                    let mut found = Vec::new();
                    detector.scan(&mut scratch, &chunk, &Carry::default(), &mut found);
                    prop_assert_eq!(&found, &expected);
                }
            }
        }
    }

    #[test]
    fn values_without_white_space_between_them_are_searched_one_by_one(
        fields in proptest::collection::vec((part(), part(), part()), 1..5),
        between in proptest::sample::select(vec!["", "x", "1", "\"", "_", "Ab"]),
    ) {
        let (mut bytes, mut values, mut names) = (Vec::new(), Vec::new(), Names::new());
        for (one, other, name) in &fields {
            let names = names.push([name.as_bytes()]);
            for value in [one, other, one, one, one, one] {
                let start = bytes.len() as u32;
                bytes.extend_from_slice(value.as_bytes());
                let end = bytes.len() as u32;
                values.push(Value { start, end, names, origin: u64::from(start) });
                bytes.extend_from_slice(between.as_bytes());
            }
        }
        let layout = Layout::Values { values: &values, names: &names };
        let chunk = Chunk { bytes: &bytes, owned: (0, bytes.len()), layout };
        let found: Vec<_> = managed_both_ways().0.iter().map(|it| it.matches(&chunk)).collect();
        prop_assert_eq!(&found[0], &found[1]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn extras_are_searched_as_the_definition_says(text in extras_text()) {
        let (detector, naive) = extras_both_ways();
        let chunk = Chunk::text(text.as_bytes());
        prop_assert_eq!(detector.matches(&chunk), naive.scan(&chunk));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn sparse_text_is_searched_as_the_definition_says(text in sparse_text()) {
        let chunk = Chunk::text(text.as_bytes());
        let expected = naive().scan(&chunk);
        for detector in detectors() {
            prop_assert_eq!(detector.matches(&chunk), expected.clone());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn text_is_searched_as_the_definition_says(text in text()) {
        let chunk = Chunk::text(text.as_bytes());
        let expected = naive().scan(&chunk);
        for detector in detectors() {
            prop_assert_eq!(&detector.matches(&chunk), &expected);
        }
    }

    #[test]
    fn any_cut_gives_what_the_whole_gives(
        text in text(),
        cuts in proptest::collection::vec(any::<usize>(), 0..5),
    ) {
        let detector = &detectors()[0];
        let whole = detector.matches(&Chunk::text(text.as_bytes()));
        prop_assert_eq!(scan_in_parts(detector, text.as_bytes(), &cuts), whole);
    }

    #[test]
    fn values_are_searched_one_by_one(fields in proptest::collection::vec((text(), part()), 0..6)) {
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
            let chunk = Chunk { bytes: &bytes, owned: (0, bytes.len()), layout };
            let expected = naive().scan(&chunk);
            for detector in detectors() {
                prop_assert_eq!(&detector.matches(&chunk), &expected);
            }
        }
    }
}
