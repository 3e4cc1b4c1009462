//! The examples of an identifier file, held against what is found in them.

use std::fmt;

use tracie_finding::chunk::{Chunk, Layout};

use super::{Explainer, Explanation, Verdict};
use crate::Error;
use crate::custom::told;
use crate::schema::Identifier;

/// What stands around a value in an example.
const OPEN: char = '⟦';
const CLOSE: char = '⟧';

/// What holding an identifier against its examples came to.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Report {
    /// How many examples were looked at.
    pub examples: usize,
    /// What is wrong.
    pub faults: Vec<Fault>,
}

/// An example that is not judged as its file says. It holds the text of the
/// example, which must be synthetic.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Fault {
    /// The example without its marks.
    pub text: String,
    /// What is wrong with it.
    pub problem: Problem,
}

/// What is wrong with an example.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Problem {
    /// A list of examples is empty: `match` or `no_match`.
    NoExamples(&'static str),
    /// A pattern asks for a keyword, and the identifier has none.
    NoKeywords,
    /// The marks do not pair, hold nothing, or are missing.
    Marks,
    /// A marked part is not found.
    Missed {
        /// First and one past the last byte of the part.
        span: (usize, usize),
        /// What became of the candidates there.
        near: Vec<Explanation>,
    },
    /// Something is found that is not marked.
    Unwanted(Explanation),
}

impl Identifier {
    /// Reads an identifier file.
    ///
    /// # Errors
    ///
    /// [`Error::File`] with the place where it does not follow the schema.
    pub fn from_toml(file: &str, text: &str) -> Result<Identifier, Error> {
        toml::from_str(text).map_err(|error| Error::File {
            file: file.to_owned(),
            message: told(&error, text),
        })
    }
}

/// Looks for an identifier in its own examples: in each of `match` exactly the
/// marked parts must be found, and in `no_match` nothing.
///
/// ```
/// use tracie_identify::explain::check_examples;
///
/// let identifier = tracie_identify::by_id("USA_SOCIAL_SECURITY_NUMBER")?;
/// let report = check_examples(identifier)?;
/// assert!(report.examples > 6 && report.faults.is_empty());
/// # Ok::<(), tracie_identify::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::File`] if the identifier does not compile.
pub fn check_examples(identifier: &Identifier) -> Result<Report, Error> {
    let mut report = Report::default();
    report.check_lists(identifier);
    let explainer = Explainer::of([identifier], &[])?;
    for marked in &identifier.matches {
        match unmark(marked) {
            Some((text, spans)) if !spans.is_empty() => report.check(&explainer, &text, &spans),
            _ => report.fault(marked.clone(), Problem::Marks),
        }
    }
    for text in &identifier.no_match {
        match text.contains([OPEN, CLOSE]) {
            true => report.fault(text.clone(), Problem::Marks),
            false => report.check(&explainer, text, &[]),
        }
    }
    Ok(report)
}

impl Report {
    fn fault(&mut self, text: String, problem: Problem) {
        self.faults.push(Fault { text, problem });
    }

    fn check_lists(&mut self, identifier: &Identifier) {
        for (list, name) in [
            (&identifier.matches, "match"),
            (&identifier.no_match, "no_match"),
        ] {
            if list.is_empty() {
                self.fault(String::new(), Problem::NoExamples(name));
            }
        }
        let armed = identifier
            .patterns
            .iter()
            .any(|it| it.keyword && it.words.is_none() && it.names.is_empty());
        if armed && identifier.keywords.is_empty() {
            self.fault(String::new(), Problem::NoKeywords);
        }
    }

    fn check(&mut self, explainer: &Explainer, text: &str, expected: &[(usize, usize)]) {
        self.examples += 1;
        let layout = Layout::Text { base: 0 };
        let chunk = Chunk {
            bytes: text.as_bytes(),
            owned: (0, text.len()),
            layout,
        };
        let told = explainer.explain(&chunk);
        for span in expected {
            let near: Vec<_> = told
                .iter()
                .filter(|it| overlaps(it.span, *span))
                .cloned()
                .collect();
            if !near
                .iter()
                .any(|it| it.verdict.is_accepted() && it.span == *span)
            {
                self.fault(text.to_owned(), Problem::Missed { span: *span, near });
            }
        }
        let found = told.into_iter().filter(|it| it.verdict.is_accepted());
        for it in found.filter(|it| !expected.contains(&it.span)) {
            self.fault(text.to_owned(), Problem::Unwanted(it));
        }
    }
}

fn overlaps(one: (usize, usize), other: (usize, usize)) -> bool {
    one.0 < other.1 && other.0 < one.1
}

/// A text without its marks, and the spans that were marked; `None` if the
/// marks do not pair or hold nothing.
fn unmark(marked: &str) -> Option<(String, Vec<(usize, usize)>)> {
    let (mut text, mut spans, mut open) = (String::new(), Vec::new(), None);
    for letter in marked.chars() {
        match (letter, open) {
            (OPEN, None) => open = Some(text.len()),
            (CLOSE, Some(start)) if start < text.len() => {
                spans.push((start, text.len()));
                open = None;
            }
            (OPEN | CLOSE, _) => return None,
            _ => text.push(letter),
        }
    }
    open.is_none().then_some((text, spans))
}

/// Says what is wrong, and where it is known why. It shows no value.
impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::NoExamples(list) => write!(out, "`{list}` is empty: give examples"),
            Problem::NoKeywords => out.write_str(
                "a pattern asks for a keyword and there are no `keywords`: add some, or write \
                 `keyword = false`",
            ),
            Problem::Marks => write!(
                out,
                "mark values as {OPEN}…{CLOSE}: in `match` one at least, in `no_match` none"
            ),
            Problem::Missed { near, .. } => missed(near, out),
            Problem::Unwanted(found) => unwanted(found, out),
        }
    }
}

fn missed(near: &[Explanation], out: &mut fmt::Formatter<'_>) -> fmt::Result {
    out.write_str("not found: ")?;
    let closest = near
        .iter()
        .max_by_key(|it| it.verdict.step().map(super::Step::progress));
    match closest.map(|it| &it.verdict) {
        None => out
            .write_str("nothing there has its form, from the start to the end of a word or number"),
        Some(Verdict::Accepted { .. }) => out.write_str("more or less than that is found"),
        Some(Verdict::Rejected(step)) => write!(out, "{step}"),
    }
}

fn unwanted(found: &Explanation, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    match &found.verdict {
        Verdict::Accepted {
            keyword: Some(keyword),
            ..
        } => {
            write!(out, "found, and must not be: keyword {keyword}")
        }
        _ => out.write_str("found, and must not be"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_must_pair_around_something() {
        let spans = |text| unmark(text).map(|it| it.1);
        assert_eq!(spans("é ⟦12⟧ ⟦3⟧"), Some(vec![(3, 5), (6, 7)]));
        assert_eq!(spans("none"), Some(vec![]));
        for wrong in ["⟦", "⟧", "⟦⟧", "⟦⟦1⟧⟧", "1⟧ ⟦2", "⟦1"] {
            assert_eq!(spans(wrong), None, "{wrong}");
        }
    }
}
