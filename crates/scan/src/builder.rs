//! Setting up a scanner.

use std::num::NonZeroUsize;
use std::thread;

use jiff::Timestamp;
use tracie_finding::Context;
use tracie_identify::{AllowList, CustomIdentifier, Detector, DetectorBuilder, Selection};

use crate::engine::Engine;
use crate::error::Error;
use crate::limits::{Limits, Located};
use crate::scanner::Scanner;

/// Sets up a [`Scanner`]. Every setting has a default.
///
/// ```
/// use tracie_scan::Scanner;
///
/// let scanner = Scanner::builder()
///     .threads(2)
///     .account("111122223333")
///     .region("eu-central-1")
///     .build()?;
/// assert_eq!(scanner.threads(), 2);
/// # Ok::<(), tracie_scan::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing until it is built"]
pub struct ScannerBuilder {
    identifiers: DetectorBuilder,
    detector: Option<Detector>,
    threads: usize,
    limits: Limits,
    context: Context,
    made_at: Option<Timestamp>,
}

impl Scanner {
    /// A scanner to be set up.
    pub fn builder() -> ScannerBuilder {
        ScannerBuilder {
            identifiers: Detector::builder(),
            detector: None,
            threads: 0,
            limits: Limits::default(),
            context: Context::new(Timestamp::UNIX_EPOCH),
            made_at: None,
        }
    }
}

impl ScannerBuilder {
    /// Which managed identifiers to look for (default: Macie's recommended
    /// set).
    pub fn managed(mut self, selection: Selection) -> ScannerBuilder {
        self.identifiers = self.identifiers.managed(selection);
        self
    }

    /// Whether to look for Tracie's own identifiers too, which Macie does not
    /// have (default: no). They are reported as custom identifiers.
    pub fn extras(mut self, extras: bool) -> ScannerBuilder {
        self.identifiers = self.identifiers.extras(extras);
        self
    }

    /// Adds a custom identifier.
    pub fn custom(mut self, identifier: CustomIdentifier) -> ScannerBuilder {
        self.identifiers = self.identifiers.custom(identifier);
        self
    }

    /// Adds an allow list: what is on it is left out of counts and findings.
    ///
    /// ```
    /// use tracie_identify::AllowList;
    /// use tracie_scan::Scanner;
    ///
    /// // Both numbers are made up.
    /// let known = AllowList::words("known", &b"512-58-3904"[..])?;
    /// let scanner = Scanner::builder().allow_list(known).build()?;
    /// let result = scanner.scan_bytes("notes.txt", b"ssn 512-58-3904, ssn 512-58-3905");
    /// assert_eq!((result.detections[0].count, scanner.left_out()), (1, 1));
    /// # Ok::<(), tracie_scan::Error>(())
    /// ```
    pub fn allow_list(mut self, list: AllowList) -> ScannerBuilder {
        self.identifiers = self.identifiers.allow_list(list);
        self
    }

    /// Looks for what a detector looks for, instead of [`managed`] and
    /// [`custom`] identifiers, and with its allow lists.
    ///
    /// [`managed`]: ScannerBuilder::managed
    /// [`custom`]: ScannerBuilder::custom
    pub fn detector(mut self, detector: Detector) -> ScannerBuilder {
        self.detector = Some(detector);
        self
    }

    /// How many threads to search with; 0, the default, is one for each
    /// processor. With 1, all is done on the thread that calls.
    pub fn threads(mut self, threads: usize) -> ScannerBuilder {
        self.threads = threads;
        self
    }

    /// How far a scan goes.
    pub fn limits(mut self, limits: Limits) -> ScannerBuilder {
        self.limits = limits;
        self
    }

    /// How many occurrences of each identifier are located in an object
    /// (default: 15).
    pub fn locations(mut self, locations: usize) -> ScannerBuilder {
        self.limits.locations = locations;
        self
    }

    /// Which of these are (default: each).
    pub fn located(mut self, located: Located) -> ScannerBuilder {
        self.limits.located = located;
        self
    }

    /// The job that findings name (default: none, as Macie's automated
    /// discovery).
    pub fn job(mut self, id: impl Into<String>) -> ScannerBuilder {
        self.context.job_id = Some(id.into());
        self
    }

    /// The account that findings name, 12 digits (default: zeros).
    pub fn account(mut self, id: impl Into<String>) -> ScannerBuilder {
        self.context.account_id = id.into();
        self
    }

    /// The region that findings name (default: `us-east-1`).
    pub fn region(mut self, region: impl Into<String>) -> ScannerBuilder {
        self.context.region = region.into();
        self
    }

    /// All that findings say of the scan, the time of their making included,
    /// which is otherwise the time when the scan begins.
    pub fn context(mut self, context: Context) -> ScannerBuilder {
        self.made_at = Some(context.created_at);
        self.context = context;
        self
    }

    /// Builds the scanner.
    ///
    /// # Errors
    ///
    /// If the identifiers do not stand up: an unknown id, a custom identifier
    /// outside of Macie's limits, nothing selected at all.
    pub fn build(self) -> Result<Scanner, Error> {
        let detector = match self.detector {
            Some(detector) => detector,
            None => self.identifiers.threads(threads(self.threads)).build()?,
        };
        let engine = Engine::new(detector, self.limits);
        Ok(Scanner::new(
            engine,
            threads(self.threads),
            self.context,
            self.made_at,
        ))
    }
}

fn threads(asked: usize) -> usize {
    match asked {
        0 => thread::available_parallelism().map_or(1, NonZeroUsize::get),
        some => some,
    }
}
