//! One request, as far as it was thought out.

use crate::policy::document::{Choice, Policy, Statement};
use crate::policy::glob::Glob;
use crate::policy::pattern::{Expanded, Pattern, Variable};
use crate::policy::who::Who;
use crate::tri::{Tri, all, any};

/// A request to a bucket.
pub(crate) struct Request<'r> {
    pub(crate) who: &'r Who,
    /// Such as `s3:GetObject`.
    pub(crate) action: &'r str,
    /// The ARN of the bucket, or of an object in it.
    pub(crate) resource: &'r str,
    /// By the keys of the policy.
    pub(crate) values: &'r [Value],
}

/// The value of a condition key in a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    /// Not chosen yet.
    Open,
    /// Nobody can tell.
    Unknown,
    /// The request does not have it.
    Absent,
    One(String),
    /// Of a key that has several.
    Many(Vec<String>),
}

impl Request<'_> {
    /// Whether the policy lets it in: some statement allows it and none denies.
    pub(crate) fn is_allowed_by(&self, policy: &Policy) -> Tri {
        let of = |allows: bool| {
            let statements = policy.statements.iter();
            any(statements
                .filter(move |statement| statement.allows == allows)
                .map(|statement| self.is_meant_by(statement)))
        };
        // Denials first: they are what most requests fail by.
        match !of(false) {
            Tri::No => Tri::No,
            not_denied => not_denied.and(of(true)),
        }
    }

    /// Whether the policy forbids it.
    pub(crate) fn is_denied_by(&self, policy: &Policy) -> Tri {
        let denials = policy.statements.iter().filter(|it| !it.allows);
        any(denials.map(|statement| self.is_meant_by(statement)))
    }

    /// Whether a statement is about it.
    pub(crate) fn is_meant_by(&self, statement: &Statement) -> Tri {
        let here = statement
            .principals
            .apply_to(self.who)
            .and(self.is_action_of(&statement.actions));
        if here.is_no() {
            return Tri::No;
        }
        let here = here.and(self.is_resource_of(&statement.resources));
        if here.is_no() {
            return Tri::No;
        }
        let conditions = statement.conditions.iter();
        here.and(all(conditions.map(|condition| condition.holds(self))))
    }

    fn is_action_of(&self, actions: &Choice) -> Tri {
        is_action_of(self.action, actions).into()
    }

    fn is_resource_of(&self, resources: &Choice) -> Tri {
        let patterns = resources.patterns.iter();
        let found = any(patterns.map(|pattern| self.is_like(self.resource, pattern)));
        if resources.but { !found } else { found }
    }

    fn is_like(&self, text: &str, pattern: &Pattern) -> Tri {
        if let Some(glob) = &pattern.glob {
            return glob.matches(text).into();
        }
        match pattern.expand(|key| self.variable(key)) {
            Expanded::Nothing => Tri::No,
            Expanded::Unknown => Tri::Unknown,
            Expanded::Pieces(pieces) => Glob::of_pieces(&pieces, false).matches(text).into(),
        }
    }

    /// What a variable stands for.
    pub(crate) fn variable(&self, key: usize) -> Variable {
        match &self.values[key] {
            Value::One(text) => Variable::Text(text.clone()),
            Value::Absent => Variable::Absent,
            // A variable cannot stand for several.
            Value::Many(_) => Variable::Absent,
            Value::Open | Value::Unknown => Variable::Unknown,
        }
    }
}

/// Whether an action is among those of a statement.
pub(crate) fn is_action_of(action: &str, actions: &Choice) -> bool {
    let found = actions.patterns.iter().any(|pattern| {
        let glob = pattern.glob.as_ref();
        glob.is_some_and(|glob| glob.matches(action))
    });
    found != actions.but
}
