//! PowerPoint before 2007: the texts in its tree of records.

use tracie_finding::mime;

use super::compound::Compound;
use super::strings::utf16;
use crate::extractor::Fault;
use crate::format::zip::{u16_at, u32_at};
use crate::marks::Spot;
use crate::prepared::Prepared;

const HEADER: usize = 8;
const CHARACTERS: u16 = 0x0FA0;
const BYTES: u16 = 0x0FA8;
const STRING: u16 = 0x0FBA;
const ENCRYPTED: u16 = 0x2F14;

pub(crate) fn prepare(file: &Compound) -> Result<Prepared, Fault> {
    let user = file.find("Current User").map(|id| file.read(id)).unwrap_or_default();
    if u32_at(&user, 12) == 0xF3D1_C4DF {
        return Err(Fault::encrypted("encrypted: not analysed"));
    }
    let stream = file.find("PowerPoint Document").map(|id| file.read(id)).unwrap_or_default();
    let mut text = String::new();
    walk(&stream, &mut text);
    if memchr::memmem::find(&stream, &ENCRYPTED.to_le_bytes()).is_some() && text.is_empty() {
        return Err(Fault::encrypted("encrypted: not analysed"));
    }
    let mut prepared = Prepared::new(mime::PPT);
    prepared.text(text, Spot::Nowhere);
    Ok(prepared)
}

/// Goes through the records; none reaches beyond the one around it.
fn walk(stream: &[u8], text: &mut String) {
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
        let next = content.saturating_add(u32_at(stream, at + 4) as usize).min(end);
        if u16_at(stream, at) & 0xF == 0xF {
            at = content;
            ends.push(next);
            continue;
        }
        record(kind, &stream[content..next], text);
        at = next;
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
