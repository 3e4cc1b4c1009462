//! Documents that are zip archives of their parts: Office Open XML and
//! OpenDocument.
//!
//! Word documents and presentations give their text, part by part: the body,
//! then headers, footers, notes, comments, drawings and properties; slides
//! have pages for places. Workbooks give cells. What is embedded is read as a
//! member. What a document of the kind lacks is no fault: it is read as far as
//! it is there.

mod binary;
mod margin;
mod opendocument;
pub(crate) mod package;
mod plain;
mod relations;
pub(crate) mod sheet;
pub(crate) mod shown;
pub(crate) mod strings;
mod text;
mod workbook;

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use tracie_finding::detection::Reason;
use tracie_finding::mime;

use super::zip::{self, ALIKE};
use super::{Confidence, Format, Head, Nature, Opening};
use crate::anywhere::{Anywhere, Cursor};
use crate::extractor::{Content, Entry, Extractor, Fault, Out, Step};
use package::Package;

/// A kind of document.
pub(crate) struct Office {
    name: &'static str,
    mime_type: &'static str,
    extensions: &'static [&'static str],
    /// The start of such an archive holds any of these.
    holding: &'static [&'static [u8]],
}

/// Word.
pub(crate) static WORD: Office = Office {
    name: "Word document",
    mime_type: mime::DOCX,
    extensions: &["docx", "docm", "dotx", "dotm"],
    holding: &[b"word/document"],
};

/// Excel.
pub(crate) static EXCEL: Office = Office {
    name: "Excel workbook",
    mime_type: mime::XLSX,
    extensions: &["xlsx", "xlsm", "xltx", "xltm", "xlsb"],
    holding: &[b"xl/workbook", b"xl/worksheets/"],
};

/// PowerPoint.
pub(crate) static POWERPOINT: Office = Office {
    name: "PowerPoint presentation",
    mime_type: mime::PPTX,
    extensions: &["pptx", "pptm", "ppsx", "potx"],
    holding: &[b"ppt/presentation", b"ppt/slides/"],
};

/// OpenDocument of any kind.
pub(crate) static OPENDOCUMENT: Office = Office {
    name: "OpenDocument",
    mime_type: mime::OPENDOCUMENT,
    extensions: &["odt", "ods", "odp", "odg", "ott", "ots", "otp"],
    holding: &[
        b"mimetypeapplication/vnd.oasis.opendocument",
        b"office:document",
    ],
};

/// What begins as they do and tells no more.
pub(crate) static PACKAGE: Office = Office {
    name: "Office document",
    mime_type: mime::ZIP,
    extensions: &[],
    holding: &[b"[Content_Types].xml", b"_rels/.rels", b"docProps/"],
};

impl Office {
    /// Whether an archive that begins so is one.
    fn is_in(&self, head: &[u8]) -> bool {
        let holds = |what: &&[u8]| memchr::memmem::find(head, what).is_some();
        self.holding.iter().any(holds)
    }
}

/// Whether an archive that begins so is a document of any kind.
pub(crate) fn is_document(head: &[u8]) -> bool {
    let kinds = [&WORD, &EXCEL, &POWERPOINT, &OPENDOCUMENT];
    kinds.iter().any(|it| it.is_in(head))
}

impl Format for Office {
    fn name(&self) -> &'static str {
        self.name
    }

    fn mime_type(&self) -> &'static str {
        self.mime_type
    }

    fn extensions(&self) -> &'static [&'static str] {
        self.extensions
    }

    fn nature(&self) -> Nature {
        Nature::Package
    }

    fn alike(&self) -> &'static str {
        ALIKE
    }

    fn sniff(&self, head: &Head<'_>) -> Confidence {
        Confidence::certain_if(zip::is_zip(head.bytes) && self.is_in(head.bytes))
    }

    fn extractor<'r>(
        &self,
        content: Content<'r>,
        opening: &Opening<'_>,
    ) -> Result<Box<dyn Extractor<'r> + 'r>, Fault> {
        document(opening.at_hand(content, SMALL)?, opening)
    }
}

/// Documents up to this size are read at once, also where they could be read
/// at any place: their parts are many and small.
pub(crate) const SMALL: u64 = 32 << 20;

/// What takes a document apart.
pub(crate) fn document<'r>(
    content: Anywhere,
    opening: &Opening<'_>,
) -> Result<Box<dyn Extractor<'r> + 'r>, Fault> {
    let budget = &opening.budget;
    let package = Package::new(content, std::rc::Rc::clone(budget))?;
    if is_encrypted(&package) {
        return Err(Fault::encrypted("encrypted: not analysed"));
    }
    let Some(kind) = Kind::of(&package) else {
        let content = Content::of(Cursor::new(package.into_content(), 0));
        return Ok(zip::members(content, &budget.limits.passwords));
    };
    Ok(Box::new(Document::new(package, kind, opening)?))
}

/// What a package turns out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Word,
    Excel,
    PowerPoint,
    OpenDocument,
    Spreadsheet,
}

impl Kind {
    fn of(package: &Package) -> Option<Kind> {
        let below = |folder: &str| package.names().any(|name| name.starts_with(folder));
        let told = package.read("mimetype", 200).ok().flatten();
        let told = told.unwrap_or_default();
        let content = package.has("content.xml");
        if content && (package.has("META-INF/manifest.xml") || package.has("mimetype"))
            || told.starts_with(b"application/vnd.oasis.opendocument")
        {
            let sheets = told.ends_with(b"spreadsheet");
            return Some(if sheets {
                Kind::Spreadsheet
            } else {
                Kind::OpenDocument
            });
        }
        match () {
            () if below("word/") => Some(Kind::Word),
            () if below("xl/") => Some(Kind::Excel),
            () if below("ppt/") => Some(Kind::PowerPoint),
            () => None,
        }
    }

    fn mime_type(self) -> &'static str {
        match self {
            Kind::Word => mime::DOCX,
            Kind::Excel => mime::XLSX,
            Kind::PowerPoint => mime::PPTX,
            Kind::OpenDocument | Kind::Spreadsheet => mime::OPENDOCUMENT,
        }
    }
}

/// Whether the parts of an OpenDocument are encrypted; its manifest tells.
fn is_encrypted(package: &Package) -> bool {
    let manifest = package
        .read("META-INF/manifest.xml", 1 << 20)
        .ok()
        .flatten();
    manifest.is_some_and(|it| memchr::memmem::find(&it, b"encryption-data").is_some())
}

/// A document that is read part by part.
struct Document {
    package: Package,
    kind: Kind,
    /// What is still to be read.
    left: VecDeque<Task>,
    reading: Option<Box<dyn Extractor<'static>>>,
    /// Parts that could not be read to their end.
    damaged: Vec<Fault>,
    shared: workbook::Shared,
}

/// A part, and how it is to be read.
enum Task {
    Text(text::Part),
    Sheet(workbook::Sheet),
    Tables(String),
    /// Comments in binary records.
    Comments(String),
    Embedded(String),
}

impl Document {
    fn new(package: Package, kind: Kind, opening: &Opening<'_>) -> Result<Document, Fault> {
        let budget = &opening.budget;
        let mut left = VecDeque::new();
        let mut damaged = Vec::new();
        let mut shared = workbook::Shared::default();
        let mut sheets = Vec::new();
        match kind {
            Kind::Excel => {
                if package.has(binary::WORKBOOK) {
                    shared = binary::shared(&package, &mut damaged);
                    sheets = binary::sheets(&package);
                    let comments = package.names().filter(|it| is_comments(it));
                    left.extend(comments.map(|it| Task::Comments(it.to_owned())));
                } else {
                    shared = workbook::Shared::read(&package, &mut damaged);
                    sheets = workbook::sheets(&package);
                }
            }
            Kind::Spreadsheet => left.push_back(Task::Tables("content.xml".into())),
            _ => {}
        }
        let mut texts = text::parts(&package, kind);
        let mut of_sheets = HashMap::new();
        for sheet in &sheets {
            budget.check()?;
            let relations = relations::of(&package, &sheet.part).into_iter();
            of_sheets.extend(relations.map(|it| (it.target, &sheet.name)));
        }
        for part in &mut texts {
            part.sheet = of_sheets.get(&part.name).map(|it| Arc::clone(it));
        }
        left.extend(sheets.into_iter().map(Task::Sheet));
        left.extend(texts.into_iter().map(Task::Text));
        let embedded = package.names().filter(|name| is_embedded(name));
        left.extend(embedded.map(|name| Task::Embedded(name.to_owned())));
        if package.damaged {
            damaged.push(Fault::malformed("its directory of parts is damaged"));
        }
        if lacks_its_main_part(&package, kind, &left) {
            damaged.push(Fault::malformed("its main part is missing"));
        }
        shared.window = budget.limits.window;
        Ok(Document {
            package,
            kind,
            left,
            reading: None,
            damaged,
            shared,
        })
    }

    /// Begins to read a part.
    fn begin(&mut self, task: Task) -> Result<Option<Step<'static>>, Fault> {
        let name = task.part().to_owned();
        let Some(content) = self.package.open(&name) else {
            return Err(Fault::malformed("one that is referred to is missing"));
        };
        let content = match (content, task) {
            (content, Task::Embedded(name)) => {
                return Ok(Some(Step::Member(Entry {
                    name,
                    modified: None,
                    content,
                })));
            }
            (content, Task::Text(part)) => text::reader(content?, part),
            (content, Task::Sheet(sheet)) if sheet.part.ends_with(".bin") => {
                binary::reader(content?, sheet, &self.shared)
            }
            (content, Task::Sheet(sheet)) => self.shared.reader(content?, sheet),
            (content, Task::Comments(_)) => binary::comments(content?),
            (content, Task::Tables(_)) => opendocument::tables(content?, self.shared.window),
        };
        self.reading = Some(content);
        Ok(None)
    }
}

impl Task {
    fn part(&self) -> &str {
        match self {
            Task::Text(part) => &part.name,
            Task::Sheet(sheet) => &sheet.part,
            Task::Tables(name) | Task::Comments(name) | Task::Embedded(name) => name,
        }
    }
}

/// Whether there is nothing of what a document of a kind is about, or of a presentation
/// not all.
fn lacks_its_main_part(package: &Package, kind: Kind, tasks: &VecDeque<Task>) -> bool {
    let mut texts = tasks.iter().filter_map(|task| match task {
        Task::Text(part) => Some(part),
        _ => None,
    });
    match kind {
        Kind::Word | Kind::OpenDocument => !texts.any(text::Part::is_main),
        Kind::Excel => !tasks.iter().any(|task| matches!(task, Task::Sheet(_))),
        Kind::PowerPoint => {
            let targets = relations::targets(package, "ppt/presentation.xml");
            let mut slides = targets.values().filter(|it| it.starts_with("ppt/slides/"));
            slides.any(|it| !package.has(it))
        }
        // Opening it tells.
        Kind::Spreadsheet => false,
    }
}

/// That a part is not whole.
fn breaks_off() -> Fault {
    Fault::malformed("its XML breaks off")
}

/// Comments of a workbook in binary records.
fn is_comments(name: &str) -> bool {
    name.starts_with("xl/") && name.contains("comments") && name.ends_with(".bin")
}

/// Other documents within a document: what is embedded or taken over as it stands, and
/// files that nothing refers to.
fn is_embedded(name: &str) -> bool {
    let below = name.contains("/embeddings/") && !name.ends_with('/');
    below || name == "xl/model/item.data" || goes_as_document(name)
}

/// Whether a part goes by the name of something that is read on its own. Pictures are
/// not: documents are full of them.
fn goes_as_document(name: &str) -> bool {
    let Some((_, extension)) = name.rsplit_once('.') else {
        return false;
    };
    let extension = extension.to_ascii_lowercase();
    let of = |format: &&&dyn Format| format.extensions().contains(&&*extension);
    let format = super::FORMATS.iter().find(of);
    !matches!(&*extension, "xml" | "rels" | "bin")
        && format.is_some_and(|it| !it.mime_type().starts_with("image/"))
}

impl<'r> Extractor<'r> for Document {
    fn mime_type(&self) -> Option<&'static str> {
        Some(match self.package.has(binary::WORKBOOK) {
            true => mime::XLSB,
            false => self.kind.mime_type(),
        })
    }

    fn step(&mut self, out: &mut Out) -> Result<Step<'r>, Fault> {
        if let Some(reading) = &mut self.reading {
            return match reading.step(out) {
                Ok(Step::End) => {
                    self.reading = None;
                    Ok(Step::Break)
                }
                Err(fault) => {
                    self.damaged.push(fault);
                    self.reading = None;
                    Ok(Step::Break)
                }
                step => step,
            };
        }
        let Some(task) = self.left.pop_front() else {
            return match self.damaged.pop() {
                None => Ok(Step::End),
                Some(fault) => Err(as_a_whole(fault)),
            };
        };
        let begun = self.begin(task);
        Ok(begun
            .unwrap_or_else(|fault| {
                self.damaged.push(fault);
                None
            })
            .unwrap_or(Step::Break))
    }
}

/// What it means for the document that a part could not be read.
fn as_a_whole(fault: Fault) -> Fault {
    match fault.reason {
        Reason::MalformedFile | Reason::FileExceedsSizeLimit => Fault::new(
            Reason::MalformedOrFileSizeExceedsLimit,
            format!("a part of the document: {}", fault.remark),
        ),
        _ => fault,
    }
}
