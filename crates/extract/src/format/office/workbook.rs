//! Workbooks of Office Open XML: cells with their cached values.

use std::collections::{HashMap, HashSet};
use std::io::Read;
use std::sync::Arc;

use super::breaks_off;
use super::margin;
use super::package::Package;
use super::plain::{self, Next};
use super::relations;
use super::sheet::{Grid, LONGEST, date, position};
use super::shown::Shown;
use super::strings::Strings;
use crate::bytes::number::rewrite;
use crate::extractor::{Extractor, Fault, Out, Step};
use crate::xml::{Event, Xml, decode};

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
    /// By style, how its numbers are shown.
    styles: Arc<Vec<Shown>>,
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
            styles: Arc::new(styles(package).unwrap_or_default()),
            from_1904,
            window: 0,
        }
    }

    /// The strings, while nobody else has them.
    pub(crate) fn strings_mut(&mut self) -> &mut Strings {
        Arc::make_mut(&mut self.strings)
    }

    pub(crate) fn set_styles(&mut self, styles: Vec<Shown>) {
        self.styles = Arc::new(styles);
    }

    pub(crate) fn string(&self, at: usize) -> Option<&[u8]> {
        self.strings.has(at).then(|| self.strings.get(at))
    }

    /// How numbers of a style are shown.
    pub(crate) fn shown(&self, style: usize) -> Shown {
        self.styles.get(style).copied().unwrap_or_default()
    }

    /// What reads a sheet.
    pub(crate) fn reader(
        &self,
        content: Box<dyn Read>,
        sheet: Sheet,
    ) -> Box<dyn Extractor<'static>> {
        Box::new(self.sheet(content, sheet))
    }

    fn sheet(&self, content: Box<dyn Read>, sheet: Sheet) -> Reader {
        Reader {
            xml: Xml::new(content),
            strings: Arc::clone(&self.strings),
            styles: Arc::clone(&self.styles),
            from_1904: self.from_1904,
            grid: Grid::new(sheet.name, self.window),
            row: 0,
            column: 0,
            cell: Cell::default(),
            text: Vec::new(),
            told: Vec::new(),
            plainly: true,
            lacks: false,
            ended: false,
        }
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
    read_strings(strings, Xml::new(content?), true)
}

fn read_strings(strings: &mut Strings, mut xml: Xml<'_>, plainly: bool) -> Result<(), Fault> {
    let mut within = 0_u32;
    let mut text = Vec::new();
    loop {
        while within == 0
            && plainly
            && let Some((raw, len)) = plain::string(xml.ahead()?)
        {
            text.clear();
            decode(raw, &mut text);
            xml.pass(len);
            strings.push(&text)?;
        }
        match xml.next()? {
            // How it is pronounced.
            Event::Start if xml.name() == b"rPh" => xml.skip_element()?,
            Event::Start if xml.name() == b"t" => within += 1,
            Event::End if xml.name() == b"t" => within = within.saturating_sub(1),
            // As it was called before Excel 2007 was out.
            Event::End if matches!(xml.name(), b"si" | b"sstItem") => strings.end()?,
            Event::Text if within > 0 => strings.extend(xml.text())?,
            Event::Eof if xml.is_whole() => return Ok(()),
            Event::Eof => return Err(breaks_off()),
            _ => {}
        }
    }
}

/// By style, how its numbers are shown.
fn styles(package: &Package) -> Option<Vec<Shown>> {
    let mut xml = Xml::new(package.open("xl/styles.xml")?.ok()?);
    let (mut own, mut styles, mut within) = (HashMap::new(), Vec::new(), false);
    loop {
        let id = |xml: &Xml<'_>| {
            xml.attribute(b"numFmtId")
                .and_then(|it| it.parse::<u32>().ok())
        };
        match xml.next().ok()? {
            Event::Start if xml.name() == b"numFmt" => {
                let code = xml.attribute(b"formatCode").unwrap_or_default();
                own.entry(id(&xml).unwrap_or(0)).or_insert(Shown::by(&code));
            }
            Event::Start if xml.name() == b"cellXfs" => within = true,
            Event::End if xml.name() == b"cellXfs" => within = false,
            Event::Start if within && xml.name() == b"xf" => {
                let id = id(&xml).unwrap_or(0);
                let own = own.get(&id).copied();
                styles.push(own.unwrap_or(Shown::by_builtin(id)));
            }
            Event::Eof => return Some(styles),
            _ => {}
        }
    }
}

/// Elements in each step.
const AT_ONCE: usize = 4096;

struct Reader {
    xml: Xml<'static>,
    strings: Arc<Strings>,
    styles: Arc<Vec<Shown>>,
    from_1904: bool,
    grid: Grid,
    /// Where the current cell is.
    row: u64,
    column: u64,
    cell: Cell,
    /// What it holds.
    text: Vec<u8>,
    /// Memory for what is said of it.
    told: Vec<u8>,
    /// Whether cells are looked for as they are mostly written.
    plainly: bool,
    /// Whether a string is not there.
    lacks: bool,
    ended: bool,
}

#[derive(Default)]
struct Cell {
    kind: Kind,
    shown: Shown,
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
                return match self.grid.finish() {
                    Some(batch) => Ok(Step::Values(batch)),
                    None if !self.xml.is_whole() => Err(breaks_off()),
                    None if self.lacks => Err(Strings::missing()),
                    None => Ok(Step::End),
                };
            }
            if self.grid.is_full()
                && let Some(batch) = self.grid.take()
            {
                return Ok(Step::Values(batch));
            }
            match self.plain_ones() {
                // As full as that.
                Ok(true) => continue,
                Ok(false) => {}
                Err(error) => return self.break_off(error),
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
                let told = self.xml.value(b"r").and_then(|it| decimal(&it));
                self.row = told.unwrap_or(self.row.saturating_add(1));
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

    /// Reads cells and rows for as long as they are written as they mostly
    /// are; whether there is enough for a batch.
    fn plain_ones(&mut self) -> std::io::Result<bool> {
        while self.plainly && !self.cell.within {
            if self.grid.is_full() {
                return Ok(true);
            }
            let ahead = self.xml.ahead()?;
            let (mut done, mut holds) = (0, false);
            while let Some((next, len)) = plain::next(&ahead[done..]) {
                done += len;
                match next {
                    Next::Nothing => {}
                    Next::Row(number) => {
                        self.row = number
                            .and_then(decimal)
                            .unwrap_or(self.row.saturating_add(1));
                        self.column = 0;
                    }
                    Next::Cell(cell) => {
                        (self.row, self.column) = cell
                            .reference
                            .and_then(position)
                            .unwrap_or((self.row.max(1), self.column + 1));
                        self.cell.begin(cell.style, cell.kind, &self.styles);
                        self.text.clear();
                        decode(cell.text, &mut self.text);
                        holds = !self.text.is_empty();
                    }
                }
                if holds {
                    break;
                }
            }
            if done == 0 {
                break;
            }
            self.xml.pass(done);
            if holds {
                self.end_cell();
            }
        }
        Ok(false)
    }

    fn start_cell(&mut self) {
        let told = self.xml.value(b"r").and_then(|it| position(&it));
        (self.row, self.column) = told.unwrap_or((self.row.max(1), self.column + 1));
        let (style, kind) = (self.xml.value(b"s"), self.xml.value(b"t"));
        self.cell
            .begin(style.as_deref(), kind.as_deref(), &self.styles);
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
                margin::push(&self.text, &mut out.text);
                self.text.clear();
                out.end_line();
            }
            _ => {}
        }
    }

    fn end_cell(&mut self) {
        let raw = self.text.trim_ascii();
        let text: &[u8] = match self.cell.kind {
            Kind::Text => &self.text,
            Kind::Shared => {
                let at = decimal(raw).and_then(|at| usize::try_from(at).ok());
                self.lacks |= !raw.is_empty() && !at.is_some_and(|at| self.strings.has(at));
                at.map(|at| self.strings.get(at)).unwrap_or_default()
            }
            Kind::Boolean if raw == b"1" => b"TRUE",
            Kind::Boolean if raw == b"0" => b"FALSE",
            Kind::Number if self.cell.shown == Shown::AsDate => {
                self.told.clear();
                let days = std::str::from_utf8(raw).ok().and_then(|it| it.parse().ok());
                match days.and_then(|days| date(days, self.from_1904)) {
                    Some(date) => self.told.extend_from_slice(date.as_bytes()),
                    None => self.told.extend_from_slice(raw),
                }
                &self.told
            }
            Kind::Number if raw.iter().any(|it| matches!(it, b'.' | b'E' | b'e')) => {
                self.told.clear();
                rewrite(raw, &mut self.told);
                &self.told
            }
            Kind::Number if !self.cell.shown.zeros(raw).is_empty() => {
                self.told.clear();
                self.told.extend_from_slice(self.cell.shown.zeros(raw));
                self.told.extend_from_slice(raw);
                &self.told
            }
            Kind::Number | Kind::Boolean => raw,
        };
        self.grid.cell(self.row, self.column, text);
        self.text.clear();
    }
}

impl Cell {
    /// What its attributes say.
    fn begin(&mut self, style: Option<&[u8]>, kind: Option<&[u8]>, styles: &[Shown]) {
        let style = style.and_then(decimal).unwrap_or(0);
        let shown = usize::try_from(style).ok().and_then(|it| styles.get(it));
        self.shown = shown.copied().unwrap_or_default();
        self.kind = match kind {
            Some(b"s") => Kind::Shared,
            Some(b"b") => Kind::Boolean,
            None | Some(b"n") => Kind::Number,
            Some(_) => Kind::Text,
        };
    }
}

/// A whole number, as the standard library reads it.
fn decimal(text: &[u8]) -> Option<u64> {
    if text.is_empty() || text.len() > 18 || !text.iter().all(u8::is_ascii_digit) {
        return std::str::from_utf8(text).ok()?.parse().ok();
    }
    let add = |sum, digit: &u8| sum * 10 + u64::from(digit - b'0');
    Some(text.iter().fold(0, add))
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Yields a few bytes at a time.
    struct Trickle(Vec<u8>, usize);

    impl Read for Trickle {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            self.1 = (self.1 * 7 + 5) % 61;
            let n = into.len().min(self.0.len()).min(self.1 + 1);
            into[..n].copy_from_slice(&self.0[..n]);
            self.0.drain(..n);
            Ok(n)
        }
    }

    fn shared() -> Shared {
        let mut strings = Strings::default();
        for text in ["", "one", "two & two"] {
            strings.push(text.as_bytes()).expect("they fit");
        }
        Shared {
            strings: Arc::new(strings),
            styles: Arc::new(vec![Shown::AsItIs, Shown::AsDate, Shown::Padded(3)]),
            from_1904: false,
            window: 200,
        }
    }

    /// All that a sheet gives, and what it ends with.
    fn read(sheet: &[u8], plainly: bool, slowly: bool) -> Vec<String> {
        let content: Box<dyn Read> = match slowly {
            true => Box::new(Trickle(sheet.to_vec(), 1)),
            false => Box::new(std::io::Cursor::new(sheet.to_vec())),
        };
        let of = Sheet {
            name: "S".into(),
            part: String::new(),
        };
        let mut reader = shared().sheet(content, of);
        reader.plainly = plainly;
        let (mut out, mut all) = (Out::default(), Vec::new());
        loop {
            match reader.step(&mut out) {
                Ok(Step::Values(batch)) => all.push(format!("{batch:?}")),
                Ok(Step::End) => break,
                Ok(_) => {}
                Err(fault) => {
                    all.push(fault.remark);
                    break;
                }
            }
        }
        all.push(String::from_utf8_lossy(&out.text).into_owned());
        all
    }

    /// What sheets are made of, and what they are not.
    fn part() -> impl Strategy<Value = String> {
        let cell = (
            "( r=\"[A-C]{0,2}[0-9]{0,2}\"| r='B2'| x:r=\"A7\"|)",
            "( s=\"[0-3]\"|)( cm=\"1\"|)",
            "( t=\"(s|b|n|e|str|inlineStr)\"|)",
            "(<f>A1&lt;2</f>|<f t=\"shared\" si=\"0\"/>|<f><v>9</v></f>|)",
            "[0-2]|[0-9.E-]{1,9}|a &amp; b|&#65;|<!-- -->7|<!\\[CDATA\\[<v>\\]\\]>| ",
            0..4_u8,
        );
        let cell = cell.prop_map(|(r, s, t, f, v, form)| match form {
            0 => format!("<c{r}{s}{t}>{f}<v>{v}</v></c>"),
            1 => format!("<c{r}{s}{t}><is><t xml:space=\"preserve\">{v}</t></is></c>"),
            2 => format!("<c{r}{s}{t}/>"),
            _ => format!("<x:c{r}{s}{t}><x:v>{v}</x:v></x:c>\n"),
        });
        let row = "(<row( r=\"[0-9]{1,2}\"| x14ac:r=\"3\"|)( spans=\"1:2\"|)/?>|</row>|\\n )";
        let else_ = "(<v>|</v>|</c>|<c>|<c |<!-- <c r=\"A1\"><v>1</v></c> -->|<rPh>|</rPh>)";
        let margin = "<oddHeader>[a-z]{1,3}</oddHeader>";
        prop_oneof![
            12 => cell,
            4 => row,
            1 => else_,
            1 => margin,
            1 => "[<>/cvt \"=&;1]{1,6}",
        ]
    }

    #[test]
    fn a_value_outside_of_a_cell_is_none_of_a_row() {
        let sheet = b"<c><v>0</v></c><v>\n </v><row r=\"0\"><c><v>1</v></c>";
        assert_eq!(read(sheet, true, false), read(sheet, false, false));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(if cfg!(miri) { 1 } else { 600 }))]

        #[test]
        fn plain_cells_are_read_as_all_others_are(
            parts in prop::collection::vec(part(), 1..300),
            slowly in any::<bool>(),
        ) {
            let sheet = format!("<worksheet>{}</worksheet>", parts.concat());
            let expected = read(sheet.as_bytes(), false, false);
            prop_assert_eq!(read(sheet.as_bytes(), true, slowly), expected);
        }

        #[test]
        fn plain_strings_are_read_as_all_others_are(
            parts in prop::collection::vec(
                "(<si>|</si>|<t>|</t>|<si><t>[a-c&; ]{0,3}</t></si>\
                 |<si><t xml:space=\"preserve\"> a</t></si>|<si><t/></si>\
                 |<si><r><t>b</t></r><r><t>c</t></r></si>|<rPh><t>d</t></rPh>|\\n)",
                1..60,
            ),
        ) {
            let xml = format!("<sst>{}</sst>", parts.concat());
            let [fast, slow] = [true, false].map(|plainly| {
                let mut strings = Strings::default();
                let read = read_strings(&mut strings, Xml::new(xml.as_bytes()), plainly);
                (read, (0..80).map(|at| strings.get(at).to_vec()).collect::<Vec<_>>())
            });
            prop_assert_eq!(fast, slow);
        }
    }
}
