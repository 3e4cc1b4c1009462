//! Sharing large objects out among the threads.

use std::mem;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Instant;

use tracie_extract::Piece;
use tracie_finding::detection::ObjectResult;
use tracie_source::{Finished, Object, Trouble};

use crate::crew::Ticket;
use crate::found::Found;
use crate::large::{Large, Merged, Part};
use crate::object::{settle_etag, unsealed};
use crate::pipeline::{Pipeline, Unit};
use crate::reading::{Mode, next_piece};
use crate::work::{Handed, Output};

/// Pieces smaller than this, such as files in archives, are searched by the
/// thread that reads.
const LITTLE: usize = 8 << 10;

impl Pipeline<'_, '_> {
    /// Reads a large object and hands its pieces out.
    pub(crate) fn read_large(&mut self, object: Arc<Object>, mode: Mode) {
        match Large::open(self.shared.engine, object, mode) {
            Err(result) => self.queue_result(*result),
            Ok(mut large) => {
                large.trouble = self.hand_out_pieces(&mut large).err();
                let finished = large.finish();
                self.queue.push_back(Unit::End(Box::new(large), finished));
            }
        }
    }

    fn hand_out_pieces(&mut self, large: &mut Large) -> Result<(), Trouble> {
        let started = Instant::now();
        loop {
            self.make_room();
            if self.stopped() {
                return Ok(());
            }
            let mut found = self.spare.pop().unwrap_or_default();
            let Some(piece) = next_piece(&mut large.reader, found.index.release())? else {
                found.index.reuse(large.reader.take_spare());
                self.spare.push(found);
                return Ok(());
            };
            self.under_way += large.newly_read();
            self.hand_out_piece(piece, found, large);
            self.hand_out_early_etag(large);
            self.shared.engine.check_time(started)?;
        }
    }

    fn hand_out_piece(&mut self, piece: Piece, found: Found, large: &mut Large) {
        let (shared, bytes) = (self.shared, piece.len());
        let handed = Handed {
            words_done: large.merged.words_done_in(&piece),
            piece,
            found,
            number: large.handed,
            early: Arc::clone(&large.early),
        };
        large.handed += 1;
        // Handing a little out costs more than doing it.
        let ticket = match bytes < LITTLE {
            true => self.crew.done(shared.search(handed)),
            false => self.crew.submit(move || shared.search(handed)),
        };
        self.piece_bytes += bytes;
        let merged = Rc::clone(&large.merged);
        self.queue.push_back(Unit::Piece {
            ticket,
            bytes,
            merged,
        });
    }

    /// Has the eTag worked out beside the search, once it is sure to be needed.
    fn hand_out_early_etag(&mut self, large: &mut Large) {
        if let Some(version) = large.etag_due() {
            let object = Arc::clone(&large.object);
            let work = move || Output::Etag(object.etag_of(version));
            large.etag = Some(self.crew.submit(work));
        }
    }

    /// Takes in the next piece of the large object at the front of the queue.
    pub(crate) fn merge(&mut self, found: Result<Found, Trouble>, merged: &Merged) {
        let engine = self.shared.engine;
        let part = self.part.get_or_insert_with(|| Part::new(engine));
        match part.merge(found, &mut self.space) {
            Some(mut found) => {
                found.shrink(&engine.limits);
                self.spare.push(found);
            }
            // The memory may be in any state after a panic.
            None => self.space = engine.space(),
        }
        part.note(merged);
    }

    /// Deals with the end of the large object at the front of the queue.
    pub(crate) fn end(&mut self, mut large: Large, finished: Finished) {
        let engine = self.shared.engine;
        let part = self.part.take().unwrap_or_else(|| Part::new(engine));
        let analysis = large.conclude(engine, part);
        let under_way = large.under_way;
        let early = large.etag.and_then(|ticket| self.crew.take(ticket));
        if large.is_to_be_reread(&analysis) {
            self.under_way -= under_way;
            return self.read_again(large.object);
        }
        engine.leave_out(analysis.left_out);
        let mut result = unsealed(&large.object, large.known, &finished, analysis);
        let ticket = match early {
            Some(Output::Etag(etag))
                if !finished.changed && engine.wants_etag(&large.object, &result) =>
            {
                settle_etag(&large.object, &mut result, etag);
                self.crew
                    .done(Output::Results(vec![self.shared.report(result)]))
            }
            _ => self.hand_out_etag(large.object, finished, result),
        };
        self.queue.push_front(Unit::Results { ticket, under_way });
    }

    /// Reads an object once more, as text, before all that is in the queue.
    fn read_again(&mut self, object: Arc<Object>) {
        let rest = (mem::take(&mut self.queue), mem::take(&mut self.piece_bytes));
        self.read_large(object, Mode::Text);
        self.drain();
        (self.queue, self.piece_bytes) = rest;
    }

    /// Has the eTag worked out, if it is due.
    fn hand_out_etag(
        &mut self,
        object: Arc<Object>,
        finished: Finished,
        mut result: ObjectResult,
    ) -> Ticket {
        let shared = self.shared;
        if !shared.engine.wants_etag(&object, &result) {
            return self.crew.done(Output::Results(vec![shared.report(result)]));
        }
        self.crew.submit(move || {
            settle_etag(&object, &mut result, object.etag(&finished));
            Output::Results(vec![shared.report(result)])
        })
    }
}
