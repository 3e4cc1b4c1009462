//! The types, and the choice between what content and name say.

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use tracie_finding::mime;
use tracie_pattern::hash::Quick;

use super::encoding::Encoding;
use super::foreign::{self, Foreign};
use super::text::is_text;
use crate::format::text::Text;
use crate::format::{Confidence, FORMATS, Format, Head, Nature, csv, json, mail};

/// A type of content.
#[derive(Clone, Copy)]
pub struct Type(What);

#[derive(Clone, Copy)]
enum What {
    Known(&'static dyn Format),
    Foreign(&'static Foreign),
    Opaque,
}

impl Type {
    /// What it is called, such as "JSON Lines" or "PDF document".
    pub fn name(&self) -> &'static str {
        match self.0 {
            What::Known(format) => format.name(),
            What::Foreign(foreign) => foreign.name,
            What::Opaque => "binary content of no known type",
        }
    }

    /// The type it is reported as.
    pub fn mime_type(&self) -> &'static str {
        match self.0 {
            What::Known(format) => format.mime_type(),
            What::Foreign(foreign) => foreign.mime_type,
            What::Opaque => mime::OCTET_STREAM,
        }
    }

    /// Whether it is read.
    pub fn is_read(&self) -> bool {
        matches!(self.0, What::Known(_))
    }

    /// What reads it.
    pub(crate) fn format(&self) -> Option<&'static dyn Format> {
        match self.0 {
            What::Known(format) => Some(format),
            _ => None,
        }
    }

    /// Whether it is recognised, but nothing reads it.
    pub(crate) fn foreign(&self) -> Option<&'static Foreign> {
        match self.0 {
            What::Foreign(foreign) => Some(foreign),
            _ => None,
        }
    }
}

/// Types are equal if they have the same name.
impl PartialEq for Type {
    fn eq(&self, other: &Type) -> bool {
        self.name() == other.name()
    }
}

impl fmt::Debug for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What content is, by itself and by its name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kind {
    by_content: Type,
    by_name: Option<Type>,
    chosen: Type,
}

impl Kind {
    /// What the content shows. "plain text" if it is text of any kind.
    pub fn by_content(&self) -> Type {
        self.by_content
    }

    /// What the name says, if it ends in something known.
    pub fn by_name(&self) -> Option<Type> {
        self.by_name
    }

    /// What it is taken for. The content decides wherever it can: binary
    /// content is what it is, and what parses as JSON is JSON, unless its name
    /// is that of a table. Other text is what its name says, and without a
    /// telling name a table if it evidently is one; under a name such as
    /// `people.txt`, too, if its columns have names, or it is mail as it was sent.
    pub fn chosen(&self) -> Type {
        self.chosen
    }

    /// Whether content and name contradict each other. Any text may be called
    /// plain text, and a table may look like it; JSON and JSON Lines go under
    /// each other's names.
    pub fn disagree(&self) -> bool {
        self.by_name.is_some_and(|name| !name.fits(self.by_content))
    }
}

impl Type {
    /// Whether content of a type may bear this name.
    fn fits(self, content: Type) -> bool {
        match (self.0, content.0) {
            (What::Known(name), What::Known(content)) => {
                let same = family(name) == family(content);
                let plain = family(content) == Family::Plain;
                let binary = matches!(family(content), Family::Binary(_));
                let any = family(name) == Family::Plain && !binary;
                same || any || family(name) == Family::Table && plain
            }
            (What::Foreign(name), What::Foreign(content)) => name.is_like(content),
            _ => false,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Family {
    Plain,
    Table,
    Json,
    /// What may go under each other's names: all that is zipped.
    Binary(&'static str),
}

fn family(format: &'static dyn Format) -> Family {
    match format.mime_type() {
        _ if !matches!(format.nature(), Nature::Text | Nature::Markup) => {
            Family::Binary(format.alike())
        }
        mime::JSON => Family::Json,
        mime::CSV | mime::TSV => Family::Table,
        _ => Family::Plain,
    }
}

/// Tells a type by the first bytes, how they were encoded, and the name.
pub(crate) fn decide(encoding: Encoding, head: &Head<'_>, name: &str) -> Kind {
    let by_name = by_extension(name);
    let (format, confidence) = recognise(head);
    if confidence < Confidence::Certain
        && let Some(binary) = binary(head.bytes, encoding, by_name)
    {
        return Kind {
            by_content: binary,
            by_name,
            chosen: binary,
        };
    }
    let by_content = Type(What::Known(format));
    let chosen = match by_name.and_then(|name| name.format()) {
        Some(_) if says_little(name) && is_more(format, head) => by_content,
        Some(name) => Type(What::Known(choose(name, format, confidence, head))),
        None => by_content,
    };
    Kind {
        by_content,
        by_name,
        chosen,
    }
}

/// Whether a name says no more than that it is text.
fn says_little(name: &str) -> bool {
    const EXTENSIONS: [&str; 4] = ["log", "out", "text", "txt"];
    let extension = name.rsplit_once('.').map(|it| it.1);
    extension.is_some_and(|it| {
        EXTENSIONS
            .iter()
            .any(|known| it.eq_ignore_ascii_case(known))
    })
}

/// Whether more would be found in text that is read as what it looks like.
fn is_more(format: &'static dyn Format, head: &Head<'_>) -> bool {
    is_named_table(format, head) || mail::is_sent(format, head)
}

/// Whether text is a table of which the columns have names: without them keywords count
/// by their distance in either case.
fn is_named_table(format: &'static dyn Format, head: &Head<'_>) -> bool {
    family(format) == Family::Table && csv::has_named_columns(head)
}

/// The choice between what the name of text says and what it looks like.
fn choose(
    name: &'static dyn Format,
    content: &'static dyn Format,
    confidence: Confidence,
    head: &Head<'_>,
) -> &'static dyn Format {
    let certain = confidence == Confidence::Certain;
    let binary = |format| matches!(family(format), Family::Binary(_));
    if binary(name) || binary(content) {
        return content;
    }
    if name.name() == json::Lines.name() {
        if certain && content.name() == name.name() {
            return content;
        }
        // One line is no evidence of many, but it may be all there is; and a
        // few lines may be broken.
        return match json::count_lines(head) {
            (_, 1..) if certain => content,
            (0, _) => &Text,
            _ => name,
        };
    }
    if certain && family(name) != Family::Table {
        content
    } else {
        name
    }
}

/// The format that is surest of text.
fn recognise(head: &Head<'_>) -> (&'static dyn Format, Confidence) {
    let mut best: (&'static dyn Format, Confidence) = (&Text, Confidence::No);
    for format in FORMATS {
        let confidence = format.sniff(head);
        if confidence > best.1 {
            best = (*format, confidence);
        }
        // None can be surer.
        if confidence == Confidence::Certain {
            break;
        }
    }
    best
}

/// The type of content that is no text.
fn binary(head: &[u8], encoding: Encoding, by_name: Option<Type>) -> Option<Type> {
    if !matches!(encoding, Encoding::Bytes { .. }) {
        return None;
    }
    let text = is_text(head);
    match foreign::recognise(head, text, by_name.and_then(|name| name.foreign())) {
        Some(foreign) => Some(Type(What::Foreign(foreign))),
        None if text => None,
        None => Some(Type(What::Opaque)),
    }
}

/// The first format of each extension: each name is asked for.
static BY_EXTENSION: LazyLock<HashMap<&str, &dyn Format, Quick>> = LazyLock::new(|| {
    let mut known = HashMap::default();
    for format in FORMATS {
        for extension in format.extensions() {
            known.entry(*extension).or_insert(*format);
        }
    }
    known
});

/// The type that the end of a name stands for.
fn by_extension(name: &str) -> Option<Type> {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let (_, extension) = file.rsplit_once('.')?;
    let extension = extension.to_ascii_lowercase();
    let known = BY_EXTENSION.get(&*extension);
    let foreign = || foreign::by_extension(&extension).map(What::Foreign);
    known
        .map(|format| What::Known(*format))
        .or_else(foreign)
        .map(Type)
}
