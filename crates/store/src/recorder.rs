//! What a scan finds, stored while it runs.

use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};
use tracie_finding::coverage::Tally;
use tracie_finding::detection::{ObjectResult, Reason, Status};
use tracie_finding::timestamp::rfc3339_ms;
use tracie_finding::{Coverage, Finding};

use crate::clock::now_ms;
use crate::error::Error;
use crate::finding::Put;
use crate::ledger::Entry;
use crate::record::Record;
use crate::scoped::{Scoped, Writing};

/// The kind of the records that tell of scans.
pub const SCAN: &str = "scan";

/// How many objects are written in one step at most.
const BATCH: usize = 1_000;
/// How long an object waits for others to be written with it.
const PATIENCE: Duration = Duration::from_millis(200);
/// How many objects wait for being written before a scan does.
const WAITING: usize = 4 * BATCH;

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
#[derive(Debug)]
pub struct Recorder {
    /// Taken when there is nothing more to come.
    sender: Option<SyncSender<Looked>>,
    thread: Option<JoinHandle<Result<Log, Error>>>,
}

/// An object that was looked at.
type Looked = Box<(Entry, Option<Finding>)>;

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
        let mut log = Log {
            here: here.clone(),
            id: format!("{:014}-{}", now_ms(), scan.job),
            started_ms: now_ms(),
            scan,
            coverage: Coverage::default(),
            recorded: Recorded::default(),
        };
        log.here.write(|it| log.put(it, None))?;
        let (sender, receiver) = sync_channel(WAITING);
        let work = move || log.run(&receiver).map(|()| log);
        let thread = thread::Builder::new().name("tracie-store".into());
        let thread = thread
            .spawn(work)
            .map_err(|error| Error::Database(error.into()))?;
        Ok(Recorder {
            sender: Some(sender),
            thread: Some(thread),
        })
    }

    /// Stores what looking at an object ended with. It waits where writing is
    /// slower than looking.
    ///
    /// # Errors
    ///
    /// What went wrong with storing this or an earlier object; nothing more is
    /// stored then.
    pub fn record(&mut self, result: &ObjectResult, finding: Option<Finding>) -> Result<(), Error> {
        let entry = Entry::new(result, None, finding.as_ref());
        let sent = self
            .sender
            .as_ref()
            .map(|it| it.send(Box::new((entry, finding))));
        match sent {
            Some(Ok(())) => Ok(()),
            Some(Err(_)) | None => self.end().map(drop),
        }
    }

    /// Waits until all is stored. `coverage` is what the scan came to.
    ///
    /// # Errors
    ///
    /// As of any writing.
    pub fn finish(mut self, coverage: &Coverage) -> Result<Recorded, Error> {
        let mut log = self.end()?;
        log.coverage = coverage.clone();
        log.here.write(|it| log.put(it, Some(now_ms())))?;
        Ok(log.recorded)
    }

    fn end(&mut self) -> Result<Log, Error> {
        self.sender = None;
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
            let _ = self.end();
        }
    }
}

/// What is known of a scan on the thread that stores it.
#[derive(Debug)]
struct Log {
    here: Scoped,
    id: String,
    started_ms: i64,
    scan: ScanInfo,
    coverage: Coverage,
    recorded: Recorded,
}

impl Log {
    fn run(&mut self, receiver: &Receiver<Looked>) -> Result<(), Error> {
        let mut batch = Vec::new();
        while let Ok(first) = receiver.recv() {
            batch.push(first);
            let until = Instant::now() + PATIENCE;
            while batch.len() < BATCH {
                match receiver.recv_timeout(until.saturating_duration_since(Instant::now())) {
                    Ok(looked) => batch.push(looked),
                    Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
                }
            }
            self.store(batch.drain(..))?;
        }
        Ok(())
    }

    fn store(&mut self, batch: impl Iterator<Item = Looked>) -> Result<(), Error> {
        let here = self.here.clone();
        here.write(|it| {
            for looked in batch {
                self.add(it, *looked)?;
            }
            self.put(it, None)
        })
    }

    fn add(
        &mut self,
        writing: &Writing<'_>,
        (mut entry, finding): (Entry, Option<Finding>),
    ) -> Result<(), Error> {
        if let Some(finding) = finding {
            match writing.put_finding(&finding)? {
                Put::Added => self.recorded.added += 1,
                Put::Changed => self.recorded.changed += 1,
                Put::Known => self.recorded.known += 1,
            }
        }
        self.coverage.add_outcome(entry.status(), entry.tally());
        entry.job = Some(self.scan.job.clone());
        writing.put_entry(&self.scan.identifiers, &entry)
    }

    fn put(&self, writing: &Writing<'_>, ended_ms: Option<i64>) -> Result<(), Error> {
        let now_ms = now_ms();
        writing.put_record(&Record {
            kind: SCAN.to_owned(),
            id: self.id.clone(),
            created_ms: self.started_ms,
            updated_ms: now_ms,
            document: json!({
                "jobId": self.scan.job,
                "identifiers": self.scan.identifiers,
                "targets": self.scan.targets,
                "startedAt": at(self.started_ms),
                "endedAt": ended_ms.map(at),
                "findings": {
                    "added": self.recorded.added,
                    "changed": self.recorded.changed,
                    "known": self.recorded.known,
                },
                "coverage": coverage(&self.coverage),
            }),
        })
    }
}

fn at(ms: i64) -> Option<String> {
    jiff::Timestamp::from_millisecond(ms).ok().map(rfc3339_ms)
}

fn coverage(coverage: &Coverage) -> Value {
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
    })
}

fn tally(tally: Tally) -> Value {
    json!({
        "objects": tally.objects,
        "bytes": tally.bytes,
        "bytesClassified": tally.bytes_classified,
    })
}

impl Entry {
    fn status(&self) -> Status {
        use tracie_finding::classification::StatusCode;
        // A reason is there whenever something was left out.
        let reason = self.status.reason.unwrap_or(Reason::MalformedFile);
        match self.status.code {
            StatusCode::Complete => Status::Complete,
            StatusCode::Partial => Status::Partial(reason),
            StatusCode::Skipped => Status::Skipped(reason),
        }
    }

    fn tally(&self) -> Tally {
        Tally {
            objects: 1,
            bytes: self.size,
            bytes_classified: self.classified,
        }
    }
}
