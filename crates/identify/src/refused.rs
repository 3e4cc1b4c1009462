//! Where in a text the checks of a pattern turned down all that it matched.
//!
//! Some identifiers differ only in whether they need a keyword and in how their values may
//! begin. What the checks of the one that needs none turn down, those of the other do, too:
//! it is not judged a second time where a keyword is near.

use tracie_pattern::{PatternSet, Plan};

use crate::compiled::PatternRule;

/// What a pattern has to do with one that matches the same and has the same checks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Kin {
    #[default]
    None,
    /// It needs no keyword, and another one does.
    Judge,
    /// It needs a keyword, and this one does not.
    JudgedBy(u32),
}

impl Kin {
    /// Tells each pattern of a set.
    pub(crate) fn tell(set: &PatternSet, patterns: &mut [PatternRule]) {
        // It is looked for before what is armed, and at the starts of words in their order.
        let first = |it: &u32| set.plan(*it) == Plan::Value && set.lead(*it) == Some(0);
        let judges = (0..patterns.len() as u32).filter(first);
        let mut judges: Vec<_> = judges.map(|it| (set.matcher(it), it)).collect();
        judges.sort_unstable();
        for armed in (0..patterns.len()).filter(|it| set.plan(*it as u32) == Plan::Keyword) {
            let matcher = set.matcher(armed as u32);
            let from = judges.partition_point(|it| it.0 < matcher);
            let mut same = judges[from..].iter().take_while(|it| it.0 == matcher);
            let rule = &patterns[armed].rule;
            let alike = |it: &&(_, u32)| patterns[it.1 as usize].rule.has_checks_of(rule);
            if let Some((Some(_), judge)) = same.find(alike) {
                patterns[*judge as usize].kin = Kin::Judge;
                patterns[armed].kin = Kin::JudgedBy(*judge);
            }
        }
    }
}

/// Where that was, by pattern.
#[derive(Debug, Default)]
pub(crate) struct Refused {
    /// In the order of the places.
    all: Vec<(usize, u32)>,
    /// How many of them are before the place last asked for.
    passed: usize,
}

impl Refused {
    pub(crate) fn clear(&mut self) {
        self.all.clear();
        self.passed = 0;
    }

    /// Takes note of a place that is not before the last one.
    pub(crate) fn add(&mut self, pattern: u32, start: usize) {
        self.all.push((start, pattern));
    }

    /// Whether that was noted; true is sure, and so is false of places that are asked for in
    /// their order.
    #[inline(always)]
    pub(crate) fn contains(&mut self, pattern: u32, start: usize) -> bool {
        while let Some((place, other)) = self.all.get(self.passed) {
            match *place >= start {
                true if *place == start && *other != pattern => {
                    let rest = self.all[self.passed..].iter();
                    let here = rest.take_while(|it| it.0 == start);
                    return here.into_iter().any(|it| it.1 == pattern);
                }
                true => return *place == start,
                false => self.passed += 1,
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::Compiler;
    use crate::{Detector, Selection, library};
    use proptest::prelude::*;
    use tracie_finding::chunk::Chunk;

    const ARMED: &str = "CREDIT_CARD_NUMBER";
    const FIRST: &str = "CREDIT_CARD_NUMBER_(NO_KEYWORD)";

    /// Where cards that need a keyword are, if some identifiers are looked for.
    fn cards(text: &str, ids: &[&str]) -> Vec<(u64, u64)> {
        let ids = ids.iter().map(|it| (*it).to_owned()).collect();
        let managed = Detector::builder().managed(Selection::Include(ids));
        let detector = managed.threads(1).build().expect("managed identifiers");
        let found = detector.matches(&Chunk::text(text.as_bytes()));
        let armed = |it: &u32| detector.identifiers()[*it as usize].id == ARMED;
        let found = found.iter().filter(|it| armed(&it.identifier));
        found.map(|it| it.origin).collect()
    }

    proptest! {
        #[test]
        fn what_another_one_turns_down_is_none_anyway(
            numbers in proptest::collection::vec(
                "(card |amex: |x |\n){0,2}([2-6][0-9]{3}(-[0-9]{4}){2,3}|4[0-9]{12}|3[47][0-9]{13}|[1-9][0-9]{15,18})",
                0..12,
            ),
            digits in 0..10_u8,
        ) {
            // One of ten last digits is right.
            let ends = numbers.iter().map(|it| format!("{}{digits} ", &it[..it.len() - 1]));
            let text: String = ends.collect();
            prop_assert_eq!(cards(&text, &[ARMED, FIRST]), cards(&text, &[ARMED]));
        }
    }

    #[test]
    fn cards_are_judged_by_those_that_need_no_keyword() {
        let mut compiler = Compiler::new(None);
        for id in [ARMED, FIRST, "UK_NHS_NUMBER"] {
            let identifier = library::WHOLE.by_id(id).expect("a managed identifier");
            compiler.managed(identifier).expect("a good identifier");
        }
        let compiled = compiler.build().expect("good identifiers");
        let kin: Vec<Kin> = compiled.patterns.iter().map(|it| it.kin).collect();
        assert_eq!(kin, [Kin::JudgedBy(1), Kin::Judge, Kin::None]);
    }

    #[test]
    fn a_place_is_found_by_its_pattern() {
        let mut refused = Refused::default();
        for (start, pattern) in [(3, 7), (8, 2), (8, 7), (9, 7)] {
            refused.add(pattern, start);
        }
        let asked = [
            (2, 7),
            (3, 2),
            (3, 7),
            (3, 7),
            (8, 7),
            (8, 2),
            (9, 2),
            (9, 7),
            (10, 7),
        ];
        let known = asked.map(|(start, pattern)| refused.contains(pattern, start));
        let expected = [false, false, true, true, true, true, false, true, false];
        assert_eq!(known, expected);
        assert!(!refused.contains(7, 3), "it is passed");
        refused.clear();
        assert!(!refused.contains(7, 9));
    }
}
