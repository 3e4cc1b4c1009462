//! Content read and searched as in a scan, up to the place that is asked for,
//! and explained there.

use std::cmp::Reverse;

use anyhow::Context as _;
use tracie::Place;
use tracie::extract::{Index, Outcome, Reader};
use tracie::finding::chunk::{Chunk, Layout, Value};
use tracie::finding::detection::Status;
use tracie::finding::place::Extent;
use tracie::identify::explain::{Explainer, Explanation};
use tracie::identify::{Carry, Detector, Scratch};

use super::content::Content;
use super::excerpt::Excerpt;
use super::wanted::Wanted;

/// Bytes before a place in which something may begin that reaches into it.
const REACH: usize = 4 << 10;

/// An explanation with its place and what stands around it.
pub(crate) struct Told {
    pub(crate) explanation: Explanation,
    pub(crate) place: Option<Place>,
    pub(crate) excerpt: Excerpt,
}

impl Told {
    /// By the start, longer spans first.
    fn order(&self) -> (u64, Reverse<u64>) {
        let (start, end) = self.explanation.origin;
        (start, Reverse(end))
    }
}

/// What was told of some content.
pub(crate) struct Reading {
    /// In the order of the content.
    pub(crate) told: Vec<Told>,
    /// What it was read as.
    pub(crate) mime_type: &'static str,
    /// What there is to say of that.
    pub(crate) remark: Option<String>,
    /// Why some of it was not read, if that is so.
    pub(crate) unread: Option<String>,
    /// Whether the place is in it.
    pub(crate) reached: bool,
}

impl Reading {
    /// Takes out what was rejected within a match, and says how much.
    pub(crate) fn hide_within_matches(&mut self) -> usize {
        let matches = self.told.iter().map(|it| &it.explanation);
        let matches = matches.filter(|it| it.verdict.counts());
        let matches: Vec<(u64, u64)> = matches.map(|it| it.origin).collect();
        let all = self.told.len();
        self.told.retain(|it| {
            let (start, end) = it.explanation.origin;
            let within = |(from, to): &(u64, u64)| *from <= start && end <= *to;
            it.explanation.verdict.is_accepted() || !matches.iter().any(within)
        });
        all - self.told.len()
    }
}

/// Reads content and explains what is at a place.
pub(crate) fn read(
    explainer: &Explainer,
    content: &Content,
    wanted: &Wanted,
) -> anyhow::Result<Reading> {
    let mut reading = read_as(explainer, content, wanted, false)?;
    if reading.1 {
        reading = read_as(explainer, content, wanted, true)?;
    }
    Ok(reading.0)
}

/// Also says whether the content must be read once more, as plain text.
fn read_as(
    explainer: &Explainer,
    content: &Content,
    wanted: &Wanted,
    as_text: bool,
) -> anyhow::Result<(Reading, bool)> {
    let mut reader = content.open(as_text)?;
    let mut walk = Walk::new(explainer, wanted);
    walk.pieces(&mut reader)
        .with_context(|| format!("cannot read {}", content.name))?;
    let outcome = reader.outcome();
    let reading = Reading {
        told: walk.told,
        mime_type: reader.mime_type(),
        unread: unread(&outcome),
        remark: outcome.remark,
        reached: walk.reached,
    };
    Ok((reading, outcome.reread_as_text && !as_text))
}

fn unread(outcome: &Outcome) -> Option<String> {
    let (how, reason) = match outcome.status {
        Status::Complete => return None,
        Status::Partial(reason) => ("part of it was not read", reason),
        Status::Skipped(reason) => ("it was not read", reason),
    };
    let why = outcome
        .remark
        .as_deref()
        .map_or(String::new(), |it| format!(" ({it})"));
    Some(format!("{how}: {}{why}", reason.code()))
}

/// A walk over the pieces of content.
struct Walk<'a> {
    explainer: &'a Explainer,
    wanted: &'a Wanted,
    detector: Detector,
    scratch: Scratch,
    /// What stands before the piece.
    before: Extent,
    carry: Carry,
    told: Vec<Told>,
    reached: bool,
}

impl<'a> Walk<'a> {
    fn new(explainer: &'a Explainer, wanted: &'a Wanted) -> Walk<'a> {
        let detector = explainer.detector();
        Walk {
            explainer,
            wanted,
            scratch: detector.scratch(),
            detector,
            before: Extent::default(),
            carry: Carry::default(),
            told: Vec::new(),
            reached: false,
        }
    }

    fn pieces(&mut self, reader: &mut Reader<'_>) -> std::io::Result<()> {
        let mut index = Index::new();
        let mut member = None;
        while let Some(piece) = reader.next_piece(index.release())? {
            if piece.member() != member {
                // Places are those in the member.
                (member, self.before) = (piece.member(), Extent::default());
            }
            index.build(piece);
            let extent = index.extent();
            let first = self.told.len();
            if self.wanted.may_be_in(&self.before, &extent) {
                self.piece(&mut index);
            }
            // The chunks of one piece interleave.
            self.told[first..].sort_by_key(Told::order);
            self.pass(&index);
            self.before = self.before.then(&extent);
        }
        Ok(())
    }

    /// Takes note of what is found in a piece, for the ones after it.
    fn pass(&mut self, index: &Index) {
        let mut matches = Vec::new();
        for chunk in index.chunks() {
            self.detector
                .scan(&mut self.scratch, &chunk, &self.carry, &mut matches);
        }
        matches.sort();
        self.carry.advance(&matches);
    }

    fn piece(&mut self, index: &mut Index) {
        for n in 0.. {
            let Some(chunk) = index.chunks().nth(n) else {
                return;
            };
            match chunk.layout {
                Layout::Text { .. } | Layout::Rows { .. } => self.text(index, n),
                Layout::Values { values, .. } => {
                    let values = values.to_vec();
                    self.values(index, n, values);
                }
            }
        }
    }

    /// The values of a chunk that are at the place.
    fn values(&mut self, index: &mut Index, n: usize, mut values: Vec<Value>) {
        if *self.wanted != Wanted::Everything {
            values.retain(|value| {
                let place = place(index, &self.before, (value.origin, value.origin + 1));
                place.is_some_and(|place| self.wanted.has(&place))
            });
        }
        self.reached |= !values.is_empty();
        let Some(chunk) = index.chunks().nth(n) else {
            return;
        };
        let Layout::Values { names, .. } = chunk.layout else {
            return;
        };
        let layout = Layout::Values {
            values: &values,
            names,
        };
        let told = self.explainer.explain(&Chunk { layout, ..chunk });
        let told = told.into_iter().map(|it| {
            let at = values.partition_point(|value| value.end as usize <= it.span.0);
            let field = values
                .get(at)
                .map_or(it.span, |value| (value.start as usize, value.end as usize));
            (Excerpt::of(chunk.bytes, field, &it), it)
        });
        let told: Vec<_> = told.collect();
        self.tell(index, told);
    }

    /// The part of a text that is at the place.
    fn text(&mut self, index: &mut Index, n: usize) {
        let Some((from, to)) = self.span_in_text(index, n) else {
            return;
        };
        self.reached = true;
        let Some(chunk) = index.chunks().nth(n) else {
            return;
        };
        let first = match self.wanted {
            Wanted::Everything => chunk.owned.0,
            _ => from.saturating_sub(REACH).max(chunk.owned.0),
        };
        let carry = self.carry_up_to(&chunk, first);
        let told = self.explain_all(&chunk, (first, to.min(chunk.owned.1)), &carry);
        let told = told
            .into_iter()
            .filter(|it| it.span.0 < to && from < it.span.1)
            .map(|it| (Excerpt::of(chunk.bytes, (0, chunk.bytes.len()), &it), it));
        let told: Vec<_> = told.collect();
        self.tell(index, told);
    }

    /// What the matches of a text up to a position leave for those after it.
    fn carry_up_to(&mut self, chunk: &Chunk<'_>, end: usize) -> Carry {
        let mut carry = self.carry.clone();
        let before = Chunk {
            owned: (chunk.owned.0, end),
            ..*chunk
        };
        let mut matches = Vec::new();
        self.detector
            .scan(&mut self.scratch, &before, &carry, &mut matches);
        carry.advance(&matches);
        carry
    }

    /// Explains a part of a text, and as much behind it as its matches
    /// overlap: a match gives way to a longer one that begins there.
    fn explain_all(
        &self,
        chunk: &Chunk<'_>,
        (from, mut to): (usize, usize),
        carry: &Carry,
    ) -> Vec<Explanation> {
        loop {
            let owned = (from, to.max(from));
            let told = self
                .explainer
                .explain_after(&Chunk { owned, ..*chunk }, carry);
            let accepted = told.iter().filter(|it| it.verdict.is_accepted());
            let reach = accepted.map(|it| it.span.1).max().unwrap_or(0);
            if reach.min(chunk.owned.1) <= to {
                return told;
            }
            to = reach.min(chunk.owned.1);
        }
    }

    /// Where in the bytes of a text the place is.
    fn span_in_text(&self, index: &mut Index, n: usize) -> Option<(usize, usize)> {
        let chunk = index.chunks().nth(n)?;
        let (Layout::Text { base } | Layout::Rows { base, .. }) = chunk.layout else {
            return None;
        };
        let (start, end) = (chunk.owned.0, chunk.bytes.len());
        // A page counts as its place, as a line does.
        let (line, column) = match *self.wanted {
            Wanted::Everything => return Some((start, chunk.owned.1)),
            Wanted::Line { line, column } => (line, column),
            Wanted::Page(page) => (page, None),
            _ => return None,
        };
        let on_page = matches!(self.wanted, Wanted::Page(_));
        let mut at = |wanted: (u64, u64)| {
            let before = |at: usize| {
                let at = base + at as u64;
                let place = place(index, &self.before, (at, at + 1));
                position(place.as_ref(), on_page) < wanted
            };
            first(start, end, before)
        };
        let span = match column {
            None => (at((line, 0)), at((line + 1, 0))),
            Some(column) => (at((line, column)), at((line, column + 1))),
        };
        (span.0 < span.1).then_some(span)
    }

    fn tell(&mut self, index: &mut Index, told: Vec<(Excerpt, Explanation)>) {
        for (excerpt, explanation) in told {
            let place = self.place_to_show(index, explanation.origin);
            self.told.push(Told {
                explanation,
                place,
                excerpt,
            });
        }
    }

    /// The place, without a path that would give away a value.
    fn place_to_show(&mut self, index: &mut Index, origin: (u64, u64)) -> Option<Place> {
        let mut place = place(index, &self.before, origin)?;
        if let Place::Record { json_path, .. } = &mut place {
            let names = index.path_names(origin.0);
            let detector = &self.detector;
            if detector.path_sensitive(&mut detector.scratch(), &names) {
                *json_path = None;
            }
        }
        Some(place)
    }
}

fn place(index: &mut Index, before: &Extent, origin: (u64, u64)) -> Option<Place> {
    Some(index.place(origin)?.after(before))
}

/// The line and the character of it, or the page.
fn position(place: Option<&Place>, on_page: bool) -> (u64, u64) {
    match place {
        Some(Place::Page { number }) if on_page => (*number, 0),
        Some(Place::Line {
            start,
            start_column,
            ..
        }) => (*start, *start_column),
        _ => (0, 0),
    }
}

/// The first of some ascending positions that is not before what is wanted.
fn first(mut from: usize, mut to: usize, mut before: impl FnMut(usize) -> bool) -> usize {
    while from < to {
        let middle = from.midpoint(to);
        if before(middle) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    from
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use tracie::{Scanner, Selection};

    use super::*;

    const SSN: &str = "USA_SOCIAL_SECURITY_NUMBER";

    fn selection() -> Selection {
        Selection::Include(vec![SSN.into(), "CREDIT_CARD_NUMBER".into(), "PKCS".into()])
    }

    fn explainer() -> Explainer {
        Explainer::new(&selection(), &[]).expect("they compile")
    }

    /// Lines of synthetic numbers, more than one piece holds.
    fn lines(write: impl Fn(usize) -> String) -> Vec<u8> {
        (1..=60_000).map(write).collect::<String>().into_bytes()
    }

    fn words_of_line(n: usize) -> String {
        match n % 20_000 {
            0 => "ssn 512-58-3904\n".into(),
            1 => "-----BEGIN PRIVATE KEY-----\nMIIBVQIBADANBgkqhkiG9w0BAQEFAASCAT8w\n".into(),
            7 => "visa 4897397746477370\n".into(),
            _ => format!("line {n} has nothing to say here\n"),
        }
    }

    fn found(reading: &Reading) -> Vec<String> {
        let counts = reading
            .told
            .iter()
            .filter(|it| it.explanation.verdict.counts());
        counts.map(|it| format!("{:?}", it.place)).collect()
    }

    #[test]
    fn all_that_a_scan_finds_is_explained() {
        let scanner = Scanner::builder()
            .managed(selection())
            .build()
            .expect("it builds");
        for (name, bytes) in [
            ("notes.txt", lines(words_of_line)),
            ("people.csv", table()),
            ("people.jsonl", records()),
        ] {
            let result = scanner.scan_bytes(name, &bytes);
            let counted: u64 = result.detections.iter().map(|it| it.count).sum();
            let content = Content::given(name, bytes);
            let reading = read(&explainer(), &content, &Wanted::Everything).expect("it is read");
            assert_eq!(reading.mime_type, result.mime_type);
            assert_eq!(found(&reading).len() as u64, counted, "{name}");
            assert!(counted > 0, "{name}");
        }
    }

    fn table() -> Vec<u8> {
        let mut table = b"id,ssn,note\n".to_vec();
        table.extend(lines(|n| match n % 20_000 {
            0 => format!("{n},512-58-3904,\"a \"\"quoted\"\" note: 512-58-3904\"\n"),
            _ => format!("{n},,nothing to say here\n"),
        }));
        table
    }

    fn records() -> Vec<u8> {
        lines(|n| match n % 20_000 {
            0 => format!("{{\"id\": {n}, \"ssn\": \"512-58-\\u0033904\"}}\n"),
            _ => format!("{{\"id\": {n}, \"ssn\": null, \"note\": \"nothing\"}}\n"),
        })
    }

    fn told(name: &str, bytes: Vec<u8>, wanted: &Wanted) -> String {
        let content = Content::given(name, bytes);
        let reading = read(&explainer(), &content, wanted).expect("it is read");
        assert!(reading.reached);
        let mut text = String::new();
        for it in &reading.told {
            let step = it
                .explanation
                .verdict
                .step()
                .map_or("found", |step| step.name());
            let place = it.place.as_ref().map(crate::explain::story::place);
            write!(text, "{}: {step};", place.unwrap_or_default()).expect("to a string");
        }
        text
    }

    #[test]
    fn a_place_in_a_later_piece_is_reached() {
        let line = |line, column| Wanted::Line { line, column };
        let text = || lines(words_of_line);
        for (wanted, expected) in [
            (line(20_001, None), "line 20001, column 5: found;"),
            (line(40_002, Some(5)), "line 40002, column 5: found;"),
            (line(40_002, Some(4)), ""),
            (line(20_009, None), "line 20009, column 6: check;"),
            (line(30_000, None), ""),
        ] {
            assert_eq!(told("notes.txt", text(), &wanted), expected, "{wanted}");
        }
    }

    #[test]
    fn cells_and_records_in_a_later_piece_are_reached() {
        let cell = |row, column| Wanted::Cell { row, column };
        let record = |record, path: Option<&str>| Wanted::Record {
            record,
            path: path.map(str::to_owned),
        };
        assert_eq!(
            told("people.csv", table(), &cell(40_001, None)),
            "row 40001, column 2 \"ssn\": found;row 40001, column 3 \"note\": keyword;"
        );
        assert_eq!(
            told("people.csv", table(), &cell(60_001, Some(3))),
            "row 60001, column 3 \"note\": keyword;"
        );
        for path in [None, Some("$.ssn")] {
            assert_eq!(
                told("people.jsonl", records(), &record(39_999, path)),
                "record 39999, $.ssn: found;"
            );
        }
    }
}
