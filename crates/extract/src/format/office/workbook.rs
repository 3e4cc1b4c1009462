//! Workbooks of Office Open XML: cells with their cached values.

use std::collections::{HashMap, HashSet};
use std::io::Read;
use std::sync::Arc;

use super::package::Package;
use super::relations;
use super::sheet::{Grid, LONGEST, date, is_builtin_date, is_date, number, position};
use super::strings::Strings;
use crate::extractor::{Extractor, Fault, Out, Step};
use crate::xml::{Event, Xml};

/// A sheet, hidden or not.
pub(crate) struct Sheet {
    pub(crate) name: Arc<str>,
    pub(crate) part: String,
}

/// The sheets of a workbook, and others that no workbook names.
pub(crate) fn sheets(package: &Package) -> Vec<Sheet> {
    let mut sheets = named(package).unwrap_or_default();
    let others = package.names().filter(|name| {
        name.starts_with("xl/worksheets/") && name.ends_with(".xml") && !name.contains("/_rels/")
    });
    let mut known: HashSet<String> = sheets
        .iter()
        .map(|it| it.part.to_ascii_lowercase())
        .collect();
    for part in others {
        if known.insert(part.to_ascii_lowercase()) {
            let stem = part.rsplit('/').next().unwrap_or(part);
            sheets.push(Sheet {
                name: stem.trim_end_matches(".xml").into(),
                part: part.to_owned(),
            });
        }
    }
    sheets
}

fn named(package: &Package) -> Option<Vec<Sheet>> {
    let workbook = "xl/workbook.xml";
    let targets = relations::targets(package, workbook);
    let mut xml = Xml::new(package.open(workbook)?.ok()?);
    let mut sheets = Vec::new();
    loop {
        match xml.next().ok()? {
            Event::Start if xml.name() == b"sheet" => {
                let id = xml.attribute(b"id").unwrap_or_default();
                if let Some(target) = targets.get(&id).filter(|_| sheets.len() < MOST_SHEETS) {
                    sheets.push(Sheet {
                        name: xml.attribute(b"name").unwrap_or_default().into(),
                        part: target.clone(),
                    });
                }
            }
            Event::Eof => return Some(sheets),
            _ => {}
        }
    }
}

/// More sheets are not named; many could be the same part.
pub(super) const MOST_SHEETS: usize = 10_000;

/// What all sheets of a workbook refer to.
#[derive(Clone, Default)]
pub(crate) struct Shared {
    strings: Arc<Strings>,
    /// By style, whether its numbers are dates.
    dates: Arc<Vec<bool>>,
    pub(crate) from_1904: bool,
    pub(crate) window: usize,
}

impl Shared {
    pub(crate) fn read(package: &Package, damaged: &mut Vec<Fault>) -> Shared {
        let strings = strings(package).unwrap_or_else(|(strings, fault)| {
            damaged.push(fault);
            strings
        });
        let workbook = package.read("xl/workbook.xml", 1 << 20).ok().flatten();
        let from_1904 = workbook.is_some_and(|it| {
            ["date1904=\"1\"", "date1904=\"true\""]
                .iter()
                .any(|told| memchr::memmem::find(&it, told.as_bytes()).is_some())
        });
        Shared {
            strings: Arc::new(strings),
            dates: Arc::new(dates(package).unwrap_or_default()),
            from_1904,
            window: 0,
        }
    }

    /// The strings, while nobody else has them.
    pub(crate) fn strings_mut(&mut self) -> &mut Strings {
        Arc::make_mut(&mut self.strings)
    }

    pub(crate) fn set_dates(&mut self, dates: Vec<bool>) {
        self.dates = Arc::new(dates);
    }

    pub(crate) fn string(&self, at: usize) -> &[u8] {
        self.strings.get(at)
    }

    /// Whether numbers of a style are dates.
    pub(crate) fn is_date(&self, style: usize) -> bool {
        self.dates.get(style).copied().unwrap_or(false)
    }

    /// What reads a sheet.
    pub(crate) fn reader(
        &self,
        content: Box<dyn Read>,
        sheet: Sheet,
    ) -> Box<dyn Extractor<'static>> {
        Box::new(Reader {
            xml: Xml::new(content),
            strings: Arc::clone(&self.strings),
            dates: Arc::clone(&self.dates),
            from_1904: self.from_1904,
            grid: Grid::new(sheet.name, self.window),
            row: 0,
            column: 0,
            cell: Cell::default(),
            text: Vec::new(),
            ended: false,
        })
    }
}

/// The strings of a workbook; what was read until it failed stays.
fn strings(package: &Package) -> Result<Strings, (Strings, Fault)> {
    let mut strings = Strings::default();
    match fill(&mut strings, package) {
        Ok(()) => Ok(strings),
        Err(fault) => Err((strings, fault)),
    }
}

fn fill(strings: &mut Strings, package: &Package) -> Result<(), Fault> {
    let Some(content) = package.open("xl/sharedStrings.xml") else {
        return Ok(());
    };
    let mut xml = Xml::new(content?);
    let mut within = 0_u32;
    loop {
        match xml.next()? {
            // How it is pronounced.
            Event::Start if xml.name() == b"rPh" => xml.skip_element()?,
            Event::Start if xml.name() == b"t" => within += 1,
            Event::End if xml.name() == b"t" => within = within.saturating_sub(1),
            Event::End if xml.name() == b"si" => strings.end()?,
            Event::Text if within > 0 => strings.extend(xml.text())?,
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// By style, whether its numbers are dates.
fn dates(package: &Package) -> Option<Vec<bool>> {
    let mut xml = Xml::new(package.open("xl/styles.xml")?.ok()?);
    let (mut own, mut dates, mut within) = (HashMap::new(), Vec::new(), false);
    loop {
        let id = |xml: &Xml<'_>| {
            xml.attribute(b"numFmtId")
                .and_then(|it| it.parse::<u32>().ok())
        };
        match xml.next().ok()? {
            Event::Start if xml.name() == b"numFmt" => {
                let code = xml.attribute(b"formatCode").unwrap_or_default();
                own.entry(id(&xml).unwrap_or(0)).or_insert(is_date(&code));
            }
            Event::Start if xml.name() == b"cellXfs" => within = true,
            Event::End if xml.name() == b"cellXfs" => within = false,
            Event::Start if within && xml.name() == b"xf" => {
                let id = id(&xml).unwrap_or(0);
                let own = own.get(&id).copied();
                dates.push(own.unwrap_or(is_builtin_date(id)));
            }
            Event::Eof => return Some(dates),
            _ => {}
        }
    }
}

/// Elements in each step.
const AT_ONCE: usize = 4096;

struct Reader {
    xml: Xml<'static>,
    strings: Arc<Strings>,
    dates: Arc<Vec<bool>>,
    from_1904: bool,
    grid: Grid,
    /// Where the current cell is.
    row: u64,
    column: u64,
    cell: Cell,
    /// What it holds.
    text: Vec<u8>,
    ended: bool,
}

#[derive(Default)]
struct Cell {
    kind: Kind,
    is_date: bool,
    /// Whether text belongs to the value.
    within: bool,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Kind {
    #[default]
    Number,
    Shared,
    Text,
    Boolean,
}

impl Extractor<'static> for Reader {
    fn step(&mut self, out: &mut Out) -> Result<Step<'static>, Fault> {
        for _ in 0..AT_ONCE {
            if self.ended {
                return Ok(self.grid.finish().map_or(Step::End, Step::Values));
            }
            if self.grid.is_full()
                && let Some(batch) = self.grid.take()
            {
                return Ok(Step::Values(batch));
            }
            match self.xml.next() {
                Ok(Event::Start) => self.start()?,
                Ok(Event::End) => self.end(out),
                Ok(Event::Text) => self.take_text(out),
                Ok(Event::Eof) => self.ended = true,
                Err(error) => return self.break_off(error),
            }
        }
        Ok(Step::More)
    }
}

impl Reader {
    /// What was gathered comes first, then the error again.
    fn break_off(&mut self, error: std::io::Error) -> Result<Step<'static>, Fault> {
        match self.grid.finish() {
            Some(batch) => Ok(Step::Values(batch)),
            None => Err(error.into()),
        }
    }

    fn start(&mut self) -> Result<(), Fault> {
        match self.xml.name() {
            b"row" => {
                let told = self.xml.attribute(b"r").and_then(|it| it.parse().ok());
                self.row = told.unwrap_or(self.row + 1);
                self.column = 0;
            }
            b"c" => self.start_cell(),
            b"v" | b"t" => self.cell.within = true,
            b"rPh" | b"f" => self.xml.skip_element()?,
            name if is_margin(name) => self.cell.within = true,
            _ => {}
        }
        Ok(())
    }

    fn start_cell(&mut self) {
        let told = self
            .xml
            .attribute(b"r")
            .and_then(|it| position(it.as_bytes()));
        (self.row, self.column) = told.unwrap_or((self.row.max(1), self.column + 1));
        let style = self
            .xml
            .attribute(b"s")
            .and_then(|it| it.parse::<usize>().ok());
        let dates = &self.dates;
        self.cell.is_date = dates.get(style.unwrap_or(0)).copied().unwrap_or(false);
        self.cell.kind = match self.xml.attribute(b"t").as_deref() {
            Some("s") => Kind::Shared,
            Some("b") => Kind::Boolean,
            None | Some("n") => Kind::Number,
            Some(_) => Kind::Text,
        };
        self.text.clear();
    }

    fn take_text(&mut self, _out: &mut Out) {
        if self.cell.within {
            self.text.extend_from_slice(self.xml.text());
            if self.text.len() > LONGEST {
                self.grid.cell(self.row, self.column, &self.text);
                self.text.clear();
            }
        }
    }

    fn end(&mut self, out: &mut Out) {
        match self.xml.name() {
            b"v" | b"t" => self.cell.within = false,
            b"c" => self.end_cell(),
            name if is_margin(name) => {
                self.cell.within = false;
                // What is printed at the top and bottom of pages.
                out.text.append(&mut self.text);
                out.end_line();
            }
            _ => {}
        }
    }

    fn end_cell(&mut self) {
        let raw = self.text.trim_ascii();
        let parse = || std::str::from_utf8(raw).ok()?.parse::<f64>().ok();
        let text: Vec<u8> = match self.cell.kind {
            Kind::Text => self.text.clone(),
            Kind::Shared => {
                let at = std::str::from_utf8(raw).ok().and_then(|it| it.parse().ok());
                at.map(|at| self.strings.get(at).to_vec())
                    .unwrap_or_default()
            }
            Kind::Boolean if raw == b"1" => b"TRUE".to_vec(),
            Kind::Boolean if raw == b"0" => b"FALSE".to_vec(),
            Kind::Number if self.cell.is_date => parse()
                .and_then(|days| date(days, self.from_1904))
                .map_or(raw.to_vec(), String::into_bytes),
            Kind::Number if raw.iter().any(|it| matches!(it, b'.' | b'E' | b'e')) => {
                parse().map_or(raw.to_vec(), |it| number(it).into_bytes())
            }
            Kind::Number | Kind::Boolean => raw.to_vec(),
        };
        self.grid.cell(self.row, self.column, &text);
        self.text.clear();
    }
}

fn is_margin(name: &[u8]) -> bool {
    matches!(
        name,
        b"oddHeader"
            | b"oddFooter"
            | b"evenHeader"
            | b"evenFooter"
            | b"firstHeader"
            | b"firstFooter"
    )
}
