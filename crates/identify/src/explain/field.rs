//! The fields of a chunk with their keywords: what candidates are judged in.

use std::collections::HashMap;
use std::rc::Rc;

use tracie_finding::chunk::{Chunk, Layout, Value};
use tracie_pattern::{Hit, PatternSet, Survey};

use super::explanation::{Keyword, Side};
use crate::compiled::Compiled;
use crate::judge;
use crate::names::spread;
use crate::proximity;
use crate::words::Suggested;

/// Characters around a candidate in which the nearest keyword is looked for:
/// more than any that counts.
const SIGHT: usize = 1_000;

/// A text, or one value: matches lie within it.
pub(super) struct Field<'a> {
    pub(super) text: &'a [u8],
    /// Where it lies in the chunk.
    pub(super) start: usize,
    /// Where it lies in the object.
    pub(super) origin: u64,
    /// Where matches must start, in its own bytes.
    pub(super) owned: (usize, usize),
    /// Whether keywords count by distance, or anywhere in it.
    pub(super) by_distance: bool,
    /// In its own bytes, by their start.
    pub(super) hits: Vec<Hit>,
    /// What the names over a value suggest; `None` for text.
    pub(super) suggested: Option<Suggested>,
    /// What the names over it arm.
    pub(super) named: Rc<Named>,
}

/// By identifier, the keyword in a name that arms it.
type Named = HashMap<u32, String>;

/// Calls back with each field of a chunk, in their order.
pub(super) fn each(compiled: &Compiled, chunk: &Chunk<'_>, mut found: impl FnMut(&Field<'_>)) {
    if let Layout::Text { base } | Layout::Rows { base, .. } = chunk.layout {
        found(&text(compiled, chunk, base));
    }
    match chunk.layout {
        Layout::Text { .. } => {}
        Layout::Rows { values, names, .. } | Layout::Values { values, names } => {
            let mut known = HashMap::new();
            for it in values {
                let over = names.get(it.names);
                let (named, suggested) = known
                    .entry(it.names)
                    .or_insert_with(|| (Rc::new(named_by(compiled, over)), Suggested::by(over)));
                let field = value(compiled, chunk.bytes, it, named);
                found(&Field {
                    suggested: Some(*suggested),
                    ..field
                });
            }
        }
    }
}

fn text<'a>(compiled: &Compiled, chunk: &Chunk<'a>, base: u64) -> Field<'a> {
    let text = chunk.bytes;
    let from = proximity::back(text, chunk.owned.0, 0, SIGHT);
    let to = proximity::forward(text, chunk.owned.1, text.len(), SIGHT);
    Field {
        text,
        start: 0,
        origin: base,
        owned: chunk.owned,
        by_distance: true,
        hits: hits_between(&compiled.set, text, from, to),
        suggested: None,
        named: Rc::default(),
    }
}

fn value<'a>(compiled: &Compiled, bytes: &'a [u8], value: &Value, named: &Rc<Named>) -> Field<'a> {
    let text = &bytes[value.range()];
    Field {
        text,
        start: value.start as usize,
        origin: value.origin,
        owned: (0, text.len()),
        by_distance: false,
        hits: hits_between(&compiled.set, text, 0, text.len()),
        suggested: None,
        named: Rc::clone(named),
    }
}

/// The keywords in a part of a text. One at the edge of the part may be a part
/// of a longer word, so it is none.
fn hits_between(set: &PatternSet, text: &[u8], from: usize, to: usize) -> Vec<Hit> {
    let mut hits = Vec::new();
    set.keywords_in(&mut Survey::default(), &text[from..to], &mut hits);
    let offset = from as u32;
    hits.iter_mut().for_each(|hit| {
        hit.start += offset;
        hit.end += offset;
    });
    let cut = |at: u32, edge: usize, end: usize| at as usize == edge && edge != end;
    hits.retain(|hit| !cut(hit.start, from, 0) && !cut(hit.end, to, text.len()));
    hits
}

fn named_by(compiled: &Compiled, names: &[Box<[u8]>]) -> Named {
    let mut named = Named::new();
    for name in names {
        let name = &spread(name);
        for hit in hits_between(&compiled.set, name, 0, name.len()) {
            for identifier in &compiled.arms[hit.keyword as usize] {
                named
                    .entry(*identifier)
                    .or_insert_with(|| written(name, &hit));
            }
        }
    }
    named
}

fn written(text: &[u8], hit: &Hit) -> String {
    String::from_utf8_lossy(&text[hit.start as usize..hit.end as usize]).into_owned()
}

impl Field<'_> {
    /// A span of its own bytes, in those of the chunk.
    pub(super) fn in_chunk(&self, (start, end): (usize, usize)) -> (usize, usize) {
        (self.start + start, self.start + end)
    }

    /// A span of its own bytes, as the object's format counts.
    pub(super) fn in_object(&self, (start, end): (usize, usize)) -> (u64, u64) {
        (self.origin + start as u64, self.origin + end as u64)
    }

    /// The field as a scan sees it, but for the names over it.
    pub(super) fn judged(&self) -> judge::Field<'_> {
        judge::Field {
            text: self.text,
            range: (0, self.text.len()),
            owned: self.owned,
            by_distance: self.by_distance,
            hits: &self.hits,
            named: &[],
            in_order: false,
        }
    }

    /// The keywords of an identifier within sight of a span.
    pub(super) fn keywords<'f>(
        &'f self,
        compiled: &'f Compiled,
        identifier: u32,
        span: (usize, usize),
    ) -> impl Iterator<Item = &'f Hit> {
        let (from, to) = match self.by_distance {
            true => (
                proximity::back(self.text, span.0, 0, SIGHT),
                proximity::forward(self.text, span.1, self.text.len(), SIGHT),
            ),
            false => (0, self.text.len()),
        };
        let first = self.hits.partition_point(|hit| (hit.start as usize) < from);
        self.hits[first..]
            .iter()
            .take_while(move |hit| hit.start as usize <= to)
            .filter(move |hit| compiled.arms[hit.keyword as usize].contains(&identifier))
    }

    /// A keyword as seen from a span. `to_end` has a distance from before it
    /// go on to its end.
    pub(super) fn keyword(&self, hit: &Hit, span: (usize, usize), to_end: bool) -> Keyword {
        let (start, end) = (hit.start as usize, hit.end as usize);
        let (side, gap) = if end <= span.0 {
            (Side::Before, end..if to_end { span.1 } else { span.0 })
        } else if start >= span.1 {
            (Side::After, span.1..start)
        } else {
            (Side::Within, 0..0)
        };
        Keyword {
            text: written(self.text, hit),
            span: self.in_chunk((start, end)),
            side,
            distance: proximity::characters(&self.text[gap]),
            to_end: to_end && side == Side::Before,
        }
    }
}
