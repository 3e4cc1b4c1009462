//! The managed identifiers, as their files say them.

use std::sync::OnceLock;

use tracie_pattern::Ready;

use crate::Error;
use crate::compact::Compact as _;
use crate::schema::Identifier;

/// Name and content, as JSON, of every file under `identifiers/`.
const FILES: Files = include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// The same without examples, notes and references: the managed ones and the extras, each
/// in the order of their ids.
const SHORT: [&[u8]; 2] = [
    include_bytes!(concat!(env!("OUT_DIR"), "/managed")),
    include_bytes!(concat!(env!("OUT_DIR"), "/extras")),
];

type Files = &'static [(&'static str, &'static str)];

/// The automata of their expressions.
static KNOWN: &Aligned<[u8]> = &Aligned(*include_bytes!(concat!(env!("OUT_DIR"), "/ready")));

/// Stands where words of any kind may.
#[repr(C, align(16))]
struct Aligned<T: ?Sized>(T);

/// The spellings of their keywords.
const WORDS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/words"));

/// The groups of all patterns that need a keyword.
const GROUPS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/groups"));

/// The folder of identifiers that are Tracie's own.
const EXTRAS: &str = "extras";

/// Identifiers that are read when they are first asked for.
#[derive(Debug)]
pub(crate) struct Library {
    kept: Kept,
    managed: OnceLock<Vec<Identifier>>,
    extras: OnceLock<Vec<Identifier>>,
}

/// How a library is kept in the program.
#[derive(Debug)]
enum Kept {
    Files(Files),
    /// Managed ones and extras, written by the build script.
    Compact([&'static [u8]; 2]),
}

/// All that the files say.
pub(crate) static WHOLE: Library = Library::new(Kept::Files(FILES));

/// What a scan needs of it, which is read sooner.
pub(crate) static FOR_SCANS: Library = Library::new(Kept::Compact(SHORT));

impl Library {
    const fn new(kept: Kept) -> Library {
        Library {
            kept,
            managed: OnceLock::new(),
            extras: OnceLock::new(),
        }
    }

    /// As [`managed`].
    pub(crate) fn managed(&'static self) -> Result<&'static [Identifier], Error> {
        self.read(&self.managed, false)
    }

    /// As [`extras`].
    pub(crate) fn extras(&'static self) -> Result<&'static [Identifier], Error> {
        self.read(&self.extras, true)
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
        extras: bool,
    ) -> Result<&'static [Identifier], Error> {
        if let Some(all) = cell.get() {
            return Ok(all);
        }
        let all = match self.kept {
            Kept::Files(files) => parse_all(files, extras)?,
            Kept::Compact(written) => {
                let mut bytes = written[usize::from(extras)];
                Vec::read(&mut bytes).ok_or_else(|| Error::File {
                    file: "identifiers".to_owned(),
                    message: "they were written by another version".to_owned(),
                })?
            }
        };
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
    READY.get_or_init(|| Ready::read(&KNOWN.0).words(WORDS).grouped(GROUPS))
}

/// The managed identifier or extra with an id.
///
/// # Errors
///
/// [`Error::UnknownIdentifier`] with the ids that come nearest.
pub fn by_id(id: &str) -> Result<&'static Identifier, Error> {
    WHOLE.by_id(id)
}

/// In the order of their ids.
fn parse_all(files: Files, extras: bool) -> Result<Vec<Identifier>, Error> {
    let wanted = |file: &str| file.starts_with(EXTRAS) == extras;
    let files = files.iter().filter(|(file, _)| wanted(file));
    let mut all = files.map(parse).collect::<Result<Vec<_>, _>>()?;
    all.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(all)
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
    use crate::Selection;

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
    fn no_groups_are_made_at_the_start() {
        for (selection, extras) in [
            (Selection::Recommended, false),
            (Selection::All, false),
            (Selection::All, true),
        ] {
            let mut all = selection.resolve().expect("they follow the schema");
            if extras {
                all.extend(selection.resolve_extras().expect("they follow the schema"));
            }
            let patterns = all.into_iter().flat_map(|it| &it.patterns);
            let armed = patterns.filter(|it| it.is_expression() && it.keyword);
            let known = ready().has_groups(armed.map(|it| &*it.regex));
            assert!(known, "{selection:?}");
        }
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
