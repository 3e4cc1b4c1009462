//! The kinds of corpora.

use std::fmt;
use std::str::FromStr;

use crate::form::{Form, adversary, csv, json, logs, prose, source};

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $name:literal, $forms:expr;)+) => {
        /// What a corpus consists of.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Kind { $($(#[$doc])* $kind),+ }

        impl Kind {
            /// All kinds: first those of real life, then the adversarial ones.
            pub const ALL: &[Kind] = &[$(Kind::$kind),+];

            /// Its name on the command line.
            pub fn name(self) -> &'static str {
                match self { $(Kind::$kind => $name),+ }
            }

            fn forms(self) -> &'static [Form] {
                match self { $(Kind::$kind => $forms),+ }
            }
        }
    };
}

kinds! {
    /// Web access and application logs; one line in 256 tells too much.
    Logs = "logs", &[logs::FORM];
    /// A table of people, personal data in every row.
    Csv = "csv", &[csv::FORM];
    /// The same people as nested objects, one a line.
    Jsonl = "jsonl", &[json::LINES];
    /// The same people in one document.
    Json = "json", &[json::DOCUMENT];
    /// Program-like text; the files of a corpus take turns in four languages.
    Source = "source", &source::FORMS;
    /// Sentences with hardly a digit.
    Prose = "prose", &[prose::FORM];
    /// One endless number.
    AllDigits = "all-digits", &[adversary::DIGITS];
    /// What stands between values, and no value.
    AllSeparators = "all-separators", &[adversary::SEPARATORS];
    /// Keywords without values.
    AllKeywords = "all-keywords", &[adversary::KEYWORDS];
    /// One endless token.
    LongBase64 = "long-base64", &[adversary::BASE64];
    /// A log without a line break.
    OneLine = "one-line", &[adversary::ONE_LINE];
    /// Values of the right shape with the wrong checksum, beside keywords.
    NearMisses = "near-misses", &[adversary::NEAR_MISSES];
}

impl Kind {
    /// The form of the file with this index, from 0.
    pub(crate) fn form(self, index: usize) -> Form {
        let forms = self.forms();
        forms[index % forms.len()]
    }

    /// The name of the file with this index, from 0.
    pub(crate) fn file_name(self, index: usize) -> String {
        format!("{}-{index:04}.{}", self.name(), self.form(index).extension)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// The name is none of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownKind(String);

impl fmt::Display for UnknownKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = Kind::ALL.iter().map(|kind| kind.name()).collect();
        write!(
            formatter,
            "no kind {:?}; choose one of {}",
            self.0,
            names.join(", ")
        )
    }
}

impl std::error::Error for UnknownKind {}

impl FromStr for Kind {
    type Err = UnknownKind;

    fn from_str(name: &str) -> Result<Kind, UnknownKind> {
        let known = Kind::ALL.iter().find(|kind| kind.name() == name);
        known.copied().ok_or_else(|| UnknownKind(name.to_owned()))
    }
}
