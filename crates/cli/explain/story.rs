//! Explanations for people.

use std::io::{self, Write};

use tracie::Place;
use tracie::identify::by_id;
use tracie::identify::explain::{Explainer, Explanation, Verdict};
use tracie::report::visible;

use super::excerpt::{Part, Showing};
use super::reading::Told;
use crate::terminal;

/// How a story is told.
#[derive(Clone, Copy)]
pub(crate) struct Story<'a> {
    pub(crate) explainer: &'a Explainer,
    /// Whether values are shown as they are.
    pub(crate) reveal: bool,
    /// Whether to say which identifiers a scan leaves out by default.
    pub(crate) marks_left_out: bool,
}

impl Story<'_> {
    /// Writes all that was told, span by span.
    pub(crate) fn write(&self, out: &mut impl Write, told: &[Told]) -> io::Result<()> {
        let showings = showings(told, self.reveal);
        let spans = told.chunk_by(|a, b| a.explanation.origin == b.explanation.origin);
        let mut at = 0;
        for span in spans {
            self.write_span(out, span, showings[at])?;
            at += span.len();
        }
        Ok(())
    }

    fn write_span(&self, out: &mut impl Write, told: &[Told], showing: Showing) -> io::Result<()> {
        let place = told[0]
            .place
            .as_ref()
            .map_or_else(|| "not located".into(), place);
        writeln!(out, "{}", terminal::strong(place))?;
        write_excerpt(out, clearest(told), showing)?;
        for line in self.verdicts(told) {
            writeln!(out, "  {line}")?;
        }
        writeln!(out)
    }

    /// What became of a span, for each identifier; those that were turned away
    /// for the same reason together.
    fn verdicts(&self, told: &[Told]) -> Vec<String> {
        let mut lines = Vec::new();
        let mut rejected: Vec<(String, Vec<String>)> = Vec::new();
        for Told { explanation, .. } in told {
            let name = self.name(explanation);
            match &explanation.verdict {
                Verdict::Rejected(step) => {
                    let why = step.to_string();
                    match rejected.iter_mut().find(|it| it.0 == why) {
                        Some((_, names)) => names.push(name),
                        None => rejected.push((why, vec![name])),
                    }
                }
                accepted => lines.push(self.accepted(&name, accepted)),
            }
        }
        rejected.sort_by_key(|it| it.1.len());
        lines.extend(rejected.into_iter().map(|(why, names)| {
            let rejected = terminal::warning("rejected");
            match names.as_slice() {
                [name] => format!("{rejected}  {name}: {why}"),
                names => format!("{rejected}  {why}: {}", names.join(", ")),
            }
        }));
        lines
    }

    fn accepted(&self, name: &str, verdict: &Verdict) -> String {
        let (keyword, named, outranked_by) = match verdict {
            Verdict::Accepted {
                keyword,
                named,
                outranked_by,
                ..
            } => (keyword, named, outranked_by),
            _ => (&None, &None, &None),
        };
        if let Some(other) = outranked_by {
            let longer = self.id(other.identifier);
            return format!(
                "{}  {name}: it is a part of a longer match, of {longer}",
                terminal::faint("gave way")
            );
        }
        if let Some(list) = verdict.allowed_by() {
            let allowed = terminal::faint("allowed");
            return format!("{allowed}   {name}: it is on the allow list `{list}`");
        }
        let why = match (keyword, named) {
            (Some(keyword), _) => format!("keyword {keyword}"),
            (None, Some(keyword)) => format!("keyword \"{keyword}\" in a name over it"),
            (None, None) => "it needs no keyword".into(),
        };
        format!("{}     {name}: {why}", terminal::strong("found"))
    }

    /// The identifier, its form, and whether a scan looks for it by itself.
    fn name(&self, explanation: &Explanation) -> String {
        let id = self.id(explanation.identifier);
        let left_out = self.marks_left_out && by_id(id).is_ok_and(|it| !it.recommended);
        let form = match &*explanation.form {
            "" => String::new(),
            form => format!(" ({form})"),
        };
        let mark = if left_out && explanation.verdict.is_accepted() {
            " [which a scan leaves out by default]"
        } else {
            ""
        };
        format!("{id}{form}{mark}")
    }

    fn id(&self, number: u32) -> &str {
        &self.explainer.identifiers()[number as usize].id
    }
}

/// How each value may be shown. Of values that overlap only the longest shows
/// its end, or together they would show more than one does.
pub(crate) fn showings(told: &[Told], reveal: bool) -> Vec<Showing> {
    if reveal {
        return vec![Showing::Revealed; told.len()];
    }
    let origin = |at: usize| told[at].explanation.origin;
    let mut order: Vec<usize> = (0..told.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(origin(*at).1 - origin(*at).0));
    let mut showings = vec![Showing::Shape; told.len()];
    let mut shown: Vec<(u64, u64)> = Vec::new();
    for at in order {
        let (start, end) = origin(at);
        let apart = |it: &(u64, u64)| *it == (start, end) || it.1 <= start || end <= it.0;
        if shown.iter().all(apart) {
            shown.push((start, end));
            showings[at] = Showing::Tail;
        }
    }
    showings
}

/// Of those who tell of a span, the one with most to show.
fn clearest(told: &[Told]) -> &Told {
    let rank = |told: &&Told| {
        let keyword = told
            .excerpt
            .parts(Showing::Shape)
            .iter()
            .any(|it| it.0 == Part::Keyword);
        (told.explanation.verdict.is_accepted(), keyword)
    };
    told.iter().rev().max_by_key(rank).unwrap_or(&told[0])
}

fn write_excerpt(out: &mut impl Write, told: &Told, showing: Showing) -> io::Result<()> {
    let parts = told.excerpt.parts(showing);
    let text: String = parts.iter().map(|it| it.1.as_str()).collect();
    let marks: String = parts
        .iter()
        .map(|(part, text)| {
            let mark = match part {
                Part::Around => " ",
                Part::Keyword => "~",
                Part::Value => "^",
            };
            mark.repeat(text.chars().count())
        })
        .collect();
    writeln!(out, "  {}", text.trim_end())?;
    writeln!(out, "  {}", terminal::faint(marks.trim_end()))
}

/// A place in words.
pub(crate) fn place(place: &Place) -> String {
    match place {
        Place::Line {
            start,
            end,
            start_column,
        } if start == end => {
            format!("line {start}, column {start_column}")
        }
        Place::Line {
            start,
            end,
            start_column,
        } => {
            format!("lines {start} to {end}, column {start_column}")
        }
        Place::Cell {
            row,
            column,
            column_name,
            ..
        } => {
            let name = column_name
                .as_ref()
                .map(|name| format!(" \"{}\"", visible(name)));
            format!("row {row}, column {column}{}", name.unwrap_or_default())
        }
        Place::Record { index, json_path } => {
            let path = json_path
                .as_ref()
                .map(|path| format!(", {}", visible(path)));
            format!("record {index}{}", path.unwrap_or_default())
        }
        Place::Page { number } => format!("page {number}"),
        _ => "not located".into(),
    }
}

#[cfg(test)]
mod tests {
    use tracie::Selection;

    use super::*;
    use crate::explain::{Content, Wanted, read};

    /// Made up, as are its parts.
    const TEXT: &str = "visa 4897 3977 4647 7379, ssn 512-58-3904; code 4821; Jane Example";

    fn story(reveal: bool) -> String {
        let explainer = Explainer::new(&Selection::All, &[]).expect("they compile");
        let content = Content::given("note.txt", TEXT.into());
        let reading = read(&explainer, &content, &Wanted::Everything).expect("it is read");
        assert!(reading.told.len() > 6, "parts of the numbers are told of");
        let (mut out, explainer) = (Vec::new(), &explainer);
        let told = Story {
            explainer,
            reveal,
            marks_left_out: true,
        };
        told.write(&mut out, &reading.told).expect("to memory");
        let document = super::super::document::of(explainer, &reading, reveal);
        format!("{}{document}", String::from_utf8_lossy(&out))
    }

    #[test]
    fn of_a_number_only_its_end_is_shown_however_it_is_split() {
        let story = story(false);
        for hidden in ["4897", "3977", "4647", "512", "58", "4821", "Jane", "Exa"] {
            assert!(!story.contains(hidden), "{hidden} in {story}");
        }
        assert!(story.contains("•••• •••• •••• 7379") && story.contains("•••-••-3904"));
    }

    #[test]
    fn all_is_shown_to_who_asks() {
        assert!(story(true).contains("4897 3977 4647 7379, ssn 512-58-3904; code 4821"));
    }
}
