//! Workbooks whose parts are binary records (xlsb).

use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Read};

use super::package::Package;
use super::relations;
use super::sheet::Grid;
use super::shown::Shown;
use super::strings::Strings;
use super::workbook::{MOST_SHEETS, Shared, Sheet};
use crate::bytes::little::{u16_at, u32_at};
use crate::extractor::{Extractor, Fault, Out, Step};
use crate::format::ole::{error, packed};

pub(crate) const WORKBOOK: &str = "xl/workbook.bin";

/// Reads records.
struct Records<R> {
    input: BufReader<R>,
    data: Vec<u8>,
}

/// The longest record that is held.
const LONGEST: u64 = 16 << 20;

impl<R: Read> Records<R> {
    fn new(input: R) -> Records<R> {
        Records {
            input: BufReader::with_capacity(64 << 10, input),
            data: Vec::new(),
        }
    }

    /// The number of the next record; `None` at the end.
    fn next(&mut self) -> io::Result<Option<u32>> {
        if self.input.fill_buf()?.is_empty() {
            return Ok(None);
        }
        let first = self.byte()?;
        let kind = match first & 0x80 {
            0 => u32::from(first),
            _ => u32::from(first & 0x7F) | u32::from(self.byte()? & 0x7F) << 7,
        };
        let mut len = 0;
        for n in 0..4 {
            let byte = self.byte()?;
            len |= u64::from(byte & 0x7F) << (7 * n);
            if byte & 0x80 == 0 {
                break;
            }
        }
        self.data.clear();
        let held = len.min(LONGEST);
        if ((&mut self.input).take(held).read_to_end(&mut self.data)? as u64) < held {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        io::copy(&mut (&mut self.input).take(len - held), &mut io::sink())?;
        Ok(Some(kind))
    }

    fn byte(&mut self) -> io::Result<u8> {
        let mut byte = [0; 1];
        self.input.read_exact(&mut byte)?;
        Ok(byte[0])
    }
}

/// A string of 16-bit units behind their number, and where it ends.
fn string(data: &[u8], at: usize) -> (String, usize) {
    let start = at + 4;
    let len = match u32_at(data, at) {
        u32::MAX => 0,
        len => (len as usize).saturating_mul(2),
    };
    let end = start.saturating_add(len).min(data.len());
    let bytes = data.get(start..end).unwrap_or_default();
    let units = bytes
        .chunks_exact(2)
        .map(|it| u16::from_le_bytes([it[0], it[1]]));
    let text = char::decode_utf16(units).map(|it| it.unwrap_or(char::REPLACEMENT_CHARACTER));
    (text.collect(), end)
}

/// The sheets of a workbook, hidden or not.
pub(crate) fn sheets(package: &Package) -> Vec<Sheet> {
    let targets = relations::targets(package, WORKBOOK);
    let mut sheets = Vec::new();
    let Some(Ok(content)) = package.open(WORKBOOK) else {
        return sheets;
    };
    let mut records = Records::new(content);
    while let Ok(Some(kind)) = records.next() {
        if kind == 156 {
            let (id, end) = string(&records.data, 8);
            let (name, _) = string(&records.data, end);
            if let Some(part) = targets.get(&id).filter(|_| sheets.len() < MOST_SHEETS) {
                sheets.push(Sheet {
                    name: name.into(),
                    part: part.clone(),
                });
            }
        }
    }
    sheets
}

/// What all sheets refer to.
pub(crate) fn shared(package: &Package, damaged: &mut Vec<Fault>) -> Shared {
    let mut shared = Shared::default();
    let strings = shared.strings_mut();
    if let Some(content) = package.open("xl/sharedStrings.bin")
        && let Err(fault) = content.and_then(|it| {
            let mut records = Records::new(it);
            while let Some(kind) = records.next()? {
                if kind == 19 {
                    strings.push(string(&records.data, 1).0.as_bytes())?;
                }
            }
            Ok(())
        })
    {
        damaged.push(fault);
    }
    shared.set_styles(styles(package).unwrap_or_default());
    if let Some(Ok(content)) = package.open(WORKBOOK) {
        let mut records = Records::new(content);
        while let Ok(Some(kind)) = records.next() {
            if kind == 153 {
                shared.from_1904 = u32_at(&records.data, 0) & 1 == 1;
            }
        }
    }
    shared
}

/// By style, how its numbers are shown.
fn styles(package: &Package) -> Option<Vec<Shown>> {
    let mut records = Records::new(package.open("xl/styles.bin")?.ok()?);
    let (mut own, mut styles, mut within) = (HashMap::new(), Vec::new(), false);
    while let Some(kind) = records.next().ok()? {
        let data = &records.data;
        match kind {
            44 => {
                let shown = Shown::by(&string(data, 2).0);
                own.entry(u16_at(data, 0)).or_insert(shown);
            }
            617 => within = true,
            618 => within = false,
            47 if within => {
                let id = u16_at(data, 2);
                let told = own.get(&id).copied();
                styles.push(told.unwrap_or(Shown::by_builtin(u32::from(id))));
            }
            _ => {}
        }
    }
    Some(styles)
}

/// What reads a sheet.
pub(crate) fn reader(
    content: Box<dyn Read>,
    sheet: Sheet,
    shared: &Shared,
) -> Box<dyn Extractor<'static>> {
    Box::new(Reader {
        records: Records::new(content),
        grid: Grid::new(sheet.name, shared.window),
        shared: shared.clone(),
        row: 0,
        lacks: false,
        ended: false,
    })
}

/// What reads the comments of a sheet.
pub(crate) fn comments(content: Box<dyn Read>) -> Box<dyn Extractor<'static>> {
    Box::new(Comments(Records::new(content)))
}

struct Comments(Records<Box<dyn Read>>);

impl Extractor<'static> for Comments {
    fn step(&mut self, out: &mut Out) -> Result<Step<'static>, Fault> {
        match self.0.next()? {
            None => return Ok(Step::End),
            // Who commented, and what.
            Some(632) => out.push(&string(&self.0.data, 0).0),
            Some(637) => out.push(&string(&self.0.data, 1).0),
            Some(_) => {}
        }
        out.end_line();
        Ok(Step::More)
    }
}

/// Records in each step.
const AT_ONCE: usize = 4096;

struct Reader {
    records: Records<Box<dyn Read>>,
    shared: Shared,
    grid: Grid,
    row: u64,
    /// Whether a string is not there.
    lacks: bool,
    ended: bool,
}

impl Extractor<'static> for Reader {
    fn step(&mut self, out: &mut Out) -> Result<Step<'static>, Fault> {
        for _ in 0..AT_ONCE {
            if self.ended {
                return match self.grid.finish() {
                    Some(batch) => Ok(Step::Values(batch)),
                    None if self.lacks => Err(Strings::missing()),
                    None => Ok(Step::End),
                };
            }
            if self.grid.is_full()
                && let Some(batch) = self.grid.take()
            {
                return Ok(Step::Values(batch));
            }
            match self.records.next() {
                Ok(Some(kind)) => self.record(kind, out),
                Ok(None) => self.ended = true,
                // What was gathered comes first, then the error again.
                Err(error) => {
                    return match self.grid.finish() {
                        Some(batch) => Ok(Step::Values(batch)),
                        None => Err(error.into()),
                    };
                }
            }
        }
        Ok(Step::More)
    }
}

impl Reader {
    fn record(&mut self, kind: u32, out: &mut Out) {
        let data = &self.records.data;
        match kind {
            0 => self.row = u64::from(u32_at(data, 0)) + 1,
            // What is printed at the top and bottom of pages.
            479 => {
                let mut at = 2;
                while at + 4 <= data.len() {
                    let (text, end) = string(data, at);
                    out.push(&text);
                    out.end_line();
                    at = end.max(at + 4);
                }
            }
            2..=11 | 62 => {
                let style = (u32_at(data, 4) & 0x00FF_FFFF) as usize;
                self.lacks |= kind == 7 && self.shared.string(u32_at(data, 8) as usize).is_none();
                let text = self.text(kind, data, style);
                let column = u64::from(u32_at(data, 0)) + 1;
                self.grid.cell(self.row, column, &text);
            }
            _ => {}
        }
    }

    /// What a cell shows.
    fn text(&self, kind: u32, data: &[u8], style: usize) -> Vec<u8> {
        let shown = self.shared.shown(style);
        let value = |value: f64| shown.text(value, self.shared.from_1904).into_bytes();
        let real = || {
            let bytes = data.get(8..).and_then(<[u8]>::first_chunk);
            bytes.map_or(0.0, |it| f64::from_le_bytes(*it))
        };
        match kind {
            2 => value(packed(u32_at(data, 8))),
            3 | 11 => error(data.get(8)).as_bytes().to_vec(),
            4 | 10 => match data.get(8) {
                Some(0) => b"FALSE".to_vec(),
                _ => b"TRUE".to_vec(),
            },
            5 | 9 => value(real()),
            6 | 8 => string(data, 8).0.into_bytes(),
            7 => self
                .shared
                .string(u32_at(data, 8) as usize)
                .map_or_else(Vec::new, <[u8]>::to_vec),
            62 => string(data, 9).0.into_bytes(),
            _ => Vec::new(),
        }
    }
}
