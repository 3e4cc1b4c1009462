//! What extraction from one object has used up of its limits.

use std::cell::{Cell, RefCell};
use std::io::{self, Read};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
#[cfg(feature = "pdf")]
use std::time::Duration;
use std::time::Instant;

use tracie_finding::detection::Reason;

use crate::limits::Limits;

/// What extraction from one object has used up of its limits; shared by all
/// archives and documents in it.
pub(crate) struct Budget {
    pub(crate) limits: Limits,
    began: Instant,
    /// Bytes read from the object, in order or anywhere.
    read: Arc<AtomicU64>,
    /// Bytes that may be read of it, and the reason if there are more.
    quota: Cell<Option<(u64, Reason)>>,
    /// Bytes that came out of it, at all levels but for those of compressed
    /// archives, which hold what comes out of them: these are counted apart.
    expanded: Cell<u64>,
    passed: Cell<u64>,
    /// Bytes of the files that came out of archives and were analysed.
    inspected: Cell<u64>,
    members: Cell<u64>,
    /// The limit that was hit: nothing more is read.
    hit: RefCell<Option<(Reason, String)>>,
    /// That reading the object itself failed.
    failed: RefCell<Option<io::Error>>,
}

/// What expands, by which a limit is told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expands {
    Archive,
    Office,
}

impl Budget {
    pub(crate) fn new(limits: Limits) -> Budget {
        Budget {
            limits,
            began: Instant::now(),
            read: Arc::default(),
            quota: Cell::new(None),
            expanded: Cell::new(0),
            passed: Cell::new(0),
            inspected: Cell::new(0),
            members: Cell::new(0),
            hit: RefCell::new(None),
            failed: RefCell::new(None),
        }
    }

    /// Bytes read from the object.
    pub(crate) fn bytes_read(&self) -> u64 {
        self.read.load(Relaxed)
    }

    /// From now on no more may be read of the object.
    pub(crate) fn set_quota(&self, most: u64, reason: Reason) {
        self.quota.set(Some((most, reason)));
    }

    /// Whether more was read than may be.
    fn beyond_quota(&self) -> bool {
        let read = self.bytes_read();
        let Some((most, reason)) = self.quota.get().filter(|it| read > it.0) else {
            return false;
        };
        self.stop(
            reason,
            format!("larger than {most} bytes: the rest was not analysed"),
        );
        true
    }

    /// What counts bytes that are read of the object.
    pub(crate) fn counter(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.read)
    }

    /// Bytes of the files that came out of archives and were analysed.
    pub(crate) fn inspected(&self) -> u64 {
        self.inspected.get()
    }

    /// A file of so many bytes came out of an archive and was analysed.
    pub(crate) fn inspect(&self, bytes: u64) {
        let inspected = self.inspected.get().saturating_add(bytes);
        self.inspected.set(inspected);
    }

    /// The limit that was hit, if one was.
    pub(crate) fn hit(&self) -> Option<(Reason, String)> {
        self.hit.borrow().clone()
    }

    /// Why the object itself could not be read on, once.
    pub(crate) fn take_failure(&self) -> Option<io::Error> {
        self.failed.borrow_mut().take()
    }

    /// One more member; its number.
    pub(crate) fn admit(&self) -> Result<u64, ()> {
        let number = self.members.get();
        if number >= self.limits.members {
            let remark = format!("more than {} files in the archive", self.limits.members);
            self.stop(Reason::ArchiveTotalDocumentsProcessedOverLimit, remark);
            return Err(());
        }
        self.members.set(number + 1);
        Ok(number)
    }

    /// So many bytes more came out.
    pub(crate) fn take(&self, bytes: u64, what: Expands) -> io::Result<()> {
        self.count(&self.expanded, bytes, what)
    }

    /// So many bytes more of an archive came out of what was compressed.
    fn pass(&self, bytes: u64, what: Expands) -> io::Result<()> {
        self.count(&self.passed, bytes, what)
    }

    fn count(&self, sum: &Cell<u64>, bytes: u64, what: Expands) -> io::Result<()> {
        let expanded = sum.get().saturating_add(bytes);
        sum.set(expanded);
        let limits = &self.limits;
        let most = self.read.load(Relaxed).saturating_mul(limits.ratio);
        if expanded > limits.expanded {
            let remark = format!("more than {} bytes came out of it", limits.expanded);
            self.stop(what.total(), remark);
        } else if expanded > limits.ratio_from && expanded > most {
            let remark = format!("more than {} times its size came out of it", limits.ratio);
            self.stop(what.ratio(), remark);
        }
        self.check()
    }

    /// How much time is left.
    #[cfg(feature = "pdf")]
    pub(crate) fn time_left(&self) -> Duration {
        self.limits.time.saturating_sub(self.began.elapsed())
    }

    /// Whether to go on.
    pub(crate) fn check(&self) -> io::Result<()> {
        if self.began.elapsed() > self.limits.time {
            let remark = format!(
                "not extracted within {} seconds",
                self.limits.time.as_secs()
            );
            self.stop(Reason::TimeCutOffReached, remark);
        }
        match &*self.hit.borrow() {
            Some(_) => Err(io::Error::other("a limit was reached")),
            None => Ok(()),
        }
    }

    /// The first limit that is hit ends it.
    pub(crate) fn stop(&self, reason: Reason, remark: String) {
        self.hit.borrow_mut().get_or_insert((reason, remark));
    }
}

impl Expands {
    fn total(self) -> Reason {
        match self {
            Expands::Archive => Reason::ArchiveTotalBytesExtractedOverLimit,
            Expands::Office => Reason::OoxmlUncompressedSizeExceedsLimit,
        }
    }

    fn ratio(self) -> Reason {
        match self {
            Expands::Archive => Reason::ArchiveTotalBytesExtractedOverLimit,
            Expands::Office => Reason::OoxmlUncompressedRatioExceedsLimit,
        }
    }
}

/// The content of the object, counted; remembers that it failed.
pub(crate) struct Counted<R> {
    inner: R,
    budget: Rc<Budget>,
}

impl<R: Read> Counted<R> {
    pub(crate) fn new(inner: R, budget: Rc<Budget>) -> Counted<R> {
        Counted { inner, budget }
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self.inner.read(into) {
            Ok(_) if self.budget.beyond_quota() => Ok(0),
            Ok(n) => {
                self.budget.read.fetch_add(n as u64, Relaxed);
                Ok(n)
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Err(error),
            Err(error) => {
                let kind = error.kind();
                *self.budget.failed.borrow_mut() = Some(error);
                Err(kind.into())
            }
        }
    }
}

/// What comes out of an archive, counted against the limits.
pub(crate) struct Metered<R> {
    inner: R,
    budget: Rc<Budget>,
    what: Expands,
    /// How much more of it may come.
    left: u64,
    /// Whether it is an archive that was compressed as a whole: no file that
    /// came out of one.
    archive: Rc<Cell<bool>>,
    /// How much came, for whoever asks later.
    came: Rc<Cell<u64>>,
}

impl<R> Metered<R> {
    /// How much came out of it so far, also once it is given away.
    pub(crate) fn came(&self) -> Rc<Cell<u64>> {
        Rc::clone(&self.came)
    }

    /// Whether it is an archive that was compressed as a whole, to be told once
    /// that is known.
    pub(crate) fn archive(&self) -> Rc<Cell<bool>> {
        Rc::clone(&self.archive)
    }
}

impl<R: Read> Metered<R> {
    pub(crate) fn new(inner: R, budget: Rc<Budget>, what: Expands) -> Metered<R> {
        let left = budget.limits.member;
        Metered {
            inner,
            budget,
            what,
            left,
            archive: Rc::default(),
            came: Rc::default(),
        }
    }
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.budget.check()?;
        let n = self.inner.read(into)?;
        self.came.set(self.came.get() + n as u64);
        if self.archive.get() {
            self.budget.pass(n as u64, self.what)?;
            return Ok(n);
        }
        self.budget.take(n as u64, self.what)?;
        match self.left.checked_sub(n as u64) {
            Some(left) => self.left = left,
            None => return Err(io::Error::new(io::ErrorKind::FileTooLarge, TOO_LARGE)),
        }
        Ok(n)
    }
}

const TOO_LARGE: &str = "larger than the limit for one file in an archive";
