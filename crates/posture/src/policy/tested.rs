//! What a policy compares the value of a key with, and values that make a
//! difference to it.

use std::net::IpAddr;

use crate::policy::address::{self, Range};
use crate::policy::condition::Condition;
use crate::policy::document::Policy;
use crate::policy::glob::{self, Glob};
use crate::policy::operator::Test;

/// All that one key is compared with.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tested {
    /// Texts without wildcards.
    pub(crate) literals: Vec<String>,
    /// Patterns with wildcards, or without regard to case.
    wild: Vec<Glob>,
    /// What patterns begin with, up to a slash, where that is no wildcard.
    pub(crate) starts: Vec<String>,
    numbers: Vec<f64>,
    pub(crate) ranges: Vec<Range>,
    is_bool: bool,
}

/// Values that stand for all others.
pub(crate) struct Examples {
    pub(crate) texts: Vec<String>,
    /// Whether there are no further kinds.
    pub(crate) complete: bool,
}

impl Tested {
    /// By the keys of a policy.
    pub(crate) fn of(policy: &Policy) -> Vec<Tested> {
        let mut all = vec![Tested::default(); policy.keys.len()];
        let conditions = policy.statements.iter().flat_map(|it| &it.conditions);
        for condition in conditions {
            all[condition.key].add(condition);
        }
        all
    }

    fn add(&mut self, condition: &Condition) {
        for value in &condition.values {
            let text = &value.text;
            match condition.operator.test {
                Test::Null => {}
                Test::Bool => self.is_bool = true,
                Test::Number(_) => self.numbers.extend(text.parse::<f64>()),
                Test::Address => self.ranges.extend(Range::parse(text)),
                // The time of a request is what it is.
                Test::Date(_) => {}
                Test::EqualsIgnoreCase => {
                    self.literals.extend([
                        text.clone(),
                        text.to_ascii_lowercase(),
                        text.to_ascii_uppercase(),
                    ]);
                    self.wild.extend(value.glob.clone());
                }
                _ => match value.glob.as_ref().map(Glob::as_literal) {
                    Some(Some(literal)) => self.literals.push(literal),
                    Some(None) => {
                        let start = text.split('/').next().unwrap_or(text);
                        self.starts
                            .extend((!start.contains(['*', '?'])).then(|| start.into()));
                        self.wild.extend(value.glob.clone());
                    }
                    // With a variable; the request says what it stands for.
                    None => {}
                },
            }
        }
    }

    /// Adds a pattern.
    pub(crate) fn extend(&mut self, globs: impl IntoIterator<Item = Glob>) {
        for glob in globs {
            match glob.as_literal() {
                Some(literal) => self.literals.push(literal),
                None => self.wild.push(glob),
            }
        }
    }

    /// Texts of all kinds that the policy tells apart, among those `within`
    /// (all texts, if that is empty).
    pub(crate) fn texts(&self, within: &[Glob]) -> Examples {
        let globs: Vec<&Glob> = self.wild.iter().chain(within).collect();
        let fits = |text: &String| within.is_empty() || within.iter().any(|it| it.matches(text));
        let mut texts: Vec<String> = Vec::new();
        let complete = match glob::examples(&globs) {
            None => false,
            Some(examples) => {
                for text in examples.into_iter().filter(fits) {
                    // One that somebody named stands for itself only.
                    if self.literals.contains(&text) {
                        texts.extend(glob::variant(&text, &globs, &self.literals));
                    } else {
                        texts.push(text);
                    }
                }
                true
            }
        };
        texts.extend(self.literals.iter().filter(|text| fits(text)).cloned());
        texts.sort();
        texts.dedup();
        // What nobody named comes first.
        texts.sort_by_key(|text| self.literals.contains(text));
        Examples { texts, complete }
    }

    /// Addresses of all kinds; those of the internet that are in no narrow
    /// range come first.
    pub(crate) fn addresses(&self) -> Vec<IpAddr> {
        let mut addresses = address::examples(&self.ranges);
        addresses.sort_by_key(|it| self.is_of_a_network(*it) || !address::is_on_the_internet(*it));
        addresses
    }

    /// Whether an address is one of a network that the policy names.
    pub(crate) fn is_of_a_network(&self, address: IpAddr) -> bool {
        let mut ranges = self.ranges.iter();
        ranges.any(|range| range.is_narrow() && range.contains(address))
    }

    /// Numbers of all kinds.
    pub(crate) fn numbers(&self) -> Vec<String> {
        let mut bounds: Vec<f64> = self
            .numbers
            .iter()
            .copied()
            .filter(|it| it.is_finite())
            .collect();
        bounds.sort_by(f64::total_cmp);
        bounds.dedup();
        let mut numbers = vec![0.0];
        for (index, bound) in bounds.iter().enumerate() {
            numbers.push(*bound);
            numbers.push(match bounds.get(index + 1) {
                Some(next) => (bound + next) / 2.0,
                None => bound + 1.0,
            });
        }
        if let Some(least) = bounds.first().filter(|least| **least > 0.0) {
            numbers.push(least / 2.0);
        }
        numbers.iter().map(f64::to_string).collect()
    }

    /// Values of all kinds of a key of which nothing is known but that
    /// whoever asks can choose it.
    pub(crate) fn anything(&self) -> Examples {
        let mut examples = self.texts(&[]);
        if !self.numbers.is_empty() {
            examples.texts.extend(self.numbers());
        }
        if !self.ranges.is_empty() {
            examples
                .texts
                .extend(self.addresses().iter().map(IpAddr::to_string));
        }
        if self.is_bool {
            examples.texts.extend(["true".into(), "false".into()]);
        }
        examples
    }
}
