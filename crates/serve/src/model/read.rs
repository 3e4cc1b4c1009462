//! The two files, read.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Bound, Member, Model, Operation, Shape};

#[derive(Deserialize)]
struct Written {
    operations: BTreeMap<String, WrittenOperation>,
    structures: BTreeMap<String, Vec<String>>,
    enumerations: BTreeMap<String, Vec<String>>,
    bounded: BTreeMap<String, String>,
    errors: BTreeMap<String, u16>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenOperation {
    http: String,
    #[serde(default = "ok")]
    status: u16,
    errors: Vec<String>,
    pages: Option<String>,
    input: Vec<String>,
    output: Vec<String>,
}

fn ok() -> u16 {
    200
}

/// The model, or what is wrong with its files.
pub(super) fn model(macie2: &str, limits: &str) -> Result<Model, String> {
    let written: Written = toml::from_str(macie2).map_err(|error| error.to_string())?;
    let limits: BTreeMap<String, String> =
        toml::from_str(limits).map_err(|error| error.to_string())?;
    Ok(Model {
        operations: all(written.operations, operation)?,
        structures: all(written.structures, |_, texts| members(&texts))?,
        enumerations: written.enumerations,
        bounded: all(written.bounded, |_, text| bounded(&text))?,
        errors: written.errors,
        limits: all(limits, |_, text| {
            Bound::parse(&text).ok_or_else(|| format!("no bound: {text}"))
        })?,
    })
}

fn all<A, B>(
    from: BTreeMap<String, A>,
    mut read: impl FnMut(&str, A) -> Result<B, String>,
) -> Result<BTreeMap<String, B>, String> {
    from.into_iter()
        .map(|(name, it)| {
            let read = read(&name, it)?;
            Ok((name, read))
        })
        .collect()
}

fn operation(name: &str, written: WrittenOperation) -> Result<Operation, String> {
    let (method, path) = written
        .http
        .split_once(' ')
        .ok_or_else(|| format!("{name}: no method"))?;
    Ok(Operation {
        name: name.to_owned(),
        method: method.to_owned(),
        path: path.to_owned(),
        status: written.status,
        errors: written.errors,
        pages: written.pages,
        input: members(&written.input)?,
        output: members(&written.output)?,
    })
}

fn members(texts: &[String]) -> Result<Vec<Member>, String> {
    texts
        .iter()
        .map(|text| Member::parse(text).ok_or_else(|| format!("no member: {text}")))
        .collect()
}

fn bounded(text: &str) -> Result<(Shape, Bound), String> {
    let read = || {
        let (shape, bound) = text.split_once(' ')?;
        Some((Shape::parse(shape)?, Bound::parse(bound)?))
    };
    read().ok_or_else(|| format!("no bounded scalar: {text}"))
}
