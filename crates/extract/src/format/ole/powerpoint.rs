//! PowerPoint before 2007: the texts in its tree of records.

use std::io::Read;

use bytes::Bytes;
use flate2::read::ZlibDecoder;
use tracie_finding::mime;

use super::compound::Compound;
use super::locked;
use super::strings::utf16;
use crate::budget::Budget;
use crate::bytes::little::{u16_at, u32_at};
use crate::extractor::{Entry, Fault, Whole};
use crate::format::metafile;
use crate::marks::Spot;
use crate::prepared::Prepared;

const HEADER: usize = 8;
const CHARACTERS: u16 = 0x0FA0;
const BYTES: u16 = 0x0FA8;
const STRING: u16 = 0x0FBA;
const OBJECT: u16 = 0x1011;
const ENCRYPTED: u16 = 0x2F14;
const DOCUMENT: u16 = 0x03E8;
const SLIDE: u16 = 0x03EE;
const FOOTERS: u16 = 0x0FD9;
const FOOTERS_SHOWN: u16 = 0x0FDA;
/// What of headers and footers is shown on slides.
const SHOWS_NUMBER: u16 = 8;
const SHOWS_FOOTER: u16 = 32;
/// Headers and footers of notes, by their instance.
const ON_NOTES: u16 = 4;
/// The string of a footer, by its instance.
const FOOTER: u16 = 2;

/// What stands in front of the user of an encrypted presentation.
const LOCKED: u32 = 0xF3D1_C4DF;

pub(crate) fn prepare(file: &Compound, folder: usize, budget: &Budget) -> Result<Prepared, Fault> {
    let user = file.read_in(folder, "Current User");
    let mut stream = file.read_in(folder, "PowerPoint Document");
    let is_locked = u32_at(&user, 12) == LOCKED;
    if is_locked {
        locked::presentation(&user, &mut stream, budget)?;
    }
    let mut walk = Walk {
        footers: Footers::default(),
        slides: 0,
        repeated: 0,
        text: String::new(),
        objects: Vec::new(),
    };
    walk.footers.read(&stream);
    walk.footers.read_master(&stream);
    walk.records(&stream);
    let Walk { text, objects, .. } = walk;
    if memchr::memmem::find(&stream, &ENCRYPTED.to_le_bytes()).is_some() && text.is_empty() {
        return Err(Fault::encrypted("encrypted: not analysed"));
    }
    let mut prepared = Prepared::new(mime::PPT);
    prepared.text(text, Spot::Nowhere);
    let pictures = file.read_in(folder, "Pictures");
    if is_locked && !pictures.is_empty() {
        prepared.fault(Fault::encrypted(
            "its pictures stay encrypted: not analysed",
        ));
    } else {
        prepared.text(drawings(&pictures), Spot::Nowhere);
    }
    for object in objects {
        prepared.member(object);
    }
    Ok(prepared)
}

/// A record: its version and instance, its type, and where its content lies.
#[derive(Clone, Copy)]
struct Record {
    head: u16,
    kind: u16,
    start: usize,
    end: usize,
}

impl Record {
    /// The record at an offset; none reaches beyond the one around it.
    fn at(stream: &[u8], at: usize, end: usize) -> Option<Record> {
        let start = at.checked_add(HEADER).filter(|start| *start <= end)?;
        let len = u32_at(stream, at + 4) as usize;
        Some(Record {
            head: u16_at(stream, at),
            kind: u16_at(stream, at + 2),
            start,
            end: start.saturating_add(len).min(end),
        })
    }

    fn is_container(self) -> bool {
        self.head & 0xF == 0xF
    }

    fn instance(self) -> u16 {
        self.head >> 4
    }
}

/// What all slides show: of the master, and what stands at the bottom of those
/// that say nothing of it themselves.
#[derive(Default)]
struct Footers {
    footer: String,
    /// What is shown on slides, and on the pages of notes that each has.
    shown: u16,
    shown_on_notes: u16,
    /// Texts of the master's own shapes; `*` may stand for the number.
    master: Vec<(String, bool)>,
}

const MASTER: u16 = 0x03F8;
const SHAPE: u16 = 0xF004;
const PLACEHOLDER: u16 = 0x0BC3;
const NUMBER: u16 = 0x0FD8;
/// The placeholder of the number of the slide.
const OF_NUMBER: u8 = 8;
/// Shapes of the master that are shown.
const MOST_SHAPES: usize = 100;
/// Bytes of what all slides show that are shown in all.
const MOST_REPEATED: usize = 16 << 20;

impl Footers {
    /// Looks for it in the document's record.
    fn read(&mut self, stream: &[u8]) {
        for document in records(stream, 0, stream.len()).filter(|it| it.kind == DOCUMENT) {
            let inner = records(stream, document.start, document.end);
            for footers in inner.filter(|it| it.kind == FOOTERS) {
                let on_notes = footers.instance() == ON_NOTES;
                for record in records(stream, footers.start, footers.end) {
                    let content = &stream[record.start..record.end];
                    match record.kind {
                        FOOTERS_SHOWN if on_notes => self.shown_on_notes = u16_at(content, 2),
                        FOOTERS_SHOWN => self.shown = u16_at(content, 2),
                        STRING if record.instance() == FOOTER && !on_notes => {
                            self.footer = utf16(content);
                        }
                        _ => {}
                    }
                }
            }
        }
    }

    /// Reads the first master.
    fn read_master(&mut self, stream: &[u8]) {
        let top = records(stream, 0, stream.len());
        if let Some(master) = top.into_iter().find(|it| it.kind == MASTER) {
            let mut left = vec![master];
            while let Some(around) = left.pop() {
                for record in records(stream, around.start, around.end) {
                    if record.kind == SHAPE && self.master.len() < MOST_SHAPES {
                        self.master.extend(shape(stream, record));
                    } else if record.is_container() && left.len() < MOST_SHAPES {
                        left.push(record);
                    }
                }
            }
        }
    }

    /// What of the master a slide shows.
    fn add_master(&self, slide: u64, text: &mut String) {
        for (said, numbered) in &self.master {
            match numbered {
                true => text.push_str(&said.replacen('*', &slide.to_string(), 1)),
                false => text.push_str(said),
            }
        }
    }

    /// What it adds to a slide.
    fn add(&self, slide: u64, text: &mut String) {
        if self.shown & SHOWS_FOOTER != 0 && !self.footer.is_empty() {
            text.push_str(&self.footer);
            text.push('\n');
        }
        if (self.shown | self.shown_on_notes) & SHOWS_NUMBER != 0 {
            text.push_str(&slide.to_string());
            text.push('\n');
        }
    }
}

/// The text of a shape of the master, and whether the number of the slide
/// stands in it; `None` if slides fill it themselves.
fn shape(stream: &[u8], shape: Record) -> Option<(String, bool)> {
    let (mut text, mut numbered) = (String::new(), false);
    let mut left = vec![shape];
    while let Some(around) = left.pop() {
        for inner in records(stream, around.start, around.end) {
            let content = &stream[inner.start..inner.end];
            match inner.kind {
                PLACEHOLDER
                    if content
                        .get(4)
                        .is_some_and(|it| !matches!(it, 0 | &OF_NUMBER)) =>
                {
                    return None;
                }
                NUMBER => numbered = true,
                _ if inner.is_container() => left.push(inner),
                kind => record(kind, content, &mut text),
            }
        }
    }
    (text.trim().len() > 1).then_some((text, numbered))
}

/// Records one behind the other.
fn records(stream: &[u8], from: usize, end: usize) -> impl Iterator<Item = Record> + '_ {
    let mut at = from;
    std::iter::from_fn(move || {
        let record = Record::at(stream, at, end)?;
        at = record.end;
        Some(record)
    })
}

/// What is gathered on the way through all records.
struct Walk {
    footers: Footers,
    slides: u64,
    /// Bytes of what all slides show, as often as it was shown.
    repeated: usize,
    text: String,
    objects: Vec<Entry<'static>>,
}

impl Walk {
    fn records(&mut self, stream: &Bytes) {
        let mut at = 0;
        // Where the records around end.
        let mut ends = vec![stream.len()];
        while let Some(end) = ends.last().copied() {
            let Some(record) = Record::at(stream, at, end) else {
                at = end;
                ends.pop();
                continue;
            };
            if record.kind == SLIDE {
                self.slides += 1;
                self.begin_slide(stream, record);
            }
            if record.is_container() {
                at = record.start;
                ends.push(record.end);
                continue;
            }
            match record.kind {
                OBJECT => self
                    .objects
                    .push(object(&stream.slice(at..record.end), self.objects.len())),
                kind => self::record(kind, &stream[record.start..record.end], &mut self.text),
            }
            at = record.end;
        }
    }

    /// What all slides show is shown on each, unless it has its own.
    fn begin_slide(&mut self, stream: &[u8], slide: Record) {
        if self.repeated > MOST_REPEATED {
            return;
        }
        let before = self.text.len();
        self.show_on_slide(stream, slide);
        self.repeated += self.text.len() - before;
    }

    fn show_on_slide(&mut self, stream: &[u8], slide: Record) {
        self.footers.add_master(self.slides, &mut self.text);
        let own = records(stream, slide.start, slide.end).find(|it| it.kind == FOOTERS);
        let Some(own) = own else {
            return self.footers.add(self.slides, &mut self.text);
        };
        let shown = records(stream, own.start, own.end).find(|it| it.kind == FOOTERS_SHOWN);
        let numbered = shown.is_some_and(|it| u16_at(stream, it.start + 2) & SHOWS_NUMBER != 0);
        if numbered {
            self.text.push_str(&self.slides.to_string());
            self.text.push('\n');
        }
    }
}

/// Kinds of pictures that are drawings: EMF, WMF, PICT.
const DRAWINGS: [u16; 3] = [0xF01A, 0xF01B, 0xF01C];
/// What their instances are, if two checksums stand in front.
const TWO: [u16; 3] = [0x3D5, 0x217, 0x543];
/// In front of a drawing, behind the checksums.
const ABOUT: usize = 34;
/// Bytes that a drawing may expand to, and the text of all of them.
const DRAWING: u64 = 16 << 20;
const MOST_TEXT: usize = 64 << 20;

/// The text of drawings among the pictures.
fn drawings(pictures: &[u8]) -> String {
    let mut text = String::new();
    for record in records(pictures, 0, pictures.len()) {
        if text.len() > MOST_TEXT {
            break;
        }
        let Some(which) = DRAWINGS.iter().position(|kind| *kind == record.kind) else {
            continue;
        };
        let sums = if TWO.contains(&record.instance()) {
            32
        } else {
            16
        };
        let content = &pictures[record.start..record.end];
        let Some(data) = content.get(sums + ABOUT..) else {
            continue;
        };
        let mut drawing = Vec::new();
        if content[sums + ABOUT - 2] == 0 {
            // What came before it went wrong counts.
            let _ = ZlibDecoder::new(data)
                .take(DRAWING)
                .read_to_end(&mut drawing);
        } else {
            drawing.extend_from_slice(data);
        }
        text.push_str(&match which {
            2 => metafile::pict(&drawing),
            _ => metafile::windows(&drawing),
        });
    }
    text
}

/// An embedded object, compressed or not.
fn object(record: &Bytes, number: usize) -> Entry<'static> {
    let compressed = u16_at(record, 0) >> 4 == 1;
    let behind = |len: usize| Whole::new(record.slice(len.min(record.len())..));
    let content: Box<dyn Read> = match compressed {
        true => Box::new(ZlibDecoder::new(behind(HEADER + 4))),
        false => Box::new(behind(HEADER)),
    };
    Entry {
        name: format!("object{}.bin", number + 1),
        modified: None,
        content: Ok(content),
    }
}

fn record(kind: u16, content: &[u8], text: &mut String) {
    let said = match kind {
        CHARACTERS | STRING => utf16(content),
        BYTES => content.iter().map(|byte| char::from(*byte)).collect(),
        _ => return,
    };
    text.extend(said.chars().map(|character| match character {
        '\r' | '\u{b}' => '\n',
        '\0'..='\u{8}' | '\u{c}' | '\u{e}'..='\u{1f}' => ' ',
        other => other,
    }));
    text.push('\n');
}
