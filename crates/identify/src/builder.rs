//! What a detector looks for, before it is compiled.

use std::sync::Arc;

use tracie_pattern::class::Engine;

use crate::compile::Compiler;
use crate::{AllowList, CustomIdentifier, Detector, Error, Selection, library};

/// Collects what a detector looks for.
#[derive(Clone, Debug, Default)]
pub struct DetectorBuilder {
    selection: Selection,
    extras: bool,
    customs: Vec<CustomIdentifier>,
    lists: Vec<AllowList>,
    engine: Option<Engine>,
    threads: Option<usize>,
}

impl DetectorBuilder {
    /// Which managed identifiers; Macie's recommended set by default.
    #[must_use]
    pub fn managed(mut self, selection: Selection) -> DetectorBuilder {
        self.selection = selection;
        self
    }

    /// Whether to look for Tracie's own identifiers too; they are reported as
    /// custom ones.
    #[must_use]
    pub fn extras(mut self, extras: bool) -> DetectorBuilder {
        self.extras = extras;
        self
    }

    /// Adds a custom identifier.
    #[must_use]
    pub fn custom(mut self, custom: CustomIdentifier) -> DetectorBuilder {
        self.customs.push(custom);
        self
    }

    /// Adds an allow list: what is on it does not count.
    #[must_use]
    pub fn allow_list(mut self, list: AllowList) -> DetectorBuilder {
        self.lists.push(list);
        self
    }

    /// Uses these instructions rather than the best of the machine; for tests
    /// and measurements.
    #[must_use]
    pub fn engine(mut self, engine: Engine) -> DetectorBuilder {
        self.engine = Some(engine);
        self
    }

    /// How many threads compile the identifiers; one for each processor by
    /// default.
    #[must_use]
    pub fn threads(mut self, threads: usize) -> DetectorBuilder {
        self.threads = Some(threads);
        self
    }

    /// Compiles the identifiers.
    ///
    /// # Errors
    ///
    /// An unknown id, a custom identifier out of bounds, or nothing selected.
    pub fn build(self) -> Result<Detector, Error> {
        let mut compiler = Compiler::new(self.engine);
        if let Some(threads) = self.threads {
            compiler.threads(threads);
        }
        let selected = self.selection.resolve_in(&library::FOR_SCANS)?;
        compiler.expect(&selected);
        for identifier in selected {
            compiler.managed(identifier)?;
        }
        if self.extras {
            for identifier in self.selection.resolve_extras_in(&library::FOR_SCANS)? {
                compiler.managed(identifier)?;
            }
        }
        for custom in &self.customs {
            compiler.custom(custom)?;
        }
        Detector::of(Arc::new(compiler.build()?)).with_lists(self.lists)
    }
}
