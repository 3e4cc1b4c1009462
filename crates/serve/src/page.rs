//! Pages of a list, and the opaque tokens that lead from one to the next.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::failure::Failure;
use crate::request::Request;

/// How many elements a page has unless the request says.
pub(crate) const PAGE: usize = 50;
/// What bounds a token.
const MARK: usize = 8;

/// Where a page begins and how long it may be.
pub(crate) struct Page {
    /// The position that the previous page ended at; nothing on the first page.
    pub(crate) after: Option<String>,
    /// How many elements at most.
    pub(crate) size: usize,
    question: [u8; MARK],
}

impl Page {
    /// Reads `nextToken` and `maxResults` of a request. A token only continues the
    /// list that it is from: the same operation with the same members.
    pub(crate) fn of(operation: &str, request: &Request, default: usize) -> Result<Self, Failure> {
        let question = question(operation, request);
        let size = request
            .number("maxResults")
            .and_then(|it| usize::try_from(it).ok());
        let after = match request.text("nextToken") {
            None | Some("") => None,
            Some(token) => Some(read(token, question).ok_or_else(|| {
                Failure::invalid(
                    "nextToken: is not one that this list gave, or the request has changed since; \
                     leave it out to begin anew",
                )
            })?),
        };
        Ok(Self {
            after,
            size: size.unwrap_or(default),
            question,
        })
    }

    /// This page, of a list that the store pages.
    pub(crate) fn part(&self) -> tracie_store::Page {
        tracie_store::Page {
            size: self.size,
            token: self.after.clone(),
        }
    }

    /// The token that continues after a position.
    pub(crate) fn token(&self, position: &str) -> String {
        let mut bytes = self.question.to_vec();
        bytes.extend_from_slice(position.as_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The answer with this page of a list that is held whole, in the order of the
    /// positions that `position` gives its elements.
    pub(crate) fn cut<T>(
        &self,
        name: &str,
        all: Vec<T>,
        position: impl Fn(&T) -> String,
        show: impl Fn(T) -> Value,
    ) -> Value {
        let begin = match &self.after {
            None => 0,
            // An element that is gone meanwhile leaves its place behind.
            Some(after) => all
                .iter()
                .position(|it| position(it) == *after)
                .map_or_else(
                    || all.iter().filter(|it| position(it) <= *after).count(),
                    |index| index + 1,
                ),
        };
        let more = all.len() > begin + self.size;
        let part: Vec<T> = all.into_iter().skip(begin).take(self.size).collect();
        let next = part.last().filter(|_| more).map(position);
        self.answer(name, part.into_iter().map(show).collect(), next)
    }

    /// The answer with the elements of this page, and where the next begins.
    pub(crate) fn answer(&self, name: &str, elements: Vec<Value>, next: Option<String>) -> Value {
        let mut answer = Map::new();
        answer.insert(name.to_owned(), Value::Array(elements));
        if let Some(position) = next {
            answer.insert("nextToken".into(), self.token(&position).into());
        }
        Value::Object(answer)
    }
}

/// What the pages of one list have in common.
fn question(operation: &str, request: &Request) -> [u8; MARK] {
    let mut hash = Sha256::new();
    hash.update(operation);
    hash.update(&request.scope.account);
    hash.update(&request.scope.region);
    for (name, value) in &request.members {
        if name != "nextToken" && name != "maxResults" {
            hash.update(name);
            hash.update(value.to_string());
        }
    }
    let mut mark = [0; MARK];
    mark.copy_from_slice(&hash.finalize()[..MARK]);
    mark
}

fn read(token: &str, question: [u8; MARK]) -> Option<String> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    let (mark, position) = bytes.split_at_checked(MARK)?;
    let position = (mark == question).then_some(position)?;
    String::from_utf8(position.to_vec()).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::scope::Scope;

    fn request(members: &Value) -> Request {
        Request {
            scope: Scope {
                account: "111122223333".into(),
                region: "us-east-1".into(),
            },
            members: members.as_object().expect("an object").clone(),
        }
    }

    #[test]
    fn pages_follow_each_other_to_the_end() {
        let all = || vec!["a", "b", "c", "d", "e"];
        let mut seen = Vec::new();
        let mut token = Value::Null;
        for _ in 0..10 {
            let mut members = json!({"maxResults": 2, "name": "x"});
            if !token.is_null() {
                members["nextToken"] = token.clone();
            }
            let page = Page::of("List", &request(&members), 50).expect("a page");
            let answer = page.cut("items", all(), |it| (*it).into(), Value::from);
            seen.extend(answer["items"].as_array().expect("items").clone());
            token = answer.get("nextToken").cloned().unwrap_or_default();
            if token.is_null() {
                break;
            }
        }
        assert_eq!(json!(seen), json!(["a", "b", "c", "d", "e"]));
    }

    #[test]
    fn a_token_is_good_for_one_list() {
        let page = Page::of("List", &request(&json!({"name": "x"})), 50).expect("a page");
        let token = page.token("b");
        for (operation, name) in [("List", "y"), ("Other", "x")] {
            let members = json!({"name": name, "nextToken": token});
            assert!(Page::of(operation, &request(&members), 50).is_err());
        }
        for token in ["%", "AAAA", "not a token"] {
            let members = json!({"name": "x", "nextToken": token});
            assert!(Page::of("List", &request(&members), 50).is_err());
        }
    }
}
