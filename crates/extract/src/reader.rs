//! Cutting one object into pieces.

use std::fmt;
use std::io::{self, Read};
use std::sync::Arc;

use tracie_finding::detection::{Reason, Status};

use crate::buffer::Buffer;
use crate::format::text::{Text, TextCutter};
use crate::format::{Cut, Cutter, Head, Window};
use crate::input::{Input, Source};
use crate::limits::Limits;
use crate::outcome::{Notes, Outcome};
use crate::piece::Piece;
use crate::sniff::{self, Encoding, Kind};

/// What opening content came to.
#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "made once an object and taken apart at once"
)]
#[non_exhaustive]
pub enum Opened<R: Read> {
    /// It can be read.
    Reader(Reader<R>),
    /// It is of a kind that is not analysed.
    Skipped {
        /// Macie's code: `UnsupportedFileType` for a kind that was recognised,
        /// `MalformedFile` for binary content of no known kind, such as
        /// anything encrypted.
        reason: Reason,
        /// The type, by content.
        mime_type: &'static str,
        /// What it is, such as "PDF document: not read yet".
        remark: String,
    },
}

/// Cuts the content of one object into pieces, strictly in order and in bounded
/// memory.
pub struct Reader<R: Read> {
    input: Input<R>,
    limits: Limits,
    cutter: Box<dyn Cutter>,
    kept: Kept,
    sequence: u64,
    analysed: u64,
    state: State,
    notes: Arc<Notes>,
    /// That content and name disagree, if they do.
    surprise: Option<String>,
    /// What broke the structure.
    fault: Option<String>,
    reread_as_text: bool,
}

/// What is kept of one piece for the next.
#[derive(Default)]
struct Kept {
    bytes: Buffer,
    /// How much of it the piece before had.
    behind: usize,
    /// Offset of its first byte in the decoded content.
    base: u64,
}

/// How far a reader is.
enum State {
    Reading,
    /// The input failed before the first piece.
    Failed(io::Error),
    Finished,
    /// Nothing counts.
    Skipped(Reason, String),
}

impl<R: Read> Reader<R> {
    /// Opens content: tells its type by its first bytes, then by its name (the
    /// last part of a path, or all of it). A failure to read shows at the first
    /// [`Reader::next_piece`].
    pub fn open(input: R, name: &str, limits: &Limits) -> Opened<R> {
        Reader::open_with(input, name, limits, false)
    }

    /// Opens content as plain text, whatever structure it has. Content that is
    /// no text at all is skipped all the same.
    pub fn open_as_text(input: R, name: &str, limits: &Limits) -> Opened<R> {
        Reader::open_with(input, name, limits, true)
    }

    fn open_with(input: R, name: &str, limits: &Limits, as_text: bool) -> Opened<R> {
        let limits = limits.fitted();
        let mut input = Input::new(input);
        let mut head = Buffer::default();
        let filled = input.fill(&mut head, limits.head);
        let encoding = Encoding::detect(head.bytes());
        input.decode(encoding, &mut head);
        let start = Head {
            bytes: head.bytes(),
            whole: input.ended(),
        };
        let kind = sniff::decide(encoding, &start, name);
        let Some(format) = kind.chosen().format() else {
            return skipped(kind);
        };
        let format = if as_text { &Text } else { format };
        let cutter = format.cutter(&start, &limits);
        Opened::Reader(Reader {
            input,
            limits,
            cutter,
            kept: Kept {
                bytes: head,
                ..Kept::default()
            },
            sequence: 0,
            analysed: 0,
            state: filled.map_or_else(State::Failed, |()| State::Reading),
            notes: Arc::default(),
            surprise: surprise(kind),
            fault: None,
            reread_as_text: false,
        })
    }

    /// The type by content, in Macie's terms: `text/csv`,
    /// `text/tab-separated-values`, `application/json` (also for JSON Lines)
    /// or `text/plain`. It is final after the last piece, since what turns out
    /// malformed is text.
    pub fn mime_type(&self) -> &'static str {
        self.cutter.mime_type()
    }

    /// The next piece, in the memory of `buffer` (any used or default piece);
    /// `None` at the end.
    ///
    /// # Errors
    ///
    /// Those of the input. Pieces handed out before stay good; after an error
    /// there is nothing more.
    pub fn next_piece(&mut self, buffer: Piece) -> io::Result<Option<Piece>> {
        self.look_at_notes();
        match std::mem::replace(&mut self.state, State::Finished) {
            State::Reading => {}
            State::Failed(error) => return Err(error),
            ended => {
                self.state = ended;
                return Ok(None);
            }
        }
        let mut piece = buffer;
        self.begin(&mut piece);
        let cut = self.cut(&mut piece)?;
        Ok(cut.map(|(end, shown)| self.complete(piece, end, shown)))
    }

    /// What reading ended with; to be asked after the last piece was *indexed*
    /// ([`Index::build`](crate::Index::build)), since an index may find what
    /// cutting does not.
    pub fn outcome(&self) -> Outcome {
        let (status, skip) = match (&self.state, self.notes.skip()) {
            (State::Skipped(reason, remark), _) => (Status::Skipped(*reason), Some(remark.clone())),
            (_, Some((reason, remark))) => (Status::Skipped(reason), Some(remark)),
            _ => (Status::Complete, None),
        };
        let said = [
            self.cutter.remark(),
            self.notes.bad_lines(),
            self.fault.clone(),
        ];
        let said = skip.map_or_else(|| said.to_vec(), |skip| vec![Some(skip)]);
        let remarks: Vec<String> = self
            .surprise
            .iter()
            .cloned()
            .chain(said.into_iter().flatten())
            .collect();
        Outcome {
            status,
            remark: (!remarks.is_empty()).then(|| remarks.join("; ")),
            bytes_read: self.input.bytes_read(),
            bytes_analysed: self.analysed,
            reread_as_text: self.reread_as_text,
        }
    }
}

impl<R: Read> Reader<R> {
    /// An index may have found that nothing counts; then reading on is vain.
    fn look_at_notes(&mut self) {
        if matches!(self.state, State::Reading)
            && let Some((reason, remark)) = self.notes.skip()
        {
            self.state = State::Skipped(reason, remark);
        }
    }

    /// Puts what was kept at the start of a piece.
    fn begin(&mut self, piece: &mut Piece) {
        piece.buffer.clear();
        if piece.buffer.is_unused() {
            std::mem::swap(&mut piece.buffer, &mut self.kept.bytes);
        } else {
            piece.buffer.extend(self.kept.bytes.bytes());
        }
        piece.owned = (self.kept.behind, self.kept.behind);
        (piece.base, piece.sequence) = (self.kept.base, self.sequence);
        (piece.records, piece.table) = (0, None);
        piece.notes = Arc::clone(&self.notes);
    }

    /// Finds the end of a piece, as plain text if nothing else goes. `None`
    /// if there is no more.
    fn cut(&mut self, piece: &mut Piece) -> io::Result<Option<(usize, usize)>> {
        loop {
            let (source, limits) = (&mut self.input, &self.limits);
            let mut window = Window {
                piece: &mut *piece,
                source,
                limits,
                visible: 0,
            };
            match self.cutter.cut(&mut window)? {
                Cut::Piece { end, shown } => {
                    self.state = State::Reading;
                    return Ok(Some((end, shown)));
                }
                Cut::End => return Ok(None),
                Cut::Broken(fault) => self.fall_back(&fault),
                Cut::Skip(reason, remark) => {
                    self.state = State::Skipped(reason, remark);
                    return Ok(None);
                }
            }
        }
    }

    fn fall_back(&mut self, fault: &str) {
        self.reread_as_text = self.sequence > 0;
        let from = if self.reread_as_text {
            "from there on "
        } else {
            ""
        };
        self.fault = Some(
            format!("{fault}: analysed as plain text {from}")
                .trim_end()
                .to_owned(),
        );
        self.cutter = Box::new(TextCutter::new(&self.limits));
    }

    /// Ends a piece, and keeps what the next one needs.
    fn complete(&mut self, mut piece: Piece, end: usize, shown: usize) -> Piece {
        let behind = self.cutter.look_behind().min(end);
        let bytes = piece.buffer.bytes();
        self.kept.bytes.clear();
        self.kept.bytes.extend(&bytes[end - behind..]);
        (self.kept.behind, self.kept.base) = (behind, piece.base + (end - behind) as u64);
        piece.owned.1 = end;
        piece.buffer.truncate(shown);
        self.sequence += 1;
        self.analysed += piece.len() as u64;
        piece
    }
}

fn skipped<R: Read>(kind: Kind) -> Opened<R> {
    let what = kind.chosen();
    let (reason, remark) = match what.foreign() {
        Some(foreign) => (Reason::UnsupportedFileType, foreign.remark()),
        None => (
            Reason::MalformedFile,
            format!("{}, perhaps encrypted: not analysed", what.name()),
        ),
    };
    let remark = match surprise(kind) {
        Some(surprise) => format!("{remark}; {surprise}"),
        None => remark,
    };
    Opened::Skipped {
        reason,
        mime_type: what.mime_type(),
        remark,
    }
}

/// What there is to say where content and name disagree and the content won.
fn surprise(kind: Kind) -> Option<String> {
    let name = kind
        .by_name()
        .filter(|name| kind.disagree() && *name != kind.chosen())?;
    Some(format!(
        "the name says {}, the content is {}",
        name.name(),
        kind.by_content().name()
    ))
}

/// Says how far it is, never what it read.
impl<R: Read> fmt::Debug for Reader<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader")
            .field("mime_type", &self.mime_type())
            .field("sequence", &self.sequence)
            .field("analysed", &self.analysed)
            .finish_non_exhaustive()
    }
}
