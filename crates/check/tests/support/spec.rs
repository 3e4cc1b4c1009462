//! A check or a sum, named on one line.

use tracie_check::{Check, WeightedSum};

/// What tests a value.
pub(crate) enum Test {
    /// A check of the registry.
    Check(Check),
    /// A sum spelled out.
    Sum(WeightedSum),
}

impl Test {
    /// Reads the name of a check, or a sum such as
    /// `sum:weights=3,1;modulus=10;remainder=0;check_at=2;alphabet=0123456789`,
    /// of which only the first two parts are needed.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        match text.strip_prefix("sum:") {
            Some(parts) => sum(parts).map(Self::Sum),
            None => Check::by_name(text)
                .map(Self::Check)
                .ok_or_else(|| format!("no check is called {text:?}")),
        }
    }

    /// Whether the value passes.
    pub(crate) fn holds(&self, value: &[u8]) -> bool {
        match self {
            Self::Check(check) => check.holds(value),
            Self::Sum(sum) => sum.holds(value),
        }
    }
}

fn sum(parts: &str) -> Result<WeightedSum, String> {
    let part = |name: &str| {
        let mut pairs = parts.split(';').filter_map(|pair| pair.split_once('='));
        pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
    };
    let weights = numbers(part("weights").unwrap_or_default())?;
    let modulus = number(part("modulus").unwrap_or_default())?;
    let remainder = numbers(part("remainder").unwrap_or("0"))?;
    let check_at = part("check_at").map(number).transpose()?;
    WeightedSum::new(&weights, modulus, &remainder, check_at, part("alphabet"))
        .map_err(|error| error.to_string())
}

fn numbers(text: &str) -> Result<Vec<i32>, String> {
    text.split(',').map(number).collect()
}

fn number<N: std::str::FromStr>(text: &str) -> Result<N, String> {
    text.parse()
        .map_err(|_| format!("{text:?} is not a number"))
}
