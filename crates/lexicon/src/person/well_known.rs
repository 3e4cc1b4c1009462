//! Most names in a column are two words that the lists know well; that is told
//! without weighing them.

use crate::class::{BEGINS, ENDS, NOTPERSON, ORG, PARTICLE, PLACE, RARELYPERSON};
use crate::table::{class, pair_class};
use crate::word::{Case, Word, word_at};

/// Whether a value under a name that announces a person is such a name from end
/// to end, given its first word. What is not may still be a name: this says yes
/// only where weighing it says so too.
pub(crate) fn fill(text: &[u8], first: Word) -> bool {
    if first.case != Case::Title || text.get(first.end) != Some(&b' ') {
        return false;
    }
    let Some(last) = word_at(text, first.end + 1) else {
        return false;
    };
    if last.case != Case::Title || last.end != text.len() {
        return false;
    }
    // Hyphens part words where pairs are looked up, but nowhere else.
    if text.contains(&b'-') {
        return false;
    }
    let words = [first.of(text), last.of(text)];
    let [first, last] = words.map(class);
    // However common the two are as ordinary words or places, that is one point
    // at least, and the name over it adds three. What remains are pairs of words
    // that together are something else.
    first.given() == 3
        && last.family() >= 2
        && !last.is(ORG.with(PARTICLE))
        && !(first.is(BEGINS)
            && last.is(ENDS)
            && pair_class(words[0], words[1]).is(NOTPERSON.with(PLACE).with(RARELYPERSON)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Field;
    use crate::person::{Scene, collect, weigh};

    #[test]
    fn what_fills_a_value_weighs_enough() {
        let given = include_str!("../../../../identifiers/lists/given.txt");
        let family = include_str!("../../../../identifiers/lists/family.txt");
        let words = |list: &'static str, skip: usize| {
            let words = list.lines().filter(|line| !line.starts_with(['#', '[']));
            words.filter(|word| word.len() > 1).skip(skip).step_by(101)
        };
        let title = |word: &str| word[..1].to_uppercase() + &word[1..];
        let (mut sure, mut all) = (0, 0);
        for (skip, first) in words(given, 0).enumerate() {
            let names = words(family, skip % 100).chain(words(given, skip % 100));
            for name in names.map(|last| format!("{} {}", title(first), title(last))) {
                let text = name.as_bytes();
                let first = word_at(text, 0).expect("a word");
                all += 1;
                if fill(text, first) {
                    sure += 1;
                    let scene = Scene::of(text, Field::Named);
                    let end = weigh::name(scene, &collect::any_case(text, first));
                    assert_eq!(end, Some(text.len()), "{name}");
                }
            }
        }
        assert!(sure > 1_000 && sure < all, "{sure} of {all}");
    }
}
