//! Annotations and form fields of a page.

use std::sync::Arc;

use hayro_syntax::Pdf as File;
use hayro_syntax::object::{Array, Dict};
use memchr::memmem;

use super::guard::guarded;
use super::layout::{self, GoingOn, Placed};
use super::matrix::Point;
use super::objects::text_of;
use super::page::Read;
use super::phrase::Phrase;
use crate::extractor::Out;
use crate::rows::{Columns, Told, has_letter};

/// More annotations of a page are not read.
const MOST: usize = 100_000;

/// What an annotation or form field says.
pub(crate) struct Said {
    /// What the field is called.
    label: Option<String>,
    text: String,
    /// Where it stands, if it is a field.
    place: Option<[f64; 4]>,
}

/// What annotations and form fields of a page say.
pub(crate) fn said(file: &File, page: usize) -> Vec<Said> {
    let said = guarded(|| {
        let page = file.pages().get(page)?;
        let annotations = page.raw().get::<Array<'_>>("Annots")?;
        let dicts = annotations.iter::<Dict<'_>>().take(MOST);
        Some(dicts.flat_map(|it| said_by(&it)).collect::<Vec<Said>>())
    });
    let mut said = said.flatten().unwrap_or_default();
    said.retain(|it| !it.text.trim().is_empty());
    said
}

/// Writes the text of a page, and what annotations and form fields say that it does not
/// show. What fields are called stands before their values; what text is called that stands
/// beside or below its name is told.
pub(crate) fn write(page: &Read, said: Vec<Said>, going_on: &mut GoingOn, out: &mut Out) {
    let (labels, hidden) = shown(page, said);
    let mut names = layout::names(&placed(page, &hidden), going_on);
    let of_hidden = names.split_off(page.phrases.len());
    out.cells.extend(cells(page, names, &labels, out.offset()));
    insert(&mut out.text, &page.text, &labels);
    for (said, names) in hidden.into_iter().zip(of_hidden) {
        out.end_line();
        // What stands beside a field comes last, and is nearer than what is over it.
        if let Some(name) = names.iter().flat_map(|it| it.iter()).last() {
            out.text.extend_from_slice(name);
            out.push(" ");
        }
        out.push(&said.label.map(before).unwrap_or_default());
        out.push(&said.text);
        out.push("\n");
    }
}

/// Labels of fields by where the text shows these, no more than one anywhere and in order;
/// and what it does not show, once.
fn shown(page: &Read, said: Vec<Said>) -> (Vec<(usize, String)>, Vec<Said>) {
    let text = page.text.as_bytes();
    let (mut labels, mut hidden) = (Vec::new(), Vec::new());
    let mut known = String::new();
    for said in said {
        match memmem::find(text, said.text.as_bytes()) {
            Some(at) if is_line(text, at, said.text.len()) => {
                labels.push((at, said.label.map(before).unwrap_or_default()));
            }
            None if memmem::find(known.as_bytes(), said.text.as_bytes()).is_none() => {
                known.push_str(&said.text);
                known.push('\n');
                hidden.push(said);
            }
            _ => {}
        }
    }
    labels.sort_by_key(|it| it.0);
    labels.dedup_by_key(|it| it.0);
    (labels, hidden)
}

/// The phrases of a page that have names, where they lie once labels are inserted in its
/// text, which begins there.
fn cells(
    page: &Read,
    names: Vec<Option<Arc<Columns>>>,
    labels: &[(usize, String)],
    at: u64,
) -> Vec<Told> {
    let (mut at, mut labels) = (at, labels.iter().peekable());
    let named = page.phrases.iter().zip(names);
    let cells = named.filter_map(|(phrase, names)| {
        while let Some((_, label)) = labels.next_if(|it| it.0 <= phrase.text.start) {
            at += label.len() as u64;
        }
        Some(Told {
            start: at + phrase.text.start as u64,
            end: at + phrase.text.end as u64,
            names: names?,
        })
    });
    cells.collect()
}

/// A label as it stands before its value.
fn before(label: String) -> String {
    label + ": "
}

/// What stands together on a page, and then the fields that it does not show.
fn placed<'t>(page: &'t Read, hidden: &'t [Said]) -> Vec<Placed<'t>> {
    let phrases = page.phrases.iter().map(|it| Placed {
        text: page.text.get(it.text.clone()).unwrap_or_default(),
        from: it.from,
        to: it.to,
        height: it.height,
        along: it.along,
        is_filled_in: false,
    });
    let along = direction(&page.phrases);
    let fields = hidden.iter().map(|it| field(it, along));
    phrases.chain(fields).collect()
}

/// The direction of most lines.
fn direction(phrases: &[Phrase]) -> Point {
    let ways = [(1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0)];
    let ways = ways.map(|(x, y)| Point::new(x, y));
    let count = |way: &Point| {
        phrases
            .iter()
            .filter(|it| it.along.along(*way) > 0.9)
            .count()
    };
    // Of as many, the first one.
    let most = ways.into_iter().rev().max_by_key(count);
    most.unwrap_or(ways[0])
}

/// Letters are no higher, however high a field is.
const HIGHEST: f64 = 12.0;

/// A field as a text that would fill it. One that is no field is nowhere.
fn field(said: &Said, along: Point) -> Placed<'_> {
    let [x, y, other_x, other_y] = said.place.unwrap_or([f64::NAN; 4]);
    let corners = [Point::new(x, y), Point::new(other_x, other_y)];
    let up = Point::new(-along.y, along.x);
    let across = |way: Point| {
        let [one, other] = corners.map(|it| it.along(way));
        (one.min(other), one.max(other))
    };
    let ((left, right), (bottom, top)) = (across(along), across(up));
    let height = (0.7 * (top - bottom)).min(HIGHEST);
    // In a high one text begins at the top.
    let base = (top - 1.5 * height).max((top + bottom - height) / 2.0 + 0.2 * height);
    let from = along.times(left).plus(up.times(base));
    Placed {
        text: &said.text,
        from,
        to: from.plus(along.times(right - left)),
        height,
        along,
        is_filled_in: true,
    }
}

/// Whether what stands there is a line of its own.
fn is_line(text: &[u8], at: usize, length: usize) -> bool {
    let ends = |byte: Option<&u8>| byte.is_none_or(|it| *it == b'\n');
    ends(at.checked_sub(1).map(|before| &text[before])) && ends(text.get(at + length))
}

/// Writes a text with labels where they belong, which are in order.
fn insert(out: &mut Vec<u8>, text: &str, labels: &[(usize, String)]) {
    let mut done = 0;
    for (at, label) in labels {
        out.extend_from_slice(&text.as_bytes()[done..*at]);
        out.extend_from_slice(label.as_bytes());
        done = *at;
    }
    out.extend_from_slice(&text.as_bytes()[done..]);
}

fn said_by(annotation: &Dict<'_>) -> Vec<Said> {
    let parent = annotation.get::<Dict<'_>>("Parent");
    let own_or = |key: &str| {
        let parent = || parent.as_ref().and_then(|it| text_of(it, key));
        text_of(annotation, key).or_else(parent)
    };
    let value = own_or("V");
    let told = own_or("TU").filter(|_| value.is_none());
    let action = annotation.get::<Dict<'_>>("A");
    let address = action.and_then(|action| text_of(&action, "URI"));
    let plain = [text_of(annotation, "Contents"), told, address];
    let plain = plain.into_iter().flatten().map(|text| Said {
        label: None,
        text,
        place: None,
    });
    let label = label([own_or("T"), own_or("TU")]);
    let value = value.map(|text| Said {
        place: annotation.get::<[f64; 4]>("Rect"),
        label,
        text,
    });
    plain.chain(value).collect()
}

/// What a field is called: by its name, and by what readers show for it. The shorter stands
/// last, so that both are near the value. Many a name is a number only, such as `f1_12[0]`.
fn label([name, shown]: [Option<String>; 2]) -> Option<String> {
    let is_numbered = |it: &String| it.bytes().any(|byte| byte.is_ascii_digit());
    let name = name.filter(|it| shown.is_none() || !is_numbered(it));
    let mut names: Vec<String> = name.into_iter().chain(shown).collect();
    names.retain(|it| has_letter(it.as_bytes()) && it.len() <= LONGEST_LABEL);
    names.dedup();
    names.sort_by_key(|it| std::cmp::Reverse(it.len()));
    (!names.is_empty()).then(|| names.join(" "))
}

/// Bytes of what a field may be called.
const LONGEST_LABEL: usize = 128;
