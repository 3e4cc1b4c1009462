//! A scanner: what to look for and how, ready for use.

use std::fmt;
use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;

use jiff::Timestamp;
use rayon::{ThreadPool, ThreadPoolBuilder};
use tracie_finding::detection::ObjectResult;
use tracie_finding::{Context, Coverage, Finding, Sink, assemble};
use tracie_identify::Detector;
use tracie_source::{Source, etag};

use crate::crew::Crew;
use crate::engine::Engine;
use crate::error::Error;
use crate::object::{meta, result};
use crate::pipeline::Pipeline;
use crate::reading::Subject;
use crate::work::Shared;

/// Parsers of documents go deep; memory is taken as it is needed only.
const STACK: usize = 32 << 20;
/// The bucket of objects that are in memory.
const LOCAL: &str = "local";

/// Looks for sensitive data in objects.
///
/// It can be shared by threads, and used as often as needed; the same object
/// gives the same result each time, whatever the number of threads.
///
/// ```
/// use tracie_finding::detection::ObjectResult;
/// use tracie_finding::{Finding, Flow};
/// use tracie_scan::Scanner;
///
/// let folder = tempfile::tempdir()?;
/// // A made-up key in the form of a real one.
/// std::fs::write(folder.path().join("notes.txt"), "-----BEGIN OPENSSH PRIVATE KEY-----")?;
///
/// let scanner = Scanner::builder().build()?;
/// let coverage = scanner.scan_path(folder.path(), &mut |object: &ObjectResult, _: Option<Finding>| {
///     println!("{}: {} detections", object.object.key, object.detections.len());
///     Flow::Continue
/// })?;
/// assert!(coverage.is_complete());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Scanner {
    engine: Engine,
    threads: usize,
    context: Context,
    /// When findings are made, if not when a scan begins.
    made_at: Option<Timestamp>,
    pool: OnceLock<Option<ThreadPool>>,
}

impl Scanner {
    pub(crate) fn new(
        engine: Engine,
        threads: usize,
        context: Context,
        made_at: Option<Timestamp>,
    ) -> Scanner {
        Scanner {
            engine,
            threads,
            context,
            made_at,
            pool: OnceLock::new(),
        }
    }

    /// How many threads a scan searches with.
    pub fn threads(&self) -> usize {
        self.threads
    }

    /// What the scanner looks for.
    pub fn detector(&self) -> &Detector {
        &self.engine.detector
    }

    /// How many occurrences were left out of all results so far, since they are
    /// on an allow list.
    pub fn left_out(&self) -> u64 {
        self.engine.left_out()
    }

    /// Looks at some bytes on the thread that calls. The name helps to tell
    /// what they are: `people.csv`.
    ///
    /// The result is that of the object `local/<name>`.
    ///
    /// ```
    /// use tracie_scan::Scanner;
    ///
    /// let scanner = Scanner::builder().build()?;
    /// let result = scanner.scan_bytes("notes.txt", b"nothing to see");
    /// assert!(result.detections.is_empty());
    /// # Ok::<(), tracie_scan::Error>(())
    /// ```
    pub fn scan_bytes(&self, name: &str, bytes: &[u8]) -> ObjectResult {
        let mut space = self.engine.take();
        let analysis = self.engine.bytes(bytes, Subject::named(name), &mut space);
        self.engine.put(space);
        self.engine.leave_out(analysis.left_out);
        let mut result = result(meta(LOCAL, name), analysis);
        result.object.size = bytes.len() as u64;
        if self.engine.is_due_an_etag(&result) {
            result.object.etag = etag(bytes);
        }
        result
    }

    /// Scans what a path names: a directory and all below it, a file, or
    /// standard input (`-`). See [`tracie_source::open`].
    ///
    /// # Errors
    ///
    /// If the path names nothing. Trouble with single objects is no error, but
    /// part of the coverage.
    pub fn scan_path(
        &self,
        path: impl AsRef<Path>,
        sink: &mut dyn Sink,
    ) -> Result<Coverage, Error> {
        let source = tracie_source::open(path)?;
        Ok(self.scan(&*source, sink))
    }

    /// Scans all objects of a source. The sink gets each of them, in the order
    /// of the source, on the thread that calls.
    ///
    /// Memory stays within bounds that depend on the number of threads and the
    /// limits, not on the sizes of objects. When the sink wants to stop, what
    /// is under way is given up; objects that the sink did not get are not
    /// part of the coverage.
    pub fn scan(&self, source: &dyn Source, sink: &mut dyn Sink) -> Coverage {
        let stop = AtomicBool::new(false);
        let context = self.context_now();
        let shared = Shared {
            engine: &self.engine,
            context: &context,
            threads: self.threads,
            stop: &stop,
        };
        match self.pool() {
            None => Pipeline::new(shared, Crew::new(None), sink).run(source),
            Some(pool) => pool.in_place_scope(|scope| {
                Pipeline::new(shared, Crew::new(Some(scope)), sink).run(source)
            }),
        }
    }

    /// The finding that a result gives rise to, if it does.
    pub fn finding(&self, result: &ObjectResult) -> Option<Finding> {
        assemble(result, &self.context_now())
    }

    fn context_now(&self) -> Context {
        let mut context = self.context.clone();
        context.created_at = self.made_at.unwrap_or_else(Timestamp::now);
        context
    }

    /// The threads, which are started when they are first needed. Where there
    /// can be none, scans are done on the thread that calls.
    fn pool(&self) -> Option<&ThreadPool> {
        let start = || {
            let threads = ThreadPoolBuilder::new().num_threads(self.threads);
            let threads = threads.thread_name(|n| format!("tracie-{n}"));
            threads.stack_size(STACK).build().ok()
        };
        match self.threads {
            1 => None,
            _ => self.pool.get_or_init(start).as_ref(),
        }
    }
}

impl fmt::Debug for Scanner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scanner")
            .field("identifiers", &self.detector().identifiers().len())
            .field("threads", &self.threads)
            .field("limits", &self.engine.limits)
            .field("context", &self.context)
            .finish_non_exhaustive()
    }
}
