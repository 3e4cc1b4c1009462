//! Where in a text the checks of a pattern turned down all that it matched.
//!
//! Some identifiers differ only in whether they need a keyword and in how their values may
//! begin. What the checks of the one that needs none turn down, those of the other do, too:
//! it is not judged a second time where a keyword is near.

use tracie_pattern::{PatternSet, Plan};

use crate::compile::PatternRule;

/// Pairs of patterns that match the same and have the same checks.
#[derive(Debug, Default)]
pub(crate) struct Alike {
    /// By pattern that needs a keyword, one that needs none.
    judge_of: Vec<Option<u32>>,
    /// By pattern that needs none, whether it is there.
    judges: Vec<bool>,
}

impl Alike {
    pub(crate) fn of(set: &PatternSet, patterns: &[PatternRule]) -> Alike {
        // It is looked for before what is armed, and at the starts of words in their order.
        let first = |it: &u32| set.plan(*it) == Plan::Value && set.lead(*it) == Some(0);
        let judges: Vec<u32> = (0..patterns.len() as u32).filter(first).collect();
        let judge_of = |it: u32| {
            let (matcher, rule) = (set.matcher(it)?, &patterns[it as usize].rule);
            let alike = |other: &&u32| {
                set.matcher(**other) == Some(matcher)
                    && patterns[**other as usize].rule.has_checks_of(rule)
            };
            let armed = set.plan(it) == Plan::Keyword;
            judges.iter().find(alike).copied().filter(|_| armed)
        };
        let judge_of: Vec<_> = (0..patterns.len() as u32).map(judge_of).collect();
        let mut judges = vec![false; patterns.len()];
        for judge in judge_of.iter().flatten() {
            judges[*judge as usize] = true;
        }
        Alike { judge_of, judges }
    }

    /// Whether it is to be noted where the checks of a pattern turn down what it matches.
    #[inline(always)]
    pub(crate) fn judges(&self, pattern: u32) -> bool {
        self.judges[pattern as usize]
    }

    /// The pattern with the same checks that was tried before.
    #[inline(always)]
    pub(crate) fn judge_of(&self, pattern: u32) -> Option<u32> {
        self.judge_of[pattern as usize]
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
        for id in ["CREDIT_CARD_NUMBER", "CREDIT_CARD_NUMBER_(NO_KEYWORD)", "UK_NHS_NUMBER"] {
            let identifier = library::WHOLE.by_id(id).expect("a managed identifier");
            compiler.managed(identifier).expect("a good identifier");
        }
        let alike = compiler.build().expect("good identifiers").alike;
        assert_eq!(alike.judge_of(0), Some(1));
        assert!(alike.judges(1) && !alike.judges(0));
        assert_eq!((alike.judge_of(1), alike.judge_of(2)), (None, None));
    }

    #[test]
    fn a_place_is_found_by_its_pattern() {
        let mut refused = Refused::default();
        for (start, pattern) in [(3, 7), (8, 2), (8, 7), (9, 7)] {
            refused.add(pattern, start);
        }
        let asked = [(2, 7), (3, 2), (3, 7), (3, 7), (8, 7), (8, 2), (9, 2), (9, 7), (10, 7)];
        let known = asked.map(|(start, pattern)| refused.contains(pattern, start));
        let expected = [false, false, true, true, true, true, false, true, false];
        assert_eq!(known, expected);
        assert!(!refused.contains(7, 3), "it is passed");
        refused.clear();
        assert!(!refused.contains(7, 9));
    }
}
