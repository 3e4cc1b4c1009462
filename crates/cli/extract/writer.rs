//! Text with its places.

use std::io::{self, Write};

use tracie::extract::Index;
use tracie::finding::chunk::{Chunk, Layout, Names};
use tracie::finding::place::Extent;

use super::place;

/// Writes pieces as they come.
pub(crate) struct Writer<W> {
    out: W,
    plain: bool,
    /// Whether fields come without their names.
    names: bool,
    member: Option<u64>,
    /// What stands before the piece.
    before: Extent,
    /// Whether a line of text is not complete yet.
    within_line: bool,
    /// The same of text that is written as it stands.
    open: bool,
}

/// Text with the origin of its first byte.
type Run = (u64, Vec<u8>);

impl<W: Write> Writer<W> {
    pub(crate) fn new(out: W, plain: bool, names: bool) -> Writer<W> {
        Writer {
            out,
            plain,
            names,
            member: None,
            before: Extent::default(),
            within_line: false,
            open: false,
        }
    }

    pub(crate) fn piece(&mut self, index: &mut Index, path: Option<&str>) -> io::Result<()> {
        let member = index.piece().member();
        if member != self.member {
            self.end_line()?;
            if std::mem::take(&mut self.open) {
                // What the next file begins with is no part of this line.
                writeln!(self.out)?;
            }
            (self.member, self.before) = (member, Extent::default());
            if let Some(path) = path.filter(|_| !self.plain) {
                writeln!(self.out, "== {}", tracie::report::visible(path))?;
            }
        }
        if self.plain {
            return self.texts(index);
        }
        let mut runs: Vec<Run> = index.chunks().flat_map(|chunk| runs(&chunk)).collect();
        runs.sort_by_key(|run| run.0);
        for (origin, text) in runs {
            self.placed(index, origin, &text)?;
        }
        self.before = self.before.then(&index.extent());
        Ok(())
    }

    /// Text alone; a field has its names in front.
    fn texts(&mut self, index: &Index) -> io::Result<()> {
        let chunks: Vec<Chunk<'_>> = index.chunks().collect();
        let mut spans = Vec::new();
        for (at, chunk) in chunks.iter().enumerate() {
            match chunk.layout {
                Layout::Text { base } | Layout::Rows { base, .. } => {
                    let (from, to) = chunk.owned;
                    spans.push((base + from as u64, at, from..to, None));
                }
                Layout::Values { values, .. } => {
                    spans.extend(
                        values
                            .iter()
                            .map(|it| (it.origin, at, it.range(), Some(it.names))),
                    );
                }
            }
        }
        // Chunks of cells and of what is between them take turns.
        if !spans.is_sorted_by_key(|it| it.0) {
            spans.sort_by_key(|it| it.0);
        }
        for (_, at, range, over) in spans {
            let (chunk, text) = (&chunks[at], &chunks[at].bytes[range]);
            if let (Layout::Values { names, .. }, Some(over)) = (chunk.layout, over) {
                if self.names {
                    self.over(names, over)?;
                }
                self.out.write_all(text)?;
                self.out.write_all(b"\n")?;
                self.open = false;
            } else {
                self.out.write_all(text)?;
                self.open = text.last().map_or(self.open, |it| *it != b'\n');
            }
        }
        Ok(())
    }

    /// The names over a field.
    fn over(&mut self, names: &Names, over: u32) -> io::Result<()> {
        for name in names.get(over) {
            self.out.write_all(name)?;
            self.out.write_all(b" ")?;
        }
        Ok(())
    }

    pub(crate) fn finish(mut self) -> io::Result<W> {
        self.end_line()?;
        Ok(self.out)
    }

    fn end_line(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.within_line) {
            writeln!(self.out)?;
        }
        Ok(())
    }

    fn placed(&mut self, index: &mut Index, origin: u64, text: &[u8]) -> io::Result<()> {
        let mut at = origin;
        for line in text.split_inclusive(|byte| *byte == b'\n') {
            if !self.within_line {
                let place = index.place((at, at + 1));
                let place = place.map(|it| place::in_words(&it.after(&self.before)));
                if let Some(place) = place.filter(|it| !it.is_empty()) {
                    write!(self.out, "{}\t", tracie::report::visible(&place))?;
                }
            }
            at += line.len() as u64;
            self.within_line = !line.ends_with(b"\n");
            let line = String::from_utf8_lossy(line.trim_ascii_end());
            write!(self.out, "{}", tracie::report::visible(&line))?;
            if !self.within_line {
                writeln!(self.out)?;
            }
        }
        Ok(())
    }
}

/// The texts of a chunk.
fn runs(chunk: &Chunk<'_>) -> Vec<Run> {
    match chunk.layout {
        Layout::Text { base } | Layout::Rows { base, .. } => {
            let (from, to) = chunk.owned;
            vec![(base + from as u64, chunk.bytes[from..to].to_vec())]
        }
        Layout::Values { values, .. } => {
            let run = |value: &tracie::finding::chunk::Value| {
                let mut text = chunk.bytes[value.range()].to_vec();
                text.push(b'\n');
                (value.origin, text)
            };
            values.iter().map(run).collect()
        }
    }
}
