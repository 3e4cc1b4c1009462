//! The examples in which nothing may be found are near misses: for each step
//! at which a value of an identifier can be turned away, one stops there.

use std::collections::BTreeSet;

use tracie_finding::chunk::{Chunk, Layout};
use tracie_identify::explain::{Explainer, Step};
use tracie_identify::managed;
use tracie_identify::schema::{Identifier, Pattern};

/// Checks that only guard against what the expression lets by, hardly ever.
const GUARDS: [&str; 1] = ["phone_digits"];

/// The steps at which candidates in the examples were turned away.
fn steps(identifier: &Identifier) -> BTreeSet<&'static str> {
    let explainer = Explainer::of([identifier], &[]).expect("it compiles");
    let explain = |text: &String| {
        explainer.explain(&Chunk {
            bytes: text.as_bytes(),
            owned: (0, text.len()),
            layout: Layout::Text { base: 0 },
        })
    };
    let told = identifier.no_match.iter().flat_map(explain);
    told.filter_map(|it| it.verdict.step().map(Step::name))
        .collect()
}

fn is_checked(pattern: &Pattern) -> bool {
    let guards = |check: &String| GUARDS.contains(&check.as_str());
    pattern.sum.is_some() || !pattern.check.iter().all(guards)
}

/// What the patterns of an identifier demand; a demand is met by the steps.
fn demands(identifier: &Identifier) -> Vec<&'static [&'static str]> {
    let some = |has: fn(&Pattern) -> bool| identifier.patterns.iter().any(has);
    let demands: [(bool, &[&str]); 4] = [
        (some(|it| it.keyword && it.words.is_none()), &["keyword"]),
        // A check for letters and digits is met before, by the demand of one.
        (some(is_checked), &["check", "no digit"]),
        (some(|it| !it.prefix.is_empty()), &["prefix"]),
        (some(|it| !it.blocked.is_empty()), &["blocked"]),
    ];
    let asked = demands.into_iter().filter(|(asked, _)| *asked);
    asked.map(|(_, steps)| steps).collect()
}

#[test]
fn near_misses_are_near() {
    for identifier in managed().expect("the files follow the schema") {
        let steps = steps(identifier);
        for demand in demands(identifier) {
            assert!(
                demand.iter().any(|step| steps.contains(step)),
                "{}: no `no_match` that {demand:?} turns away, only {steps:?}",
                identifier.id
            );
        }
    }
}

/// Identifiers whose values are no words or numbers that may go on: headers,
/// blocks of lines, tokens, and what goes by word lists.
const NO_NUMBERS: [&str; 9] = [
    "ADDRESS",
    "HTTP_BASIC_AUTH_HEADER",
    "HTTP_COOKIE",
    "JSON_WEB_TOKEN",
    "NAME",
    "OPENSSH_PRIVATE_KEY",
    "PGP_PRIVATE_KEY",
    "PKCS",
    "PUTTY_PRIVATE_KEY",
];

/// The marked values of a text, without blanks and hyphens.
fn values(marked: &str) -> impl Iterator<Item = String> {
    let parts = marked.split('⟦').skip(1);
    parts.filter_map(|part| part.split_once('⟧').map(|(value, _)| joined(value)))
}

fn joined(text: &str) -> String {
    text.replace([' ', '-'], "")
}

/// Whether a value stands in a text with letters or digits around it.
fn is_within(value: &str, text: &str) -> bool {
    text.match_indices(value).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + value.len()..].chars().next();
        let goes_on = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
        goes_on(before) || goes_on(after)
    })
}

#[test]
fn a_near_miss_holds_a_value_within_something_longer() {
    let all = managed().expect("the files follow the schema");
    for identifier in all
        .iter()
        .filter(|it| !NO_NUMBERS.contains(&it.id.as_str()))
    {
        let mut values = identifier.matches.iter().flat_map(|text| values(text));
        let near = values.any(|value| {
            let mut texts = identifier.no_match.iter();
            texts.any(|text| is_within(&value, &joined(text)))
        });
        assert!(
            near,
            "{}: no `no_match` within something longer",
            identifier.id
        );
    }
}
