//! What became of a span that has the form of an identifier.

use std::fmt;

use tracie_check::Check;

use crate::Rejection;

/// A span that has the form of an identifier, and what became of it. It holds
/// no value.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Explanation {
    /// The identifier, as an index into [`Explainer::identifiers`].
    ///
    /// [`Explainer::identifiers`]: super::Explainer::identifiers
    pub identifier: u32,
    /// Which of its forms: its name, if it has one; `word lists` where it has
    /// no form that could be written down.
    pub form: String,
    /// First and one past the last byte in the chunk.
    pub span: (usize, usize),
    /// The same, as the object's format counts.
    pub origin: (u64, u64),
    /// What became of it.
    pub verdict: Verdict,
}

/// What became of a span.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// It is a match.
    Accepted {
        /// The nearest keyword that counts, where one is needed.
        keyword: Option<Keyword>,
        /// The keyword in a name over the value (its column, an element of
        /// its path), where one is needed and a name has it.
        named: Option<String>,
        /// The longer match of which it is only a part, so that it does not
        /// count: see [`Settle`](crate::Settle).
        outranked_by: Option<Other>,
        /// The name of the allow list that it is on, so that it does not count.
        allowed_by: Option<String>,
    },
    /// It is none.
    Rejected(Step),
}

/// Another match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Other {
    /// Its identifier, as an index into [`Explainer::identifiers`].
    ///
    /// [`Explainer::identifiers`]: super::Explainer::identifiers
    pub identifier: u32,
    /// First and one past the last position, as the object's format counts.
    pub origin: (u64, u64),
}

/// A keyword near a span.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Keyword {
    /// As it is written there.
    pub text: String,
    /// First and one past the last byte in the chunk.
    pub span: (usize, usize),
    /// Where it stands.
    pub side: Side,
    /// Characters between the keyword and the value, 0 where they overlap.
    pub distance: usize,
    /// Whether the distance goes on to the end of the value, as Macie counts
    /// for custom identifiers.
    pub to_end: bool,
}

/// Where a keyword stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// Before the value.
    Before,
    /// After the value.
    After,
    /// In the value, wholly or in part: there it does not count.
    Within,
}

/// The step at which a span was turned away.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Step {
    /// The value itself, or what stands around it.
    Value(Rejection),
    /// No keyword is near.
    Keyword {
        /// The nearest one that there is.
        nearest: Option<Keyword>,
        /// Where one would count.
        rule: KeywordRule,
    },
    /// It contains an ignore word.
    IgnoreWord(String),
    /// It overlaps a match of the same identifier, which begins before it or
    /// is longer.
    Overlap(Other),
}

/// Where a keyword counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeywordRule {
    /// On either side of the value, within so many characters.
    Near(usize),
    /// Before the match, with so many characters at most from the end of the
    /// keyword to the end of the match.
    Before(usize),
    /// Anywhere in the same field, or in a name over it.
    InField,
    /// In a name over it.
    InName,
    /// As its label: on the same line or with nothing but marks between, or in a
    /// name over it.
    Label,
    /// Before the match in the same field as in [`KeywordRule::Before`], or
    /// anywhere in a name over it.
    InFieldBefore(usize),
}

impl Verdict {
    /// Whether it is a match, even if it gives way to a longer one.
    pub fn is_accepted(&self) -> bool {
        matches!(self, Verdict::Accepted { .. })
    }

    /// Whether it is a match that counts.
    pub fn counts(&self) -> bool {
        matches!(
            self,
            Verdict::Accepted {
                outranked_by: None,
                allowed_by: None,
                ..
            }
        )
    }

    /// The name of the allow list by which a match does not count, if one has
    /// it, unless it gives way anyhow.
    pub fn allowed_by(&self) -> Option<&str> {
        match self {
            Verdict::Accepted {
                outranked_by: None,
                allowed_by,
                ..
            } => allowed_by.as_deref(),
            _ => None,
        }
    }

    /// The step that turned it away, if one did.
    pub fn step(&self) -> Option<&Step> {
        match self {
            Verdict::Accepted { .. } => None,
            Verdict::Rejected(step) => Some(step),
        }
    }
}

impl Step {
    /// The step in a word or two, the same for all that is turned away there.
    pub fn name(&self) -> &'static str {
        match self {
            Step::Value(Rejection::Border) => "border",
            Step::Value(Rejection::WithinNumber) => "longer number",
            Step::Value(Rejection::WithinUuid) => "UUID",
            Step::Value(Rejection::Wrapped) => "lines of base64",
            Step::Value(Rejection::NoDigit) => "no digit",
            Step::Value(Rejection::InCrowd) => "crowd",
            Step::Value(Rejection::Prefix) => "prefix",
            Step::Value(Rejection::Blocked) => "blocked",
            Step::Value(Rejection::Check(_)) => "check",
            Step::Value(Rejection::Keyword) | Step::Keyword { .. } => "keyword",
            Step::IgnoreWord(_) => "ignore word",
            Step::Overlap(_) => "overlap",
        }
    }

    /// How many steps were passed before this one.
    pub(super) fn progress(&self) -> u8 {
        match self {
            Step::Value(Rejection::Border) => 0,
            Step::Value(Rejection::WithinNumber) => 1,
            Step::Value(Rejection::WithinUuid) => 2,
            Step::Value(Rejection::NoDigit) => 3,
            Step::Value(Rejection::Prefix) => 4,
            Step::Value(Rejection::Blocked) => 5,
            Step::Value(Rejection::Check(_) | Rejection::Wrapped | Rejection::InCrowd) => 6,
            Step::IgnoreWord(_) => 7,
            Step::Value(Rejection::Keyword) | Step::Keyword { .. } => 8,
            Step::Overlap(_) => 9,
        }
    }
}

/// Says why, in a sentence without its subject.
impl fmt::Display for Step {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Step::Value(rejection) => rejection_in_words(*rejection, out),
            Step::Keyword {
                nearest: None,
                rule,
            } => write!(out, "no keyword {rule}"),
            Step::Keyword {
                nearest: Some(nearest),
                rule,
            } => too_far(nearest, *rule, out),
            Step::IgnoreWord(word) => write!(out, "it contains the ignore word \"{word}\""),
            Step::Overlap(_) => out.write_str("it overlaps another match of the same identifier"),
        }
    }
}

/// What a check asks and the value does not meet.
fn check_in_words(name: &str, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(out, "the check `{name}` does not hold")?;
    match Check::by_name(name) {
        Some(check) => write!(out, ": it asks whether {}", check.asks()),
        None => Ok(()),
    }
}

fn rejection_in_words(rejection: Rejection, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    out.write_str(match rejection {
        Rejection::Border => "it goes on directly before or after (border)",
        Rejection::WithinNumber => "it is a part of a longer number or code",
        Rejection::WithinUuid => "it is a part of a UUID",
        Rejection::Wrapped => "it is one of several lines of base64",
        Rejection::Prefix => "no such value begins like this, or not with this length (prefix)",
        Rejection::Blocked => "it is a value that is never reported (blocked)",
        Rejection::InCrowd => "a number as long as it beside it fails the checks (crowd)",
        Rejection::NoDigit => "there is no digit among its first ten characters",
        Rejection::Check("weighted sum") => "its weighted sum is wrong",
        Rejection::Check(name) => return check_in_words(name, out),
        Rejection::Keyword => "no keyword is near",
    })
}

fn too_far(keyword: &Keyword, rule: KeywordRule, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    let order = matches!(rule, KeywordRule::Before(_) | KeywordRule::InFieldBefore(_));
    match keyword.side {
        Side::Within => write!(
            out,
            "the keyword {} is a part of the value itself",
            quoted(keyword)
        ),
        Side::After if order => {
            write!(
                out,
                "the keyword {} stands after it; one counts {rule}",
                quoted(keyword)
            )
        }
        _ if matches!(rule, KeywordRule::InName | KeywordRule::Label) => {
            write!(
                out,
                "the keyword {keyword} is none for it; one counts {rule}"
            )
        }
        _ => write!(out, "the keyword {keyword} is too far; one counts {rule}"),
    }
}

fn quoted(keyword: &Keyword) -> String {
    format!("\"{}\"", keyword.text)
}

/// Says which, how far, and where, as in `"ssn" 2 characters before it`.
impl fmt::Display for Keyword {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let characters = if self.distance == 1 {
            "character"
        } else {
            "characters"
        };
        write!(out, "{}", quoted(self))?;
        match self.side {
            Side::Within => return out.write_str(" in it"),
            Side::Before => write!(out, " {} {characters} before", self.distance)?,
            Side::After => write!(out, " {} {characters} after", self.distance)?,
        }
        out.write_str(if self.to_end { " its end" } else { " it" })
    }
}

/// Says where, as in `within 30 characters`.
impl fmt::Display for KeywordRule {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            KeywordRule::Near(most) => write!(out, "within {most} characters"),
            KeywordRule::Before(most) => {
                write!(
                    out,
                    "before it, at most {most} characters from its end to that of the match"
                )
            }
            KeywordRule::Label => out.write_str("as its label, near it on the same line"),
            KeywordRule::InName => out.write_str("in a name over it"),
            KeywordRule::InField => out.write_str("in the field or a name over it"),
            KeywordRule::InFieldBefore(most) => write!(
                out,
                "before it in the field, at most {most} characters from its end to that of the \
                 match, or in a name over it"
            ),
        }
    }
}
