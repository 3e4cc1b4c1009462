//! Content without parts, cut into pieces as it stands.

use std::io::{self, Read};
use std::rc::Rc;
use std::sync::Arc;

use tracie_finding::detection::{Reason, Status};

use crate::budget::Budget;
use crate::buffer::Buffer;
use crate::format::text::TextCutter;
use crate::format::{Cut, Cutter, Window};
use crate::input::Input;
use crate::kept::Kept;
use crate::outcome::{Notes, Outcome};
use crate::piece::Piece;

/// Cuts one stream into pieces.
pub(crate) struct Leaf<'r> {
    input: Input<Box<dyn Read + 'r>>,
    budget: Rc<Budget>,
    cutter: Box<dyn Cutter>,
    kept: Kept,
    /// Memory that was handed in and not needed.
    spare: Piece,
    sequence: u64,
    analysed: u64,
    state: State,
    notes: Arc<Notes>,
    /// What broke the structure.
    fault: Option<String>,
    reread_as_text: bool,
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

impl<'r> Leaf<'r> {
    /// A stream of which the head was read already, as far as that went.
    pub(crate) fn new(
        input: Input<Box<dyn Read + 'r>>,
        head: Buffer,
        filled: io::Result<()>,
        cutter: Box<dyn Cutter>,
        budget: Rc<Budget>,
    ) -> Leaf<'r> {
        Leaf {
            input,
            budget,
            cutter,
            kept: Kept::beginning(head),
            spare: Piece::default(),
            sequence: 0,
            analysed: 0,
            state: filled.map_or_else(State::Failed, |()| State::Reading),
            notes: Arc::default(),
            fault: None,
            reread_as_text: false,
        }
    }

    pub(crate) fn mime_type(&self) -> &'static str {
        self.cutter.mime_type()
    }

    pub(crate) fn next_piece(&mut self, buffer: Piece) -> io::Result<Option<Piece>> {
        self.look_at_notes();
        match std::mem::replace(&mut self.state, State::Finished) {
            State::Reading => {}
            State::Failed(error) => return Err(error),
            ended => {
                self.state = ended;
                self.spare = buffer;
                return Ok(None);
            }
        }
        let mut piece = buffer;
        self.begin(&mut piece);
        match self.cut(&mut piece)? {
            Some((end, shown)) => Ok(Some(self.complete(piece, end, shown))),
            None => {
                self.spare = piece;
                Ok(None)
            }
        }
    }

    /// The memory that was handed in where there was no more piece.
    pub(crate) fn take_spare(&mut self) -> Piece {
        std::mem::take(&mut self.spare)
    }

    pub(crate) fn outcome(&self) -> Outcome {
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
        let remarks: Vec<String> = said.into_iter().flatten().collect();
        Outcome {
            status,
            remark: (!remarks.is_empty()).then(|| remarks.join("; ")),
            bytes_read: self.input.bytes_read(),
            bytes_inspected: self.input.bytes_read(),
            bytes_analysed: self.analysed,
            reread_as_text: self.reread_as_text,
            members: Vec::new(),
        }
    }

    /// What the indexes of its pieces find amiss.
    pub(crate) fn notes(&self) -> &Arc<Notes> {
        &self.notes
    }

    pub(crate) fn analysed(&self) -> u64 {
        self.analysed
    }

    /// An index may have found that nothing counts; then reading on is vain.
    fn look_at_notes(&mut self) {
        if matches!(self.state, State::Reading)
            && let Some((reason, remark)) = self.notes.skip()
        {
            self.state = State::Skipped(reason, remark);
        }
    }

    fn begin(&mut self, piece: &mut Piece) {
        self.kept.begin(piece);
        piece.sequence = self.sequence;
        piece.notes = Arc::clone(&self.notes);
    }

    /// Finds the end of a piece, as plain text if nothing else goes. `None`
    /// if there is no more.
    fn cut(&mut self, piece: &mut Piece) -> io::Result<Option<(usize, usize)>> {
        loop {
            let (source, limits) = (&mut self.input, &self.budget.limits);
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
        self.cutter = Box::new(TextCutter::broken(&self.budget.limits));
    }

    /// Ends a piece, and keeps what the next one needs.
    fn complete(&mut self, mut piece: Piece, end: usize, shown: usize) -> Piece {
        self.kept
            .complete(&mut piece, end, shown, self.cutter.look_behind());
        self.sequence += 1;
        self.analysed += piece.len() as u64;
        piece
    }
}
