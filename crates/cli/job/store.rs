//! The store that jobs are kept in, and whose jobs they are.

use std::path::PathBuf;

use clap::Args;
use tracie::job::Jobs;

use crate::store;
use crate::written::account_id;

/// Where jobs are kept.
#[derive(Debug, Args)]
#[command(next_help_heading = "Where jobs are kept")]
pub(crate) struct StoreArgs {
    /// The store: a file, which is made if it is not there
    #[arg(long, value_name = "FILE")]
    pub(crate) store: PathBuf,

    /// The account whose jobs they are, 12 digits; it owns buckets of which the owner is not known
    #[arg(long, value_name = "ID", default_value = "000000000000", value_parser = account_id)]
    pub(crate) account_id: String,

    /// The region whose jobs they are
    #[arg(long, value_name = "NAME", default_value = "us-east-1")]
    pub(crate) region: String,
}

impl StoreArgs {
    /// The jobs of a store that is made if need be.
    pub(crate) fn jobs(&self) -> anyhow::Result<Jobs> {
        let here = store::open(&self.store)?.scope(&self.account_id, &self.region);
        store::expire(&here)?;
        Ok(Jobs::new(here))
    }

    /// The jobs of a store that must be there.
    pub(crate) fn known_jobs(&self) -> anyhow::Result<Jobs> {
        anyhow::ensure!(
            store::is_there(&self.store),
            "there is no store {}; `tracie job run` and `tracie job create` make one",
            self.store.display()
        );
        self.jobs()
    }
}
