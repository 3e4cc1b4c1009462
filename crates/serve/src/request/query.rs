//! Members in the query of the URL.

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use crate::failure::Failure;
use crate::model::{Member, Model, Operation, Place, Shape};

/// Adds the members that stand in the query. Others are left alone, as AWS does.
pub(super) fn add(
    operation: &Operation,
    query: &str,
    given: &mut Map<String, Value>,
) -> Result<(), Failure> {
    for (name, text) in pairs(query)? {
        let Some(member) = operation.member(&name) else {
            continue;
        };
        if member.place != Place::Query {
            continue;
        }
        match &member.shape {
            Shape::List(_) => {
                let list = given
                    .entry(name)
                    .or_insert_with(|| Value::Array(Vec::new()));
                if let Value::Array(list) = list {
                    list.push(Value::String(text));
                }
            }
            _ => {
                given.insert(name, scalar(member, text)?);
            }
        }
    }
    Ok(())
}

/// The pairs of a query, decoded.
pub(crate) fn pairs(query: &str) -> Result<Vec<(String, String)>, Failure> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Ok((decoded(name)?, decoded(value)?))
        })
        .collect()
}

fn decoded(text: &str) -> Result<String, Failure> {
    let spaced = text.replace('+', " ");
    let decoded = percent_decode_str(&spaced).decode_utf8();
    decoded
        .map(std::borrow::Cow::into_owned)
        .map_err(|_| Failure::invalid("the query is not UTF-8"))
}

fn scalar(member: &Member, text: String) -> Result<Value, Failure> {
    let shape = match &member.shape {
        Shape::Named(name) => Model::get().bounded.get(name).map(|(shape, _)| shape),
        shape => Some(shape),
    };
    match shape {
        Some(Shape::Integer | Shape::Long) => text
            .parse::<i64>()
            .map(Value::from)
            .map_err(|_| Failure::invalid(format!("{}: must be a whole number", member.name))),
        _ => Ok(Value::String(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_decoded() {
        let pairs = pairs("a=b%2Fc&a=d+e&f&").expect("pairs");
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(a, b)| (&**a, &**b)).collect();
        assert_eq!(pairs, [("a", "b/c"), ("a", "d e"), ("f", "")]);
        assert!(super::pairs("a=%ff").is_err());
    }
}
