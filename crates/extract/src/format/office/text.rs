//! The parts of a document that are text.

use std::io::Read;
use std::sync::Arc;

use super::package::Package;
use super::sheet::position;
use super::{Kind, breaks_off};
use crate::extractor::{Extractor, Fault, Out, Step};
use crate::marks::Spot;
use crate::tables::{Grid, Start};
use crate::xml::{Event, Xml};

/// A part that is text.
pub(crate) struct Part {
    pub(crate) name: String,
    /// The lower, the more it matters.
    order: u32,
    style: Style,
    /// The page that it is, of a presentation.
    page: Option<u64>,
    /// The sheet that it comments on, of a workbook.
    pub(crate) sheet: Option<Arc<str>>,
}

/// Which of its texts count, and where its lines end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    /// Runs of text in paragraphs.
    Runs,
    /// All text, each element on a line of its own, behind its name where it has one.
    All,
    /// The same behind the names of elements, which say what it is.
    Named,
    /// OpenDocument: all text in paragraphs.
    Paragraphs,
    /// OpenDocument: text outside of cells.
    Notes,
    /// The targets of links.
    Links,
    /// Values that stand in attributes, as a pivot table keeps them.
    Cached,
}

impl Part {
    /// Whether it is what the document is about.
    pub(crate) fn is_main(&self) -> bool {
        self.order == 0
    }
}

/// Elements in each step.
const AT_ONCE: usize = 1000;
/// The same where they are in one cell.
const MOST: usize = 100 * AT_ONCE;
/// Bytes of text that end a step.
const ENOUGH: usize = 1 << 20;
/// The same where they are in one cell.
const TOO_MUCH: usize = 4 * ENOUGH;

/// The parts of a document that are text, in the order in which they matter.
pub(crate) fn parts(package: &Package, kind: Kind) -> Vec<Part> {
    let mut parts: Vec<(u32, u64, Part)> = package
        .names()
        .filter_map(|name| {
            let (order, style) = style_of(kind, name)?;
            let number = number_of(name);
            let slide = name.starts_with("ppt/slides/") || name.starts_with("ppt/notesSlides/");
            let part = Part {
                name: name.to_owned(),
                order,
                style,
                page: slide.then_some(number),
                sheet: None,
            };
            Some((order, number, part))
        })
        .collect();
    parts.sort_by_key(|(order, number, _)| (*order, *number));
    parts.into_iter().map(|(_, _, part)| part).collect()
}

/// How a part is read, and after which others.
fn style_of(kind: Kind, name: &str) -> Option<(u32, Style)> {
    if name.ends_with(".rels") {
        return Some((9, Style::Links));
    }
    if !name.ends_with(".xml") {
        return None;
    }
    let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
    let begins = |starts: &[&str]| starts.iter().any(|start| file.starts_with(start));
    match (kind, folder) {
        (_, "docProps") => Some((8, Style::All)),
        (_, "customXml" | "customXML") if begins(&["item"]) && !begins(&["itemProps"]) => {
            Some((8, Style::Named))
        }
        (Kind::Word, "word") if file.starts_with("document") => Some((0, Style::Runs)),
        (Kind::Word, "word")
            if begins(&["header", "footer", "footnotes", "endnotes", "comments"]) =>
        {
            Some((1, Style::Runs))
        }
        (Kind::Word, "word/glossary") if file == "document.xml" => Some((2, Style::Runs)),
        (Kind::PowerPoint, "ppt/slides") => Some((0, Style::Runs)),
        (Kind::PowerPoint, "ppt/notesSlides") => Some((1, Style::Runs)),
        (Kind::PowerPoint, "ppt/comments") => Some((2, Style::Runs)),
        (Kind::PowerPoint, "ppt/slideMasters" | "ppt/slideLayouts") => Some((4, Style::Runs)),
        (Kind::PowerPoint, "ppt/handoutMasters" | "ppt/notesMasters") => Some((4, Style::Runs)),
        (Kind::PowerPoint, "ppt") if begins(&["commentAuthors", "authors"]) => {
            Some((8, Style::All))
        }
        (Kind::Excel, "xl" | "xl/comments") if begins(&["comment"]) => Some((1, Style::Runs)),
        (Kind::Excel, "xl/threadedComments" | "xl/persons") => Some((1, Style::All)),
        (Kind::Excel, "xl/drawings") => Some((2, Style::Runs)),
        (Kind::Excel, "xl/pivotCache") => Some((3, Style::Cached)),
        (Kind::Excel, "xl/externalLinks") => Some((3, Style::All)),
        (_, folder) if folder.ends_with("/diagrams") && file.starts_with("data") => {
            Some((3, Style::Runs))
        }
        (_, folder) if folder.ends_with("/charts") && file.starts_with("chart") => {
            Some((3, Style::All))
        }
        (Kind::OpenDocument, "") if file == "content.xml" => Some((0, Style::Paragraphs)),
        (Kind::Spreadsheet, "") if file == "content.xml" => Some((0, Style::Notes)),
        (Kind::OpenDocument | Kind::Spreadsheet, "") if file == "styles.xml" => {
            Some((1, Style::Paragraphs))
        }
        (Kind::OpenDocument | Kind::Spreadsheet, "") if file == "meta.xml" => Some((8, Style::All)),
        (Kind::OpenDocument | Kind::Spreadsheet, folder)
            if file == "content.xml" && !folder.contains('/') =>
        {
            Some((2, Style::Paragraphs))
        }
        _ => is_stray(kind, name).then_some((9, Style::All)),
    }
}

/// Whether a part stands where such documents have none.
fn is_stray(kind: Kind, name: &str) -> bool {
    let Some((folder, _)) = name.split_once('/') else {
        let own = ["[Content_Types].xml", "settings.xml", "manifest.xml"];
        return !own.contains(&name);
    };
    match kind {
        Kind::OpenDocument | Kind::Spreadsheet => {
            let own = folder == "META-INF" || folder.starts_with("Configurations");
            !own && !folder.starts_with("Object")
        }
        _ => !OWN.contains(&folder),
    }
}

/// The folders of documents of Office.
const OWN: [&str; 9] = [
    "word",
    "xl",
    "ppt",
    "docProps",
    "docMetadata",
    "_rels",
    "customXml",
    "customXML",
    "_xmlsignatures",
];

/// The number that a part's name ends in.
fn number_of(name: &str) -> u64 {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let digits = stem.trim_start_matches(|it: char| !it.is_ascii_digit());
    let digits: String = stem[stem.len() - digits.len()..]
        .chars()
        .rev()
        .take_while(char::is_ascii_digit)
        .collect();
    digits
        .chars()
        .rev()
        .collect::<String>()
        .parse()
        .unwrap_or(0)
}

/// What reads such a part.
pub(crate) fn reader(content: Box<dyn Read>, part: Part) -> Box<dyn Extractor<'static>> {
    Box::new(Reader {
        xml: Xml::new(content),
        part,
        begun: false,
        within_run: 0,
        within_paragraph: 0,
        grid: Grid::default(),
        line: 0,
        field: None,
        called: Vec::new(),
    })
}

struct Reader {
    xml: Xml<'static>,
    part: Part,
    begun: bool,
    /// Elements around that hold text.
    within_run: u32,
    within_paragraph: u32,
    /// The tables around.
    grid: Grid,
    /// Where the paragraph began.
    line: u64,
    /// What the values of a pivot table are called, where that is told.
    field: Option<String>,
    /// The element that the next text is in, if its name is told with it.
    called: Vec<u8>,
}

impl Extractor<'static> for Reader {
    fn step(&mut self, out: &mut Out) -> Result<Step<'static>, Fault> {
        if !std::mem::replace(&mut self.begun, true)
            && let Some(page) = self.part.page
        {
            out.mark(Spot::Page(page));
        }
        for elements in 0..MOST {
            // What is in a cell is written out at once.
            let len = out.text.len();
            let is_enough = elements > AT_ONCE || len > ENOUGH;
            if is_enough && !self.grid.is_in_cell() || len > TOO_MUCH {
                break;
            }
            match self.xml.next()? {
                Event::Start => self.start(out)?,
                Event::End => self.end(out),
                Event::Text => self.text(out),
                Event::Eof => {
                    out.end_line();
                    return self.ended();
                }
            }
        }
        Ok(Step::More)
    }
}

impl Reader {
    /// What the end comes to. Parts that say little may be empty.
    fn ended(&self) -> Result<Step<'static>, Fault> {
        match self.xml.is_whole() || self.xml.is_empty() && !self.part.is_main() {
            true => Ok(Step::End),
            false => Err(breaks_off()),
        }
    }

    /// A comment on a cell has that for its place.
    fn mark_cell(&self, out: &mut Out) {
        let reference = self
            .xml
            .attribute(b"ref")
            .and_then(|it| position(it.as_bytes()));
        if let (Some(sheet), Some((row, column))) = (&self.part.sheet, reference) {
            let sheet = Arc::clone(sheet);
            out.end_line();
            out.mark(Spot::Cell {
                sheet,
                row,
                column,
                name: None,
            });
        }
    }

    fn start(&mut self, out: &mut Out) -> Result<(), Fault> {
        if matches!(self.xml.name(), b"comment" | b"threadedComment") {
            self.mark_cell(out);
        }
        self.table_start(out);
        match (self.part.style, self.xml.name()) {
            (Style::Links, b"Relationship")
                if self.xml.attribute(b"TargetMode").as_deref() == Some("External") =>
            {
                out.push(&self.xml.attribute(b"Target").unwrap_or_default());
                out.push("\n");
            }
            (Style::Runs, b"t" | b"delText" | b"instrText" | b"text" | b"author") => {
                self.within_run += 1;
            }
            (Style::Runs, b"tab" | b"ptab") => out.push("\t"),
            (Style::Runs, b"br" | b"cr") => out.push("\n"),
            (Style::Runs, b"noBreakHyphen") => out.push("-"),
            (Style::Runs, b"alias") => self.label(b"val", out),
            (Style::All, b"property" | b"user-defined") => self.label(b"name", out),
            (Style::Named, name) => {
                self.called.clear();
                self.called.extend_from_slice(name);
            }
            (Style::Runs, b"docPr" | b"cNvPr") => {
                for name in [&b"descr"[..], b"title"] {
                    if let Some(text) = self.xml.attribute(name).filter(|it| !it.is_empty()) {
                        out.end_line();
                        out.push(&text);
                        out.push("\n");
                    }
                }
            }
            (Style::Cached, b"cacheField") => self.field = self.xml.attribute(b"name"),
            (Style::Cached, b"s" | b"n" | b"d") => self.cached(out),
            (Style::Notes, b"table-cell" | b"covered-table-cell") => self.xml.skip_element()?,
            (Style::Paragraphs | Style::Notes, b"p" | b"h") => self.within_paragraph += 1,
            (Style::Paragraphs | Style::Notes, b"s") => {
                let count = self.xml.attribute(b"c").and_then(|it| it.parse().ok());
                out.push(&" ".repeat(count.unwrap_or(1_usize).min(1000)));
            }
            (Style::Paragraphs | Style::Notes, b"tab") => out.push("\t"),
            (Style::Paragraphs | Style::Notes, b"line-break") => out.push("\n"),
            _ => {}
        }
        Ok(())
    }

    /// What an attribute calls the text that comes next.
    fn label(&self, attribute: &[u8], out: &mut Out) {
        if let Some(label) = self.xml.attribute(attribute).filter(|it| !it.is_empty()) {
            out.push(&format!("{label}: "));
        }
    }

    /// A value that stands in an attribute: on a line of its own with its name, or in
    /// that of a record.
    fn cached(&self, out: &mut Out) {
        let Some(value) = self.xml.attribute(b"v") else {
            return;
        };
        match &self.field {
            Some(field) => out.push(&format!("{field}: {value}\n")),
            None => out.push(&format!("{value}\t")),
        }
    }

    /// Goes into what makes up a table.
    fn table_start(&mut self, out: &Out) {
        if !matches!(self.part.style, Style::Runs | Style::Paragraphs) {
            return;
        }
        match self.xml.name() {
            b"tbl" | b"table" => self.grid.begin_table(),
            b"tr" | b"table-row" => self.grid.end_row(),
            b"tc" | b"table-cell" | b"covered-table-cell" => self.grid.begin_cell(Start {
                is_head: false,
                column: None,
                span: self.number(b"number-columns-repeated"),
            }),
            b"gridSpan" => {
                let span = self.number(b"val");
                self.grid.widen(span);
            }
            b"p" | b"h" => self.line = out.offset(),
            _ => {}
        }
    }

    /// The number in an attribute; 1 if there is none.
    fn number(&self, attribute: &[u8]) -> usize {
        let value = self.xml.attribute(attribute);
        value.and_then(|it| it.parse().ok()).unwrap_or(1)
    }

    /// Leaves it.
    fn table_end(&mut self, out: &mut Out) {
        match self.xml.name() {
            b"tbl" | b"table" => self.grid.end_table(),
            b"tr" | b"table-row" => self.grid.end_row(),
            b"tc" | b"table-cell" | b"covered-table-cell" => self.grid.end_cell(),
            b"p" | b"h" if self.grid.is_in_cell() => out.tell(self.line, &mut self.grid),
            _ => {}
        }
    }

    fn end(&mut self, out: &mut Out) {
        self.table_end(out);
        match (self.part.style, self.xml.name()) {
            (Style::Runs, b"t" | b"delText" | b"instrText" | b"text" | b"author") => {
                self.within_run = self.within_run.saturating_sub(1);
                // Comments of workbooks have texts without paragraphs.
                if matches!(self.xml.name(), b"text" | b"author") {
                    out.end_line();
                }
            }
            (Style::Runs, b"p" | b"tr" | b"comment") => out.end_line(),
            (Style::Paragraphs | Style::Notes, b"p" | b"h") => {
                self.within_paragraph = self.within_paragraph.saturating_sub(1);
                out.end_line();
            }
            (Style::Cached, b"cacheField") => self.field = None,
            (Style::Cached, b"r") | (Style::All, _) => out.end_line(),
            (Style::Named, _) => {
                self.called.clear();
                out.end_line();
            }
            _ => {}
        }
    }

    fn text(&mut self, out: &mut Out) {
        let counts = match self.part.style {
            Style::Runs => self.within_run > 0,
            Style::Paragraphs | Style::Notes => self.within_paragraph > 0,
            Style::All | Style::Named => !self.xml.text().trim_ascii().is_empty(),
            Style::Links | Style::Cached => false,
        };
        if counts {
            if !self.called.is_empty() {
                out.text.append(&mut self.called);
                out.push(": ");
            }
            out.text.extend_from_slice(self.xml.text());
        }
    }
}
