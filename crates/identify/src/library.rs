//! The managed identifiers, as their files say them.

use std::sync::OnceLock;

use tracie_pattern::Ready;

use crate::Error;
use crate::schema::Identifier;

/// Name and content, as JSON, of every file under `identifiers/`.
const FILES: Files = include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// The same without examples, notes and references.
const SHORT: Files = include!(concat!(env!("OUT_DIR"), "/short.rs"));

type Files = &'static [(&'static str, &'static str)];

/// The automata of their expressions.
const KNOWN: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/ready"));

/// The spellings of their keywords.
const WORDS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/words"));

/// The folder of identifiers that are Tracie's own.
const EXTRAS: &str = "extras";

/// Identifiers that are read when they are first asked for.
#[derive(Debug)]
pub(crate) struct Library {
    files: Files,
    managed: OnceLock<Vec<Identifier>>,
    extras: OnceLock<Vec<Identifier>>,
}

/// All that the files say.
pub(crate) static WHOLE: Library = Library::new(FILES);

/// What a scan needs of it, which is read in a third of the time.
pub(crate) static FOR_SCANS: Library = Library::new(SHORT);

impl Library {
    const fn new(files: Files) -> Library {
        Library {
            files,
            managed: OnceLock::new(),
            extras: OnceLock::new(),
        }
    }

    /// As [`managed`].
    pub(crate) fn managed(&'static self) -> Result<&'static [Identifier], Error> {
        self.read(&self.managed, |file| !file.starts_with(EXTRAS))
    }

    /// As [`extras`].
    pub(crate) fn extras(&'static self) -> Result<&'static [Identifier], Error> {
        self.read(&self.extras, |file| file.starts_with(EXTRAS))
    }

    /// As [`by_id`].
    pub(crate) fn by_id(&'static self, id: &str) -> Result<&'static Identifier, Error> {
        let all = || Ok::<_, Error>(self.managed()?.iter().chain(self.extras()?));
        let found = all()?.find(|it| it.id == id);
        let unknown = || -> Result<Error, Error> {
            let (id, nearest) = (id.to_owned(), nearest(id, all()?));
            Ok(Error::UnknownIdentifier { id, nearest })
        };
        match found {
            Some(found) => Ok(found),
            None => Err(unknown()?),
        }
    }

    fn read(
        &self,
        cell: &'static OnceLock<Vec<Identifier>>,
        wanted: impl Fn(&str) -> bool,
    ) -> Result<&'static [Identifier], Error> {
        if let Some(all) = cell.get() {
            return Ok(all);
        }
        let files = self.files.iter().filter(|(file, _)| wanted(file));
        let mut all = files.map(parse).collect::<Result<Vec<_>, _>>()?;
        all.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(cell.get_or_init(|| all))
    }
}

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
    WHOLE.managed()
}

/// Tracie's own identifiers, which Macie does not have, in the order of their
/// ids. A scan uses them only if it is asked to, and reports them as custom
/// identifiers.
///
/// # Errors
///
/// As [`managed`].
pub fn extras() -> Result<&'static [Identifier], Error> {
    WHOLE.extras()
}

/// What is known of the expressions and keywords of all of them, worked out with the
/// program.
pub(crate) fn ready() -> &'static Ready {
    static READY: OnceLock<Ready> = OnceLock::new();
    READY.get_or_init(|| Ready::read(KNOWN).words(WORDS))
}

/// The managed identifier or extra with an id.
///
/// # Errors
///
/// [`Error::UnknownIdentifier`] with the ids that come nearest.
pub fn by_id(id: &str) -> Result<&'static Identifier, Error> {
    WHOLE.by_id(id)
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
    fn a_scan_reads_all_but_examples_and_notes() {
        let shown = |all: Result<&'static [Identifier], Error>| {
            let all = all.expect("they follow the schema").iter().cloned();
            let short = all.map(|mut it| {
                it.matches.clear();
                it.no_match.clear();
                it.notes.clear();
                it.references.clear();
                format!("{it:?}")
            });
            short.collect::<Vec<_>>()
        };
        assert_eq!(shown(FOR_SCANS.managed()), shown(managed()));
        assert_eq!(shown(FOR_SCANS.extras()), shown(extras()));
    }

    #[test]
    fn no_automaton_is_made_at_the_start() {
        let all = managed().into_iter().chain(extras()).flatten();
        let patterns = all.flat_map(|it| &it.patterns);
        for pattern in patterns.filter(|it| it.is_expression()) {
            assert!(ready().has(&pattern.regex), "{}", pattern.name);
        }
    }
}
