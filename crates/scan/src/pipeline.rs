//! From a source to a sink: objects in, results out, in the same order.
//!
//! The thread that called lists objects, reads large ones, merges and delivers;
//! the others do the rest. What it hands out goes into a queue, and results
//! leave the queue at its front only. The queue is bounded, and so is memory,
//! whatever the sizes and the number of objects.

use std::collections::VecDeque;
use std::mem;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use tracie_finding::detection::ObjectResult;
use tracie_finding::{Coverage, Finding, Flow, Progress, Sink};
use tracie_source::{Entry, Finished, Object, Source};

use crate::crew::{Crew, Ticket};
use crate::engine::Space;
use crate::found::Found;
use crate::large::{Large, Merged, Part};
use crate::object::AT_ONCE;
use crate::reading::Mode;
use crate::waiting::Waiting;
use crate::work::{Outcome, Output, Shared};

/// Objects of more pieces than this are shared out among the threads.
const LARGE: u64 = 8;
/// How much one thread takes on at a time.
const BATCH_OBJECTS: usize = 32;
const BATCH_BYTES: u64 = 2 << 20;

/// What the sink will get next, in order.
pub(crate) enum Unit {
    /// Results; with so many bytes that counted as under way until now.
    Results { ticket: Ticket, under_way: u64 },
    /// A piece of a large object, its bytes, and where to note what merging it
    /// comes to.
    Piece {
        ticket: Ticket,
        bytes: usize,
        merged: Rc<Merged>,
    },
    /// All pieces of an object came before.
    End(Box<Large>, Finished),
}

pub(crate) struct Pipeline<'p, 's> {
    pub(crate) shared: Shared<'s>,
    pub(crate) crew: Crew<'p, 's, Output>,
    pub(crate) queue: VecDeque<Unit>,
    /// Bytes of the pieces in the queue.
    pub(crate) piece_bytes: usize,
    /// The large object of which the front of the queue is a part.
    pub(crate) part: Option<Part<'s>>,
    /// Memory of pieces that were dealt with.
    pub(crate) spare: Vec<Found>,
    pub(crate) space: Space,
    waiting: Waiting,
    batch: Vec<Entry>,
    batch_bytes: u64,
    listed: Listed,
    sink: &'p mut dyn Sink,
    coverage: Coverage,
    progress: Progress,
    /// Bytes read of large objects that are under way.
    pub(crate) under_way: u64,
    done_bytes: u64,
}

/// What the source has listed so far.
#[derive(Default)]
struct Listed {
    objects: u64,
    /// `None` once there is an object of unknown size.
    bytes: Option<u64>,
}

impl<'p, 's> Pipeline<'p, 's> {
    pub(crate) fn new(
        shared: Shared<'s>,
        crew: Crew<'p, 's, Output>,
        sink: &'p mut dyn Sink,
    ) -> Pipeline<'p, 's> {
        Pipeline {
            shared,
            crew,
            queue: VecDeque::new(),
            piece_bytes: 0,
            part: None,
            spare: Vec::new(),
            space: shared.engine.take(),
            waiting: Waiting::default(),
            batch: Vec::new(),
            batch_bytes: 0,
            listed: Listed {
                objects: 0,
                bytes: Some(0),
            },
            sink,
            coverage: Coverage::default(),
            progress: Progress::default(),
            under_way: 0,
            done_bytes: 0,
        }
    }

    /// Takes all objects from the source to the sink.
    pub(crate) fn run(mut self, source: &dyn Source) -> Coverage {
        for entry in source.objects() {
            self.add(entry);
            if self.stopped() {
                break;
            }
        }
        self.hand_out();
        self.listing_complete();
        self.drain();
        self.shared.engine.put(self.space);
        self.coverage
    }

    fn add(&mut self, entry: Entry) {
        self.listed.add(&entry);
        match entry {
            Entry::Object(object) if self.is_large(&object) => {
                self.hand_out();
                self.read_large(Arc::new(object), Mode::Told);
            }
            entry => self.add_to_batch(entry),
        }
    }

    fn is_large(&self, object: &Object) -> bool {
        let pieces = LARGE.saturating_mul(self.shared.engine.limits.extract.window as u64);
        object.size.is_none_or(|size| size > pieces.max(AT_ONCE))
    }

    fn add_to_batch(&mut self, entry: Entry) {
        if let Entry::Object(object) = &entry {
            self.batch_bytes += object.size.unwrap_or(0);
        }
        self.batch.push(entry);
        if self.batch.len() >= BATCH_OBJECTS || self.batch_bytes >= BATCH_BYTES {
            self.hand_out();
        }
    }

    /// Hands the small objects that have gathered to a thread.
    fn hand_out(&mut self) {
        let batch = mem::take(&mut self.batch);
        self.batch_bytes = 0;
        if batch.is_empty() {
            return;
        }
        self.make_room();
        let shared = self.shared;
        let ticket = self.crew.submit(move || shared.work_off(batch));
        self.queue.push_back(Unit::Results {
            ticket,
            under_way: 0,
        });
    }

    /// Waits for all that was handed out.
    pub(crate) fn drain(&mut self) {
        self.advance(|pipeline| pipeline.queue.is_empty());
        if !self.waiting.is_empty() {
            self.hand_out_waiting();
            self.advance(|pipeline| pipeline.queue.is_empty());
        }
    }

    /// Has the eTags that are due worked out, before all that is in the queue.
    fn hand_out_waiting(&mut self) {
        let (shared, outcomes) = (self.shared, self.waiting.release());
        let ticket = self.crew.submit(move || shared.seal(outcomes));
        self.queue.push_front(Unit::Results {
            ticket,
            under_way: 0,
        });
    }

    /// Waits until the queue can take another unit.
    pub(crate) fn make_room(&mut self) {
        self.advance(Pipeline::has_room);
    }

    /// Each thread has two pieces or batches to do, and as many batches may wait for
    /// one before them. Of pieces no more wait than there are to do: they take
    /// memory, and having it for the first time takes a while. Those that came out
    /// larger than those of text count for more.
    fn has_room(&self) -> bool {
        let each = self.shared.threads * 2 + 2;
        let text = self.shared.engine.limits.extract.text_window();
        let is_piece = |it: &&Unit| matches!(it, Unit::Piece { .. });
        let pieces = self.queue.iter().filter(is_piece).count();
        let few = self.queue.len() < 2 * each && pieces < each;
        self.queue.is_empty() || few && self.piece_bytes < text.saturating_mul(each)
    }

    /// Takes what is ready off the front of the queue, until that is `enough`.
    fn advance(&mut self, enough: impl Fn(&Self) -> bool) {
        while !self.stopped() {
            if self.settle_front() {
                self.report();
            } else if enough(self) {
                return;
            } else {
                self.crew.wait();
            }
        }
    }

    /// Deals with the front of the queue, if it is ready.
    fn settle_front(&mut self) -> bool {
        match self.queue.front() {
            None => return false,
            // Nobody is to wait for a large object.
            Some(Unit::Piece { .. }) if !self.waiting.is_empty() => self.hand_out_waiting(),
            Some(Unit::Results { ticket, .. } | Unit::Piece { ticket, .. }) => {
                let Some(output) = self.crew.take(*ticket) else {
                    return false;
                };
                self.accept(output);
            }
            Some(Unit::End(large, _)) => {
                if large.etag.is_some_and(|ticket| !self.crew.has(ticket)) {
                    return false;
                }
                if let Some(Unit::End(large, finished)) = self.queue.pop_front() {
                    self.end(*large, finished);
                }
            }
        }
        true
    }

    fn accept(&mut self, output: Output) {
        let mut merged = Rc::default();
        match self.queue.pop_front() {
            Some(Unit::Results { under_way, .. }) => self.under_way -= under_way,
            Some(Unit::Piece {
                bytes,
                merged: of_object,
                ..
            }) => {
                self.piece_bytes -= bytes;
                merged = of_object;
            }
            Some(Unit::End(..)) | None => {}
        }
        match output {
            Output::Piece(found) => self.merge(*found, &merged),
            // It is taken by its ticket.
            Output::Etag(_) => {}
            Output::Results(outcomes) => self.deliver_all(outcomes),
        }
    }

    fn deliver_all(&mut self, outcomes: Vec<Outcome>) {
        for outcome in outcomes {
            if let Some(Outcome::Reported(it)) = self.waiting.take_in(outcome) {
                let (result, finding) = *it;
                self.deliver(&result, finding);
                if self.stopped() {
                    return;
                }
            }
        }
        if self.waiting.is_full() {
            self.hand_out_waiting();
        }
    }

    fn deliver(&mut self, result: &ObjectResult, finding: Option<Finding>) {
        self.coverage.add(result);
        self.progress.objects += 1;
        self.done_bytes += result.object.size;
        let flow = self.sink.object(result, finding);
        self.heed(flow);
    }

    /// Puts a result at the end of the queue.
    pub(crate) fn queue_result(&mut self, result: ObjectResult) {
        self.make_room();
        let reported = self.shared.report(result);
        let ticket = self.crew.done(Output::Results(vec![reported]));
        self.queue.push_back(Unit::Results {
            ticket,
            under_way: 0,
        });
    }

    fn report(&mut self) {
        // An object that is read again does not turn the clock back.
        self.progress.bytes = self.progress.bytes.max(self.done_bytes + self.under_way);
        let flow = self.sink.progress(&self.progress);
        self.heed(flow);
    }

    fn listing_complete(&mut self) {
        self.progress.total_objects = Some(self.listed.objects);
        self.progress.total_bytes = self.listed.bytes;
    }

    fn heed(&self, flow: Flow) {
        if flow == Flow::Stop {
            self.shared.stop.store(true, Relaxed);
        }
    }

    pub(crate) fn stopped(&self) -> bool {
        self.shared.stopped()
    }
}

impl Listed {
    fn add(&mut self, entry: &Entry) {
        self.objects += 1;
        if let Entry::Object(object) = entry {
            self.bytes = self.bytes.zip(object.size).map(|(sum, size)| sum + size);
        }
    }
}
