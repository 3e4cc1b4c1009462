//! Cutting one object into pieces.

use std::fmt;
use std::io::{self, Read};
use std::rc::Rc;
use std::sync::Arc;

use tracie_finding::detection::{Reason, Status};
use tracie_finding::mime;

use crate::anywhere::ReadAt;
use crate::budget::{Budget, Counted};
use crate::buffer::Buffer;
use crate::compound::Compound;
use crate::extractor::Content;
use crate::format::text::{Text, TextCutter};
use crate::format::{Cutter, Format, Head, Nature, Opening};
use crate::input::{Input, Source as _};
use crate::leaf::Leaf;
use crate::limits::Limits;
use crate::outcome::Outcome;
use crate::piece::Piece;
use crate::sniff::{self, Encoding, Kind};

/// What opening content came to.
#[derive(Debug)]
#[non_exhaustive]
pub enum Opened<'r> {
    /// It can be read.
    Reader(Reader<'r>),
    /// It is of a kind that is not analysed.
    Skipped {
        /// Macie's code: `UnsupportedFileType` for a kind that was recognised,
        /// `MalformedFile` for binary content of no known kind, such as
        /// anything encrypted.
        reason: Reason,
        /// The type, by content.
        mime_type: &'static str,
        /// What it is, such as "GIF image: not analysed".
        remark: String,
    },
}

/// Cuts the content of one object into pieces, strictly in order and in bounded
/// memory.
pub struct Reader<'r> {
    way: Way<'r>,
    budget: Rc<Budget>,
    /// That content and name disagree, if they do.
    surprise: Option<String>,
}

/// How content is read.
enum Way<'r> {
    /// As it stands.
    Leaf(Box<Leaf<'r>>),
    /// Part by part.
    Compound(Box<Compound<'r>>),
}

/// Where content stands: the object itself, or a member of it.
#[derive(Clone)]
pub(crate) struct Position {
    /// How many archives are around it.
    pub(crate) depth: u32,
    /// What the paths of its members begin with.
    pub(crate) prefix: String,
    /// Whether it is all that was compressed, as the tar in a `tar.gz`.
    pub(crate) alone: bool,
    /// The object, where it can be read at any place.
    pub(crate) at: Option<Arc<dyn ReadAt>>,
}

impl<'r> Reader<'r> {
    /// Opens content: tells its type by its first bytes, then by its name (the
    /// last part of a path, or all of it). A failure to read shows at the first
    /// [`Reader::next_piece`].
    pub fn open(input: impl Read + 'r, name: &str, limits: &Limits) -> Opened<'r> {
        Reader::open_object(input, None, name, limits, false, Buffer::default())
    }

    /// The same in the memory of a piece that is used no more, which is left without.
    pub fn open_in(
        input: impl Read + 'r,
        name: &str,
        limits: &Limits,
        spare: &mut Piece,
    ) -> Opened<'r> {
        let mut head = std::mem::take(&mut spare.buffer);
        head.clear();
        Reader::open_object(input, None, name, limits, false, head)
    }

    /// Opens content that can also be read at any place: what begins at its
    /// end, such as Parquet, is then not held in memory, however large it is.
    pub fn open_anywhere(
        input: impl Read + 'r,
        at: Arc<dyn ReadAt>,
        name: &str,
        limits: &Limits,
    ) -> Opened<'r> {
        Reader::open_object(input, Some(at), name, limits, false, Buffer::default())
    }

    /// Opens content as plain text, whatever structure it has. Content that is
    /// no text at all is skipped all the same.
    pub fn open_as_text(input: impl Read + 'r, name: &str, limits: &Limits) -> Opened<'r> {
        Reader::open_object(input, None, name, limits, true, Buffer::default())
    }

    fn open_object(
        input: impl Read + 'r,
        at: Option<Arc<dyn ReadAt>>,
        name: &str,
        limits: &Limits,
        as_text: bool,
        head: Buffer,
    ) -> Opened<'r> {
        let budget = Rc::new(Budget::new(limits.fitted()));
        let input = Counted::new(input, Rc::clone(&budget));
        let position = Position {
            depth: 0,
            prefix: String::new(),
            alone: false,
            at,
        };
        let content = (Box::new(input) as Box<dyn Read + 'r>, head);
        Reader::open_at(content, name, budget, position, as_text)
    }

    /// Opens content that is, or is part of, an object, with memory for its head.
    pub(crate) fn open_at(
        (input, mut head): (Box<dyn Read + 'r>, Buffer),
        name: &str,
        budget: Rc<Budget>,
        position: Position,
        as_text: bool,
    ) -> Opened<'r> {
        let mut input = Input::new(input);
        // Most members of archives are small: no more is made ready for them.
        let most = budget.limits.head;
        let mut steps = [SMALL, 4 * SMALL, most].map(|it| it.min(most)).into_iter();
        let filled = steps.try_for_each(|it| input.fill(&mut head, it));
        let encoding = Encoding::detect(head.bytes());
        let as_it_is = !budget.limits.decode && matches!(encoding, Encoding::Legacy(_));
        let encoding = if as_it_is {
            Encoding::AS_IT_IS
        } else {
            encoding
        };
        let raw = match encoding {
            Encoding::Legacy(it) => Some((head.bytes().to_vec(), it)),
            _ => None,
        };
        input.decode(encoding, &mut head);
        let start = Head {
            bytes: head.bytes(),
            whole: input.ended(),
        };
        let kind = sniff::decide(encoding, &start, name);
        let Some(format) = kind.chosen().format() else {
            return skipped(kind);
        };
        let mut legacy = None;
        if let Some((raw, encoding)) = raw.filter(|_| format.nature() == Nature::Markup) {
            // Each part may have an encoding of its own.
            input.leave_as_it_is(&raw, &mut head);
            legacy = Some(encoding);
        }
        let start = Head {
            bytes: head.bytes(),
            whole: input.ended(),
        };
        let format = if as_text && format.is_text() {
            &Text
        } else {
            format
        };
        let surprise = surprise(kind);
        if position.depth == 0
            && let Err((reason, remark)) = within_quota(format, &position, &budget)
        {
            return Opened::Skipped {
                reason,
                mime_type: format.mime_type(),
                remark,
            };
        }
        let opening = Opening {
            name,
            budget: Rc::clone(&budget),
            at: position.at.clone().filter(|_| !input.is_decoding()),
            legacy,
        };
        if !format.is_text() {
            if let Err((reason, remark)) = within_depth(format, &position, &budget) {
                return Opened::Skipped {
                    reason,
                    mime_type: format.mime_type(),
                    remark,
                };
            }
            let content = Content::new(head, input, filled);
            let extractor = format.extractor(content, &opening);
            let compound = Compound::new(extractor, format, position, Rc::clone(&budget));
            let way = Way::Compound(Box::new(compound));
            return Opened::Reader(Reader {
                way,
                budget,
                surprise,
            });
        }
        // As what turns out to be broken is read: wherever that shows, it is the same.
        let cutter: Box<dyn Cutter> = match as_text {
            true => Box::new(TextCutter::broken(&budget.limits)),
            false => format.cutter(&start, &budget.limits),
        };
        let way = Way::Leaf(Box::new(Leaf::new(
            input,
            head,
            filled,
            cutter,
            Rc::clone(&budget),
        )));
        Opened::Reader(Reader {
            way,
            budget,
            surprise,
        })
    }

    /// The type by content, in Macie's terms, such as `text/csv`,
    /// `application/json` (also for JSON Lines) or `application/zip`. It is
    /// final after the last piece, since what turns out malformed is text.
    pub fn mime_type(&self) -> &'static str {
        match &self.way {
            Way::Leaf(leaf) => leaf.mime_type(),
            Way::Compound(compound) => compound.mime_type(),
        }
    }

    /// The next piece, in the memory of `buffer` (any used or default piece);
    /// `None` at the end.
    ///
    /// # Errors
    ///
    /// Those of the input. Pieces handed out before stay good; after an error
    /// there is nothing more.
    pub fn next_piece(&mut self, buffer: Piece) -> io::Result<Option<Piece>> {
        let next = match &mut self.way {
            Way::Leaf(leaf) => leaf.next_piece(buffer),
            Way::Compound(compound) => return compound.next_piece(buffer),
        };
        next.map_err(|error| self.budget.take_failure().unwrap_or(error))
    }

    /// The memory that was handed in with the last call of [`Reader::next_piece`], which
    /// had no piece to put into it: [`Index::reuse`](crate::Index::reuse) keeps it for
    /// other content. Without that each small object costs fresh memory.
    pub fn take_spare(&mut self) -> Piece {
        match &mut self.way {
            Way::Leaf(leaf) => leaf.take_spare(),
            Way::Compound(compound) => compound.take_spare(),
        }
    }

    /// What reading ended with; to be asked after the last piece was *indexed*
    /// ([`Index::build`](crate::Index::build)), since an index may find what
    /// cutting does not.
    pub fn outcome(&self) -> Outcome {
        let mut outcome = match &self.way {
            Way::Leaf(leaf) => leaf.outcome(),
            Way::Compound(compound) => compound.outcome(),
        };
        if let Some((reason, remark)) = self.budget.hit()
            && outcome.status == Status::Complete
        {
            (outcome.status, outcome.remark) = (Status::Partial(reason), Some(remark));
        }
        let said = [self.surprise.clone(), outcome.remark.take()];
        let said: Vec<String> = said.into_iter().flatten().collect();
        outcome.remark = (!said.is_empty()).then(|| said.join("; "));
        outcome.bytes_read = self.budget.bytes_read();
        outcome.bytes_inspected = match self.is_archive() {
            true => self.budget.inspected(),
            false => outcome.bytes_read,
        };
        outcome
    }

    /// Whether it has members rather than text.
    pub(crate) fn is_archive(&self) -> bool {
        self.compound().is_some_and(Compound::is_archive)
    }

    /// The path of the member that the last piece is of, by its number.
    pub fn member_path(&self, number: u64) -> Option<&str> {
        self.compound()?.path_of(number)
    }

    /// Bytes that lie in the pieces so far.
    pub(crate) fn analysed(&self) -> u64 {
        match &self.way {
            Way::Leaf(leaf) => leaf.analysed(),
            Way::Compound(compound) => compound.analysed(),
        }
    }

    /// What it is made of, if it has parts.
    pub(crate) fn compound(&self) -> Option<&Compound<'r>> {
        match &self.way {
            Way::Leaf(_) => None,
            Way::Compound(compound) => Some(compound),
        }
    }

    /// What has no parts.
    pub(crate) fn leaf(&self) -> Option<&Leaf<'r>> {
        match &self.way {
            Way::Leaf(leaf) => Some(leaf),
            Way::Compound(_) => None,
        }
    }
}

/// Bytes that are read at first to see what content is.
const SMALL: usize = 4 << 10;

/// Refuses objects that are larger than their kind may be, as far as their
/// size is known; others are read that far.
fn within_quota(
    format: &dyn Format,
    position: &Position,
    budget: &Budget,
) -> Result<(), (Reason, String)> {
    let quotas = &budget.limits.quotas;
    let most = match format.nature() {
        _ if format.mime_type() == mime::PDF => quotas.pdf,
        _ if format.mime_type() == mime::TAR => quotas.other,
        Nature::Package => quotas.office,
        Nature::Document if OFFICE.contains(&format.mime_type()) => quotas.office,
        Nature::Document | Nature::Records | Nature::Archive | Nature::Compressed => quotas.packed,
        Nature::Text | Nature::Markup => quotas.other,
    };
    let reason = match format.is_archive() {
        true => Reason::ArchiveExceedsSizeLimit,
        false => Reason::FileExceedsSizeLimit,
    };
    match position.at.as_ref().map(|at| at.size()) {
        Some(size) if size > most => {
            let what = format.name();
            let remark =
                format!("{what} of {size} bytes, more than the limit of {most}: not analysed");
            Err((reason, remark))
        }
        Some(_) => Ok(()),
        None => {
            budget.set_quota(most, reason);
            Ok(())
        }
    }
}

/// Documents of Office that are no packages.
const OFFICE: [&str; 5] = [mime::DOC, mime::XLS, mime::PPT, mime::MSG, mime::RTF];

/// Documents that may stand in each other within the innermost archive.
const DOCUMENTS: u32 = 2;

/// Refuses archives within too many others.
fn within_depth(
    format: &dyn Format,
    position: &Position,
    budget: &Budget,
) -> Result<(), (Reason, String)> {
    let levels = position.depth + position.levels(format);
    // A document in the innermost archive may hold another.
    let most = budget.limits.depth + if format.is_archive() { 0 } else { DOCUMENTS };
    if levels <= most {
        return Ok(());
    }
    let remark = format!(
        "{} within {} others, more than the limit: not analysed",
        format.name(),
        position.depth
    );
    Err((Reason::ArchiveNestingLevelOverLimit, remark))
}

fn skipped<'r>(kind: Kind) -> Opened<'r> {
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
impl fmt::Debug for Reader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader")
            .field("mime_type", &self.mime_type())
            .field("analysed", &self.analysed())
            .finish_non_exhaustive()
    }
}
