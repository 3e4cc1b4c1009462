//! Numbers that PowerPoint gives to paragraphs by itself.
//!
//! A shape says in a list of its own how paragraphs are numbered; which entry of
//! it a paragraph has stands among the properties of its characters.

use crate::bytes::little::{u16_at, u32_at};

/// Entries of a list, which four bits tell apart.
const MOST: usize = 16;
/// Levels that are counted.
const LEVELS: usize = 10;
/// Numbers that are written as letters or in the Roman way.
const MOST_LETTERS: u32 = 260;
const MOST_ROMAN: u32 = 3999;

/// How paragraphs are numbered: the way of writing, and the first number.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Automatic {
    scheme: u16,
    start: u16,
}

/// A full stop behind an Arabic number, from one on.
const USUAL: Automatic = Automatic {
    scheme: 3,
    start: 1,
};

/// The list of a shape: how paragraphs with each of its entries are numbered,
/// if they are.
pub(super) fn entries(content: &[u8]) -> Vec<Option<Automatic>> {
    let mut fields = Fields(content);
    let mut entries = Vec::new();
    while entries.len() < MOST {
        let Some(entry) = entry(&mut fields) else {
            break;
        };
        entries.push(entry);
    }
    entries
}

fn entry(fields: &mut Fields<'_>) -> Option<Option<Automatic>> {
    let masks = fields.long()?;
    fields.pass(masks, 23, 2)?;
    let automatic = masks >> 25 & 1 == 1 && fields.short()? == 1;
    let told = match masks >> 24 & 1 {
        1 => Automatic {
            scheme: fields.short()?,
            start: fields.short()?,
        },
        _ => USUAL,
    };
    // What characters have, and in which languages.
    let masks = fields.long()?;
    fields.pass(masks, 20, 4)?;
    let masks = fields.long()?;
    for (bit, len) in [(0, 2), (1, 2), (2, 2), (6, 2), (5, 4)] {
        fields.pass(masks, bit, len)?;
    }
    if masks >> 9 & 1 == 1 {
        let tags = fields.long()? as usize;
        fields.skip(tags.checked_mul(4)?)?;
    }
    Some(automatic.then_some(told))
}

/// Text with the numbers of its paragraphs, by a list and the text's properties.
pub(super) fn numbered(said: &str, properties: &[u8], entries: &[Option<Automatic>]) -> String {
    let units = said.encode_utf16().count();
    let mut fields = Fields(properties);
    let paragraphs = runs(&mut fields, units, paragraph);
    let characters = runs(&mut fields, units, characters);
    let mut counts = [None; LEVELS];
    let mut text = String::with_capacity(said.len());
    let mut at = 0;
    for (index, line) in said.split('\r').enumerate() {
        if index > 0 {
            text.push('\r');
        }
        let (level, bulleted) = value(&paragraphs, at).unwrap_or((0, true));
        let entry = value(&characters, at).unwrap_or(0);
        let told = entries.get(entry).copied().flatten();
        let told = told.filter(|_| bulleted && !line.is_empty());
        if let Some(number) = count(&mut counts, level, told) {
            text.push_str(&number);
            text.push(' ');
        }
        text.push_str(line);
        at += line.encode_utf16().count() + 1;
    }
    text
}

/// The number of a paragraph of a level, as it is written.
fn count(
    counts: &mut [Option<(Automatic, u32)>; LEVELS],
    level: usize,
    told: Option<Automatic>,
) -> Option<String> {
    let level = level.min(LEVELS - 1);
    counts[level + 1..].fill(None);
    counts[level] = told.map(|told| match counts[level] {
        Some((same, number)) if same == told => (told, number + 1),
        _ => (told, u32::from(told.start)),
    });
    counts[level].map(|(told, number)| told.write(number))
}

impl Automatic {
    fn write(self, number: u32) -> String {
        let small = |text: String| text.to_ascii_lowercase();
        match self.scheme {
            0 => small(letters(number)) + ".",
            1 => letters(number) + ".",
            2 => format!("{number})"),
            4 => format!("({})", small(roman(number))),
            5 => small(roman(number)) + ")",
            6 => small(roman(number)) + ".",
            7 => roman(number) + ".",
            8 => format!("({})", small(letters(number))),
            9 => small(letters(number)) + ")",
            10 => format!("({})", letters(number)),
            11 => letters(number) + ")",
            12 => format!("({number})"),
            13 => number.to_string(),
            14 => format!("({})", roman(number)),
            15 => roman(number) + ")",
            // Others write digits of their own.
            _ => format!("{number}."),
        }
    }
}

/// A to Z, AA, BB and so on.
fn letters(number: u32) -> String {
    if number == 0 || number > MOST_LETTERS {
        return number.to_string();
    }
    let letter = char::from(b'A' + ((number - 1) % 26) as u8);
    std::iter::repeat_n(letter, 1 + (number as usize - 1) / 26).collect()
}

const ROMAN: [(u32, &str); 13] = [
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
];

fn roman(number: u32) -> String {
    if number == 0 || number > MOST_ROMAN {
        return number.to_string();
    }
    let (mut rest, mut text) = (number, String::new());
    for (value, letters) in ROMAN {
        while rest >= value {
            text.push_str(letters);
            rest -= value;
        }
    }
    text
}

/// Where properties end, in units of UTF-16, and what they are.
type Runs<T> = Vec<(usize, T)>;

/// Properties one behind the other, up to the end of a text; the end of the last
/// paragraph counts, too.
fn runs<T>(
    fields: &mut Fields<'_>,
    units: usize,
    read: fn(&mut Fields<'_>) -> Option<T>,
) -> Runs<T> {
    let (mut runs, mut end) = (Vec::new(), 0_usize);
    while end < units + 1 {
        let Some(len) = fields.long().filter(|len| *len > 0) else {
            break;
        };
        end = end.saturating_add(len as usize);
        let Some(it) = read(fields) else {
            break;
        };
        runs.push((end, it));
    }
    runs
}

fn value<T: Copy>(runs: &Runs<T>, at: usize) -> Option<T> {
    let run = runs.partition_point(|(end, _)| *end <= at);
    runs.get(run).map(|(_, it)| *it)
}

/// The level of a paragraph, and whether it may have a number.
fn paragraph(fields: &mut Fields<'_>) -> Option<(usize, bool)> {
    let level = usize::from(fields.short()?);
    let masks = fields.long()?;
    let flags = if masks & 0xF != 0 { fields.short()? } else { 1 };
    let told = masks & 1 == 0 || flags & 1 == 1;
    for (bit, len) in [(7, 2), (4, 2), (6, 2), (5, 4), (11, 2), (12, 2), (13, 2)] {
        fields.pass(masks, bit, len)?;
    }
    for (bit, len) in [(14, 2), (8, 2), (10, 2), (15, 2)] {
        fields.pass(masks, bit, len)?;
    }
    if masks >> 20 & 1 == 1 {
        let stops = usize::from(fields.short()?);
        fields.skip(4 * stops)?;
    }
    fields.pass(masks, 16, 2)?;
    if masks >> 17 & 7 != 0 {
        fields.skip(2)?;
    }
    fields.pass(masks, 21, 2)?;
    Some((level, told))
}

/// The entry of the list that characters have.
fn characters(fields: &mut Fields<'_>) -> Option<usize> {
    let masks = fields.long()?;
    let style = if masks & 0xFFFF != 0 {
        fields.short()?
    } else {
        0
    };
    for (bit, len) in [
        (16, 2),
        (21, 2),
        (22, 2),
        (23, 2),
        (17, 2),
        (18, 4),
        (19, 2),
    ] {
        fields.pass(masks, bit, len)?;
    }
    Some(usize::from(style >> 10 & 0xF))
}

/// Fields one behind the other, some of which are there if a bit says so.
struct Fields<'a>(&'a [u8]);

impl Fields<'_> {
    fn skip(&mut self, len: usize) -> Option<()> {
        self.0 = self.0.get(len..)?;
        Some(())
    }

    fn pass(&mut self, masks: u32, bit: u32, len: usize) -> Option<()> {
        match masks >> bit & 1 {
            1 => self.skip(len),
            _ => Some(()),
        }
    }

    fn short(&mut self) -> Option<u16> {
        let it = u16_at(self.0, 0);
        self.skip(2).map(|()| it)
    }

    fn long(&mut self) -> Option<u32> {
        let it = u32_at(self.0, 0);
        self.skip(4).map(|()| it)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_in_their_way() {
        let write = |scheme, number| Automatic { scheme, start: 1 }.write(number);
        for (scheme, number, text) in [
            (0, 3, "c."),
            (1, 28, "BB."),
            (2, 9, "9)"),
            (3, 12, "12."),
            (4, 14, "(xiv)"),
            (7, 1994, "MCMXCIV."),
            (9, 26, "z)"),
            (13, 5, "5"),
            (0, 65_535, "65535."),
            (6, 0, "0."),
        ] {
            assert_eq!(write(scheme, number), text);
        }
    }

    #[test]
    fn levels_count_on_their_own() {
        let mut counts = [None; LEVELS];
        let mut next = |level, told| count(&mut counts, level, told).unwrap_or_default();
        let letters = Automatic {
            scheme: 0,
            start: 2,
        };
        assert_eq!(next(0, Some(USUAL)), "1.");
        assert_eq!(next(1, Some(letters)), "b.");
        assert_eq!(next(1, Some(letters)), "c.");
        assert_eq!(next(0, Some(USUAL)), "2.");
        assert_eq!(next(1, Some(letters)), "b.");
        assert_eq!(next(0, None), "");
        assert_eq!(next(0, Some(USUAL)), "1.");
        assert_eq!(next(60_000, Some(USUAL)), "1.");
    }
}
