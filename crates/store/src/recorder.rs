//! What a scan finds, stored while it runs.

use std::collections::{HashSet, VecDeque};
use std::mem;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};
use tracie_finding::coverage::Tally;
use tracie_finding::detection::{ObjectResult, Reason};
use tracie_finding::timestamp::rfc3339_ms;
use tracie_finding::{Coverage, Finding};

use crate::clock::now_ms;
use crate::document;
use crate::error::Error;
use crate::finding::{Put, what};
use crate::landing::{Batch, Origin, is_alone, settle};
use crate::record::Record;
use crate::scoped::{Scoped, Writing};

/// The kind of the records that tell of scans.
pub const SCAN: &str = "scan";

/// So many objects are enough for a step.
const BATCH: u64 = 5_000;
/// And so many bytes of them: what is left at the end keeps a scan waiting.
const BATCH_SIZE: usize = 256 << 10;
/// How long an object waits for others to be written with it.
const PATIENCE: Duration = Duration::from_millis(200);
/// How many bytes wait for being written before a scan does.
const WAITING: usize = 16 << 20;
/// How much is left to whoever asks first: some seconds of work, in objects. A
/// finding is as much as ten of them.
const LEFT: u64 = if cfg!(test) { 3_000 } else { 500_000 };
const FINDING: u64 = 10;

/// What a scan is, as its record tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScanInfo {
    /// The job that its findings name.
    pub job: String,
    /// A hash of all that decides what is found.
    pub identifiers: String,
    /// What is scanned, in words.
    pub targets: Vec<String>,
}

/// Stores what a scan finds on a thread of its own, in steps: the findings, how
/// each object ended, and what the scan has come to so far. What was recorded
/// up to a fifth of a second ago is on the disk.
///
/// A step is appended as it is, and taken to where it belongs by whoever reads
/// the store next. So a scan hardly takes longer for being stored, and the
/// first question after it waits, some 30 µs for each finding. Beyond 50,000
/// findings, or 500,000 objects, the recorder does that itself.
#[derive(Debug)]
pub struct Recorder {
    desk: Arc<Desk>,
    /// Taken when there is nothing more to come.
    thread: Option<JoinHandle<Result<Log, Error>>>,
}

/// What lies between a scan and the thread that stores it.
#[derive(Debug, Default)]
struct Desk {
    pending: Mutex<Pending>,
    /// There is something to do.
    ready: Condvar,
    /// There is room.
    room: Condvar,
}

/// What waits for being stored.
#[derive(Debug, Default)]
struct Pending {
    batch: Batch,
    /// Since when.
    since: Option<Instant>,
    /// All that was looked at, what waits included.
    coverage: Coverage,
    /// Nothing more comes.
    ended: bool,
    /// Nobody stores any more.
    failed: bool,
}

/// How many findings a scan has stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Recorded {
    /// Findings that were not known.
    pub added: u64,
    /// Known ones that now say something else.
    pub changed: u64,
    /// Known ones.
    pub known: u64,
}

impl Recorder {
    /// Begins to store a scan.
    ///
    /// # Errors
    ///
    /// As of any writing.
    pub fn begin(here: &Scoped, scan: ScanInfo) -> Result<Recorder, Error> {
        let started_ms = now_ms();
        let mut log = Log {
            here: here.clone(),
            origin: Origin {
                scan: String::new(),
                identifiers: scan.identifiers,
                job: scan.job,
            },
            targets: scan.targets,
            started_ms,
            recorded: Recorded::default(),
            waiting: Waiting::default(),
        };
        here.write(|it| {
            log.origin.scan = unused(it, started_ms, &log.origin.job)?;
            log.tell(it, &Coverage::default(), None)
        })?;
        let desk = Arc::new(Desk::default());
        let thread = thread::Builder::new().name("tracie-store".into());
        let work = {
            let desk = Arc::clone(&desk);
            move || log.run(&desk)
        };
        let thread = thread
            .spawn(work)
            .map_err(|error| Error::Database(error.into()))?;
        Ok(Recorder {
            desk,
            thread: Some(thread),
        })
    }

    /// Stores what looking at an object ended with. It waits where writing is
    /// slower than looking.
    ///
    /// # Errors
    ///
    /// [`Error::NoInstant`], or what went wrong with storing an earlier object;
    /// nothing more is stored then.
    pub fn record(
        &mut self,
        result: &ObjectResult,
        finding: Option<&Finding>,
    ) -> Result<(), Error> {
        let Some(finding) = finding else {
            return self.add(result, None);
        };
        let json = document::write(finding, || what(&finding.id))?;
        self.add(result, Some((finding, &json)))
    }

    /// The same for who has written the finding as JSON already, which takes
    /// longer than all the rest.
    ///
    /// That `json` is this finding and no other is told by its id, which costs
    /// a microsecond. Reading all of it would cost a hundred, and so more than
    /// writing it; what cannot be read later on is told then
    /// ([`damaged`](crate::Reading::damaged)).
    ///
    /// # Errors
    ///
    /// As of [`record`](Recorder::record), and [`Error::Database`] if `json` is
    /// another finding.
    pub fn record_written(
        &mut self,
        result: &ObjectResult,
        finding: &Finding,
        json: &str,
    ) -> Result<(), Error> {
        debug_assert!(
            !is_of(finding, json)
                || serde_json::from_str::<Finding>(json).is_ok_and(|it| it == *finding)
        );
        if !is_of(finding, json) {
            let what = what(&finding.id);
            return Err(Error::Database(
                format!("what is to be stored as {what} is something else").into(),
            ));
        }
        self.add(result, Some((finding, json)))
    }

    fn add(
        &mut self,
        result: &ObjectResult,
        finding: Option<(&Finding, &str)>,
    ) -> Result<(), Error> {
        let mut pending = lock(&self.desk.pending);
        while pending.batch.size() > WAITING && !pending.failed {
            pending = wait(&self.desk.room, pending);
        }
        if pending.failed {
            drop(pending);
            return self.end().map(drop);
        }
        pending.batch.add(result, finding, now_ms())?;
        pending.coverage.add(result);
        let is_first = pending.since.is_none();
        if is_first {
            pending.since = Some(Instant::now());
        }
        if is_first || pending.is_full() {
            self.desk.ready.notify_one();
        }
        Ok(())
    }

    /// Waits until all is stored. `coverage` is what the scan came to.
    ///
    /// # Errors
    ///
    /// As of any writing.
    pub fn finish(mut self, coverage: &Coverage) -> Result<Recorded, Error> {
        let mut log = self.end()?;
        let last = mem::take(&mut lock(&self.desk.pending).batch);
        log.store(&last, coverage, Some(now_ms()))?;
        Ok(log.recorded)
    }

    /// Has the thread end, and leaves what waits.
    fn end(&mut self) -> Result<Log, Error> {
        lock(&self.desk.pending).ended = true;
        self.desk.ready.notify_one();
        let ended = self.thread.take().map(JoinHandle::join);
        match ended {
            Some(Ok(log)) => log,
            Some(Err(_)) | None => Err(Error::Database("storing ended early".into())),
        }
    }
}

/// Who recorded and went away leaves what was recorded.
impl Drop for Recorder {
    fn drop(&mut self) {
        if self.thread.is_some() {
            // Nobody is left who could be told.
            if let Ok(mut log) = self.end() {
                let last = mem::take(&mut *lock(&self.desk.pending));
                let _ = log.store(&last.batch, &last.coverage, None);
            }
        }
    }
}

impl Desk {
    /// What to store next, and what the scan has come to with it; `None` when
    /// what waits is the last of it.
    fn next(&self) -> Option<(Batch, Coverage)> {
        let mut pending = lock(&self.pending);
        loop {
            if pending.ended {
                return None;
            }
            let left = pending
                .since
                .map(|since| PATIENCE.saturating_sub(since.elapsed()));
            pending = match left {
                None => wait(&self.ready, pending),
                Some(left) if !left.is_zero() && !pending.is_full() => {
                    let woken = self.ready.wait_timeout(pending, left);
                    woken.unwrap_or_else(PoisonError::into_inner).0
                }
                Some(_) => break,
            };
        }
        pending.since = None;
        let batch = mem::take(&mut pending.batch);
        self.room.notify_one();
        Some((batch, pending.coverage.clone()))
    }

    fn fail(&self) {
        lock(&self.pending).failed = true;
        self.room.notify_one();
    }
}

impl Pending {
    fn is_full(&self) -> bool {
        self.batch.objects() >= BATCH || self.batch.size() >= BATCH_SIZE
    }
}

/// An id for a scan that no other has: two may begin in the same millisecond.
fn unused(writing: &Writing<'_>, started_ms: i64, job: &str) -> Result<String, Error> {
    let mut moment = started_ms;
    loop {
        let id = format!("{moment:014}-{job}");
        if writing.record(SCAN, &id)?.is_none() {
            return Ok(id);
        }
        moment += 1;
    }
}

/// Whether a text may be the JSON of a finding: it is an object with its id.
fn is_of(finding: &Finding, json: &str) -> bool {
    json.starts_with('{') && json.ends_with('}') && json.contains(&finding.id)
}

/// What is done with a lock is not left by half.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn wait<'a, T>(condition: &Condvar, guard: MutexGuard<'a, T>) -> MutexGuard<'a, T> {
    condition
        .wait(guard)
        .unwrap_or_else(PoisonError::into_inner)
}

/// What is known of a scan on the thread that stores it.
#[derive(Debug)]
struct Log {
    here: Scoped,
    origin: Origin,
    targets: Vec<String>,
    started_ms: i64,
    recorded: Recorded,
    waiting: Waiting,
}

/// The batches of this scan that have landed.
#[derive(Debug, Default)]
struct Waiting {
    batches: VecDeque<(Vec<String>, u64)>,
    /// The ids of all their findings.
    findings: HashSet<String>,
    /// How much work they are.
    work: u64,
}

impl Log {
    fn run(mut self, desk: &Desk) -> Result<Log, Error> {
        while let Some((batch, coverage)) = desk.next() {
            if let Err(error) = self.store(&batch, &coverage, None) {
                desk.fail();
                return Err(error);
            }
        }
        Ok(self)
    }

    /// Stores a batch, and what the scan has come to with it.
    fn store(
        &mut self,
        batch: &Batch,
        coverage: &Coverage,
        ended_ms: Option<i64>,
    ) -> Result<(), Error> {
        let here = self.here.clone();
        here.append(|it| {
            if !batch.is_empty() {
                self.keep(it, batch)?;
            }
            self.tell(it, coverage, ended_ms)
        })
    }

    /// Appends a batch if it tells of nothing that is known, and else stores it
    /// where it belongs: what became of each finding is known then.
    fn keep(&mut self, writing: &Writing<'_>, batch: &Batch) -> Result<(), Error> {
        let origin = &self.origin;
        // Someone else may have landed something too, or taken ours away.
        let alone = is_alone(writing, &origin.scan, self.waiting.batches.len())?;
        if alone && self.waiting.has_none_of(batch) && !writing.has_findings(batch.findings())? {
            batch.land(writing, origin, now_ms())?;
            self.recorded.added += batch.findings().len() as u64;
            self.waiting.add(batch);
            while self.waiting.work > LEFT && settle(writing, 1)? == 1 {
                self.waiting.remove_oldest();
            }
            return Ok(());
        }
        settle(writing, usize::MAX)?;
        self.waiting = Waiting::default();
        let recorded = &mut self.recorded;
        batch.put(writing, origin, now_ms(), |put| match put {
            Put::Added => recorded.added += 1,
            Put::Changed => recorded.changed += 1,
            Put::Known => recorded.known += 1,
        })
    }

    fn tell(
        &self,
        writing: &Writing<'_>,
        coverage: &Coverage,
        ended_ms: Option<i64>,
    ) -> Result<(), Error> {
        writing.put_record(&Record {
            kind: SCAN.to_owned(),
            id: self.origin.scan.clone(),
            created_ms: self.started_ms,
            updated_ms: now_ms(),
            document: json!({
                "jobId": self.origin.job,
                "identifiers": self.origin.identifiers,
                "targets": self.targets,
                "startedAt": at(self.started_ms),
                "endedAt": ended_ms.map(at),
                "findings": {
                    "added": self.recorded.added,
                    "changed": self.recorded.changed,
                    "known": self.recorded.known,
                },
                "coverage": coverage_json(coverage),
            }),
        })
    }
}

impl Waiting {
    /// Whether no finding of a batch is here, nor twice in it.
    fn has_none_of(&self, batch: &Batch) -> bool {
        let mut met = HashSet::new();
        let mut ids = batch.findings().iter();
        ids.all(|id| !self.findings.contains(id) && met.insert(id))
    }

    fn add(&mut self, batch: &Batch) {
        let work = batch.objects() + FINDING * batch.findings().len() as u64;
        self.work += work;
        self.findings.extend(batch.findings().iter().cloned());
        self.batches.push_back((batch.findings().to_vec(), work));
    }

    fn remove_oldest(&mut self) {
        let Some((findings, work)) = self.batches.pop_front() else {
            return;
        };
        self.work -= work;
        for id in &findings {
            self.findings.remove(id);
        }
    }
}

fn at(ms: i64) -> Option<String> {
    jiff::Timestamp::from_millisecond(ms).ok().map(rfc3339_ms)
}

fn coverage_json(coverage: &Coverage) -> Value {
    let reasons = |tallies: &std::collections::BTreeMap<Reason, Tally>| {
        let each = tallies
            .iter()
            .map(|(reason, it)| (reason.code().to_owned(), tally(*it)));
        Value::Object(each.collect::<Map<String, Value>>())
    };
    json!({
        "complete": tally(coverage.complete()),
        "partial": reasons(coverage.partial()),
        "skipped": reasons(coverage.skipped()),
        "unchanged": tally(coverage.unchanged()),
        "unchangedInPart": coverage.unchanged_in_part(),
        "total": tally(coverage.total()),
        "stopped": coverage.is_stopped(),
    })
}

fn tally(tally: Tally) -> Value {
    json!({
        "objects": tally.objects,
        "bytes": tally.bytes,
        "bytesClassified": tally.bytes_classified,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;
    use crate::testing;

    /// Who asks first waits for no more than some seconds.
    #[test]
    fn no_more_is_left_than_so_much() {
        let store = Store::in_memory().expect("a store");
        let here = store.scope("000000000000", "us-east-1");
        let mut log = Log {
            here: here.clone(),
            origin: Origin {
                scan: "scan".into(),
                identifiers: "set".into(),
                job: "job".into(),
            },
            targets: Vec::new(),
            started_ms: 0,
            recorded: Recorded::default(),
            waiting: Waiting::default(),
        };
        for number in 0..11 {
            let mut batch = Batch::default();
            for object in 0..500 {
                let result = testing::result(&format!("{number}/{object}"));
                batch.add(&result, None, 0).expect("added");
            }
            log.store(&batch, &Coverage::default(), None)
                .expect("stored");
        }
        let counted = here.append(|it| {
            let sql = "SELECT (SELECT count(*) FROM ledger), sum(objects) FROM landed";
            let counts = it.connection.query_row(sql, [], |row| {
                Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?))
            });
            Ok(counts?)
        });
        let (settled, landed) = counted.expect("counted");
        assert_eq!(settled + landed, 5_500);
        assert_eq!(landed.cast_unsigned(), LEFT);
    }
}
