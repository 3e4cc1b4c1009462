//! The managed identifiers, as their files say them.

use std::sync::OnceLock;

use tracie_pattern::Ready;

use crate::Error;
use crate::schema::Identifier;

/// Name and content, as JSON, of every file under `identifiers/`.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// The automata of their expressions.
const KNOWN: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/ready"));

/// The folder of identifiers that are Tracie's own.
const EXTRAS: &str = "extras";

/// All managed identifiers, in the order of their ids.
///
/// ```
/// let all = tracie_identify::managed()?;
/// assert!(all.iter().any(|it| it.id == "USA_SOCIAL_SECURITY_NUMBER"));
/// # Ok::<(), tracie_identify::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::File`] if a file does not follow the schema; the tests see to it
/// that none does.
pub fn managed() -> Result<&'static [Identifier], Error> {
    static ALL: OnceLock<Vec<Identifier>> = OnceLock::new();
    read(&ALL, |file| !file.starts_with(EXTRAS))
}

/// Tracie's own identifiers, which Macie does not have, in the order of their
/// ids. A scan uses them only if it is asked to, and reports them as custom
/// identifiers.
///
/// # Errors
///
/// As [`managed`].
pub fn extras() -> Result<&'static [Identifier], Error> {
    static ALL: OnceLock<Vec<Identifier>> = OnceLock::new();
    read(&ALL, |file| file.starts_with(EXTRAS))
}

fn read(
    cell: &'static OnceLock<Vec<Identifier>>,
    wanted: impl Fn(&str) -> bool,
) -> Result<&'static [Identifier], Error> {
    if let Some(all) = cell.get() {
        return Ok(all);
    }
    let files = FILES.iter().filter(|(file, _)| wanted(file));
    let mut all = files.map(parse).collect::<Result<Vec<_>, _>>()?;
    all.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(cell.get_or_init(|| all))
}

/// What is known of the expressions of all of them, worked out with the program.
pub(crate) fn ready() -> &'static Ready {
    static READY: OnceLock<Ready> = OnceLock::new();
    READY.get_or_init(|| Ready::read(KNOWN))
}

/// The managed identifier or extra with an id.
///
/// # Errors
///
/// [`Error::UnknownIdentifier`] with the ids that come nearest.
pub fn by_id(id: &str) -> Result<&'static Identifier, Error> {
    let all = || Ok::<_, Error>(managed()?.iter().chain(extras()?));
    let found = all()?.find(|it| it.id == id);
    let nearest = nearest(id, all()?);
    found.ok_or_else(|| Error::UnknownIdentifier {
        id: id.to_owned(),
        nearest,
    })
}

fn parse((file, text): &(&str, &str)) -> Result<Identifier, Error> {
    serde_json::from_str(text).map_err(|error| Error::File {
        file: (*file).to_owned(),
        message: error.to_string(),
    })
}

fn nearest<'a>(id: &str, all: impl Iterator<Item = &'a Identifier>) -> Vec<String> {
    let wanted = id.to_uppercase();
    // A part of an id, such as `NHS`, says more than letters in common.
    let is_part = |id: &str| id.split('_').any(|part| part == wanted);
    let mut scored: Vec<(f64, &str)> = all
        .map(|it| match is_part(&it.id) {
            true => (1.0, it.id.as_str()),
            false => (strsim::jaro_winkler(&wanted, &it.id), it.id.as_str()),
        })
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    scored
        .iter()
        .take(3)
        .filter(|it| it.0 > 0.8)
        .map(|it| it.1.to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_automaton_is_made_at_the_start() {
        let all = managed().into_iter().chain(extras()).flatten();
        let patterns = all.flat_map(|it| &it.patterns);
        for pattern in patterns.filter(|it| it.is_expression()) {
            assert!(ready().has(&pattern.regex), "{}", pattern.name);
        }
    }
}
