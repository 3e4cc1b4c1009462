//! The properties of a document: title, author and the like.

use super::codepage;
use super::compound::Compound;
use super::strings::utf16;
use crate::bytes::little::{u16_at, u32_at};
use crate::marks::Spot;
use crate::prepared::Prepared;

const STREAMS: [&str; 2] = ["\u{5}SummaryInformation", "\u{5}DocumentSummaryInformation"];
/// More properties are not read.
const MOST: usize = 1000;
/// How many times larger than the section their text may be; they might lie in
/// each other.
const TIMES: usize = 4;

/// Adds all properties that are text.
pub(crate) fn add(file: &Compound, prepared: &mut Prepared) {
    let streams = STREAMS.iter().filter_map(|name| file.find_in(0, name));
    let texts: Vec<String> = streams.flat_map(|id| read(&file.read(id))).collect();
    prepared.text(texts.join("\n"), Spot::Nowhere);
}

fn read(bytes: &[u8]) -> Vec<String> {
    let sections = (u32_at(bytes, 24) as usize).min(2);
    (0..sections)
        .flat_map(|at| section(bytes, u32_at(bytes, 28 + 20 * at + 16) as usize))
        .collect()
}

fn section(bytes: &[u8], start: usize) -> Vec<String> {
    let section = bytes.get(start..).unwrap_or_default();
    let count = (u32_at(section, 4) as usize).min(MOST);
    let property = |at: usize| {
        (
            u32_at(section, 8 + 8 * at),
            u32_at(section, 12 + 8 * at) as usize,
        )
    };
    let encoding = (0..count).map(property).find(|it| it.0 == 1);
    let encoding = encoding.map_or(1252, |(_, at)| u32::from(u16_at(section, at + 4)));
    let encoding = codepage::by_number(encoding);
    let text = |(_, at): (u32, usize)| {
        let (kind, len) = (u32_at(section, at), u32_at(section, at + 4) as usize);
        let rest = section.get(at + 8..)?;
        let text = match kind {
            30 => encoding
                .decode(rest.get(..len)?)
                .0
                .trim_end_matches('\0')
                .to_owned(),
            31 => utf16(rest.get(..len.checked_mul(2)?)?),
            _ => return None,
        };
        (!text.trim().is_empty()).then_some(text)
    };
    let mut left = TIMES * section.len();
    (0..count)
        .map(property)
        .filter_map(text)
        .take_while(|text| {
            let rest = left.checked_sub(text.len());
            left = rest.unwrap_or(0);
            rest.is_some()
        })
        .collect()
}
