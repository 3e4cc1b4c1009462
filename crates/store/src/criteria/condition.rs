//! The condition on a field.

use serde_json::{Map, Value};

use super::error::CriteriaError;
use super::field::{Field, Kind};
use super::lookup;
use super::scalar::Scalar;

/// How many values an operator takes at most.
const MOST: usize = 50;

/// What is asked of a field. All of it must hold.
#[derive(Clone, Debug)]
pub(super) struct Condition {
    pub(super) field: &'static Field,
    pub(super) eq: Option<Vec<Scalar>>,
    pub(super) neq: Option<Vec<Scalar>>,
    pub(super) exact: Option<Vec<Scalar>>,
    pub(super) bounds: Vec<(Bound, i64)>,
}

/// One end of a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    Gt,
    Gte,
    Lt,
    Lte,
}

impl Bound {
    const ALL: [Bound; 4] = [Bound::Gt, Bound::Gte, Bound::Lt, Bound::Lte];

    pub(super) fn name(self) -> &'static str {
        match self {
            Bound::Gt => "gt",
            Bound::Gte => "gte",
            Bound::Lt => "lt",
            Bound::Lte => "lte",
        }
    }
}

/// Two conditions on one field are equal if they ask the same of it.
impl PartialEq for Condition {
    fn eq(&self, other: &Condition) -> bool {
        self.field.path == other.field.path
            && (&self.eq, &self.neq, &self.exact) == (&other.eq, &other.neq, &other.exact)
            && self.bounds == other.bounds
    }
}

impl Condition {
    /// Reads what is asked of a field.
    pub(super) fn new(name: &str, operators: &Value) -> Result<Condition, CriteriaError> {
        let field = lookup::find(name)?;
        let operators = operators.as_object().ok_or(CriteriaError::Shape)?;
        let mut condition = Condition {
            field,
            eq: None,
            neq: None,
            exact: None,
            bounds: Vec::new(),
        };
        for (operator, value) in operators.iter().filter(|(_, value)| !value.is_null()) {
            condition.add(operator, value)?;
        }
        condition.check(operators)?;
        Ok(condition)
    }

    fn add(&mut self, operator: &str, value: &Value) -> Result<(), CriteriaError> {
        let field = self.field;
        match operator {
            "eq" => self.eq = Some(values(field, "eq", value)?),
            "neq" => self.neq = Some(values(field, "neq", value)?),
            "eqExactMatch" if field.has_exact_match() => {
                self.exact = Some(distinct(values(field, "eqExactMatch", value)?));
            }
            "eqExactMatch" => {
                return Err(CriteriaError::NotExact {
                    field: field.path.to_owned(),
                    allowed: lookup::exact_match(),
                });
            }
            _ => self.bounds.push(bound(field, operator, value)?),
        }
        Ok(())
    }

    fn check(&self, operators: &Map<String, Value>) -> Result<(), CriteriaError> {
        let asked = operators.values().filter(|value| !value.is_null()).count();
        let field = || self.field.path.to_owned();
        match (asked, &self.exact) {
            (0, _) => Err(CriteriaError::NoOperator { field: field() }),
            (2.., Some(_)) => Err(CriteriaError::ExactAndMore { field: field() }),
            _ => Ok(()),
        }
    }

    /// Values that no finding has.
    pub(super) fn doubts(&self) -> Vec<String> {
        let Some(known) = self.field.kind.values() else {
            return Vec::new();
        };
        let lists = [&self.eq, &self.neq, &self.exact];
        let values = lists.into_iter().flatten().flatten();
        let unknown = values.filter_map(|value| match value {
            Scalar::Text(text) if !known.contains(&&**text) => Some(text),
            _ => None,
        });
        unknown.map(|text| self.doubt(text, known)).collect()
    }

    fn doubt(&self, text: &str, known: &[&str]) -> String {
        format!(
            "no finding has `{text}` as its {}: there are {}",
            self.field.path,
            known.join(", ")
        )
    }
}

fn values(
    field: &Field,
    operator: &'static str,
    value: &Value,
) -> Result<Vec<Scalar>, CriteriaError> {
    let not_strings = || CriteriaError::NotStrings {
        field: field.path.to_owned(),
        operator,
    };
    let values = value.as_array().ok_or_else(not_strings)?;
    if !(1..=MOST).contains(&values.len()) {
        return Err(CriteriaError::HowMany {
            field: field.path.to_owned(),
            operator,
            count: values.len(),
        });
    }
    let scalar = |value: &Value| Scalar::written(field, value.as_str().ok_or_else(not_strings)?);
    values.iter().map(scalar).collect()
}

fn distinct(mut values: Vec<Scalar>) -> Vec<Scalar> {
    let mut seen: Vec<Scalar> = Vec::new();
    values.retain(|value| {
        let new = !seen.contains(value);
        seen.push(value.clone());
        new
    });
    values
}

fn bound(field: &Field, operator: &str, value: &Value) -> Result<(Bound, i64), CriteriaError> {
    let bound = Bound::ALL.into_iter().find(|it| it.name() == operator);
    let bound = bound.ok_or_else(|| CriteriaError::UnknownOperator {
        field: field.path.to_owned(),
        operator: operator.to_owned(),
    })?;
    if !matches!(field.kind, Kind::Whole | Kind::Fraction | Kind::Time) {
        return Err(CriteriaError::NoRange {
            field: field.path.to_owned(),
            operator: bound.name(),
        });
    }
    let number = value.as_i64().ok_or_else(|| CriteriaError::NotANumber {
        field: field.path.to_owned(),
        operator: bound.name(),
    })?;
    Ok((bound, number))
}
