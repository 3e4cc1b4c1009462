//! What both benches need: the comparison of what was found with what was
//! planted. A bench that finds something else is not timed.

use std::collections::BTreeMap;

/// How often each identifier was planted, or found.
pub(crate) type Counts = BTreeMap<String, u64>;

/// Counted to at most 1,000 in a file, and a matter of dictionaries: names
/// also stand where none was planted.
const BY_DICTIONARY: [&str; 2] = ["NAME", "ADDRESS"];

const CARD: &str = "CREDIT_CARD_NUMBER";
const CARD_ANYWHERE: &str = "CREDIT_CARD_NUMBER_(NO_KEYWORD)";

/// Compares counts, and says what differs.
pub(crate) fn assert_same(what: &str, mut found: Counts, mut planted: Counts) {
    assert!(!planted.is_empty(), "{what}: nothing is planted");
    settle_cards(&mut found, &planted);
    for counts in [&mut found, &mut planted] {
        counts.retain(|identifier, count| {
            *count > 0 && !BY_DICTIONARY.contains(&identifier.as_str())
        });
    }
    assert_eq!(found, planted, "{what}: found, then planted");
}

/// Macie does not say whether a card near a keyword counts for the identifier
/// that needs none as well: all of them may, or none.
fn settle_cards(found: &mut Counts, planted: &Counts) {
    let of = |counts: &Counts, identifier: &str| counts.get(identifier).copied().unwrap_or(0);
    let (near, far) = (of(planted, CARD), of(planted, CARD_ANYWHERE));
    if of(found, CARD_ANYWHERE) == near + far {
        found.insert(CARD_ANYWHERE.to_owned(), far);
    }
}
