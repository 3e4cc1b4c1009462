//! Allow lists: text that is no finding.
//!
//! A list holds texts, or one expression. What an identifier finds is left out
//! if the *whole* of it is an entry, in any case, or is matched by the
//! expression. It is left out of counts, findings, statistics and discovery
//! results, whatever the identifier; only for mailing addresses lists do not
//! count, as in Macie.
//!
//! ```
//! use tracie_identify::AllowList;
//!
//! let words = AllowList::words("staff", &b"Akua Mansa\nE-000001\n"[..])?;
//! assert!(words.allows(b"AKUA MANSA") && !words.allows(b"Akua Mansa Jr"));
//! let tests = AllowList::regex("tests", "(?i)E-0+[0-9]")?;
//! assert!(tests.allows(b"e-000007") && !tests.allows(b"E-000007x"));
//! # Ok::<(), tracie_identify::Error>(())
//! ```

mod definition;
mod lists;
mod status;
mod words;

use std::fmt;
use std::io::{self, Read};
use std::sync::Arc;

use regex_automata::util::syntax;
use regex_automata::{Anchored, Input, meta};

use crate::bounds::Bounds;
use crate::error::Invalid;
use crate::{Error, dialect};
pub use definition::{AllowListCriteria, AllowListDefinition, S3WordsList};
pub(crate) use lists::{Lists, MOST as MOST_LISTS};
pub use status::Status;
pub use words::{MAX_BYTES, MAX_ENTRIES, MAX_ENTRY};

/// A list of what is no finding, ready for use. Cheap to clone.
///
/// Its texts may be sensitive; `Debug` does not show them.
#[derive(Clone)]
pub struct AllowList {
    name: Arc<str>,
    kind: Arc<Kind>,
}

enum Kind {
    Words(words::Words),
    Regex { written: String, whole: meta::Regex },
}

impl AllowList {
    /// A list of texts, one a line, in UTF-8. Blank lines are passed over, and
    /// so is white space at either end of a line.
    ///
    /// # Errors
    ///
    /// [`Error::Words`] if it cannot be read, is empty, or holds too much.
    pub fn words(name: impl Into<Arc<str>>, words: impl Read) -> Result<AllowList, Error> {
        AllowList::opened(name, Ok(words))
    }

    /// The same of what was to be opened.
    ///
    /// # Errors
    ///
    /// As [`AllowList::words`]; also if it could not be opened.
    pub fn opened(
        name: impl Into<Arc<str>>,
        words: io::Result<impl Read>,
    ) -> Result<AllowList, Error> {
        let name = name.into();
        match words::Words::read(words) {
            Ok(words) => Ok(AllowList {
                name,
                kind: Arc::new(Kind::Words(words)),
            }),
            Err((status, message)) => Err(Error::Words {
                name: (*name).to_owned(),
                status,
                message,
            }),
        }
    }

    /// All that an expression matches wholly, of the dialect that custom
    /// identifiers have. Case counts unless it says `(?i)`.
    ///
    /// # Errors
    ///
    /// [`Error::AllowList`] if it is refused, too long or too large, or
    /// matches the empty text.
    pub fn regex(name: impl Into<Arc<str>>, regex: &str) -> Result<AllowList, Error> {
        let name = name.into();
        match whole(regex, "regex") {
            Ok(whole) => Ok(AllowList {
                name,
                kind: Arc::new(Kind::Regex {
                    written: regex.into(),
                    whole,
                }),
            }),
            Err(invalid) => Err(Error::AllowList {
                name: (*name).to_owned(),
                invalid,
            }),
        }
    }

    /// What it is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How many texts it holds; `None` for an expression.
    pub fn entries(&self) -> Option<usize> {
        match &*self.kind {
            Kind::Words(words) => Some(words.len()),
            Kind::Regex { .. } => None,
        }
    }

    /// Whether a text that was found is on the list.
    pub fn allows(&self, found: &[u8]) -> bool {
        match &*self.kind {
            Kind::Words(words) => words.contains(found),
            Kind::Regex { whole, .. } => {
                let all = Input::new(found).anchored(Anchored::Yes);
                whole.is_match(all)
            }
        }
    }

    /// A text that changes with what the list allows, and does not tell it.
    pub fn digest(&self) -> String {
        let content = match &*self.kind {
            Kind::Words(words) => words.digest(),
            Kind::Regex { written, .. } => format!("regex\0{written}"),
        };
        uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, content.as_bytes()).to_string()
    }
}

impl fmt::Debug for AllowList {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = out.debug_struct("AllowList");
        shown.field("name", &self.name);
        match self.entries() {
            Some(entries) => shown.field("entries", &entries),
            None => shown.field("regex", &true),
        };
        shown.finish_non_exhaustive()
    }
}

/// An expression that matches a text wholly or not at all.
fn whole(regex: &str, member: &str) -> Result<meta::Regex, Vec<Invalid>> {
    let mut bounds = Bounds::default();
    bounds.length(member, regex, 1, 512);
    if !bounds.invalid.is_empty() {
        return Err(bounds.invalid);
    }
    let plain = dialect::translate(regex).map_err(|refusal| {
        vec![Invalid {
            position: Some(refusal.position),
            ..Invalid::new(member, refusal.message)
        }]
    })?;
    let whole = meta::Builder::new()
        .syntax(syntax::Config::new().utf8(false))
        .configure(
            meta::Config::new()
                .utf8_empty(false)
                .nfa_size_limit(Some(MAX_NFA)),
        )
        .build(&format!(r"\A(?:{plain})\z"))
        .map_err(|_| {
            let message = "the expression is too large: shorten its counted repetitions";
            vec![Invalid::new(member, message)]
        })?;
    if whole.is_match("") {
        let message = "it matches the empty text: demand at least one character";
        return Err(vec![Invalid::new(member, message)]);
    }
    Ok(whole)
}

/// Bytes of memory that an expression may take.
const MAX_NFA: usize = 10 << 20;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_counts_for_the_whole_text() {
        let list = AllowList::regex("r", "a|ab").expect("it is within bounds");
        assert!(list.allows(b"ab") && list.allows(b"a"));
        assert!(!list.allows(b"abc") && !list.allows(b"AB") && !list.allows(b"xab"));
        let list = AllowList::regex("r", "^é+$").expect("it is within bounds");
        assert!(list.allows("éé".as_bytes()) && !list.allows(b"\xC3\xC3"));
    }

    #[test]
    fn an_expression_is_refused_with_what_to_change() {
        let long = "x".repeat(513);
        for (regex, expected) in [
            ("", "regex: it is empty"),
            (&*long, "regex: it has 513 characters"),
            (r"(a)\1", "regex, character 5: back-references"),
            ("a*", "regex: it matches the empty text"),
            (
                "(((a{100}){100}){100}){10}",
                "regex: the expression is too large",
            ),
        ] {
            let error = AllowList::regex("r", regex).expect_err(regex).to_string();
            assert!(
                error.starts_with("allow list `r`: ") && error.contains(expected),
                "{error}"
            );
        }
    }

    #[test]
    fn a_digest_changes_with_what_is_allowed() {
        let words =
            |text: &'static str| AllowList::words("w", text.as_bytes()).expect("it is read");
        assert_eq!(words("a\nb").digest(), words("B\n\na\na").digest());
        assert_ne!(words("a\nb").digest(), words("a").digest());
        let regex = |text| AllowList::regex("r", text).expect("it is read").digest();
        assert_ne!(regex("a"), regex("b"));
    }

    #[test]
    fn entries_are_not_shown() {
        let list = AllowList::words("w", &b"Akua Mansa"[..]).expect("it is read");
        let shown = format!("{list:?}");
        assert!(
            shown.contains("entries: 1") && !shown.contains("ansa"),
            "{shown}"
        );
    }
}
