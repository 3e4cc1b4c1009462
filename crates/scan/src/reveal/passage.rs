//! Reading an object for what is in it, and once more for the text at some
//! places.

use std::mem;

use tracie_extract::{Index, Piece};
use tracie_finding::chunk::{Chunk, Layout};
use tracie_finding::detection::ObjectResult;
use tracie_source::{Body, Object, Trouble};

use super::availability::unavailable;
use super::wanted::Texts;
use super::{LONGEST, RevealError};
use crate::analysis::Analysis;
use crate::engine::Engine;
use crate::guard::guard;
use crate::object::{meta, result};
use crate::reading::{Mode, Subject, next_piece};

/// What is found in an object, and as what it was read in the end.
pub(super) fn search(
    engine: &Engine,
    object: &Object,
) -> Result<(ObjectResult, Mode), RevealError> {
    let told = analysis(engine, object, Mode::Told)?;
    let (analysis, mode) = match told.reread_as_text {
        true => (analysis(engine, object, Mode::Text)?, Mode::Text),
        false => (told, Mode::Told),
    };
    Ok((result(meta(&object.bucket, &object.key), analysis), mode))
}

fn analysis(engine: &Engine, object: &Object, mode: Mode) -> Result<Analysis, RevealError> {
    let mut space = engine.take();
    let body = open(object)?;
    let at = body.anywhere();
    let analysis = engine.read(body, at, Subject::of(object), mode, &mut space);
    engine.put(space);
    Ok(analysis)
}

fn open(object: &Object) -> Result<Body, RevealError> {
    object.open().map_err(|it| told(&it))
}

fn told(trouble: &Trouble) -> RevealError {
    unavailable(&format!("its object: {}", trouble.remark))
}

/// The texts at some spans, which are in order.
pub(super) fn read(
    engine: &Engine,
    object: &Object,
    mode: Mode,
    spans: &[(u64, u64)],
) -> Result<Texts, RevealError> {
    let mut texts = Texts::new();
    let mut left = spans;
    let body = open(object)?;
    let at = body.anywhere();
    let skipped = |it: Analysis| unavailable(&it.remark.unwrap_or_default());
    let mut reader = engine
        .open(body, at, Subject::of(object), mode)
        .map_err(skipped)?;
    let (mut index, mut spare) = (Index::new(), Piece::default());
    while !left.is_empty() {
        let piece = next_piece(&mut reader, mem::take(&mut spare)).map_err(|it| told(&it))?;
        let Some(piece) = piece else { break };
        let (here, after) = left.split_at(within(left, &piece));
        left = after;
        if here.is_empty() {
            spare = piece;
            continue;
        }
        guard(|| {
            index.build(piece);
            for span in here {
                let text = index.chunks().find_map(|chunk| text_at(&chunk, *span));
                texts.extend(text.map(|text| (*span, text)));
            }
            spare = index.release();
        })
        .map_err(|it| told(&it))?;
    }
    Ok(texts)
}

/// How many of the spans begin before the end of a piece.
fn within(spans: &[(u64, u64)], piece: &Piece) -> usize {
    let end = piece.offset() + piece.len() as u64;
    spans.partition_point(|span| span.0 < end)
}

/// The text at a span, if it begins in a chunk.
fn text_at(chunk: &Chunk<'_>, span: (u64, u64)) -> Option<String> {
    let length = usize::try_from(span.1.checked_sub(span.0)?).ok()?;
    let (start, end) = match chunk.layout {
        Layout::Text { base } | Layout::Rows { base, .. } => {
            let start = usize::try_from(span.0.checked_sub(base)?).ok()?;
            let owned = (chunk.owned.0..chunk.owned.1).contains(&start);
            (start, owned.then_some(chunk.bytes.len())?)
        }
        Layout::Values { values, .. } => {
            let next = values.partition_point(|value| value.origin <= span.0);
            let value = values.get(next.checked_sub(1)?)?;
            let start = value.start as usize + usize::try_from(span.0 - value.origin).ok()?;
            let end = value.end as usize;
            (start, (start + length <= end).then_some(end)?)
        }
    };
    let bytes = chunk.bytes.get(start..end.min(start + length))?;
    Some(
        String::from_utf8_lossy(bytes)
            .chars()
            .take(LONGEST)
            .collect(),
    )
}
