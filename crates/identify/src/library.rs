//! The managed identifiers, as their files say them.

use std::sync::OnceLock;

use crate::Error;
use crate::schema::Identifier;

/// Name and content of every file under `identifiers/`.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

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
    if let Some(all) = ALL.get() {
        return Ok(all);
    }
    let mut all = FILES.iter().map(parse).collect::<Result<Vec<_>, _>>()?;
    all.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(ALL.get_or_init(|| all))
}

/// The managed identifier with an id.
///
/// # Errors
///
/// [`Error::UnknownIdentifier`] with the ids that come nearest.
pub fn by_id(id: &str) -> Result<&'static Identifier, Error> {
    let all = managed()?;
    let found = all.iter().find(|it| it.id == id);
    found.ok_or_else(|| Error::UnknownIdentifier { id: id.to_owned(), nearest: nearest(id, all) })
}

fn parse((file, text): &(&str, &str)) -> Result<Identifier, Error> {
    toml::from_str(text)
        .map_err(|error| Error::File { file: (*file).to_owned(), message: error.to_string() })
}

fn nearest(id: &str, all: &[Identifier]) -> Vec<String> {
    let wanted = id.to_uppercase();
    let mut scored: Vec<(f64, &str)> =
        all.iter().map(|it| (strsim::jaro_winkler(&wanted, &it.id), it.id.as_str())).collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    scored.iter().take(3).filter(|it| it.0 > 0.8).map(|it| it.1.to_owned()).collect()
}
