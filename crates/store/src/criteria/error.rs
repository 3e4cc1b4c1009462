//! What can be wrong with criteria.

/// Why criteria mean nothing. Each message says what would be right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CriteriaError {
    /// It is no JSON.
    #[error("finding criteria are JSON: {0}")]
    NotJson(String),
    /// It is JSON of another form.
    #[error(
        "finding criteria have the form {{\"criterion\": {{\"<field>\": {{\"<operator>\": …}}}}}}"
    )]
    Shape,
    /// No field has this name.
    #[error("findings have no field `{field}` to filter by{}", suggest(near))]
    UnknownField {
        /// The name.
        field: String,
        /// Names that are near it.
        near: Vec<&'static str>,
    },
    /// A field comes twice, under two names.
    #[error("the field `{field}` has two conditions; write one of them only")]
    Twice {
        /// The field.
        field: String,
    },
    /// No operator has this name.
    #[error(
        "`{operator}` is no operator for `{field}`: there are eq, neq, eqExactMatch, gt, gte, lt and lte"
    )]
    UnknownOperator {
        /// The field.
        field: String,
        /// The name.
        operator: String,
    },
    /// A condition without operators.
    #[error("the condition on `{field}` has no operator: write {{\"eq\": [\"…\"]}}, for example")]
    NoOperator {
        /// The field.
        field: String,
    },
    /// An operator that takes strings got something else.
    #[error("`{operator}` of `{field}` takes an array of strings, also for numbers: [\"…\"]")]
    NotStrings {
        /// The field.
        field: String,
        /// The operator.
        operator: &'static str,
    },
    /// Too few values, or too many.
    #[error("`{operator}` of `{field}` takes 1 to 50 values, not {count}")]
    HowMany {
        /// The field.
        field: String,
        /// The operator.
        operator: &'static str,
        /// How many there are.
        count: usize,
    },
    /// An operator that takes a number got something else.
    #[error(
        "`{operator}` of `{field}` takes a whole number; a time is given as milliseconds since 1970"
    )]
    NotANumber {
        /// The field.
        field: String,
        /// The operator.
        operator: &'static str,
    },
    /// A range over what is neither a number nor a time.
    #[error(
        "`{field}` is neither a number nor a time, so `{operator}` means nothing; use eq or neq"
    )]
    NoRange {
        /// The field.
        field: String,
        /// The operator.
        operator: &'static str,
    },
    /// A value that the field cannot have by its type.
    #[error("`{value}` cannot be a value of `{field}`: {expected}")]
    Value {
        /// The field.
        field: String,
        /// The value.
        value: String,
        /// What values it has.
        expected: &'static str,
    },
    /// `eqExactMatch` of a field that does not have it.
    #[error("`{field}` cannot be matched exactly; eqExactMatch is for {allowed}")]
    NotExact {
        /// The field.
        field: String,
        /// The fields that have it.
        allowed: String,
    },
    /// `eqExactMatch` beside another operator.
    #[error("eqExactMatch of `{field}` cannot be combined with other operators of that field")]
    ExactAndMore {
        /// The field.
        field: String,
    },
}

fn suggest(near: &[&str]) -> String {
    match near {
        [] => "; its fields are those of the finding's JSON, with dots between the names".into(),
        near => format!("; did you mean `{}`?", near.join("`, `")),
    }
}
