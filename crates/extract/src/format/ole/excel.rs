//! Excel before 2007: cells as records, one after the other, so that two far
//! apart cost no more than two side by side.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use bytes::Bytes;
use encoding_rs::Encoding;
use tracie_finding::mime;

use super::codepage;
use super::compound::Compound;
use super::locked;
use crate::budget::Budget;
use crate::bytes::little::{u16_at, u32_at};
use crate::extractor::{Extractor, Fault, Out, Step};
use crate::format::office::sheet::Grid;
use crate::format::office::shown::Shown;
use crate::format::office::strings::Strings;
use crate::marks::Spot;
use crate::prepared::Prepared;

pub(crate) fn prepare(file: &Compound, folder: usize, budget: &Budget) -> Result<Prepared, Fault> {
    let id = file
        .find_in(folder, "Workbook")
        .or_else(|| file.find_in(folder, "Book"));
    workbook(id.map(|id| file.read(id)).unwrap_or_default(), budget)
}

/// A workbook that lies in a compound file, or makes up a file alone.
pub(super) fn workbook(mut stream: Bytes, budget: &Budget) -> Result<Prepared, Fault> {
    locked::workbook(&mut stream, budget)?;
    let mut prepared = Prepared::new(mime::XLS);
    let book = Book::new(stream, budget.limits.window);
    prepared.reader(Box::new(book));
    Ok(prepared)
}

/// Records, each with what continues it.
struct Records<'a> {
    stream: &'a [u8],
    at: usize,
}

/// A record and the parts that it was cut into.
struct Record<'a> {
    at: usize,
    kind: u16,
    parts: Vec<&'a [u8]>,
}

const CONTINUE: u16 = 0x3C;
/// Records that hold nothing, one behind the other, where nothing was overwritten.
const MOST_EMPTY: usize = 4;
/// Parts of a record that are looked at; most of them are of eight kilobytes.
const MOST_PARTS: usize = 1 << 20;

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        let at = self.at;
        let (kind, first) = self.one()?;
        let mut parts = vec![first];
        while self.stream.len() >= self.at + 4 && u16_at(self.stream, self.at) == CONTINUE {
            let part = self.one()?.1;
            if parts.len() < MOST_PARTS {
                parts.push(part);
            }
        }
        Some(Record { at, kind, parts })
    }
}

impl<'a> Records<'a> {
    fn one(&mut self) -> Option<(u16, &'a [u8])> {
        let header = self.stream.get(self.at..self.at + 4)?;
        let start = self.at + 4;
        let end = (start + usize::from(u16_at(header, 2))).min(self.stream.len());
        self.at = end;
        Some((u16_at(header, 0), &self.stream[start..end]))
    }
}

/// A workbook, of which no more cells are in memory than go out at once: many
/// may show the same long string.
struct Book {
    stream: Bytes,
    /// Where the next record is; `None` once all were read.
    at: Option<usize>,
    window: usize,
    prepared: Prepared,
    /// Whether strings may be UTF-16.
    is_8: bool,
    encoding: &'static Encoding,
    /// Where sheets begin, and their names.
    sheets: HashMap<usize, Arc<str>>,
    /// Those that were not come upon.
    missing: HashSet<usize>,
    /// Whether the workbook or a sheet has begun and not ended. What begins with no such
    /// record has lost it.
    within: bool,
    /// How many records behind one another hold nothing there.
    gap: usize,
    strings: Strings,
    /// How numbers are shown, by formats and by styles.
    formats: HashMap<u16, Shown>,
    styles: Vec<Shown>,
    from_1904: bool,
    grid: Option<Grid>,
    /// Texts of comments and boxes on the sheet.
    notes: Vec<String>,
    /// The cell that a string is the value of.
    formula: Option<(u64, u64)>,
}

impl Extractor<'static> for Book {
    fn step(&mut self, out: &mut Out) -> Result<Step<'static>, Fault> {
        while self.prepared.is_empty()
            && let Some(at) = self.at
        {
            self.at = self.read(at)?;
        }
        self.prepared.step(out)
    }
}

impl Book {
    fn new(stream: Bytes, window: usize) -> Book {
        Book {
            stream,
            at: Some(0),
            window,
            prepared: Prepared::default(),
            is_8: true,
            encoding: codepage::by_number(1252),
            sheets: HashMap::new(),
            missing: HashSet::new(),
            within: true,
            gap: 0,
            strings: Strings::default(),
            formats: HashMap::new(),
            styles: Vec::new(),
            from_1904: false,
            grid: None,
            notes: Vec::new(),
            formula: None,
        }
    }

    /// Reads the record at an offset and tells where the next one is.
    fn read(&mut self, at: usize) -> Result<Option<usize>, Fault> {
        let stream = self.stream.clone();
        let mut records = Records {
            stream: &stream,
            at,
        };
        let Some(record) = records.next() else {
            self.end_sheet();
            if !self.missing.is_empty() {
                self.damaged("a sheet is not where it is said to be");
            }
            return Ok(None);
        };
        if record.kind == 0x2F {
            return Err(Fault::encrypted("encrypted: not analysed"));
        }
        self.record(&record);
        if self.grid.as_ref().is_some_and(Grid::is_full) {
            let batch = self.grid.as_mut().and_then(Grid::take);
            self.prepared.values(batch);
        }
        Ok(Some(records.at))
    }

    fn record(&mut self, record: &Record<'_>) {
        let data = record.parts[0];
        // What was overwritten, unless it pads the end. Some writers put one in between.
        let is_empty = record.kind == 0 && data.is_empty() && self.within;
        if self.gap > MOST_EMPTY && !is_empty {
            self.damaged("a part of it is empty");
        }
        self.gap = if is_empty { self.gap + 1 } else { 0 };
        match record.kind {
            0x809 | 0x409 | 0x209 | 0x09 => self.begin(record),
            0x0A => {
                self.within = false;
                self.end_sheet();
            }
            // What is told to be UTF-16 is not, where strings are narrow.
            0x42 if u16_at(data, 0) != 1200 => {
                self.encoding = codepage::by_number(u32::from(u16_at(data, 0)));
            }
            0x22 => self.from_1904 = u16_at(data, 0) == 1,
            0x85 => self.name_sheet(data),
            0xFC => {
                if let Err(fault) = shared(&record.parts, &mut self.strings) {
                    self.prepared.fault(fault);
                }
            }
            0x41E | 0x1E => self.format(data),
            0xE0 => self.style(data),
            0x1B6 => self.note(&record.parts),
            0x14 | 0x15 if data.len() > 2 => {
                let text = self.string(data, 0);
                self.notes.push(text);
            }
            0x207 => {
                if let Some((row, column)) = self.formula.take() {
                    let text = self.string(data, 0);
                    self.add(row, column, &text);
                }
            }
            _ => self.cell(record.kind, data),
        }
    }

    fn damaged(&mut self, how: &str) {
        self.prepared
            .fault(Fault::malformed(format!("damaged: {how}")));
    }

    /// The start of the workbook or of a sheet.
    fn begin(&mut self, record: &Record<'_>) {
        let data = record.parts[0];
        self.within = true;
        if record.at == 0 || u16_at(data, 2) == 0x05 {
            // The workbook decides; some writers say other things in sheets.
            self.is_8 = record.kind == 0x809 && u16_at(data, 0) >= 0x600;
        }
        if u16_at(data, 2) == 0x05 {
            return;
        }
        self.end_sheet();
        self.missing.remove(&record.at);
        let named = self.sheets.get(&record.at);
        let name = named.map_or_else(|| "Sheet".into(), Arc::clone);
        self.grid = Some(Grid::new(name, self.window));
    }

    fn end_sheet(&mut self) {
        let batch = self.grid.take().and_then(|mut grid| grid.finish());
        self.prepared.values(batch);
        let notes = std::mem::take(&mut self.notes);
        self.prepared.text(notes.join("\n"), Spot::Nowhere);
    }

    fn name_sheet(&mut self, data: &[u8]) {
        let len = usize::from(data.get(6).copied().unwrap_or(0));
        let name = match self.is_8 {
            true => wide_or_not(data.get(7..).unwrap_or_default(), len),
            false => self.narrow(data.get(7..).unwrap_or_default(), len),
        };
        let at = u32_at(data, 0) as usize;
        self.sheets.entry(at).or_insert_with(|| name.into());
        self.missing.insert(at);
    }

    /// A string with its length in front.
    fn string(&self, data: &[u8], at: usize) -> String {
        let len = usize::from(u16_at(data, at));
        let rest = data.get(at + 2..).unwrap_or_default();
        match self.is_8 {
            true => wide_or_not(rest, len),
            false => self.narrow(rest, len),
        }
    }

    fn narrow(&self, rest: &[u8], len: usize) -> String {
        let bytes = rest.get(..len).unwrap_or(rest);
        self.encoding
            .decode_without_bom_handling(bytes)
            .0
            .into_owned()
    }

    fn format(&mut self, data: &[u8]) {
        let code = match self.is_8 {
            true => self.string(data, 2),
            false => {
                let len = usize::from(data.get(2).copied().unwrap_or(0));
                self.narrow(data.get(3..).unwrap_or_default(), len)
            }
        };
        let shown = Shown::by(&code);
        self.formats.entry(u16_at(data, 0)).or_insert(shown);
    }

    fn style(&mut self, data: &[u8]) {
        let id = u16_at(data, 2);
        let own = self.formats.get(&id).copied();
        self.styles
            .push(own.unwrap_or(Shown::by_builtin(u32::from(id))));
    }

    /// A comment or the text of a box, which stands in what continues it.
    fn note(&mut self, parts: &[&[u8]]) {
        let mut left = usize::from(u16_at(parts[0], 10));
        let mut text = String::new();
        for part in parts.iter().skip(1) {
            let wide = part.first().is_some_and(|it| it & 1 != 0);
            let held = part.len().saturating_sub(1) / if wide { 2 } else { 1 };
            let len = held.min(left);
            text.push_str(&wide_or_not(part, len));
            left -= len;
            if left == 0 {
                break;
            }
        }
        self.notes.push(text);
    }

    fn cell(&mut self, kind: u16, data: &[u8]) {
        if data.len() < 6 {
            return;
        }
        let (row, column) = (
            u64::from(u16_at(data, 0)) + 1,
            u64::from(u16_at(data, 2)) + 1,
        );
        let style = u16_at(data, 4);
        match kind {
            0xFD => {
                let at = u32_at(data, 6) as usize;
                if !self.strings.has(at) {
                    self.prepared.fault(Strings::missing());
                }
                let text = String::from_utf8_lossy(self.strings.get(at)).into_owned();
                self.add(row, column, &text);
            }
            0x204 | 0xD6 => {
                let text = self.string(data, 6);
                self.add(row, column, &text);
            }
            0x203 => self.add_number(row, column, style, f64_at(data, 6)),
            0x27E => self.add_number(row, column, style, packed(u32_at(data, 6))),
            0xBD => {
                for at in (4..data.len().saturating_sub(7)).step_by(6) {
                    let column = column + (at as u64 - 4) / 6;
                    self.add_number(row, column, u16_at(data, at), packed(u32_at(data, at + 2)));
                }
            }
            0x06 | 0x406 | 0x206 => self.result(row, column, style, data),
            0x205 if data.get(7) == Some(&1) => self.add(row, column, error(data.get(6))),
            0x205 if data.get(7) == Some(&0) => {
                let text = if data.get(6) == Some(&1) {
                    "TRUE"
                } else {
                    "FALSE"
                };
                self.add(row, column, text);
            }
            _ => {}
        }
    }

    /// The cached value of a formula.
    fn result(&mut self, row: u64, column: u64, style: u16, data: &[u8]) {
        match (u16_at(data, 12), data.get(6)) {
            (0xFFFF, Some(0)) => self.formula = Some((row, column)),
            (0xFFFF, Some(1)) => {
                let text = if data.get(8) == Some(&1) {
                    "TRUE"
                } else {
                    "FALSE"
                };
                self.add(row, column, text);
            }
            (0xFFFF, Some(2)) => self.add(row, column, error(data.get(8))),
            (0xFFFF, _) => {}
            _ => self.add_number(row, column, style, f64_at(data, 6)),
        }
    }

    fn add_number(&mut self, row: u64, column: u64, style: u16, value: f64) {
        let shown = self.styles.get(usize::from(style)).copied();
        let text = shown.unwrap_or_default().text(value, self.from_1904);
        self.add(row, column, &text);
    }

    fn add(&mut self, row: u64, column: u64, text: &str) {
        if let Some(grid) = &mut self.grid {
            grid.cell(row, column, text.as_bytes());
        }
    }
}

/// What a cell shows that cannot be worked out.
pub(crate) fn error(code: Option<&u8>) -> &'static str {
    match code {
        Some(0x00) => "#NULL!",
        Some(0x07) => "#DIV/0!",
        Some(0x0F) => "#VALUE!",
        Some(0x17) => "#REF!",
        Some(0x1D) => "#NAME?",
        Some(0x24) => "#NUM!",
        Some(0x2A) => "#N/A",
        _ => "",
    }
}

/// Numbers in four bytes: an integer or the upper half of a float, perhaps in
/// hundredths.
pub(crate) fn packed(value: u32) -> f64 {
    let number = match value & 2 {
        0 => f64::from_bits(u64::from(value & !3) << 32),
        _ => f64::from(value as i32 >> 2),
    };
    if value & 1 == 1 {
        number / 100.0
    } else {
        number
    }
}

fn f64_at(data: &[u8], at: usize) -> f64 {
    let low = u64::from(u32_at(data, at));
    f64::from_bits(u64::from(u32_at(data, at + 4)) << 32 | low)
}

/// Characters behind a byte that says how wide they are.
fn wide_or_not(rest: &[u8], len: usize) -> String {
    let Some((flags, rest)) = rest.split_first() else {
        return String::new();
    };
    match flags & 1 {
        1 => super::strings::utf16(rest.get(..2 * len).unwrap_or(rest)),
        _ => rest
            .iter()
            .take(len)
            .map(|byte| char::from(*byte))
            .collect(),
    }
}

/// The strings that cells share, which may be cut anywhere; where one is cut
/// within its characters, it is told again how wide they are.
fn shared(parts: &[&[u8]], strings: &mut Strings) -> Result<(), Fault> {
    let mut input = Cut {
        parts,
        part: 0,
        at: 8,
    };
    let count = u32_at(parts[0], 4) as usize;
    for _ in 0..count {
        let Some(string) = input.string() else {
            return Err(Fault::malformed("damaged: its strings break off"));
        };
        strings.push(string.as_bytes())?;
    }
    Ok(())
}

/// Bytes in several parts.
struct Cut<'a> {
    parts: &'a [&'a [u8]],
    part: usize,
    at: usize,
}

impl Cut<'_> {
    fn string(&mut self) -> Option<String> {
        let len = usize::from(self.u16()?);
        let flags = self.byte()?;
        let runs = if flags & 8 != 0 {
            usize::from(self.u16()?)
        } else {
            0
        };
        let extra = if flags & 4 != 0 {
            usize::from(self.u16()?) + (usize::from(self.u16()?) << 16)
        } else {
            0
        };
        let text = self.characters(len, flags & 1 != 0)?;
        self.skip(runs.checked_mul(4)?.checked_add(extra)?);
        Some(text)
    }

    fn characters(&mut self, len: usize, mut wide: bool) -> Option<String> {
        let mut units: Vec<u16> = Vec::with_capacity(len);
        while units.len() < len {
            if self.at >= self.parts.get(self.part)?.len() {
                self.part += 1;
                self.at = 1;
                wide = self.parts.get(self.part)?.first()? & 1 != 0;
                continue;
            }
            let rest = &self.parts[self.part][self.at..];
            if wide && rest.len() >= 2 {
                units.push(u16_at(rest, 0));
                self.at += 2;
            } else {
                units.push(u16::from(rest[0]));
                self.at += 1;
            }
        }
        Some(String::from_utf16_lossy(&units))
    }

    fn byte(&mut self) -> Option<u8> {
        while self.at >= self.parts.get(self.part)?.len() {
            self.at -= self.parts[self.part].len();
            self.part += 1;
        }
        self.at += 1;
        Some(self.parts[self.part][self.at - 1])
    }

    fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    fn skip(&mut self, len: usize) {
        self.at = self.at.saturating_add(len);
        while let Some(part) = self.parts.get(self.part) {
            if self.at < part.len() {
                return;
            }
            self.at -= part.len();
            self.part += 1;
        }
    }
}
