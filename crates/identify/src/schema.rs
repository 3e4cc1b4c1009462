//! An identifier exactly as its TOML file says it.

use std::collections::BTreeMap;

use serde::Deserialize;

/// One file under `identifiers/`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identifier {
    /// Macie's id, or `TRACIE_…` for an extra.
    pub id: String,
    /// What it finds, in a few words.
    pub name: String,
    /// `credentials`, `financial` or `personal`.
    pub category: Category,
    /// ISO 3166-1 alpha-2 codes; empty for any country.
    #[serde(default)]
    pub countries: Vec<String>,
    /// One level, or the level from so many occurrences on.
    pub severity: Severity,
    /// Whether it is in Macie's recommended set.
    #[serde(default)]
    pub recommended: bool,
    /// The words of which one must be near a value whose pattern asks for it.
    #[serde(default)]
    pub keywords: Vec<String>,
    /// Other spellings of these, which count as they do: of words that Macie's list cuts
    /// short or writes with a slip, and of compounds of them.
    #[serde(default)]
    pub spellings: Vec<String>,
    /// How well the format is documented.
    pub confidence: Confidence,
    /// What a reader should know: doubts, sources that disagree.
    #[serde(default)]
    pub notes: String,
    /// Where the facts are from.
    #[serde(default)]
    pub references: Vec<String>,
    /// The forms of a value.
    #[serde(rename = "pattern")]
    pub patterns: Vec<Pattern>,
    /// Texts in which the part between `⟦` and `⟧` is found (marks removed).
    #[serde(rename = "match")]
    pub matches: Vec<String>,
    /// Texts in which nothing is found.
    pub no_match: Vec<String>,
}

impl Identifier {
    /// Whether it is one of Tracie's own, which Macie does not have.
    pub fn is_extra(&self) -> bool {
        self.id.starts_with("TRACIE_")
    }
}

/// One form of a value.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pattern {
    /// What the form is, where there are several.
    #[serde(default)]
    pub name: String,
    /// The value alone: no anchors, no look-around; ASCII classes unless
    /// `(?u)`. A value never starts or ends within a longer word or number.
    #[serde(default)]
    pub regex: String,
    /// A detector that no regex can say, such as `person_name`; instead of
    /// `regex`.
    #[serde(default)]
    pub words: Option<String>,
    /// A word that may be without a digit, such as a serial number of letters; instead
    /// of `regex`. It counts only as all of a value below a name that holds a keyword.
    #[serde(default)]
    pub serial: Option<Serial>,
    /// Whether one of the identifier's keywords must be near.
    #[serde(default = "yes")]
    pub keyword: bool,
    /// Whether only a keyword in a name over the value counts (its column, an
    /// element of its path), not one near it: for values of which only the name is
    /// proof enough, such as a word before a number, which small letters may be.
    #[serde(default)]
    pub named: bool,
    /// Whether the value is the first thing in its cell or record value, as a header's
    /// is; for `named` patterns.
    #[serde(default)]
    pub first: bool,
    /// Names that stand for the beginning of what the value is a part of, such as that
    /// of a header: they count as the identifier's keywords do, for `named` patterns.
    #[serde(default)]
    pub names: Vec<String>,
    /// Whether a keyword near it counts only as its label: with nothing between but
    /// marks, markup and, on the same line, words such as `is` and `code`, and not
    /// as the beginning of another name such as `CVC_MODE`. For values so short
    /// that any number would do, and for those with a check that not all of them pass.
    /// A name over the value is its label, too.
    #[serde(default)]
    pub label: bool,
    /// Names of checks of the `check` crate; all must hold.
    #[serde(default)]
    pub check: Vec<String>,
    /// Names of checks that turn placeholders away and say nothing for other values;
    /// all must hold.
    #[serde(default)]
    pub filter: Vec<String>,
    /// A weighted sum that must hold.
    #[serde(default)]
    pub sum: Option<Sum>,
    /// Prefixes of which the value's digits and letters must have one.
    #[serde(default)]
    pub prefix: Vec<Prefix>,
    /// Values never reported, written without separators in upper case.
    #[serde(default)]
    pub blocked: Vec<String>,
    /// Further characters that may not stand directly before or after the
    /// value (besides letters and digits), such as `/+=` for base64 keys.
    #[serde(default)]
    pub border: String,
    /// Further characters that may stand beside a value, but make it a part of something
    /// longer where a word goes on behind them, as `_` does to every value.
    #[serde(default)]
    pub joints: String,
    /// Whether a value is turned away that is one of several lines of base64: then it is
    /// a part of what they are together.
    #[serde(default)]
    pub unwrapped: bool,
    /// Whether a value is turned away beside a number of about its length that
    /// fails the checks: then both are constants of a table, not values.
    #[serde(default)]
    pub alone: bool,
    /// Whether a value is turned away before a capital that stands apart: where others
    /// have a check letter there, it is one of theirs with a wrong one.
    #[serde(default)]
    pub letterless: bool,
}

/// A word of so many characters.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Serial {
    /// Those that it may begin with.
    pub first: String,
    /// Those that may follow.
    pub rest: String,
    /// How many it has in all.
    pub length: usize,
}

impl Serial {
    /// Whether all of a value is such a word.
    pub(crate) fn is(&self, value: &[u8]) -> bool {
        let holds = |set: &str, byte: &u8| set.as_bytes().contains(byte);
        value.len() == self.length
            && value[..1].iter().all(|it| holds(&self.first, it))
            && value[1..].iter().all(|it| holds(&self.rest, it))
    }
}

impl Pattern {
    /// Whether it is an expression, which other patterns are not.
    pub fn is_expression(&self) -> bool {
        self.words.is_none() && self.serial.is_none()
    }
}

/// A checksum as data: the value's digits (and letters) times weights.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sum {
    /// One weight for each character that takes part, from the left.
    pub weights: Vec<i32>,
    /// What the sum is divided by.
    pub modulus: i32,
    /// The remainders that are right (default: only 0).
    #[serde(default = "zero")]
    pub remainder: Vec<i32>,
    /// Where the check character stands, from 0, if the sum leaves it out.
    #[serde(default)]
    pub check_at: Option<usize>,
    /// The check character for each remainder, e.g. `TRWAGMYFPDXBNJZSQVHLCKE`;
    /// `-` where a remainder allows no value.
    #[serde(default)]
    pub alphabet: Option<String>,
}

/// A range of prefixes and the lengths that go with it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prefix {
    /// First prefix.
    pub from: String,
    /// Last prefix, of the same length (default: `from`).
    #[serde(default)]
    pub to: Option<String>,
    /// Lengths of the value without separators (default: any).
    #[serde(default)]
    pub lengths: Vec<usize>,
    /// Whose numbers these are.
    #[serde(default)]
    pub name: String,
}

/// The category of an identifier.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Category {
    Credentials,
    Financial,
    Personal,
}

/// A severity level.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Level {
    Low,
    Medium,
    High,
}

/// The severity of an identifier.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Severity {
    /// Whatever the count.
    Fixed(Level),
    /// From so many occurrences on; keys are counts.
    ByCount(BTreeMap<String, Level>),
}

/// How well a format is documented.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// By Macie itself or the issuer's specification.
    PublicSpec,
    /// By other data-loss-prevention products.
    PeerDlp,
    /// Weakly; treat as a guess.
    Guess,
}

fn yes() -> bool {
    true
}

fn zero() -> Vec<i32> {
    vec![0]
}
