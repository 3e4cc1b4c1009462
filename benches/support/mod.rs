//! What both benches need: corpora with their truth, and the comparison of
//! what was found with it. A bench that finds something else is not timed.

use std::collections::BTreeMap;

use tracie_corpus::Plant;

/// How often each identifier was planted, or found.
pub(crate) type Counts = BTreeMap<String, u64>;

/// Counted to at most 1,000 in a file, and a matter of dictionaries: names
/// also stand where none was planted.
const BY_DICTIONARY: [&str; 2] = ["NAME", "ADDRESS"];

/// The counts of what was planted.
pub(crate) fn planted(truth: &[Plant]) -> Counts {
    let mut counts = Counts::new();
    for plant in truth {
        *counts.entry(plant.identifier.to_owned()).or_default() += 1;
    }
    counts
}

/// Compares counts, and says what differs.
pub(crate) fn assert_same(what: &str, found: &Counts, planted: &Counts) {
    let judged = |counts: &Counts| {
        let mut judged = counts.clone();
        judged.retain(|identifier, _| !BY_DICTIONARY.contains(&identifier.as_str()));
        judged
    };
    let (found, planted) = (judged(found), judged(planted));
    assert!(!planted.is_empty(), "{what}: nothing is planted");
    assert_eq!(found, planted, "{what}: found, then planted");
}
