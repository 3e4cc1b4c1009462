//! Outlook messages: their properties that are text, and attachments.

use encoding_rs::{Encoding, UTF_8};
use tracie_finding::mime;

use super::codepage;
use super::compound::Compound;
use super::strings::utf16;
use crate::bytes::little::{u16_at, u32_at};
use crate::extractor::{Entry, Whole};
use crate::format::rtf;
use crate::marks::Spot;
use crate::prepared::Prepared;

/// Messages may be attached to messages so deep.
const DEPTH: u32 = 10;

const SUBJECT: u16 = 0x0037;
const BODY: u16 = 0x1000;
const HTML: u16 = 0x1013;
const RTF: u16 = 0x1009;
const FILE: u16 = 0x3701;
const NAMES: [u16; 2] = [0x3707, 0x3704];

pub(crate) fn prepare(file: &Compound) -> Prepared {
    let mut prepared = Prepared::new(mime::MSG);
    message(file, 0, 32, DEPTH, &mut prepared);
    prepared
}

/// A message in a folder, of which the properties begin behind a header.
fn message(file: &Compound, folder: usize, header: usize, depth: u32, prepared: &mut Prepared) {
    let encoding = encoding_of(file, folder, header);
    let mut texts = Vec::new();
    let (mut html, mut rich) = (None, None);
    for id in file.children(folder) {
        match property(file.name(id)) {
            Some((HTML, 0x0102)) => html = Some(file.read(id)),
            Some((RTF, 0x0102)) => rich = Some(file.read(id)),
            Some((tag, 0x001F)) => texts.push((order(tag), utf16(&file.read(id)))),
            Some((tag, 0x001E)) => {
                texts.push((order(tag), encoding.decode(&file.read(id)).0.into_owned()));
            }
            _ => {}
        }
    }
    texts.sort_by_key(|it| it.0);
    let has_body = texts.iter().any(|it| it.0 == order(BODY));
    let mut lines: Vec<String> = texts.into_iter().map(|it| it.1).collect();
    lines.extend(html.map(|it| UTF_8.decode(&it).0.into_owned()));
    if let Some(rich) = rich
        .filter(|_| !has_body)
        .and_then(|it| rtf::decompress(&it))
    {
        lines.push(rtf::text(&rich).0);
    }
    prepared.text(lines.join("\n"), Spot::Nowhere);
    for id in file
        .children(folder)
        .into_iter()
        .filter(|id| file.is_folder(*id))
    {
        let name = file.name(id);
        if name.starts_with("__recip") {
            recipient(file, id, encoding, prepared);
        } else if name.starts_with("__attach") {
            attachment(file, id, encoding, depth, prepared);
        }
    }
}

/// The subject first, then the body, then all else.
fn order(tag: u16) -> u32 {
    match tag {
        SUBJECT => 0,
        BODY => 1,
        other => u32::from(other) + 2,
    }
}

fn recipient(file: &Compound, folder: usize, encoding: &'static Encoding, prepared: &mut Prepared) {
    let texts: Vec<String> = file
        .children(folder)
        .into_iter()
        .filter_map(|id| string(file, id, encoding))
        .collect();
    prepared.text(texts.join("\n"), Spot::Nowhere);
}

fn attachment(
    file: &Compound,
    folder: usize,
    encoding: &'static Encoding,
    depth: u32,
    prepared: &mut Prepared,
) {
    let children = file.children(folder);
    let embedded = children.iter().find(|id| file.is_folder(**id));
    if let (Some(id), Some(depth)) = (embedded, depth.checked_sub(1)) {
        return message(file, *id, 24, depth, prepared);
    }
    let named = |tag: u16| {
        children
            .iter()
            .find(|id| property(file.name(**id)).is_some_and(|it| it.0 == tag))
    };
    let name = NAMES
        .iter()
        .filter_map(|tag| named(*tag))
        .find_map(|id| string(file, *id, encoding));
    prepared.text(name.clone().unwrap_or_default(), Spot::Nowhere);
    if let Some(id) = named(FILE) {
        prepared.member(Entry {
            name: name.unwrap_or_else(|| "attachment".into()),
            modified: None,
            content: Ok(Box::new(Whole::new(file.read(*id)))),
        });
    }
}

fn string(file: &Compound, id: usize, encoding: &'static Encoding) -> Option<String> {
    match property(file.name(id))?.1 {
        0x001F => Some(utf16(&file.read(id))),
        0x001E => Some(encoding.decode(&file.read(id)).0.into_owned()),
        _ => None,
    }
}

/// The tag and type in the name of a stream.
fn property(name: &str) -> Option<(u16, u16)> {
    let digits = name.strip_prefix("__substg1.0_")?.get(..8)?;
    let both = u32::from_str_radix(digits, 16).ok()?;
    Some(((both >> 16) as u16, both as u16))
}

/// The encoding of strings that are not UTF-16, which a property tells.
fn encoding_of(file: &Compound, folder: usize, header: usize) -> &'static Encoding {
    let list = file
        .find_in(folder, "__properties_version1.0")
        .map(|id| file.read(id));
    let list = list.unwrap_or_default();
    let mut entries = list.get(header..).unwrap_or_default().chunks_exact(16);
    let told = entries.find(|it| matches!(u16_at(it, 2), 0x3FFD | 0x3FDE));
    codepage::by_number(told.map_or(1252, |it| u32_at(it, 8)))
}
