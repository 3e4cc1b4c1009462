//! Where in a text the checks of a pattern turned down all that it matched.
//!
//! Some identifiers differ only in whether they need a keyword and in how their values may
//! begin. What the checks of the one that needs none turn down, those of the other do, too:
//! it is not judged a second time where a keyword is near.

use tracie_pattern::{PatternSet, Plan};

use crate::compile::PatternRule;

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
        let judges: Vec<u32> = (0..patterns.len() as u32).filter(first).collect();
        for armed in (0..patterns.len()).filter(|it| set.plan(*it as u32) == Plan::Keyword) {
            let (matcher, rule) = (set.matcher(armed as u32), &patterns[armed].rule);
            let judge = judges.iter().copied().find(|it| {
                matcher.is_some()
                    && set.matcher(*it) == matcher
                    && patterns[*it as usize].rule.has_checks_of(rule)
            });
            if let Some(judge) = judge {
                patterns[judge as usize].kin = Kin::Judge;
                patterns[armed].kin = Kin::JudgedBy(judge);
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
    use crate::library;

    #[test]
    fn cards_are_judged_by_those_that_need_no_keyword() {
        let mut compiler = Compiler::new(None);
        for id in [
            "CREDIT_CARD_NUMBER",
            "CREDIT_CARD_NUMBER_(NO_KEYWORD)",
            "UK_NHS_NUMBER",
        ] {
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
