//! What is known and kept where Tracie is built without stores: nothing.

use std::path::Path;

use clap::Args;
use tracie::Scanner;
use tracie::finding::detection::{ObjectResult, Severity};
use tracie::finding::{Context, Coverage, Finding};
use tracie::source::Object;

use super::args::ScanArgs;
use super::talk::Talk;
use super::target::Targets;

/// There are no options.
#[derive(Debug, Args)]
pub(crate) struct KeepArgs {}

impl KeepArgs {
    pub(in super::super) fn inputs(&self) -> impl Iterator<Item = &Path> {
        std::iter::empty()
    }

    pub(in super::super) fn compares(&self) -> bool {
        false
    }
}

pub(super) struct Keep;

/// There is nothing to open.
pub(super) enum Opening {}

impl Opening {
    pub(super) fn begin(_: &KeepArgs, _: &Targets) -> anyhow::Result<Option<Opening>> {
        Ok(None)
    }
}

impl Keep {
    pub(super) fn begin(
        _: Option<Opening>,
        _: &ScanArgs,
        _: &Targets,
        _: &Context,
        _: &Scanner,
    ) -> anyhow::Result<Keep> {
        Ok(Keep)
    }

    pub(super) fn warn(&self, _: &Talk) {}

    pub(super) fn unchanged(&self) -> Option<Unchanged> {
        None
    }

    pub(super) fn judge(&self, _: &mut Finding) {}

    pub(super) fn store(
        &mut self,
        _: &ObjectResult,
        _: Option<&Finding>,
        _: Option<&str>,
    ) -> anyhow::Result<()> {
        Ok(())
    }

    pub(super) fn news(
        &mut self,
        _: &ObjectResult,
        _: Option<&Finding>,
    ) -> Option<(ObjectResult, Option<Finding>)> {
        None
    }

    pub(super) fn finish(self, _: &Coverage) -> anyhow::Result<Vec<String>> {
        Ok(Vec::new())
    }
}

/// Nothing is known to be unchanged.
pub(super) enum Unchanged {}

impl Unchanged {
    pub(super) fn wants(&self, _: &Object) -> bool {
        match *self {}
    }

    pub(super) fn coverage(&self) -> Coverage {
        match *self {}
    }

    pub(super) fn worst(&self) -> Option<Severity> {
        match *self {}
    }

    pub(super) fn in_words(&self) -> Option<String> {
        match *self {}
    }
}
