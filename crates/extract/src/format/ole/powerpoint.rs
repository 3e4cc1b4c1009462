//! PowerPoint before 2007: the texts in its tree of records.

use std::io::Read;

use flate2::read::ZlibDecoder;
use tracie_finding::mime;

use super::compound::Compound;
use super::strings::utf16;
use crate::extractor::{Entry, Fault, Whole};
use crate::format::zip::{u16_at, u32_at};
use crate::marks::Spot;
use crate::prepared::Prepared;

const HEADER: usize = 8;
const CHARACTERS: u16 = 0x0FA0;
const BYTES: u16 = 0x0FA8;
const STRING: u16 = 0x0FBA;
const OBJECT: u16 = 0x1011;
const ENCRYPTED: u16 = 0x2F14;

pub(crate) fn prepare(file: &Compound, folder: usize) -> Result<Prepared, Fault> {
    let user = file.read_in(folder, "Current User");
    if u32_at(&user, 12) == 0xF3D1_C4DF {
        return Err(Fault::encrypted("encrypted: not analysed"));
    }
    let stream = file.read_in(folder, "PowerPoint Document");
    let (mut text, mut objects) = (String::new(), Vec::new());
    walk(&stream, &mut text, &mut objects);
    if memchr::memmem::find(&stream, &ENCRYPTED.to_le_bytes()).is_some() && text.is_empty() {
        return Err(Fault::encrypted("encrypted: not analysed"));
    }
    let mut prepared = Prepared::new(mime::PPT);
    prepared.text(text, Spot::Nowhere);
    for object in objects {
        prepared.member(object);
    }
    Ok(prepared)
}

/// Goes through the records; none reaches beyond the one around it.
fn walk(stream: &[u8], text: &mut String, objects: &mut Vec<Entry<'static>>) {
    let mut at = 0;
    // Where the records around end.
    let mut ends = vec![stream.len()];
    while let Some(end) = ends.last().copied() {
        if at + HEADER > end {
            at = end;
            ends.pop();
            continue;
        }
        let kind = u16_at(stream, at + 2);
        let content = at + HEADER;
        let next = content
            .saturating_add(u32_at(stream, at + 4) as usize)
            .min(end);
        if u16_at(stream, at) & 0xF == 0xF {
            at = content;
            ends.push(next);
            continue;
        }
        match kind {
            OBJECT => objects.push(object(&stream[at..next], objects.len())),
            _ => record(kind, &stream[content..next], text),
        }
        at = next;
    }
}

/// An embedded object, compressed or not.
fn object(record: &[u8], number: usize) -> Entry<'static> {
    let compressed = u16_at(record, 0) >> 4 == 1;
    let content = record.get(HEADER..).unwrap_or_default();
    let content: Box<dyn Read> = match compressed {
        true => {
            let data = content.get(4..).unwrap_or_default().to_vec();
            Box::new(ZlibDecoder::new(Whole::new(data)))
        }
        false => Box::new(Whole::new(content.to_vec())),
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
