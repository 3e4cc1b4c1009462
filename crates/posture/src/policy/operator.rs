//! The operators of conditions.

use std::net::IpAddr;

use jiff::Timestamp;

use crate::policy::address::Range;
use crate::policy::glob::Glob;
use crate::policy::pattern::{Expanded, Pattern};
use crate::policy::request::Request;
use crate::tri::Tri;

/// An operator with what surrounds its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Operator {
    pub(crate) test: Test,
    /// `…Not…`: none of the values.
    pub(crate) negated: bool,
    if_exists: bool,
    pub(crate) quantifier: Quantifier,
}

/// `ForAllValues:`, `ForAnyValue:`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quantifier {
    None,
    All,
    Any,
}

/// What two values are compared by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Test {
    Equals,
    EqualsIgnoreCase,
    Like,
    Arn,
    Number(Order),
    Date(Order),
    Bool,
    Address,
    Null,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

const TESTS: &[(&str, Test, bool)] = &[
    ("StringEquals", Test::Equals, false),
    ("StringNotEquals", Test::Equals, true),
    ("StringEqualsIgnoreCase", Test::EqualsIgnoreCase, false),
    ("StringNotEqualsIgnoreCase", Test::EqualsIgnoreCase, true),
    ("StringLike", Test::Like, false),
    ("StringNotLike", Test::Like, true),
    ("ArnEquals", Test::Arn, false),
    ("ArnLike", Test::Arn, false),
    ("ArnNotEquals", Test::Arn, true),
    ("ArnNotLike", Test::Arn, true),
    ("NumericEquals", Test::Number(Order::Equal), false),
    ("NumericNotEquals", Test::Number(Order::Equal), true),
    ("NumericLessThan", Test::Number(Order::Less), false),
    (
        "NumericLessThanEquals",
        Test::Number(Order::LessOrEqual),
        false,
    ),
    ("NumericGreaterThan", Test::Number(Order::Greater), false),
    (
        "NumericGreaterThanEquals",
        Test::Number(Order::GreaterOrEqual),
        false,
    ),
    ("DateEquals", Test::Date(Order::Equal), false),
    ("DateNotEquals", Test::Date(Order::Equal), true),
    ("DateLessThan", Test::Date(Order::Less), false),
    ("DateLessThanEquals", Test::Date(Order::LessOrEqual), false),
    ("DateGreaterThan", Test::Date(Order::Greater), false),
    (
        "DateGreaterThanEquals",
        Test::Date(Order::GreaterOrEqual),
        false,
    ),
    ("Bool", Test::Bool, false),
    ("BinaryEquals", Test::Equals, false),
    ("IpAddress", Test::Address, false),
    ("NotIpAddress", Test::Address, true),
    ("Null", Test::Null, false),
];

impl Operator {
    pub(crate) fn parse(text: &str) -> Option<Operator> {
        let (quantifier, name) = match text.split_once(':') {
            Some(("ForAllValues", name)) => (Quantifier::All, name),
            Some(("ForAnyValue", name)) => (Quantifier::Any, name),
            Some(_) => return None,
            None => (Quantifier::None, text),
        };
        let (name, if_exists) = match name.strip_suffix("IfExists") {
            Some(name) => (name, true),
            None => (name, false),
        };
        let (_, test, negated) = TESTS.iter().find(|it| it.0.eq_ignore_ascii_case(name))?;
        (*test != Test::Null || !if_exists).then_some(Operator {
            test: *test,
            negated: *negated,
            if_exists,
            quantifier,
        })
    }

    /// Whether it holds where the request has no such key.
    pub(crate) fn holds_without(self) -> bool {
        match self.quantifier {
            Quantifier::All => true,
            Quantifier::Any => self.if_exists,
            Quantifier::None => self.if_exists || self.negated,
        }
    }
}

impl Test {
    /// Whether it can compare with a value.
    pub(crate) fn takes(self, text: &str) -> bool {
        if text.contains("${") {
            return true;
        }
        match self {
            Test::Number(_) => text.parse::<f64>().is_ok(),
            Test::Date(_) => instant(text).is_some(),
            Test::Bool | Test::Null => {
                text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false")
            }
            Test::Address => Range::parse(text).is_some(),
            _ => true,
        }
    }

    /// The pattern that a value without variables stands for.
    pub(crate) fn glob(self, text: &str) -> Glob {
        match self {
            Test::Like => Glob::like(text),
            Test::Arn => Glob::arn(text),
            Test::EqualsIgnoreCase | Test::Bool => Glob::literal(text).ignore_case(),
            _ => Glob::literal(text),
        }
    }

    pub(crate) fn compare(self, own: &str, value: &Pattern, request: &Request<'_>) -> Tri {
        if let Some(glob) = &value.glob {
            return match self {
                Test::Number(_) | Test::Date(_) | Test::Address => self.measure(own, &value.text),
                _ => glob.matches(own),
            }
            .into();
        }
        match value.expand(|key| request.variable(key)) {
            Expanded::Nothing => Tri::No,
            Expanded::Unknown => Tri::Unknown,
            Expanded::Pieces(pieces) => self.compare_pieces(own, &pieces).into(),
        }
    }

    fn compare_pieces(self, own: &str, pieces: &[(String, bool)]) -> bool {
        match self {
            Test::Like | Test::Arn => Glob::of_pieces(pieces, self == Test::Arn).matches(own),
            test => {
                let text: String = pieces.iter().map(|(text, _)| text.as_str()).collect();
                match test {
                    Test::Number(_) | Test::Date(_) | Test::Address => test.measure(own, &text),
                    test => test.glob(&text).matches(own),
                }
            }
        }
    }

    fn measure(self, own: &str, other: &str) -> bool {
        match self {
            Test::Number(order) => {
                let numbers = own.parse::<f64>().ok().zip(other.parse::<f64>().ok());
                numbers.is_some_and(|(own, other)| order.holds(own.partial_cmp(&other)))
            }
            Test::Date(order) => {
                let instants = instant(own).zip(instant(other));
                instants.is_some_and(|(own, other)| order.holds(Some(own.cmp(&other))))
            }
            _ => {
                let address = own.parse::<IpAddr>().ok().zip(Range::parse(other));
                address.is_some_and(|(own, range)| range.contains(own))
            }
        }
    }
}

impl Order {
    fn holds(self, ordering: Option<std::cmp::Ordering>) -> bool {
        let Some(ordering) = ordering else {
            return false;
        };
        match self {
            Order::Equal => ordering.is_eq(),
            Order::Less => ordering.is_lt(),
            Order::LessOrEqual => ordering.is_le(),
            Order::Greater => ordering.is_gt(),
            Order::GreaterOrEqual => ordering.is_ge(),
        }
    }
}

/// An instant in any form that policies have: RFC 3339, a day, seconds.
pub(crate) fn instant(text: &str) -> Option<Timestamp> {
    if let Ok(seconds) = text.parse::<i64>() {
        return Timestamp::from_second(seconds).ok();
    }
    let whole = text.parse().ok();
    whole.or_else(|| format!("{text}T00:00:00Z").parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_surrounds_a_name_is_told_apart() {
        let operator = Operator::parse("ForAllValues:StringNotLikeIfExists").expect("there is");
        assert_eq!(operator.quantifier, Quantifier::All);
        assert!(operator.negated && operator.if_exists && operator.test == Test::Like);
        for none in ["NullIfExists", "StringContains", "ForSome:StringLike", ""] {
            assert_eq!(Operator::parse(none), None, "{none}");
        }
    }

    #[test]
    fn a_missing_key_satisfies_what_it_should() {
        for (name, holds) in [
            ("StringEquals", false),
            ("StringNotEquals", true),
            ("StringEqualsIfExists", true),
            ("ForAllValues:StringEquals", true),
            ("ForAnyValue:StringNotEquals", false),
            ("NotIpAddress", true),
        ] {
            let operator = Operator::parse(name).expect("there is");
            assert_eq!(operator.holds_without(), holds, "{name}");
        }
    }

    #[test]
    fn instants_have_three_forms() {
        let day = instant("2024-05-01");
        assert_eq!(day, instant("2024-05-01T00:00:00Z"));
        assert_eq!(day, instant("1714521600"));
        assert_eq!(instant("soon"), None);
    }
}
