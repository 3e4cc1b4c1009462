//! From method and path to the operation, by the declarations.

use std::sync::LazyLock;

use percent_encoding::percent_decode_str;

use crate::failure::{Failure, Kind};
use crate::model::{Model, Operation};

/// One step of a declared path.
enum Segment {
    Fixed(&'static str),
    Member(&'static str),
}

/// Members in a path, with their values.
pub(super) type InPath = Vec<(&'static str, String)>;

struct Route {
    segments: Vec<Segment>,
    operation: &'static Operation,
}

/// The operation that a request is for, with the members in its path.
///
/// Segments are decoded after the path is taken apart, so that an ARN with an
/// encoded slash is one of them. Where its slash came as it is, which `curl`
/// does, the rest of the path is the ARN.
pub(super) fn route(method: &str, path: &str) -> Result<(&'static Operation, InPath), Failure> {
    let given: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    let mut other_method = false;
    for route in ROUTES.iter() {
        let Some(members) = route.members(&given) else {
            continue;
        };
        if route.operation.method != method {
            other_method = true;
            continue;
        }
        return Ok((route.operation, decoded(members)?));
    }
    let reason = if other_method {
        "this path has no such method"
    } else {
        "no operation of Amazon Macie has this path"
    };
    Err(Failure::new(Kind::UnknownOperation, reason))
}

impl Route {
    fn new(operation: &'static Operation) -> Self {
        let segments = operation.path.trim_start_matches('/').split('/');
        let segments = segments.map(|segment| {
            let member = segment
                .strip_prefix('{')
                .and_then(|it| it.strip_suffix('}'));
            member.map_or(Segment::Fixed(segment), Segment::Member)
        });
        Self {
            segments: segments.collect(),
            operation,
        }
    }

    /// How many segments are members: those with fewer are tried first.
    fn members_in_path(&self) -> usize {
        let is_member = |segment: &&Segment| matches!(segment, Segment::Member(_));
        self.segments.iter().filter(is_member).count()
    }

    fn members(&self, given: &[&str]) -> Option<InPath> {
        let mut members = Vec::new();
        for (index, segment) in self.segments.iter().enumerate() {
            let is_last = index + 1 == self.segments.len();
            match segment {
                Segment::Fixed(text) if given.get(index) == Some(text) => {}
                Segment::Fixed(_) => return None,
                Segment::Member("resourceArn") if is_last && index < given.len() => {
                    members.push(("resourceArn", given[index..].join("/")));
                    return Some(members);
                }
                Segment::Member(name) => {
                    let text = given.get(index).filter(|text| !text.is_empty())?;
                    members.push((name, (*text).to_owned()));
                }
            }
        }
        (given.len() == self.segments.len()).then_some(members)
    }
}

fn decoded(members: InPath) -> Result<InPath, Failure> {
    members
        .into_iter()
        .map(|(name, text)| {
            let decoded = percent_decode_str(&text).decode_utf8();
            let decoded = decoded.map_err(|_| Failure::invalid(format!("{name}: is not UTF-8")))?;
            Ok((name, decoded.into_owned()))
        })
        .collect()
}

static ROUTES: LazyLock<Vec<Route>> = LazyLock::new(|| {
    let mut routes: Vec<Route> = Model::get().operations.values().map(Route::new).collect();
    routes.sort_by_key(Route::members_in_path);
    routes
});

#[cfg(test)]
mod tests {
    use super::*;

    fn found(method: &str, path: &str) -> Option<(&'static str, InPath)> {
        let (operation, members) = route(method, path).ok()?;
        Some((&operation.name, members))
    }

    #[test]
    fn every_operation_is_found_by_its_path() {
        for operation in Model::get().operations.values() {
            let path = operation.path.replace(['{', '}'], "");
            let (found, members) = found(&operation.method, &path).expect("a route");
            assert_eq!(found, operation.name);
            for (name, text) in members {
                assert_eq!(name, text);
            }
        }
    }

    #[test]
    fn an_arn_is_one_segment() {
        let arn = "arn:aws:macie2:us-east-1:111122223333:allow-list/abc";
        let encoded = "arn%3Aaws%3Amacie2%3Aus-east-1%3A111122223333%3Aallow-list%2Fabc";
        for path in [arn, encoded] {
            let (name, members) = found("GET", &format!("/tags/{path}")).expect("a route");
            assert_eq!(name, "ListTagsForResource");
            assert_eq!(members, [("resourceArn", arn.to_owned())]);
        }
    }

    #[test]
    fn other_paths_are_refused() {
        for (method, path) in [
            ("GET", "/"),
            ("GET", "/jobs/"),
            ("PUT", "/macie"),
            ("GET", "/allow-lists/a/b"),
            ("GET", "//macie"),
            ("GET", "/allow-lists/%ff"),
        ] {
            assert!(found(method, path).is_none() || path == "//macie", "{path}");
        }
    }
}
