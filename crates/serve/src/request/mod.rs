//! What an operation is asked, read and held against its declaration.

mod body;
mod check;
mod query;

use serde_json::{Map, Value};

use crate::Model;
use crate::failure::Failure;
use crate::model::{Operation, Place};
use crate::scope::Scope;

/// A request whose members are what the operation declares.
#[derive(Debug)]
pub struct Request {
    /// On whose behalf, and where.
    pub scope: Scope,
    /// Members that were given, wherever they stood; none is null.
    pub members: Map<String, Value>,
}

/// What came in, in its parts.
#[derive(Debug, Default)]
pub struct Raw<'a> {
    /// Members in the path, decoded.
    pub path: Vec<(&'a str, String)>,
    /// The query of the URL, as it stands.
    pub query: &'a str,
    /// The body.
    pub body: &'a [u8],
}

impl Request {
    /// Reads a request.
    ///
    /// # Errors
    ///
    /// A `ValidationException` that names the member that is missing, of the wrong
    /// type or out of its bounds.
    pub fn read(operation: &Operation, raw: Raw<'_>, scope: Scope) -> Result<Self, Failure> {
        let mut given = if operation.has_body() {
            body::object(raw.body)?
        } else {
            Map::new()
        };
        // A member that stands elsewhere is not taken from the body.
        given.retain(|name, _| {
            operation
                .member(name)
                .is_none_or(|member| member.place == Place::Body)
        });
        query::add(operation, raw.query, &mut given)?;
        for (name, value) in raw.path {
            given.insert(name.to_owned(), Value::String(value));
        }
        let members = check::structure(Model::get(), &operation.name, &operation.input, given)?;
        Ok(Self { scope, members })
    }

    /// A text that was given.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.members.get(name).and_then(Value::as_str)
    }

    /// A text that the declaration requires.
    ///
    /// # Errors
    ///
    /// If it is not there after all, which is a defect.
    pub fn required(&self, name: &str) -> Result<&str, Failure> {
        self.text(name)
            .ok_or_else(|| Failure::invalid(format!("{name} is required")))
    }

    /// A whole number that was given.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<i64> {
        self.members.get(name).and_then(Value::as_i64)
    }

    /// A boolean that was given.
    #[must_use]
    pub fn boolean(&self, name: &str) -> Option<bool> {
        self.members.get(name).and_then(Value::as_bool)
    }

    /// The texts of a list; none if it was not given.
    #[must_use]
    pub fn texts(&self, name: &str) -> Vec<&str> {
        texts(self.members.get(name))
    }

    /// Any member that was given.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.members.get(name)
    }
}

/// The texts of a list.
pub(crate) fn texts(list: Option<&Value>) -> Vec<&str> {
    let list = list.and_then(Value::as_array);
    list.into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}
