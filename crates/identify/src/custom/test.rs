//! A custom identifier tried on a sample, as TestCustomDataIdentifier does.

use serde::Deserialize;
use tracie_finding::chunk::Chunk;

use super::{CustomIdentifier, default_distance};
use crate::bounds::Bounds;
use crate::explain::{Explainer, Explanation};
use crate::{Error, Selection};

/// Characters that a sample may have.
pub const MAX_SAMPLE: usize = 1_000;

/// The members of TestCustomDataIdentifier.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CustomTest {
    /// As [`CustomIdentifier::regex`].
    pub regex: String,
    /// As [`CustomIdentifier::keywords`].
    #[serde(default)]
    pub keywords: Vec<String>,
    /// As [`CustomIdentifier::ignore_words`].
    #[serde(default)]
    pub ignore_words: Vec<String>,
    /// As [`CustomIdentifier::maximum_match_distance`].
    #[serde(default = "default_distance")]
    pub maximum_match_distance: u32,
    /// What to try it on: plain text of at most 1,000 characters.
    pub sample_text: String,
}

/// What a test came to.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CustomTestResult {
    /// All that TestCustomDataIdentifier answers.
    pub match_count: u64,
    /// Each match with what armed it, and each near miss with what is wrong
    /// with it.
    pub explanations: Vec<Explanation>,
}

impl CustomTest {
    /// Runs the test.
    ///
    /// # Errors
    ///
    /// [`Error::Custom`] with each member that is out of bounds.
    pub fn run(&self) -> Result<CustomTestResult, Error> {
        test_custom(&self.identifier(), &self.sample_text)
    }

    /// The identifier that is tested, which has no name of its own.
    pub fn identifier(&self) -> CustomIdentifier {
        CustomIdentifier {
            name: "test".into(),
            regex: self.regex.clone(),
            keywords: self.keywords.clone(),
            ignore_words: self.ignore_words.clone(),
            maximum_match_distance: self.maximum_match_distance,
            severity_levels: Vec::new(),
            description: String::new(),
            id: None,
            client_token: None,
            tags: std::collections::BTreeMap::new(),
        }
    }
}

/// Tries a custom identifier on a sample, which is read as plain text.
///
/// ```
/// use tracie_identify::{CustomIdentifier, test_custom};
///
/// let all = CustomIdentifier::parse(
///     r#"{"name": "badge", "regex": "B-[0-9]{4}", "keywords": ["badge"]}"#,
/// )?;
/// let result = test_custom(&all[0], "badge B-1234; B-5678 without")?;
/// assert_eq!(result.match_count, 2);
/// # Ok::<(), tracie_identify::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::Custom`] with each member that is out of bounds, `sampleText`
/// among them.
pub fn test_custom(custom: &CustomIdentifier, sample: &str) -> Result<CustomTestResult, Error> {
    let mut bounds = Bounds {
        invalid: custom.invalid(),
    };
    bounds.length("sampleText", sample, 0, MAX_SAMPLE);
    if !bounds.invalid.is_empty() {
        return Err(Error::Custom {
            name: custom.name.clone(),
            invalid: bounds.invalid,
        });
    }
    let explainer = Explainer::new(&Selection::None, std::slice::from_ref(custom))?;
    let chunk = Chunk::text(sample.as_bytes());
    let found = explainer.detector().matches(&chunk);
    Ok(CustomTestResult {
        match_count: found.len() as u64,
        explanations: explainer.explain(&chunk),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(json: &str) -> Result<CustomTestResult, Error> {
        let test: CustomTest = serde_json::from_str(json).expect("it is well-formed");
        test.run()
    }

    #[test]
    fn matches_and_near_misses_are_told() {
        let result = run(
            r#"{"regex":"B[0-9]{4}","keywords":["badge"],"ignoreWords":["B000"],
                "maximumMatchDistance":20,"sampleText":"B9999; badge B1234, badge B0001"}"#,
        )
        .expect("it is within bounds");
        assert_eq!(result.match_count, 1);
        let verdicts: Vec<bool> = result
            .explanations
            .iter()
            .map(|it| it.verdict.counts())
            .collect();
        assert_eq!(verdicts, [false, true, false]);
        let count = verdicts.iter().filter(|it| **it).count();
        assert_eq!(count as u64, result.match_count);
    }

    #[test]
    fn a_sample_has_a_thousand_characters_at_most() {
        let sample = |n| format!(r#"{{"regex":"é","sampleText":"{}"}}"#, "é".repeat(n));
        assert_eq!(run(&sample(1_000)).expect("it fits").match_count, 1_000);
        let error = run(&sample(1_001)).expect_err("it is too long");
        assert_eq!(error.invalid()[0].member, "sampleText");
    }
}
