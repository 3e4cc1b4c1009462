//! The operations as data: what each takes and gives, where it is found, what may
//! go wrong, how it pages.
//!
//! `model/macie2.toml` is written from botocore's service model by
//! `model/generate.py`, which explains its form; `model/limits.toml` has the
//! bounds that only Macie's documentation names. Routes, validation, the coverage
//! table and the OpenAPI document all come from here.

mod bound;
mod member;
mod read;

use std::collections::BTreeMap;
use std::sync::LazyLock;

pub use bound::Bound;
pub use member::{Member, Place, Shape};

/// All operations and the types that they name.
#[derive(Debug)]
pub struct Model {
    /// By name.
    pub operations: BTreeMap<String, Operation>,
    /// Structures by name, with their members.
    pub structures: BTreeMap<String, Vec<Member>>,
    /// Enumerations by name, with their values.
    pub enumerations: BTreeMap<String, Vec<String>>,
    /// Scalars that are bounded, by name: which scalar, and how.
    pub bounded: BTreeMap<String, (Shape, Bound)>,
    /// HTTP status by the name of the error, without its `Exception`.
    pub errors: BTreeMap<String, u16>,
    /// Further bounds by the path of what they bound (see `limits.toml`).
    pub limits: BTreeMap<String, Bound>,
}

/// One operation.
#[derive(Debug)]
pub struct Operation {
    /// As in the model: `CreateAllowList`.
    pub name: String,
    /// HTTP method, in capitals.
    pub method: String,
    /// Path, with `{name}` for members that stand in it.
    pub path: String,
    /// HTTP status of success.
    pub status: u16,
    /// Errors, without their `Exception`.
    pub errors: Vec<String>,
    /// The member of the answer that pages hold parts of.
    pub pages: Option<String>,
    /// What it takes.
    pub input: Vec<Member>,
    /// What it gives.
    pub output: Vec<Member>,
}

impl Model {
    /// The one model there is.
    ///
    /// # Panics
    ///
    /// If the files in the program do not make sense, which a test rules out.
    #[must_use]
    pub fn get() -> &'static Self {
        static MODEL: LazyLock<Model> = LazyLock::new(|| {
            read::model(
                include_str!("../../model/macie2.toml"),
                include_str!("../../model/limits.toml"),
            )
            .expect("the model was read by a test")
        });
        &MODEL
    }
}

impl Operation {
    /// The name as the AWS CLI has it: `create-allow-list`.
    ///
    /// ```
    /// let operation = &tracie_serve::Model::get().operations["GetMacieSession"];
    /// assert_eq!(operation.command(), "get-macie-session");
    /// ```
    #[must_use]
    pub fn command(&self) -> String {
        let mut command = String::new();
        for letter in self.name.chars() {
            if letter.is_ascii_uppercase() && !command.is_empty() {
                command.push('-');
            }
            command.push(letter.to_ascii_lowercase());
        }
        command
    }

    /// The member of the body, the query or the path of that name.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&Member> {
        self.input.iter().find(|member| member.name == name)
    }

    /// Whether it has a body: any member that is neither in path nor in query.
    #[must_use]
    pub fn has_body(&self) -> bool {
        self.input.iter().any(|member| member.place == Place::Body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_operations_are_there() {
        let model = Model::get();
        assert_eq!(model.operations.len(), 81);
        assert_eq!(model.errors["AccessDenied"], 403);
        assert_eq!(model.errors["ServiceQuotaExceeded"], 402);
        let job = &model.operations["CreateClassificationJob"];
        assert_eq!((&*job.method, &*job.path), ("POST", "/jobs"));
        assert!(job.member("name").expect("a name").required);
        assert!(job.member("clientToken").expect("a token").token);
        assert_eq!(model.operations["TagResource"].status, 204);
    }

    #[test]
    fn every_name_that_is_used_is_known() {
        let model = Model::get();
        let members = model
            .operations
            .values()
            .flat_map(|it| it.input.iter().chain(&it.output))
            .chain(model.structures.values().flatten());
        for member in members {
            let mut shape = &member.shape;
            while let Shape::List(inner) | Shape::Map(inner) = shape {
                shape = inner;
            }
            if let Shape::Named(name) = shape {
                assert!(
                    model.structures.contains_key(name)
                        || model.enumerations.contains_key(name)
                        || model.bounded.contains_key(name),
                    "{name}"
                );
            }
        }
    }

    #[test]
    fn every_limit_bounds_something() {
        let model = Model::get();
        for (path, bound) in &model.limits {
            let (owner, rest) = path.split_once('.').expect("an owner");
            let name = rest.split(['[', '{']).next().expect("a name");
            let members = model
                .operations
                .get(owner)
                .map(|it| &it.input)
                .or_else(|| model.structures.get(owner));
            let members = members.unwrap_or_else(|| panic!("{path}"));
            assert!(members.iter().any(|it| it.name == name), "{path}");
            if let Bound::Among(values) = bound {
                assert!(model.enumerations.contains_key(values), "{path}");
            }
        }
    }

    #[test]
    fn paths_hold_the_members_that_stand_in_them() {
        for operation in Model::get().operations.values() {
            for member in &operation.input {
                let held = operation.path.contains(&format!("{{{}}}", member.name));
                assert_eq!(held, member.place == Place::Path, "{}", operation.name);
            }
        }
    }
}
