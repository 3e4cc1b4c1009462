//! A store on its way.

use std::path::{Path, PathBuf};
use std::thread::{self, JoinHandle};

use tracie::store::Store;

use super::KeepArgs;
use crate::scan::target::Targets;
use crate::store;

/// A store that is being opened, or made, on a thread of its own: that takes a
/// few milliseconds, and so does compiling identifiers.
pub(in super::super) struct Opening {
    path: PathBuf,
    /// Taken when it is waited for.
    thread: Option<JoinHandle<anyhow::Result<Store>>>,
}

impl Opening {
    /// Begins to open the store, if there is to be one.
    pub(in super::super) fn begin(
        args: &KeepArgs,
        targets: &Targets,
    ) -> anyhow::Result<Option<Opening>> {
        let Some(path) = &args.store else {
            return Ok(None);
        };
        anyhow::ensure!(
            !targets.covers_new(path),
            "{} is in what is scanned, so the store would be scanned too; name a file beside it",
            path.display()
        );
        let there = path.clone();
        let open = move || store::open(&there);
        let thread = thread::Builder::new().name("tracie-open".into());
        Ok(Some(Opening {
            path: path.clone(),
            thread: Some(thread.spawn(open)?),
        }))
    }

    /// How the store is called.
    pub(super) fn name(&self) -> String {
        Path::display(&self.path).to_string()
    }

    /// Waits for the store.
    pub(super) fn opened(mut self) -> anyhow::Result<Store> {
        let opened = self.thread.take().map(JoinHandle::join);
        match opened {
            Some(Ok(opened)) => opened,
            Some(Err(_)) | None => anyhow::bail!("opening {} ended early", self.path.display()),
        }
    }
}

/// Who ends before that leaves no file half made: an empty store at most.
impl Drop for Opening {
    fn drop(&mut self) {
        if let Some(thread) = self.thread.take() {
            // Something else went wrong first, and is told.
            let _ = thread.join();
        }
    }
}
