//! Values of fields, as they are compared.

use rusqlite::types::Value as SqlValue;
use serde_json::Value;

use super::error::CriteriaError;
use super::field::{Field, Kind};
use crate::functions::epoch_ms;

/// A value of a field.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Scalar {
    Text(String),
    Flag(bool),
    Whole(i64),
    Fraction(f64),
}

impl Scalar {
    /// A value in a criterion, where all are strings.
    pub(super) fn written(field: &Field, text: &str) -> Result<Scalar, CriteriaError> {
        let (scalar, expected) = match field.kind {
            Kind::Text | Kind::OneOf(_) | Kind::Level => (Some(Scalar::Text(text.to_owned())), ""),
            Kind::Flag => (
                text.parse().ok().map(Scalar::Flag),
                "its values are \"true\" and \"false\"",
            ),
            Kind::Whole => (
                text.parse().ok().map(Scalar::Whole),
                "its values are whole numbers, as \"2\"",
            ),
            Kind::Fraction => (
                text.parse()
                    .ok()
                    .filter(|it: &f64| it.is_finite())
                    .map(Scalar::Fraction),
                "its values are numbers, as \"53.35\"",
            ),
            Kind::Time => (
                text.parse()
                    .ok()
                    .or_else(|| epoch_ms(text))
                    .map(Scalar::Whole),
                "its values are times, as \"2024-05-03T09:12:44.517Z\" or in milliseconds since 1970",
            ),
        };
        scalar.ok_or_else(|| CriteriaError::Value {
            field: field.path.to_owned(),
            value: text.to_owned(),
            expected,
        })
    }

    /// A value in a finding; `None` if it is no value of the field's kind.
    pub(super) fn found(kind: Kind, value: &Value) -> Option<Scalar> {
        match kind {
            Kind::Text | Kind::OneOf(_) | Kind::Level => {
                value.as_str().map(|text| Scalar::Text(text.to_owned()))
            }
            Kind::Flag => value.as_bool().map(Scalar::Flag),
            Kind::Whole => value.as_i64().map(Scalar::Whole),
            Kind::Fraction => value.as_f64().map(Scalar::Fraction),
            Kind::Time => value.as_str().and_then(epoch_ms).map(Scalar::Whole),
        }
    }

    /// Its text, if it is one.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Scalar::Text(text) => Some(text),
            _ => None,
        }
    }

    /// As it stands in a column.
    pub(super) fn sql(&self, kind: Kind) -> SqlValue {
        match (kind, self) {
            (Kind::Level, Scalar::Text(text)) => match &**text {
                "Low" => 1.into(),
                "Medium" => 2.into(),
                "High" => 3.into(),
                // No finding has it.
                _ => 0.into(),
            },
            (_, Scalar::Text(text)) => text.clone().into(),
            (_, Scalar::Flag(flag)) => i64::from(*flag).into(),
            (_, Scalar::Whole(number)) => (*number).into(),
            (_, Scalar::Fraction(number)) => (*number).into(),
        }
    }
}
