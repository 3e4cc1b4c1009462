//! Content comes out the same however it is cut.

use tracie_extract::{Index, Limits, Opened, Reader};
use tracie_finding::chunk::{Chunk, Layout};
use tracie_finding::detection::Status;
use tracie_finding::place::{Extent, Place};

use crate::input::Input;

/// Every so many bytes of text the place is compared.
const STRIDE: u64 = 7;

/// A value: its origin, text, names and place.
type Value = (u64, Vec<u8>, Vec<Vec<u8>>, Option<Place>);

/// All that one reading gave.
#[derive(Debug, Default, PartialEq)]
struct Everything {
    mime_type: &'static str,
    skipped: bool,
    analysed: u64,
    extent: Extent,
    values: Vec<Value>,
    /// Runs of text, those that touch joined.
    texts: Vec<(u64, Vec<u8>)>,
    places: Vec<(u64, Option<Place>)>,
}

/// Reads content in one piece and in small ones, and under limits so tight
/// that hardly anything keeps its structure.
pub fn check(data: &[u8]) {
    let Some(input) = Input::new(data) else {
        return;
    };
    let whole = read(&input, &Limits::default());
    let mut limits = Limits::default();
    limits.window = input.window();
    let cut = read(&input, &limits);
    assert_eq!(cut, whole, "in pieces of {} bytes", input.window());
    // What is text and what is not depends on these: only that it ends well.
    limits.max_window = input.window() * 2;
    limits.max_values = input.window() / 8;
    limits.json_depth = input.window() / 16;
    limits.head = input.window();
    limits.max_match = 0;
    limits.look_behind = 0;
    read(&input, &limits);
}

/// Reads content as a scan does: again as text if its structure breaks late.
fn read(input: &Input<'_>, limits: &Limits) -> Everything {
    let (everything, again) = read_all(Reader::open(input.content, input.name(), limits));
    if !again {
        return everything;
    }
    let (everything, again) = read_all(Reader::open_as_text(input.content, input.name(), limits));
    assert!(!again, "text has no structure to break");
    everything
}

fn read_all(opened: Opened<'_>) -> (Everything, bool) {
    let Opened::Reader(mut reader) = opened else {
        let skipped = Everything {
            skipped: true,
            ..Everything::default()
        };
        return (skipped, false);
    };
    let mut all = Everything::default();
    let (mut index, mut sequence) = (Index::new(), 0);
    while let Some(piece) = reader.next_piece(index.release()).expect("it is in memory") {
        assert_eq!((piece.sequence(), piece.offset()), (sequence, all.analysed));
        (sequence, all.analysed) = (sequence + 1, all.analysed + piece.len() as u64);
        index.build(piece);
        all.take(&mut index);
    }
    let outcome = reader.outcome();
    if matches!(outcome.status, Status::Skipped(_)) {
        all = Everything {
            skipped: true,
            ..Everything::default()
        };
    } else {
        assert_eq!(outcome.bytes_analysed, all.analysed);
        all.values.sort_by_key(|value| value.0);
    }
    all.mime_type = reader.mime_type();
    (all, outcome.reread_as_text)
}

impl Everything {
    fn take(&mut self, index: &mut Index) {
        let mut values = Vec::new();
        let (before, mut texts) = (self.extent, Vec::new());
        for chunk in index.chunks() {
            if let Layout::Text { base } | Layout::Rows { base, .. } = chunk.layout {
                texts.push((base, chunk.owned, chunk.bytes.to_vec()));
            }
            values.extend(values_of(&chunk));
        }
        for (origin, text, names) in values {
            let end = origin + text.len() as u64;
            let place = index.place((origin, end)).map(|it| it.after(&before));
            index.path_names(origin);
            self.values.push((origin, text, names, place));
        }
        for (base, (start, end), bytes) in texts {
            let own = (base + start as u64, base + end as u64);
            self.places_in(own, index);
            self.text(own.0, &bytes[start..end]);
        }
        self.extent = before.then(&index.extent());
    }

    fn places_in(&mut self, (start, end): (u64, u64), index: &mut Index) {
        for origin in (start..end).filter(|origin| origin % STRIDE == 0) {
            let place = index.place((origin, origin + 1));
            let place = place.map(|it| it.after(&self.extent));
            self.places.push((origin, place));
        }
    }

    fn text(&mut self, origin: u64, bytes: &[u8]) {
        match self.texts.last_mut() {
            _ if bytes.is_empty() => {}
            Some((start, text)) if *start + text.len() as u64 == origin => text.extend(bytes),
            _ => self.texts.push((origin, bytes.to_vec())),
        }
    }
}

fn values_of(chunk: &Chunk<'_>) -> Vec<(u64, Vec<u8>, Vec<Vec<u8>>)> {
    let (Layout::Values { values, names } | Layout::Rows { values, names, .. }) = chunk.layout
    else {
        return Vec::new();
    };
    let found = values.iter().map(|value| {
        let over = names.get(value.names).iter().map(|it| it.to_vec());
        (
            value.origin,
            chunk.bytes[value.range()].to_vec(),
            over.collect(),
        )
    });
    found.collect()
}
