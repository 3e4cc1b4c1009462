//! PowerPoint before 2007: the texts in its tree of records.

mod footers;
mod numbers;
mod pictures;
mod records;
mod wordart;

use std::io::Read;
use std::mem;

use bytes::Bytes;
use encoding_rs::WINDOWS_1252;
use flate2::read::ZlibDecoder;
use tracie_finding::mime;

use self::footers::Footers;
use self::numbers::Automatic;
use self::records::{Record, STRING, records};
use super::compound::Compound;
use super::locked;
use crate::budget::Budget;
use crate::bytes::little::{u16_at, u32_at};
use crate::extractor::{Entry, Fault, Whole};
use crate::marks::Spot;
use crate::prepared::Prepared;

const HEADER: usize = 8;
const OBJECT: u16 = 0x1011;
const ENCRYPTED: u16 = 0x2F14;
const DOCUMENT: u16 = 0x03E8;
const SLIDE: u16 = 0x03EE;
const SHAPE: u16 = 0xF004;
const PROPERTIES_OF_SHAPE: u16 = 0xF00B;
const FOOTERS: u16 = 0x0FD9;
const FOOTERS_SHOWN: u16 = 0x0FDA;
/// What of headers and footers is shown on slides.
const SHOWS_NUMBER: u16 = 8;
/// What a text begins with, what its paragraphs and characters are like, and
/// how the paragraphs of a shape are numbered.
const TEXT: u16 = 0x0F9F;
const PROPERTIES: u16 = 0x0FA1;
const NUMBERS: u16 = 0x0FAC;
/// Records behind a text among which are its properties.
const MOST_BEHIND: usize = 8;
/// What later versions added, such as comments: behind a name that begins so.
const TAG: u16 = 0x138B;
const OWN: &str = "___PPT";
/// Bytes of what all slides show that are shown in all.
const MOST_REPEATED: usize = 16 << 20;

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
        numbers: Vec::new(),
        own: false,
        objects: Vec::new(),
    };
    walk.footers.read(&stream);
    walk.footers.read_master(&stream);
    walk.records(&stream);
    let Walk {
        mut text, objects, ..
    } = walk;
    if text.trim().is_empty() {
        // PowerPoint 95 kept its text, for those who search, beside records of
        // other kinds.
        let kept = file.read_in(folder, "Text_Content");
        records::add_line(
            &WINDOWS_1252.decode_without_bom_handling(&kept).0,
            &mut text,
        );
    }
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
        prepared.text(pictures::drawings(&pictures), Spot::Nowhere);
    }
    for object in objects {
        prepared.member(object);
    }
    Ok(prepared)
}

/// What is gathered on the way through all records.
struct Walk {
    footers: Footers,
    slides: u64,
    /// Bytes of what all slides show, as often as it was shown.
    repeated: usize,
    text: String,
    /// How the shape numbers its paragraphs.
    numbers: Vec<Option<Automatic>>,
    /// Whether what follows in a tag is PowerPoint's own.
    own: bool,
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
            if ends.len() == 1 && !record.fits(stream, at) {
                at = records::next_sound(stream, at + 1);
                continue;
            }
            self.begin(stream, record);
            if record.is_container() || record.kind == TAG && mem::take(&mut self.own) {
                at = record.start;
                ends.push(record.end);
                continue;
            }
            match record.kind {
                OBJECT => self
                    .objects
                    .push(object(&stream.slice(at..record.end), self.objects.len())),
                PROPERTIES_OF_SHAPE => {
                    let content = &stream[record.start..record.end];
                    wordart::add(record.instance(), content, &mut self.text);
                }
                _ => self.add_text(stream, record, end),
            }
            at = record.end;
        }
    }

    fn begin(&mut self, stream: &[u8], record: Record) {
        match record.kind {
            SLIDE => {
                self.slides += 1;
                self.begin_slide(stream, record);
            }
            SHAPE => self.numbers.clear(),
            NUMBERS => self.numbers = numbers::entries(&stream[record.start..record.end]),
            _ => {}
        }
    }

    /// Adds what a record says. Records beside it end somewhere.
    fn add_text(&mut self, stream: &[u8], record: Record, end: usize) {
        let Some(mut said) = records::said(record.kind, &stream[record.start..record.end]) else {
            return;
        };
        if record.kind == STRING {
            self.own = said.starts_with(OWN);
            if self.own {
                return;
            }
        } else if !self.numbers.is_empty() {
            let behind = records(stream, record.end, end).take(MOST_BEHIND);
            let mut behind = behind.take_while(|it| it.kind != TEXT);
            if let Some(it) = behind.find(|it| it.kind == PROPERTIES) {
                let properties = &stream[it.start..it.end];
                said = numbers::numbered(&said, properties, &self.numbers);
            }
        }
        records::add_line(&said, &mut self.text);
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
