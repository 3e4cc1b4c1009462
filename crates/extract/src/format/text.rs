//! Plain text of any kind: what no other format claims.

use std::io;

use memchr::memrchr;

use tracie_finding::chunk::{Chunk, Layout};
use tracie_finding::mime;
use tracie_finding::place::{Extent, Place};

use super::{Confidence, Cut, Cutter, Format, Head, Window};
use crate::bytes::chars;
use crate::bytes::lines::{self, LineCursor};
use crate::index::Layouter;
use crate::limits::Limits;
use crate::piece::{Extra, Piece, Structure};
use crate::tables::Tables;

/// Plain text.
pub(crate) struct Text;

impl Format for Text {
    fn name(&self) -> &'static str {
        "plain text"
    }

    fn mime_type(&self) -> &'static str {
        mime::PLAIN
    }

    fn extensions(&self) -> &'static [&'static str] {
        EXTENSIONS
    }

    fn sniff(&self, _head: &Head<'_>) -> Confidence {
        Confidence::Possible
    }

    fn cutter(&self, head: &Head<'_>, limits: &Limits) -> Box<dyn Cutter> {
        Box::new(TextCutter::new(head, limits))
    }
}

/// Names that mean text without cells or records. Content that begins like a
/// table is one only under a name that is not among these.
const EXTENSIONS: &[&str] = &[
    "adoc",
    "asc",
    "asp",
    "aspx",
    "awk",
    "bash",
    "bat",
    "bib",
    "c",
    "cc",
    "cfg",
    "clj",
    "cmd",
    "cnf",
    "coffee",
    "conf",
    "config",
    "cpp",
    "cs",
    "css",
    "cxx",
    "dart",
    "diff",
    "dockerfile",
    "dtd",
    "env",
    "erl",
    "ex",
    "exs",
    "f90",
    "feature",
    "fs",
    "go",
    "gradle",
    "graphql",
    "groovy",
    "h",
    "hcl",
    "hpp",
    "hs",
    "htm",
    "html",
    "ics",
    "ini",
    "java",
    "js",
    "jsp",
    "jsx",
    "key",
    "kt",
    "ldif",
    "less",
    "lisp",
    "log",
    "lua",
    "m",
    "makefile",
    "markdown",
    "md",
    "mk",
    "ml",
    "nfo",
    "org",
    "out",
    "pas",
    "patch",
    "pem",
    "php",
    "pl",
    "pm",
    "po",
    "properties",
    "ps1",
    "pub",
    "py",
    "r",
    "rb",
    "readme",
    "rs",
    "rst",
    "s",
    "sass",
    "scala",
    "scss",
    "sh",
    "srt",
    "styl",
    "svg",
    "swift",
    "t",
    "tcl",
    "tex",
    "text",
    "tf",
    "tfvars",
    "toml",
    "ts",
    "tsx",
    "txt",
    "vb",
    "vbs",
    "vcf",
    "vtt",
    "vue",
    "wsdl",
    "xhtml",
    "xml",
    "xsd",
    "xsl",
    "xslt",
    "yaml",
    "yml",
    "zsh",
];

/// Cuts text, after a line if it can, and behind a cell where there is a table.
pub(crate) struct TextCutter {
    look_behind: usize,
    tables: Tables,
}

impl TextCutter {
    pub(crate) fn new(head: &Head<'_>, limits: &Limits) -> TextCutter {
        TextCutter {
            look_behind: limits.look_behind,
            tables: Tables::of(head.bytes),
        }
    }

    /// Cuts what is left of content that is not what it seemed to be.
    pub(crate) fn broken(limits: &Limits) -> TextCutter {
        TextCutter {
            look_behind: limits.look_behind,
            tables: Tables::of_document(),
        }
    }
}

impl Cutter for TextCutter {
    fn mime_type(&self) -> &'static str {
        mime::PLAIN
    }

    fn look_behind(&self) -> usize {
        self.look_behind
    }

    fn cut(&mut self, window: &mut Window<'_>) -> io::Result<Cut> {
        let cut = cut_text(window, None)?;
        let Cut::Piece { end, .. } = cut else {
            return Ok(cut);
        };
        let (end, shown, rows) = self.tables.pass(window, end)?;
        if !rows.is_empty() {
            window.piece.structure = Structure::Rows;
            window.piece.extra = Extra::Rows(rows);
        }
        Ok(Cut::Piece { end, shown })
    }
}

/// Cuts a piece of text; at the latest at the end of the line if `line` says
/// where that is.
pub(crate) fn cut_text(window: &mut Window<'_>, line: Option<usize>) -> io::Result<Cut> {
    // The end may move behind a character.
    let most = window.limits.text_window();
    window.fill(most + window.limits.max_match + 4)?;
    window.piece.structure = Structure::Text;
    let (start, bytes) = (window.start(), window.bytes());
    if bytes.len() == start {
        return Ok(Cut::End);
    }
    let end = end_of_text(bytes, start, most);
    let end = line.map_or(end, |line| line.min(end));
    Ok(Cut::Piece {
        end,
        shown: bytes.len().min(end + window.limits.max_match),
    })
}

/// Where to end a piece of text of about `len` bytes: after a line of its
/// second half, else anywhere but within a character or a line end.
pub(crate) fn end_of_text(bytes: &[u8], start: usize, len: usize) -> usize {
    let target = start + len;
    if bytes.len() <= target {
        return bytes.len();
    }
    let half = start + len / 2;
    if let Some(at) = memrchr(b'\n', &bytes[half..target]) {
        return half + at + 1;
    }
    let end = chars::ceil(bytes, target);
    let splits_line_end = bytes[end - 1] == b'\r' && bytes.get(end) == Some(&b'\n');
    end + usize::from(splits_line_end)
}

/// The index of a piece of text: there is nothing to work out beforehand.
#[derive(Default)]
pub(crate) struct TextIndex {
    cursor: LineCursor,
}

impl Layouter for TextIndex {
    fn build(&mut self, piece: &Piece) {
        self.cursor = LineCursor::new(piece.owned.0);
    }

    fn chunk<'a>(&'a self, piece: &'a Piece, n: usize) -> Option<Chunk<'a>> {
        (n == 0).then(|| Chunk {
            bytes: piece.bytes(),
            owned: piece.owned,
            layout: Layout::Text { base: piece.base },
        })
    }

    fn place(&mut self, piece: &Piece, origin: (u64, u64)) -> Option<Place> {
        let range = (piece.locate(origin.0), piece.locate(origin.1));
        Some(self.cursor.place(piece.bytes(), piece.owned.0, range))
    }

    fn extent(&self, piece: &Piece) -> Extent {
        let extent = lines::extent(piece.bytes(), piece.owned.0, piece.owned.1);
        Extent {
            records: piece.records,
            ..extent
        }
    }
}
