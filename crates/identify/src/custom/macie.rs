//! What Macie makes of a custom identifier that Tracie can use.

use std::fmt;

use regex_syntax::ast::{self, Ast, RepetitionKind, RepetitionRange};

use super::CustomIdentifier;
use crate::dialect;

/// Counts from which on Macie's documentation has a bounded repetition refused.
const REFUSED_COUNT: u32 = 1_000;
/// Counts up to which bounded repetitions are common.
const USUAL_COUNT: u32 = 100;
/// Repetitions without an end that are refused one behind the other.
const STACKED: usize = 3;

/// Something that Macie refuses, or may.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MacieRemark {
    /// Whether Macie's documentation says that it is refused. Macie does not
    /// publish where its limits lie; else it only may be.
    pub refused: bool,
    /// The member.
    pub member: &'static str,
    /// Where in its text, in characters from 1, if at one place.
    pub position: Option<usize>,
    /// What it is, and what to write instead.
    pub message: String,
}

impl fmt::Display for MacieRemark {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = if self.refused {
            "refuses"
        } else {
            "may refuse"
        };
        write!(out, "{}", self.member)?;
        if let Some(position) = self.position {
            write!(out, ", character {position}")?;
        }
        write!(out, ": Macie {verb} {}", self.message)
    }
}

impl CustomIdentifier {
    /// What Macie refuses, or may, beyond the limits that hold here too: large
    /// bounded repetitions, stacked wildcards, members that its API does not
    /// have.
    ///
    /// ```
    /// use tracie_identify::CustomIdentifier;
    ///
    /// let all = CustomIdentifier::parse(r#"{"name": "n", "regex": "\\d{100,1000}"}"#)?;
    /// let remarks = all[0].as_macie();
    /// assert!(remarks[0].refused && remarks[0].message.contains("{100,}"));
    /// # Ok::<(), tracie_identify::Error>(())
    /// ```
    pub fn as_macie(&self) -> Vec<MacieRemark> {
        let mut remarks = Vec::new();
        if self.id.is_some() {
            remarks.push(MacieRemark {
                refused: true,
                member: "id",
                position: None,
                message: "the member `id`: it gives identifiers ids of its own".into(),
            });
        }
        if let Ok((ast, seen)) = dialect::parse(&self.regex) {
            let mut found = Vec::new();
            // A visit that refuses nothing cannot fail.
            let _ = ast::visit(&ast, Repetitions(&mut found));
            remarks.extend(
                found
                    .into_iter()
                    .map(|(refused, offset, message)| MacieRemark {
                        refused,
                        member: "regex",
                        position: Some(seen.position(offset)),
                        message,
                    }),
            );
        }
        remarks
    }
}

/// Whether it is refused for certain, the byte, and what it is.
type Found = (bool, usize, String);

struct Repetitions<'a>(&'a mut Vec<Found>);

impl ast::Visitor for Repetitions<'_> {
    type Output = ();
    type Err = ();

    fn finish(self) -> Result<(), ()> {
        Ok(())
    }

    fn visit_pre(&mut self, ast: &Ast) -> Result<(), ()> {
        match ast {
            Ast::Repetition(it) => self.0.extend(bounded(it)),
            Ast::Concat(it) => self.0.extend(stacked(&it.asts)),
            _ => {}
        }
        Ok(())
    }
}

fn bounded(repetition: &ast::Repetition) -> Option<Found> {
    let RepetitionKind::Range(range) = &repetition.op.kind else {
        return None;
    };
    let (least, most) = match range {
        RepetitionRange::Exactly(n) => (*n, *n),
        RepetitionRange::Bounded(least, most) => (*least, *most),
        RepetitionRange::AtLeast(_) => return None,
    };
    let written = if least == most {
        format!("{{{most}}}")
    } else {
        format!("{{{least},{most}}}")
    };
    (most > USUAL_COUNT).then(|| {
        let message = format!("the bounded repetition {written}: write {{{least},}}");
        (
            most >= REFUSED_COUNT,
            repetition.op.span.start.offset,
            message,
        )
    })
}

/// The first run of repetitions without an end, if it is long enough.
fn stacked(asts: &[Ast]) -> Option<Found> {
    let mut run: Vec<&ast::Repetition> = Vec::new();
    for ast in asts {
        match ast {
            Ast::Repetition(it) if has_no_end(it) => run.push(it),
            _ if run.len() >= STACKED => break,
            _ => run.clear(),
        }
    }
    let first = run.first().filter(|_| run.len() >= STACKED)?;
    let stars = run
        .iter()
        .filter(|it| it.op.kind == RepetitionKind::ZeroOrMore);
    let message = "wildcards stacked on each other, as in a*b*a*: bound them, or put a character \
                   between them that is always there";
    Some((
        stars.count() >= STACKED,
        first.span.start.offset,
        message.into(),
    ))
}

fn has_no_end(repetition: &ast::Repetition) -> bool {
    matches!(
        repetition.op.kind,
        RepetitionKind::ZeroOrMore
            | RepetitionKind::OneOrMore
            | RepetitionKind::Range(RepetitionRange::AtLeast(_))
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_macie_refuses_is_told_apart_from_what_it_may() {
        for (regex, expected) in [
            (r"é\d{100,1000}", Some((true, 4))),
            (r"\d{1000}", Some((true, 3))),
            (r"\d{100,}", None),
            (r"\d{1,101}", Some((false, 3))),
            (r"\d{1,100}", None),
            ("xa*b*a*", Some((true, 2))),
            (r"x\w+\s*\w+", Some((false, 2))),
            (r"x\w+ \w+ \w+", None),
            ("TR-[0-9]{6}", None),
        ] {
            let json = serde_json::json!({"name": "n", "regex": regex}).to_string();
            let all = CustomIdentifier::parse(&json).expect("it is within bounds");
            let told = all[0].as_macie();
            let told = told
                .first()
                .map(|it| (it.refused, it.position.unwrap_or(0)));
            assert_eq!(told, expected, "{regex}");
        }
    }

    #[test]
    fn the_api_has_no_ids() {
        let all = CustomIdentifier::parse(r#"{"name":"n","regex":"x","id":"y"}"#);
        let told = all.expect("it is within bounds")[0].as_macie();
        assert_eq!(
            told[0].to_string(),
            "id: Macie refuses the member `id`: it gives identifiers ids of its own"
        );
    }
}
