//! The seam between what takes a container or document apart and what cuts
//! the parts into pieces.

use bytes::{Buf as _, Bytes};
use std::io::{self, Read};
use tracie_finding::detection::Reason;

use crate::batch::Batch;
use crate::buffer::Buffer;
use crate::input::{Input, Source as _};
use crate::marks::{Mark, Spot};
use crate::rows::{Told, trimmed};
use crate::tables::Grid;

/// Takes content apart, step by step and strictly in order.
///
/// What it brings forth is text with marks, batches of values, or members,
/// which are read as objects of their own. A member that is not read to its
/// end is passed over by the next step.
pub(crate) trait Extractor<'r> {
    /// The type, where the content tells more than its start did.
    fn mime_type(&self) -> Option<&'static str> {
        None
    }

    /// Brings forth what comes next.
    ///
    /// # Errors
    ///
    /// What keeps it from going on; all that came before counts.
    fn step(&mut self, out: &mut Out) -> Result<Step<'r>, Fault>;

    /// What there is to say beyond that, once all was read.
    fn remark(&self) -> Option<String> {
        None
    }
}

/// What a step brought forth.
pub(crate) enum Step<'r> {
    /// Text, if any, that was written out and goes on.
    More,
    /// Text that what follows has nothing to do with.
    Break,
    /// Values.
    Values(Box<Batch>),
    /// A member.
    Member(Entry<'r>),
    /// There is nothing more.
    End,
}

/// A member of an archive, or what is embedded in a document.
pub(crate) struct Entry<'r> {
    /// Its name within its container. Nothing is ever written there.
    pub(crate) name: String,
    /// When it was last modified, RFC 3339.
    pub(crate) modified: Option<String>,
    /// Its content, or why that cannot be had.
    pub(crate) content: Result<Box<dyn Read + 'r>, Fault>,
}

/// What keeps from reading on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) reason: Reason,
    pub(crate) remark: String,
}

impl Fault {
    pub(crate) fn new(reason: Reason, remark: impl Into<String>) -> Fault {
        Fault {
            reason,
            remark: remark.into(),
        }
    }

    /// Content that is not as its format says.
    pub(crate) fn malformed(remark: impl Into<String>) -> Fault {
        Fault::new(Reason::MalformedFile, remark)
    }

    /// Content that ends before it says that it does.
    pub(crate) fn breaks_off() -> Fault {
        Fault::malformed("the content breaks off")
    }

    /// Content that cannot be read without a password or key.
    pub(crate) fn encrypted(remark: impl Into<String>) -> Fault {
        Fault::new(Reason::InvalidEncryption, remark)
    }
}

/// A decoder's message is about the content's form, but it is not certain that
/// it quotes none of it: only its kind is told.
impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Fault {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Fault::breaks_off(),
            io::ErrorKind::FileTooLarge => Fault::new(
                Reason::FileExceedsSizeLimit,
                "larger than the limit for one file in an archive",
            ),
            _ => Fault::malformed("the content is damaged"),
        }
    }
}

/// What text is written to.
#[derive(Default)]
pub(crate) struct Out {
    pub(crate) text: Vec<u8>,
    pub(crate) marks: Vec<Mark>,
    /// Cells that lie in the text, below the names of their columns.
    pub(crate) cells: Vec<Told>,
    /// Offset of the first byte of `text` in the decoded content.
    pub(crate) at: u64,
}

impl Out {
    /// What is written from now on comes from there.
    pub(crate) fn mark(&mut self, spot: Spot) {
        let at = self.offset();
        match self.marks.last_mut() {
            Some(last) if last.at == at => last.spot = spot,
            _ => self.marks.push(Mark { at, spot }),
        }
    }

    /// Offset of what is written next.
    pub(crate) fn offset(&self) -> u64 {
        self.at + self.text.len() as u64
    }

    /// What was written from there on is in the cell that is open.
    pub(crate) fn tell(&mut self, start: u64, grid: &mut Grid) {
        let Some(start) = start.checked_sub(self.at) else {
            return;
        };
        let (start, end) = trimmed(&self.text, (start as usize, self.text.len()));
        if start == end {
            return;
        }
        if let Some(names) = grid.text(&self.text[start..end]) {
            self.cells.push(Told {
                start: self.at + start as u64,
                end: self.at + end as u64,
                names,
            });
        }
    }

    pub(crate) fn push(&mut self, text: &str) {
        self.text.extend_from_slice(text.as_bytes());
    }

    /// Ends a line, unless it is empty.
    pub(crate) fn end_line(&mut self) {
        if self.text.last().is_some_and(|byte| *byte != b'\n') {
            self.text.push(b'\n');
        }
    }
}

/// Content as an extractor reads it: decoded if it is UTF-16, from its start.
pub(crate) struct Content<'r> {
    head: Buffer,
    taken: usize,
    input: Input<Box<dyn Read + 'r>>,
    failed: Option<io::Error>,
}

impl<'r> Content<'r> {
    /// Content of which the head was read already, as far as that went.
    pub(crate) fn new(
        head: Buffer,
        input: Input<Box<dyn Read + 'r>>,
        filled: io::Result<()>,
    ) -> Content<'r> {
        Content {
            head,
            taken: 0,
            input,
            failed: filled.err(),
        }
    }

    /// Content of which nothing was read yet.
    pub(crate) fn of(content: impl Read + 'r) -> Content<'r> {
        Content::new(Buffer::default(), Input::new(Box::new(content)), Ok(()))
    }

    /// All of it, for what must be in memory as a whole.
    pub(crate) fn read_whole(&mut self, most: u64) -> Result<Vec<u8>, Fault> {
        let mut bytes = Vec::new();
        self.take(most + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > most {
            let remark = format!("larger than the limit of {most} bytes: not analysed");
            return Err(Fault::new(Reason::FileExceedsSizeLimit, remark));
        }
        Ok(bytes)
    }
}

/// As much is decoded at once.
const AT_ONCE: usize = 64 << 10;

impl Read for Content<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let rest = &self.head.bytes()[self.taken..];
        if !rest.is_empty() {
            let n = rest.len().min(into.len());
            into[..n].copy_from_slice(&rest[..n]);
            self.taken += n;
            return Ok(n);
        }
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        if !self.input.is_decoding() {
            return self.input.read_raw(into);
        }
        self.head.clear();
        self.taken = 0;
        self.input.fill(&mut self.head, AT_ONCE)?;
        match self.head.len() {
            0 => Ok(0),
            _ => self.read(into),
        }
    }
}

/// Bytes in memory that several readers share.
#[derive(Clone)]
pub(crate) struct Whole(Bytes);

impl Whole {
    pub(crate) fn new(bytes: impl Into<Bytes>) -> Whole {
        Whole(bytes.into())
    }

    /// What is left of it.
    pub(crate) fn rest(&self) -> &[u8] {
        &self.0
    }
}

impl Read for Whole {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n = self.rest().len().min(into.len());
        into[..n].copy_from_slice(&self.rest()[..n]);
        self.0.advance(n);
        Ok(n)
    }
}

impl io::BufRead for Whole {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        Ok(self.rest())
    }

    fn consume(&mut self, n: usize) {
        self.0.advance(n.min(self.0.len()));
    }
}
