//! The formats, one a file or folder.
//!
//! A format tells whether content is of its kind ([`Format::sniff`]) and cuts
//! it into pieces ([`Cutter`]), strictly in order. What is in a piece is worked
//! out later, on any thread, by the [`Layouter`](crate::index::Layouter) of the
//! piece's structure: rows of a table, lines of JSON, text. A new format that
//! brings forth one of these needs a `Cutter` only, and may write what it
//! extracts into the piece instead of what it read.

use std::io;
use std::rc::Rc;
use std::sync::Arc;

use crate::anywhere::{Anywhere, ReadAt};
use crate::budget::{Budget, Expands};
use crate::extractor::{Content, Extractor, Fault};
use crate::input::Source;
use crate::limits::Limits;
use crate::piece::Piece;

mod arrow;
mod avro;
mod compressed;
pub(crate) mod csv;
mod image;
pub(crate) mod json;
pub(crate) mod mail;
mod metafile;
mod office;
mod ole;
pub(crate) mod orc;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(feature = "pdf")]
pub(crate) mod pdf;
#[cfg(feature = "rar")]
mod rar;
mod rtf;
mod seven_zip;
pub(crate) mod sql;
mod sqlite;
mod tar;
pub(crate) mod text;
mod zip;

/// All formats that can be read. Where two are as sure of the content, the
/// one that stands first has it.
pub(crate) static FORMATS: &[&dyn Format] = &[
    &compressed::Gzip,
    &compressed::Bzip2,
    &compressed::Xz,
    &compressed::Zstd,
    &compressed::Lz4,
    &seven_zip::SevenZip,
    #[cfg(feature = "rar")]
    &rar::Rar,
    &tar::Tar,
    #[cfg(feature = "pdf")]
    &pdf::Pdf,
    &office::WORD,
    &office::EXCEL,
    &office::POWERPOINT,
    &office::OPENDOCUMENT,
    &office::PACKAGE,
    &zip::Zip,
    &ole::WORD,
    &ole::EXCEL,
    &ole::POWERPOINT,
    &ole::OUTLOOK,
    &ole::OTHER,
    &ole::Bare,
    &rtf::Rtf,
    &image::JPEG,
    &image::PNG,
    &image::TIFF,
    &image::WEBP,
    &image::EMF,
    &image::WMF,
    &avro::Avro,
    &arrow::Arrow,
    &sqlite::Sqlite,
    &orc::Orc,
    #[cfg(feature = "parquet")]
    &parquet::Parquet,
    &zip::Behind,
    &compressed::Lzma,
    &mail::Mbox,
    &mail::Mail,
    &json::Lines,
    &json::Document,
    &sql::Dump,
    &csv::Tsv,
    &csv::Csv,
    &text::Text,
];

/// A format that can be read.
pub(crate) trait Format: Sync + 'static {
    /// What it is called in a remark.
    fn name(&self) -> &'static str;

    /// The type it is reported as.
    fn mime_type(&self) -> &'static str;

    /// What names of such objects end in, in lower case, without the dot.
    fn extensions(&self) -> &'static [&'static str];

    /// How sure it is that the content is of its kind.
    fn sniff(&self, head: &Head<'_>) -> Confidence;

    /// What cuts such content, whose head is known.
    fn cutter(&self, head: &Head<'_>, limits: &Limits) -> Box<dyn Cutter> {
        Box::new(text::TextCutter::new(head, limits))
    }

    /// What kind of thing it is.
    fn nature(&self) -> Nature {
        Nature::Text
    }

    /// What it shares with formats that may go under its names.
    fn alike(&self) -> &'static str {
        self.name()
    }

    /// What takes such content apart, unless its nature is text. The head is
    /// part of the content.
    fn extractor<'r>(
        &self,
        _content: Content<'r>,
        _opening: &Opening<'_>,
    ) -> Result<Box<dyn Extractor<'r> + 'r>, Fault> {
        Err(Fault::malformed("not read"))
    }
}

impl dyn Format {
    /// Whether it is cut as it stands.
    pub(crate) fn is_text(&self) -> bool {
        self.nature() == Nature::Text
    }

    /// Whether it has members rather than text.
    pub(crate) fn is_archive(&self) -> bool {
        matches!(self.nature(), Nature::Archive | Nature::Compressed)
    }

    /// Whether it is one file, compressed.
    pub(crate) fn is_single(&self) -> bool {
        self.nature() == Nature::Compressed
    }

    /// What it counts as where it expands too much.
    pub(crate) fn expands(&self) -> Expands {
        match self.nature() {
            Nature::Package => Expands::Office,
            _ => Expands::Archive,
        }
    }
}

/// What kind of thing a format is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nature {
    /// Text, cut as it stands.
    Text,
    /// Text with parts, such as mail.
    Markup,
    /// Binary.
    Document,
    /// Binary, with a schema of its own and records after it.
    Records,
    /// A document that is a zip archive of its parts.
    Package,
    /// Many files.
    Archive,
    /// One file, compressed.
    Compressed,
}

/// What there is to know when content is opened.
pub(crate) struct Opening<'a> {
    /// What it is called.
    pub(crate) name: &'a str,
    pub(crate) budget: Rc<Budget>,
    /// The content, where it can be read at any place.
    pub(crate) at: Option<Arc<dyn ReadAt>>,
    /// The encoding of old that it looks like, where it is for the format to
    /// decode what it holds.
    pub(crate) legacy: Option<&'static encoding_rs::Encoding>,
}

impl Opening<'_> {
    /// The content to be read at any place: held in memory where it can only
    /// be read in order.
    pub(crate) fn anywhere(&self, mut content: Content<'_>) -> Result<Anywhere, Fault> {
        if let Some(at) = &self.at {
            return Ok(Anywhere::elsewhere(Arc::clone(at), self.budget.counter()));
        }
        let bytes = content.read_whole(self.budget.limits.document)?;
        Ok(Anywhere::memory(bytes))
    }

    /// The same, but held in memory if it is no larger than that.
    pub(crate) fn at_hand(&self, mut content: Content<'_>, small: u64) -> Result<Anywhere, Fault> {
        match &self.at {
            Some(at) if at.size() <= small => Ok(Anywhere::memory(content.read_whole(small)?)),
            _ => self.anywhere(content),
        }
    }
}

/// The start of decoded content.
#[derive(Clone, Copy)]
pub(crate) struct Head<'a> {
    pub(crate) bytes: &'a [u8],
    /// Whether that is all there is.
    pub(crate) whole: bool,
}

impl<'a> Head<'a> {
    /// The lines of which all is there; all bytes if there is no line end.
    pub(crate) fn whole_lines(&self) -> &'a [u8] {
        match memchr::memrchr(b'\n', self.bytes) {
            Some(at) if !self.whole => &self.bytes[..at + 1],
            _ => self.bytes,
        }
    }
}

/// How sure a format is of content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Confidence {
    /// It is something else.
    No,
    /// It may be, or be anything else of the kind; a known name decides.
    Possible,
    /// It looks so; only a name that is known to mean something else decides
    /// against it.
    Likely,
    /// It is, whatever the name says, but for a table.
    Certain,
}

impl Confidence {
    pub(crate) fn certain_if(it_is: bool) -> Confidence {
        match it_is {
            true => Confidence::Certain,
            false => Confidence::No,
        }
    }
}

/// Cuts content into pieces.
pub(crate) trait Cutter: Send {
    /// The type of the content, as far as it is known.
    fn mime_type(&self) -> &'static str;

    /// How many bytes before its own each piece should show.
    fn look_behind(&self) -> usize {
        0
    }

    /// Cuts the next piece off the content and says how it is to be indexed.
    fn cut(&mut self, window: &mut Window<'_>) -> io::Result<Cut>;

    /// What there is to say about what was cut.
    fn remark(&self) -> Option<String> {
        None
    }
}

/// The piece to come: its start is fixed, its end to be found.
pub(crate) struct Window<'a> {
    /// Its own part begins at `owned.0`; behind that lies what has been read.
    pub(crate) piece: &'a mut Piece,
    pub(crate) source: &'a mut dyn Source,
    pub(crate) limits: &'a Limits,
    /// How much of what has been read, from the start of the piece on, may be
    /// looked at.
    pub(crate) visible: usize,
}

impl Window<'_> {
    /// Where the piece begins in the buffer.
    pub(crate) fn start(&self) -> usize {
        self.piece.owned.0
    }

    /// The content around the piece, as far as it is visible.
    pub(crate) fn bytes(&self) -> &[u8] {
        let bytes = self.piece.buffer.bytes();
        &bytes[..bytes.len().min(self.start() + self.visible)]
    }

    /// How many bytes are visible from the start of the piece on.
    pub(crate) fn available(&self) -> usize {
        self.bytes().len() - self.start()
    }

    /// Whether all of the content is visible.
    pub(crate) fn ended(&self) -> bool {
        self.source.ended() && self.bytes().len() == self.piece.buffer.len()
    }

    /// Makes `len` bytes visible from the start of the piece on, or all there
    /// are.
    pub(crate) fn fill(&mut self, len: usize) -> io::Result<()> {
        self.visible = len;
        let until = self.start() + len;
        // One more, to know whether there is an end.
        self.source.fill(&mut self.piece.buffer, until + 1)
    }

    /// Makes twice as much visible, up to the limit.
    pub(crate) fn grow(&mut self) -> io::Result<()> {
        self.fill((2 * self.visible).min(self.limits.max_window))
    }

    /// Behind the cell that a position is in, if its source tells of one there, which is made
    /// visible.
    pub(crate) fn behind_cell(&mut self, at: usize) -> io::Result<usize> {
        let offset = self.offset(at);
        let end = at + (self.source.behind_cell(offset) - offset) as usize;
        if end > at {
            self.fill((end - self.start()).max(self.visible))?;
        }
        Ok(end)
    }

    /// The offset in the decoded content of a position in the buffer.
    pub(crate) fn offset(&self, at: usize) -> u64 {
        self.piece.base + at as u64
    }
}

/// What cutting came to.
pub(crate) enum Cut {
    /// A piece whose own part ends here, and which shows bytes up to there.
    Piece { end: usize, shown: usize },
    /// There is nothing more.
    End,
    /// The structure is broken, or needs too much memory: what has not been
    /// cut off is to be cut as plain text.
    Broken(String),
    /// Nothing in the object counts.
    Skip(tracie_finding::detection::Reason, String),
}
