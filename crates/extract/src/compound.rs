//! Content that is made of parts: archives and documents.

use std::cell::Cell;
use std::io;
use std::mem;
use std::rc::Rc;
use std::sync::Arc;

use tracie_finding::detection::{Reason, Status};

use crate::batch::Batch;
use crate::budget::{Budget, Expands, Metered};
use crate::buffer::Buffer;
use crate::extractor::{Entry, Extractor, Fault, Out, Step};
use crate::format::text::cut_text;
use crate::format::{Cut, Format, Nature, Window};
use crate::input::Source;
use crate::kept::Kept;
use crate::leaf::Leaf;
use crate::marks::Mark;
use crate::members::Members;
use crate::outcome::{MemberOutcome, Notes, Outcome};
use crate::piece::{Extra, Piece, Structure};
use crate::reader::{Opened, Position, Reader};
use crate::rows::{Rows, Told};
use crate::salvage::{Salvage, Trouble};
use crate::tables::Tables;

/// Cuts what an extractor brings forth into pieces.
pub(crate) struct Compound<'r> {
    extractor: Result<Box<dyn Extractor<'r> + 'r>, Fault>,
    format: &'static dyn Format,
    position: Position,
    budget: Rc<Budget>,
    out: Out,
    /// What comes after the text that was written out.
    pending: Option<Result<Step<'r>, Fault>>,
    /// Marks of text that was or is in a piece.
    marks: Vec<Mark>,
    /// Cells in text that is not in a piece yet.
    cells: Vec<Told>,
    /// The tables in the text that goes on.
    tables: Tables,
    kept: Kept,
    /// Memory that was handed in and is not needed yet.
    spare: Piece,
    sequence: u64,
    analysed: u64,
    notes: Arc<Notes>,
    member: Option<Member<'r>>,
    members: Members,
    fault: Option<Fault>,
    finished: bool,
}

/// A member that is read.
struct Member<'r> {
    reader: Reader<'r>,
    number: u64,
    path: String,
    modified: Option<String>,
    /// Offset of its first byte among those of all parts.
    base: u64,
    /// How much of its content was read.
    came: Rc<Cell<u64>>,
    trouble: Trouble,
}

impl<'r> Compound<'r> {
    pub(crate) fn new(
        extractor: Result<Box<dyn Extractor<'r> + 'r>, Fault>,
        format: &'static dyn Format,
        position: Position,
        budget: Rc<Budget>,
    ) -> Compound<'r> {
        Compound {
            extractor,
            format,
            position,
            budget,
            out: Out::default(),
            pending: None,
            marks: Vec::new(),
            cells: Vec::new(),
            tables: Tables::of_document(),
            kept: Kept::default(),
            spare: Piece::default(),
            sequence: 0,
            analysed: 0,
            notes: Arc::default(),
            member: None,
            members: Members::default(),
            fault: None,
            finished: false,
        }
    }

    pub(crate) fn mime_type(&self) -> &'static str {
        let told = self.extractor.as_ref().ok().and_then(|it| it.mime_type());
        told.unwrap_or_else(|| self.format.mime_type())
    }

    pub(crate) fn analysed(&self) -> u64 {
        self.analysed
    }

    /// Whether it has members rather than text.
    pub(crate) fn is_archive(&self) -> bool {
        self.format.is_archive()
    }

    pub(crate) fn members(&self) -> &Members {
        &self.members
    }

    /// The path of a member that is read now.
    pub(crate) fn path_of(&self, number: u64) -> Option<&str> {
        let member = self.member.as_ref()?;
        match member.number == number {
            true => Some(&member.path),
            false => member.reader.member_path(number),
        }
    }

    pub(crate) fn next_piece(&mut self, buffer: Piece) -> io::Result<Option<Piece>> {
        self.spare = buffer;
        loop {
            let next = match &mut self.member {
                Some(member) => member.reader.next_piece(mem::take(&mut self.spare)),
                None if self.finished => return self.end(),
                None => match self.own_piece() {
                    None => continue,
                    piece => Ok(piece),
                },
            };
            match next {
                Ok(Some(piece)) => return Ok(Some(self.complete(piece))),
                Ok(None) => self.close_member(),
                Err(error) => {
                    self.fault = Some(error.into());
                    self.close_member();
                }
            }
        }
    }

    /// The memory that was handed in where there was no more piece.
    pub(crate) fn take_spare(&mut self) -> Piece {
        mem::take(&mut self.spare)
    }

    /// There is nothing more; or the object itself could not be read on.
    fn end(&mut self) -> io::Result<Option<Piece>> {
        let failure = match self.position.is_object() {
            true => self.budget.take_failure(),
            false => None,
        };
        failure.map_or(Ok(None), Err)
    }

    /// The next piece that is of no member; `None` if something else is next.
    fn own_piece(&mut self) -> Option<Piece> {
        if let Some((reason, remark)) = self.budget.hit() {
            self.fault = Some(Fault { reason, remark });
            self.finished = true;
            return None;
        }
        let mut piece = mem::take(&mut self.spare);
        self.kept.begin(&mut piece);
        let budget = Rc::clone(&self.budget);
        let mut tables = mem::take(&mut self.tables);
        let mut window = Window {
            piece: &mut piece,
            source: self,
            limits: &budget.limits,
            visible: 0,
        };
        let cut = match cut_text(&mut window, None) {
            Ok(Cut::Piece { end, .. }) => tables.pass(&mut window, end).ok(),
            _ => None,
        };
        self.tables = tables;
        match cut {
            Some((end, shown, rows)) => Some(self.text_piece(piece, (end, shown), rows)),
            None => self.after_text(piece),
        }
    }

    fn text_piece(
        &mut self,
        mut piece: Piece,
        (end, shown): (usize, usize),
        rows: Vec<Rows>,
    ) -> Piece {
        let look_behind = self.budget.limits.look_behind;
        self.kept.complete(&mut piece, end, shown, look_behind);
        let mut rows = rows;
        rows.extend(self.cells_in(&piece));
        piece.structure = Structure::Marked;
        piece.notes = Arc::clone(&self.notes);
        let to = piece.base + piece.bytes().len() as u64;
        let marks = self.marks.iter().take_while(|mark| mark.at < to);
        piece.extra = Extra::Marks(marks.cloned().collect(), rows);
        let next = piece.base + end.saturating_sub(look_behind) as u64;
        let passed = self.marks.partition_point(|mark| mark.at <= next);
        self.marks.drain(..passed.saturating_sub(1));
        piece
    }

    /// The cells that lie in a piece.
    fn cells_in(&mut self, piece: &Piece) -> Option<Rows> {
        let end = piece.base + piece.owned.1 as u64;
        let begun = self.cells.partition_point(|it| it.start < end);
        let cells = self.cells.drain(..begun);
        let cells: Vec<_> = cells.filter_map(|it| it.within(piece.base)).collect();
        (!cells.is_empty()).then_some(Rows::Cells(cells))
    }

    /// All text is cut; what is next?
    fn after_text(&mut self, piece: Piece) -> Option<Piece> {
        self.kept.reset(self.analysed);
        self.marks.clear();
        self.cells.clear();
        self.tables = Tables::of_document();
        match self.pending.take() {
            Some(Ok(Step::Values(batch))) => return Some(self.batch_piece(piece, batch)),
            Some(Ok(Step::Member(entry))) => self.open_member(entry),
            Some(Ok(Step::End)) => self.finished = true,
            Some(Err(fault)) => {
                self.fault = Some(fault);
                self.finished = true;
            }
            _ => {}
        }
        self.spare = piece;
        None
    }

    fn batch_piece(&mut self, mut piece: Piece, mut batch: Box<Batch>) -> Piece {
        piece.buffer.clear();
        piece.buffer.extend(&batch.bytes);
        batch.bytes = Vec::new();
        batch.place_at(self.analysed);
        piece.owned = (0, piece.buffer.len());
        piece.base = self.analysed;
        piece.structure = Structure::Batch;
        piece.notes = Arc::clone(&self.notes);
        piece.extra = Extra::Batch(batch);
        self.kept.reset(self.analysed + piece.len() as u64);
        piece
    }

    /// Gives a piece its place among the parts.
    fn complete(&mut self, mut piece: Piece) -> Piece {
        if let Some(member) = &self.member {
            if piece.sequence == 0 {
                piece.notes.shift(member.base);
            }
            piece.base += member.base;
            if let Extra::Batch(batch) = &mut piece.extra {
                batch.place_at(member.base);
            }
            if let Extra::Marks(marks, _) = &mut piece.extra {
                marks.iter_mut().for_each(|mark| mark.at += member.base);
            }
            piece.member = piece.member.or(Some(member.number));
        } else {
            // What was read again and again, such as shared strings, counts.
            let _ = self.budget.take(piece.len() as u64, self.format.expands());
        }
        piece.sequence = self.sequence;
        self.sequence += 1;
        self.analysed += piece.len() as u64;
        piece
    }

    fn open_member(&mut self, entry: Entry<'r>) {
        let Ok(number) = self.budget.admit() else {
            return;
        };
        let path = format!("{}{}", self.position.prefix, entry.name);
        let skipped = |status, mime_type, remark| MemberOutcome {
            number,
            path: path.clone(),
            size: 0,
            modified: entry.modified.clone(),
            mime_type,
            status,
            remark: Some(remark),
        };
        let content = match entry.content {
            Ok(content) => content,
            Err(Fault { reason, remark }) => {
                return self
                    .members
                    .add(skipped(Status::Skipped(reason), "", remark));
            }
        };
        let trouble = Trouble::default();
        let content = Metered::new(content, Rc::clone(&self.budget), Expands::Archive);
        let (came, archive) = (content.came(), content.archive());
        let content = Salvage {
            inner: content,
            trouble: Rc::clone(&trouble),
        };
        let position = self.position.within(self.format, &entry.name);
        let opened = Reader::open_at(
            (Box::new(content), Buffer::default()),
            entry.name.rsplit('/').next().unwrap_or(&entry.name),
            Rc::clone(&self.budget),
            position,
            false,
        );
        match opened {
            Opened::Reader(reader) => {
                if self.format.is_single() && reader.is_archive() {
                    // The tar in a `tar.gz` is no file that was extracted: those
                    // in it are.
                    archive.set(true);
                }
                self.member = Some(Member {
                    reader,
                    number,
                    path,
                    modified: entry.modified,
                    base: self.analysed,
                    came,
                    trouble,
                });
            }
            Opened::Skipped {
                reason,
                mime_type,
                remark,
            } => {
                // What broke off before its kind was told.
                let (reason, remark) = match trouble.take().map(Fault::from) {
                    Some(fault) => (fault.reason, fault.remark),
                    None => (reason, remark),
                };
                self.members
                    .add(skipped(Status::Skipped(reason), mime_type, remark));
            }
        }
    }

    /// Takes note of what became of a member.
    fn close_member(&mut self) {
        let Some(mut member) = self.member.take() else {
            self.finished = true;
            return;
        };
        self.spare = member.reader.take_spare();
        self.kept.reset(self.analysed);
        let (archive, came) = (member.reader.is_archive(), member.came.get());
        let limit = self.budget.hit();
        let limit = limit.map(|(reason, remark)| Fault { reason, remark });
        let fault = limit.or_else(|| member.trouble.take().map(Fault::from));
        let fault = fault.or_else(|| self.fault.take());
        if fault.is_none() && self.is_left_out(&member) {
            return member.leave_out();
        }
        let closing = member.into_closing(fault);
        // What is in an archive within this one was counted there.
        if !archive && !matches!(closing.outcome.status, Status::Skipped(_)) {
            self.budget.inspect(came);
        }
        self.members.close(closing);
    }

    /// Whether a member has another size than files in archives must have.
    fn is_left_out(&self, member: &Member<'_>) -> bool {
        let sizes = self.budget.limits.member_sizes.as_ref();
        let other_size = |sizes: &tracie_finding::Sizes| !sizes.contains(member.came.get());
        self.format.is_archive() && !member.is_archive() && sizes.is_some_and(other_size)
    }

    /// What kept from reading on. Macie tells data with a structure that does not
    /// parse from files of which nothing can be extracted.
    fn fault(&self) -> Option<Fault> {
        let fault = self.fault.as_ref().or(self.extractor.as_ref().err());
        let mut fault = fault?.clone();
        if fault.reason == Reason::MalformedFile && self.format.nature() == Nature::Records {
            fault.reason = Reason::UnableToParseFile;
        }
        Some(fault)
    }

    pub(crate) fn outcome(&self) -> Outcome {
        let fault = self.fault();
        let fault = fault.as_ref();
        let status = self.members.status(fault, self.analysed > 0);
        let told = self.extractor.as_ref().ok().and_then(|it| it.remark());
        let said = [
            fault.map(|fault| fault.remark.clone()),
            self.members.remark(),
            told,
        ];
        let said: Vec<String> = said.into_iter().flatten().collect();
        Outcome {
            status,
            remark: (!said.is_empty()).then(|| said.join("; ")),
            bytes_read: self.budget.bytes_read(),
            bytes_inspected: self.budget.bytes_read(),
            bytes_analysed: self.analysed,
            reread_as_text: false,
            members: self.members.outcomes(),
        }
    }
}

impl<'r> Member<'r> {
    fn is_archive(&self) -> bool {
        let compound = self.reader.compound();
        compound.is_some_and(|it| it.format.is_archive())
    }

    /// Nothing of it was asked for.
    fn leave_out(&self) {
        let leaf = self.reader.leaf().map(Leaf::notes);
        let notes = leaf.or_else(|| self.reader.compound().map(|it| &it.notes));
        if let Some(notes) = notes {
            notes.leave_out();
        }
    }

    fn into_closing(self, fault: Option<Fault>) -> crate::members::Closing {
        let outcome = self.reader.outcome();
        let notes = self.reader.leaf().map(|leaf| Arc::clone(leaf.notes()));
        let inner = self.reader.compound().map(|it| it.members().clone());
        crate::members::Closing {
            outcome: MemberOutcome {
                number: self.number,
                path: self.path,
                size: self.came.get(),
                modified: self.modified,
                mime_type: self.reader.mime_type(),
                status: outcome.status,
                remark: outcome.remark,
            },
            analysed: outcome.bytes_analysed > 0,
            fault,
            notes,
            inner,
        }
    }
}

impl Position {
    /// Whether it is the object itself.
    fn is_object(&self) -> bool {
        self.depth == 0
    }

    /// How many levels content that stands here is: none if it is the tar in a
    /// `tar.gz`, but what is compressed twice is two.
    pub(crate) fn levels(&self, format: &dyn Format) -> u32 {
        let same = self.alone && format.is_archive() && !format.is_single();
        u32::from(!same)
    }

    /// Where the members of what stands here stand.
    fn within(&self, format: &dyn Format, name: &str) -> Position {
        let single = format.is_single();
        let prefix = match single {
            // The content of `a.tar.gz` has no name worth telling.
            true => self.prefix.clone(),
            false => format!("{}{name}!/", self.prefix),
        };
        Position {
            depth: self.depth + self.levels(format),
            prefix,
            alone: single,
            at: None,
        }
    }
}

/// Text as the extractor writes it out.
impl Source for Compound<'_> {
    fn fill(&mut self, buffer: &mut Buffer, len: usize) -> io::Result<()> {
        while buffer.len() < len && self.pending.is_none() {
            self.out.at = self.text_end(buffer);
            let step = match &mut self.extractor {
                Ok(extractor) => extractor.step(&mut self.out),
                Err(fault) => Err(fault.clone()),
            };
            buffer.extend(&self.out.text);
            self.out.text.clear();
            self.marks.append(&mut self.out.marks);
            self.cells.append(&mut self.out.cells);
            if !matches!(step, Ok(Step::More)) {
                self.pending = Some(step);
            }
        }
        Ok(())
    }

    fn ended(&self) -> bool {
        self.pending.is_some()
    }

    fn behind_cell(&self, at: u64) -> u64 {
        let begun = self.cells.iter().take_while(|it| it.start < at);
        begun.map(|it| it.end).fold(at, u64::max)
    }
}

impl Compound<'_> {
    /// Offset of what is written next.
    fn text_end(&self, buffer: &Buffer) -> u64 {
        self.kept.base_of_piece() + buffer.len() as u64
    }
}
