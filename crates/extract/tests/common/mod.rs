//! Reading whole content, and remembering all of it.
#![allow(dead_code, reason = "each test uses some of it")]

pub(crate) mod ole;
pub(crate) mod pack;
pub(crate) mod quine;

use tracie_extract::{Index, Limits, Opened, Outcome, Reader};
use tracie_finding::chunk::{Chunk, Layout};
use tracie_finding::detection::Status;
use tracie_finding::place::{Extent, Place};

/// One value of structured content.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Found {
    pub(crate) origin: u64,
    pub(crate) text: String,
    pub(crate) names: Vec<String>,
    pub(crate) place: Place,
}

/// All there is in an object.
#[derive(Debug)]
pub(crate) struct Everything {
    /// Values in the order of the object.
    pub(crate) values: Vec<Found>,
    /// Own parts of chunks of text, with their origin.
    pub(crate) texts: Vec<(u64, Vec<u8>)>,
    pub(crate) outcome: Outcome,
    pub(crate) mime_type: &'static str,
    pub(crate) extent: Extent,
    pub(crate) pieces: usize,
}

/// Limits that cut content into pieces of so many bytes.
pub(crate) fn cut_at(window: usize) -> Limits {
    let mut limits = Limits::default();
    // These are about text as it stands.
    limits.decode = false;
    limits.window = window;
    limits
}

/// Reads content that is not skipped.
pub(crate) fn read(content: &[u8], name: &str, limits: &Limits) -> Everything {
    match Reader::open(content, name, limits) {
        Opened::Reader(reader) => read_all(reader),
        skipped => panic!("{skipped:?}"),
    }
}

/// All text and values of content, one a line, and how that ended.
pub(crate) fn flat(content: &[u8], name: &str, limits: &Limits) -> (String, Status) {
    let all = read(content, name, limits);
    let texts = all
        .texts
        .iter()
        .map(|it| String::from_utf8_lossy(&it.1).into_owned());
    let values = all.values.iter().map(|it| it.text.clone() + "\n");
    (texts.chain(values).collect(), all.outcome.status)
}

/// Reads all that a reader has.
pub(crate) fn read_all(mut reader: Reader<'_>) -> Everything {
    let (mut index, mut extent) = (Index::new(), Extent::default());
    let (mut values, mut texts, mut pieces) = (Vec::new(), Vec::new(), 0);
    let mut offset = 0;
    while let Some(piece) = reader
        .next_piece(index.release())
        .expect("a slice cannot fail")
    {
        assert_eq!((piece.sequence(), piece.offset()), (pieces, offset));
        offset += piece.len() as u64;
        pieces += 1;
        index.build(piece);
        collect(&mut index, &extent, &mut values, &mut texts);
        extent = extent.then(&index.extent());
    }
    values.sort_by_key(|value| value.origin);
    let (outcome, mime_type) = (reader.outcome(), reader.mime_type());
    Everything {
        values,
        texts,
        outcome,
        mime_type,
        extent,
        pieces: pieces as usize,
    }
}

fn collect(
    index: &mut Index,
    before: &Extent,
    values: &mut Vec<Found>,
    texts: &mut Vec<(u64, Vec<u8>)>,
) {
    let mut found = Vec::new();
    for chunk in index.chunks() {
        if let Layout::Text { base } | Layout::Rows { base, .. } = chunk.layout {
            let own = &chunk.bytes[chunk.owned.0..chunk.owned.1];
            texts.push((base + chunk.owned.0 as u64, own.to_vec()));
        }
        found.extend(found_in(&chunk));
    }
    for (origin, text, names) in found {
        let place = index
            .place((origin, origin + text.len() as u64))
            .expect("all have places");
        values.push(Found {
            origin,
            text,
            names,
            place: place.after(before),
        });
    }
}

fn found_in(chunk: &Chunk<'_>) -> Vec<(u64, String, Vec<String>)> {
    let (Layout::Values { values, names } | Layout::Rows { values, names, .. }) = chunk.layout
    else {
        return Vec::new();
    };
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(
        values
            .windows(2)
            .all(|pair| pair[0].end <= pair[1].start && pair[0].origin < pair[1].origin)
    );
    let found = values.iter().map(|value| {
        let over = names
            .get(value.names)
            .iter()
            .map(|name| text(name))
            .collect();
        (value.origin, text(&chunk.bytes[value.range()]), over)
    });
    found.collect()
}
