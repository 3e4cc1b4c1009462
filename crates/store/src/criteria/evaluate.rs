//! Criteria on a finding that is not in a store.

use std::cmp::Ordering;

use serde_json::Value;
use tracie_finding::Finding;

use super::Criteria;
use super::condition::{Bound, Condition};
use super::scalar::Scalar;

impl Criteria {
    /// Whether a finding is meant: exactly those are that a store would list.
    pub fn matches(&self, finding: &Finding) -> bool {
        // A finding is JSON by its nature.
        self.is_empty() || serde_json::to_value(finding).is_ok_and(|it| self.matches_json(&it))
    }

    /// Whether a finding in JSON is meant.
    pub fn matches_json(&self, finding: &Value) -> bool {
        self.conditions.iter().all(|it| it.is_met_by(finding))
    }
}

impl Condition {
    fn is_met_by(&self, finding: &Value) -> bool {
        let mut values = Vec::new();
        let found = |value: &Value| values.extend(Scalar::found(self.field.kind, value));
        walk(finding, self.field.path, &mut { found });
        self.lists_are_met(&values) && self.bounds_are_met(&values)
    }

    fn lists_are_met(&self, values: &[Scalar]) -> bool {
        let has_one_of = |list: &Vec<Scalar>| values.iter().any(|value| list.contains(value));
        self.eq.as_ref().is_none_or(has_one_of)
            && !self.neq.as_ref().is_some_and(has_one_of)
            && self.exact.as_ref().is_none_or(|list| {
                list.iter().all(|value| values.contains(value))
                    && values.iter().all(|value| list.contains(value))
            })
    }

    fn bounds_are_met(&self, values: &[Scalar]) -> bool {
        let is_within = |value: &Scalar| {
            self.bounds
                .iter()
                .all(|(bound, at)| bound.holds(value, *at))
        };
        self.bounds.is_empty() || values.iter().any(is_within)
    }
}

impl Bound {
    fn holds(self, value: &Scalar, at: i64) -> bool {
        let order = match value {
            Scalar::Whole(number) => number.cmp(&at),
            Scalar::Fraction(number) => match compare(*number, at) {
                Some(order) => order,
                None => return false,
            },
            Scalar::Text(_) | Scalar::Flag(_) => return false,
        };
        match self {
            Bound::Gt => order == Ordering::Greater,
            Bound::Gte => order != Ordering::Less,
            Bound::Lt => order == Ordering::Less,
            Bound::Lte => order != Ordering::Greater,
        }
    }
}

/// Compares exactly, also where no fraction is as large as the whole number.
fn compare(number: f64, at: i64) -> Option<Ordering> {
    const BEYOND: f64 = 9_223_372_036_854_775_808.0;
    if number.is_nan() {
        return None;
    }
    if number >= BEYOND {
        return Some(Ordering::Greater);
    }
    if number < -BEYOND {
        return Some(Ordering::Less);
    }
    #[expect(clippy::cast_possible_truncation, reason = "it is within the bounds")]
    let whole = number.trunc() as i64;
    Some(whole.cmp(&at).then(number.fract().total_cmp(&0.0)))
}

/// Visits what stands at the end of a path, in every element of the lists on
/// it.
pub(crate) fn walk(value: &Value, path: &str, visit: &mut impl FnMut(&Value)) {
    match value {
        Value::Array(elements) => elements.iter().for_each(|it| walk(it, path, visit)),
        _ if path.is_empty() => visit(value),
        Value::Object(members) => {
            let (name, rest) = path.split_once('.').unwrap_or((path, ""));
            if let Some(member) = members.get(name) {
                walk(member, rest, visit);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_and_whole_numbers_are_compared_exactly() {
        use Ordering::{Equal, Greater, Less};
        for (number, at, order) in [
            (1.5, 1, Greater),
            (1.5, 2, Less),
            (-1.5, -1, Less),
            (-0.0, 0, Equal),
            (2.0, 2, Equal),
            (1e300, i64::MAX, Greater),
            (-1e300, i64::MIN, Less),
            (-9_223_372_036_854_775_808.0, i64::MIN, Equal),
        ] {
            assert_eq!(compare(number, at), Some(order), "{number} {at}");
        }
        assert_eq!(compare(f64::NAN, 0), None);
    }
}
