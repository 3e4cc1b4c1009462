//! Macie's limits of a custom identifier.

use tracie_pattern::{Matching, PatternSet};

use super::{CustomIdentifier, SeverityLevel};
use crate::bounds::Bounds;
use crate::dialect;
use crate::error::Invalid;

impl CustomIdentifier {
    /// All that is wrong with its members, each with what to change; nothing
    /// if it can be used.
    pub fn invalid(&self) -> Vec<Invalid> {
        let mut bounds = Bounds::default();
        bounds.length("name", &self.name, 1, 128);
        bounds.length("description", &self.description, 0, 512);
        bounds.length("regex", &self.regex, 1, 512);
        bounds.list("keywords", &self.keywords, 50, (3, 90));
        bounds.list("ignoreWords", &self.ignore_words, 10, (4, 90));
        bounds.tags(&self.tags);
        self.check_keywords(&mut bounds);
        self.check_distance(&mut bounds);
        check_levels(&self.severity_levels, &mut bounds);
        if !self.regex.is_empty() {
            bounds.invalid.extend(expression("regex", &self.regex));
        }
        bounds.invalid
    }

    fn check_keywords(&self, bounds: &mut Bounds) {
        for (at, keyword) in self.keywords.iter().enumerate() {
            if !keyword.is_empty() && !keyword.chars().any(char::is_alphanumeric) {
                let message = "it has no letter or digit, so that it is no word: write a word";
                bounds.wrong(format!("keywords[{at}]"), message);
            }
        }
    }

    fn check_distance(&self, bounds: &mut Bounds) {
        let distance = self.maximum_match_distance;
        if !(1..=300).contains(&distance) {
            let message = format!("it is 1 to 300 characters, not {distance}");
            bounds.wrong("maximumMatchDistance", message);
        }
    }
}

/// Three levels, each once, with thresholds that ascend as they do.
fn check_levels(levels: &[SeverityLevel], bounds: &mut Bounds) {
    const MEMBER: &str = "severityLevels";
    bounds.count(MEMBER, levels.len(), 3);
    for (at, level) in levels.iter().enumerate() {
        if level.occurrences_threshold == 0 {
            let member = format!("{MEMBER}[{at}].occurrencesThreshold");
            bounds.wrong(member, "it is at least 1");
        }
    }
    let mut ordered: Vec<&SeverityLevel> = levels.iter().collect();
    ordered.sort_by_key(|level| level.severity);
    for pair in ordered.windows(2) {
        if pair[0].severity == pair[1].severity {
            bounds.wrong(
                MEMBER,
                "a severity stands there twice: give it one threshold",
            );
        } else if pair[0].occurrences_threshold >= pair[1].occurrences_threshold {
            let message =
                "the thresholds must ascend from LOW over MEDIUM to HIGH, as in 1, 50, 100";
            bounds.wrong(MEMBER, message);
        }
    }
}

/// What is wrong with an expression: it is refused, or does not compile.
fn expression(member: &str, regex: &str) -> Option<Invalid> {
    let plain = match dialect::translate(regex) {
        Ok(plain) => plain,
        Err(refusal) => {
            return Some(Invalid {
                position: Some(refusal.position),
                ..Invalid::new(member, refusal.message)
            });
        }
    };
    let compiled = PatternSet::builder().pattern(&plain, Matching::Plain, false);
    let error = compiled.err()?;
    Some(Invalid::new(member, error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn invalid(json: &str) -> Vec<String> {
        let all = CustomIdentifier::read(json).expect("it is well-formed");
        all[0].invalid().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn every_bound_is_told_with_its_member_and_what_to_change() {
        let long = |n: usize| "x".repeat(n);
        let many = |n: usize, one: &str| format!("[{}]", vec![format!("\"{one}\""); n].join(","));
        for (members, expected) in [
            (
                r#""keywords":["ab"]"#.to_owned(),
                "keywords[0]: it has 2 characters, and 3 to 90",
            ),
            (
                r#""keywords":["abc","--- "]"#.to_owned(),
                "keywords[1]: it has no letter or digit",
            ),
            (
                format!(r#""keywords":{}"#, many(51, "abc")),
                "keywords: there are 51, and at most 50",
            ),
            (
                format!(r#""keywords":["{}"]"#, long(91)),
                "keywords[0]: it has 91 characters",
            ),
            (
                r#""ignoreWords":["abc"]"#.to_owned(),
                "ignoreWords[0]: it has 3 characters",
            ),
            (
                format!(r#""ignoreWords":{}"#, many(11, "abcd")),
                "at most 10 are allowed: take 1 out",
            ),
            (
                r#""maximumMatchDistance":0"#.to_owned(),
                "it is 1 to 300 characters, not 0",
            ),
            (
                r#""maximumMatchDistance":301"#.to_owned(),
                "maximumMatchDistance: it is 1 to 300",
            ),
            (
                format!(r#""description":"{}""#, long(513)),
                "description: it has 513 characters",
            ),
            (
                r#""severityLevels":[{"occurrencesThreshold":0,"severity":"LOW"}]"#.to_owned(),
                "severityLevels[0].occurrencesThreshold: it is at least 1",
            ),
            (
                r#""severityLevels":[{"occurrencesThreshold":5,"severity":"LOW"},
                    {"occurrencesThreshold":5,"severity":"HIGH"}]"#
                    .to_owned(),
                "severityLevels: the thresholds must ascend",
            ),
            (
                r#""severityLevels":[{"occurrencesThreshold":5,"severity":"LOW"},
                    {"occurrencesThreshold":9,"severity":"LOW"}]"#
                    .to_owned(),
                "a severity stands there twice",
            ),
        ] {
            let told = invalid(&format!(r#"{{"name":"e","regex":"x",{members}}}"#));
            assert!(
                told.len() == 1 && told[0].contains(expected),
                "{told:?}: {expected}"
            );
        }
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once() {
        let told = invalid(r#"{"name":"","regex":"(a)\\1","keywords":["ab"]}"#);
        assert_eq!(told.len(), 3, "{told:?}");
        assert!(told[2].starts_with("regex, character 5: back-references"));
        assert!(invalid(r#"{"name":"e","regex":"a*"}"#)[0].contains("matches the empty string"));
        let told = invalid(&format!(r#"{{"name":"e","regex":"{}"}}"#, "x".repeat(513)));
        assert!(told[0].contains("regex: it has 513 characters"));
    }

    #[test]
    fn levels_may_stand_in_any_order() {
        let told = invalid(
            r#"{"name":"e","regex":"x","severityLevels":[
                {"occurrencesThreshold":100,"severity":"HIGH"},
                {"occurrencesThreshold":1,"severity":"LOW"}]}"#,
        );
        assert!(told.is_empty(), "{told:?}");
    }
}
