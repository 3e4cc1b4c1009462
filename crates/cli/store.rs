//! The store that verbs work on, as it was typed.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use jiff::Timestamp;
use tracie::store::{Error, Scoped, Store};

/// Which store, and whose part of it.
#[derive(Debug, Args)]
pub(crate) struct StoreArgs {
    /// The store, as `tracie scan --store` made it
    #[arg(
        long,
        value_name = "FILE",
        env = "TRACIE_STORE",
        hide_env_values = true
    )]
    store: PathBuf,

    /// The account whose findings are meant, 12 digits
    #[arg(long, value_name = "ID", default_value = "000000000000", value_parser = account_id)]
    account_id: String,

    /// The region whose findings are meant
    #[arg(long, value_name = "NAME", default_value = "us-east-1")]
    region: String,
}

impl StoreArgs {
    /// Opens the store, which must be there. Findings whose time is over go.
    pub(crate) fn open(&self) -> anyhow::Result<Scoped> {
        let path = &self.store;
        anyhow::ensure!(
            path.exists(),
            "there is no store {}; `tracie scan --store {}` makes one",
            path.display(),
            path.display()
        );
        let here = open(path)?.scope(&self.account_id, &self.region);
        match here.write(|it| it.expire_findings(Timestamp::now().as_millisecond())) {
            // They go another time.
            Ok(_) | Err(Error::ReadOnly | Error::Busy) => Ok(here),
            Err(error) => Err(error).with_context(|| path.display().to_string()),
        }
    }
}

/// Opens a store, or makes one.
pub(crate) fn open(path: &Path) -> anyhow::Result<Store> {
    Ok(Store::open(path)?)
}

/// The id of an account.
pub(crate) fn account_id(text: &str) -> Result<String, String> {
    let fits = text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    if fits {
        Ok(text.into())
    } else {
        Err("the id of an account is 12 digits".into())
    }
}
