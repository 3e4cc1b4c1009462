//! What passes between who decodes and who reads.

use std::io::{self, Read, Write};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender};
use std::time::Duration;

use rars::ReadCancellation;
use tracie_finding::detection::Reason;

use crate::budget::Budget;
use crate::extractor::Fault;
use crate::lease::Lease;

/// What there is to say of a member.
pub(super) struct Head {
    pub(super) name: String,
    pub(super) modified: Option<String>,
}

/// What who decodes tells, strictly in order.
pub(super) enum Said {
    /// A member begins; its bytes follow, then its end.
    Member(Head),
    Bytes(Vec<u8>),
    /// A member ended, as it should or not.
    Closed(Option<Fault>),
    /// A member whose content cannot be had.
    Refused(Head, Fault),
    /// There is nothing more, or nothing more can be had.
    Ended(Option<Fault>),
}

/// Messages that may wait, each of as many bytes at most.
pub(super) const AHEAD: usize = 8;
const AT_ONCE: usize = 128 << 10;
/// How often time is looked at while nothing comes.
const WAIT: Duration = Duration::from_millis(50);

/// The end that reads.
pub(super) struct Stream {
    from: Receiver<Said>,
    cancel: ReadCancellation,
    /// The number of the member of which nobody wants more, and of the last one
    /// that was begun: who decodes may be at the next one already.
    unwanted: Arc<AtomicU64>,
    number: u64,
    bytes: Vec<u8>,
    at: usize,
    /// Whether a member is being read.
    within: bool,
}

impl Stream {
    pub(super) fn new(
        from: Receiver<Said>,
        cancel: ReadCancellation,
        unwanted: Arc<AtomicU64>,
    ) -> Stream {
        Stream {
            from,
            cancel,
            unwanted,
            number: 0,
            bytes: Vec::new(),
            at: 0,
            within: false,
        }
    }

    /// What comes next, within the time that there is.
    pub(super) fn next(&mut self, budget: &Budget) -> io::Result<Said> {
        loop {
            match self.from.recv_timeout(WAIT) {
                Ok(said) => return Ok(said),
                Err(RecvTimeoutError::Timeout) => budget.check()?,
                // Who decodes came upon a defect.
                Err(RecvTimeoutError::Disconnected) => {
                    let fault = Fault::malformed("a part of it cannot be decoded");
                    return Ok(Said::Ended(Some(fault)));
                }
            }
        }
    }

    /// A member was begun.
    pub(super) fn begin(&mut self) {
        self.within = true;
        self.number += 1;
        self.bytes.clear();
        self.at = 0;
    }

    /// Passes over what is left of a member. Where the next one needs it, it is
    /// decoded nevertheless.
    pub(super) fn pass_member(&mut self, budget: &Budget) -> io::Result<()> {
        if self.within {
            self.unwanted.store(self.number, Relaxed);
        }
        while self.within {
            budget.check()?;
            match self.next(budget)? {
                Said::Bytes(_) => {}
                _ => self.within = false,
            }
        }
        Ok(())
    }

    fn read(&mut self, into: &mut [u8], budget: &Budget) -> io::Result<usize> {
        while self.at == self.bytes.len() && self.within {
            match self.next(budget)? {
                Said::Bytes(bytes) => (self.bytes, self.at) = (bytes, 0),
                Said::Closed(None) => self.within = false,
                Said::Closed(Some(fault)) | Said::Ended(Some(fault)) => {
                    self.within = false;
                    return Err(broken(&fault));
                }
                _ => {
                    self.within = false;
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
            }
        }
        let rest = &self.bytes[self.at..];
        let n = rest.len().min(into.len());
        into[..n].copy_from_slice(&rest[..n]);
        self.at += n;
        Ok(n)
    }
}

/// Who decodes need not go on.
impl Drop for Stream {
    fn drop(&mut self) {
        self.cancel.cancel();
    }
}

/// What keeps from reading on, for who reads a member.
fn broken(fault: &Fault) -> io::Error {
    match fault.reason {
        Reason::FileExceedsSizeLimit => io::ErrorKind::FileTooLarge.into(),
        _ => io::ErrorKind::InvalidData.into(),
    }
}

/// The content of a member.
pub(super) struct Part {
    lease: Lease<Stream>,
    budget: Rc<Budget>,
}

impl Part {
    pub(super) fn new(lease: Lease<Stream>, budget: Rc<Budget>) -> Part {
        Part { lease, budget }
    }
}

impl Read for Part {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.lease.stream()?.read(into, &self.budget)
    }
}

/// The end that tells.
#[derive(Clone)]
pub(super) struct Teller {
    to: SyncSender<Said>,
    unwanted: Arc<AtomicU64>,
}

impl Teller {
    pub(super) fn new(to: SyncSender<Said>, unwanted: Arc<AtomicU64>) -> Teller {
        Teller { to, unwanted }
    }

    /// Tells something, unless nobody reads any more.
    pub(super) fn tell(&self, said: Said) -> io::Result<()> {
        let sent = self.to.send(said);
        sent.map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}

/// What the content of a member is written to.
pub(super) struct Writer {
    pub(super) teller: Teller,
    /// The number of the member.
    pub(super) number: u64,
    /// Whether what comes after the member needs what it holds.
    pub(super) solid: bool,
}

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = bytes.len().min(AT_ONCE);
        let unwanted = self.teller.unwanted.load(Relaxed) == self.number;
        match (unwanted, self.solid) {
            (true, true) => {}
            (true, false) => return Err(io::ErrorKind::BrokenPipe.into()),
            (false, _) => self.teller.tell(Said::Bytes(bytes[..n].to_vec()))?,
        }
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
