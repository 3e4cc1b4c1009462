//! What stands around a value, masked.

use tracie::identify::explain::{Explanation, Step, Verdict};
use tracie::report::visible;

/// Characters shown on either side.
const AROUND: usize = 24;
/// Bytes from a keyword to its value, with which both are shown together.
const TOGETHER: usize = 160;
/// The longest value that is shown in its full length.
const LONGEST: usize = 72;
/// What stands for a letter or digit.
const MASK: char = '•';
/// So many letters and digits at the end of a value are shown.
const TAIL: usize = 4;
/// If it has so many.
const LEAST: usize = 8;

/// A value with what stands around it. It holds secrets: show it by
/// [`Excerpt::masked`] unless the user asks to see them.
pub(crate) struct Excerpt {
    parts: Vec<(Part, String)>,
}

/// What a part of an excerpt is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Anything else.
    Around,
    Keyword,
    Value,
}

/// How values are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Showing {
    /// As they are.
    Revealed,
    /// Their shape and their end.
    Tail,
    /// Their shape.
    Shape,
}

impl Excerpt {
    /// Takes the surroundings of a span within its field.
    pub(crate) fn of(bytes: &[u8], field: (usize, usize), explained: &Explanation) -> Excerpt {
        let value = explained.span;
        let keyword = keyword(explained).filter(|it| gap(*it, value) <= TOGETHER);
        let core = keyword.map_or(value, |it| (it.0.min(value.0), it.1.max(value.1)));
        let from = back(bytes, core.0, field.0);
        let to = forward(bytes, core.1, field.1);
        let mut marked = vec![(value, Part::Value)];
        marked.extend(keyword.map(|it| (it, Part::Keyword)));
        marked.sort_by_key(|it| it.0);
        let mut excerpt = Excerpt { parts: Vec::new() };
        let mut at = from;
        for (span, part) in marked {
            excerpt.push(Part::Around, &bytes[at..span.0]);
            excerpt.push(part, &bytes[span.0..span.1]);
            at = span.1;
        }
        excerpt.push(Part::Around, &bytes[at..to]);
        excerpt
    }

    fn push(&mut self, part: Part, bytes: &[u8]) {
        if !bytes.is_empty() {
            let text = String::from_utf8_lossy(bytes).into_owned();
            self.parts.push((part, text));
        }
    }

    /// The parts as they may be shown, on one line.
    pub(crate) fn parts(&self, showing: Showing) -> Vec<(Part, String)> {
        let show = |(part, text): &(Part, String)| {
            let text = match (part, showing) {
                (Part::Keyword, _) | (_, Showing::Revealed) => text.clone(),
                (Part::Value, Showing::Tail) => mask(text, TAIL),
                _ => mask(text, 0),
            };
            (*part, on_one_line(&text, *part))
        };
        self.parts.iter().map(show).collect()
    }

    /// The value as it may be shown.
    pub(crate) fn value(&self, showing: Showing) -> String {
        let parts = self.parts(showing).into_iter();
        parts
            .filter(|it| it.0 == Part::Value)
            .map(|it| it.1)
            .collect()
    }
}

/// The span of the keyword that an explanation is about, outside of the value.
fn keyword(explained: &Explanation) -> Option<(usize, usize)> {
    let keyword = match &explained.verdict {
        Verdict::Accepted { keyword, .. } => keyword.as_ref(),
        Verdict::Rejected(Step::Keyword { nearest, .. }) => nearest.as_ref(),
        _ => None,
    };
    let span = keyword?.span;
    let value = explained.span;
    (span.1 <= value.0 || value.1 <= span.0).then_some(span)
}

fn gap(one: (usize, usize), other: (usize, usize)) -> usize {
    let (first, second) = if one.0 < other.0 {
        (one, other)
    } else {
        (other, one)
    };
    second.0.saturating_sub(first.1)
}

fn back(bytes: &[u8], from: usize, floor: usize) -> usize {
    let starts = (floor..from)
        .rev()
        .filter(|at| !is_continuation(bytes[*at]));
    starts.take(AROUND).last().unwrap_or(from)
}

fn forward(bytes: &[u8], from: usize, ceiling: usize) -> usize {
    let mut starts = (from..ceiling).filter(|at| !is_continuation(bytes[*at]));
    starts.nth(AROUND).unwrap_or(ceiling.max(from))
}

fn is_continuation(byte: u8) -> bool {
    byte & 0xC0 == 0x80
}

/// Masks letters and digits, but for some at the end of a value that has
/// enough of them.
fn mask(text: &str, tail: usize) -> String {
    let count = text.chars().filter(|it| it.is_alphanumeric()).count();
    let mut hidden = if count < LEAST { count } else { count - tail };
    let masked = text.chars().map(|letter| {
        if !letter.is_alphanumeric() || hidden == 0 {
            return letter;
        }
        hidden -= 1;
        MASK
    });
    masked.collect()
}

/// Line ends are shown as such, and of a long value its ends.
fn on_one_line(text: &str, part: Part) -> String {
    let text = visible(&text.replace("\r\n", "\n").replace(['\n', '\r'], "⏎"));
    let letters: Vec<char> = text.chars().collect();
    if part != Part::Value || letters.len() <= LONGEST {
        return text;
    }
    let (head, tail) = letters.split_at(LONGEST / 2);
    let tail = &tail[tail.len() - LONGEST / 2 + 1..];
    head.iter().chain(&['…']).chain(tail).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shape_and_the_end_are_kept() {
        for (text, tail, expected) in [
            ("512-58-3904", 4, "•••-••-3904"),
            ("512-58-3904", 0, "•••-••-••••"),
            ("1234-56", 4, "••••-••"),
            ("Zoë Krüger", 4, "••• ••üger"),
        ] {
            assert_eq!(mask(text, tail), expected);
        }
    }

    #[test]
    fn a_long_value_shows_its_ends_on_one_line() {
        let text = "a\n".repeat(100);
        let line = on_one_line(&text, Part::Value);
        assert_eq!(line.chars().count(), LONGEST);
        assert!(line.starts_with("a⏎a") && line.ends_with("a⏎") && line.contains('…'));
    }
}
