//! How far content is taken apart, as it was typed.

use std::fs;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use tracie::extract::{Limits, Passwords};

/// How far content is taken apart.
#[derive(Debug, Args)]
#[command(next_help_heading = "How far to read")]
pub(crate) struct LimitArgs {
    /// What may come out of one file
    #[arg(long, value_enum, value_name = "PROFILE", default_value = "macie")]
    pub(crate) limits: Profile,

    /// A file of passwords, one a line, to try on encrypted zip and 7z archives, PDF, and Office
    /// documents
    #[arg(long, value_name = "FILE")]
    pub(crate) password_file: Option<PathBuf>,
}

/// A set of limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Profile {
    /// Macie's quotas: up to 10 GiB from an archive, ten hours for a file
    Macie,
    /// For files from strangers: 1 GiB from an archive, 30 seconds for a file
    Strict,
}

impl LimitArgs {
    /// The limits of extraction.
    pub(crate) fn extract(&self) -> anyhow::Result<Limits> {
        let mut limits = match self.limits {
            Profile::Macie => Limits::macie(),
            Profile::Strict => Limits::strict(),
        };
        if let Some(path) = &self.password_file {
            let text = fs::read_to_string(path);
            let text =
                text.with_context(|| format!("cannot read the passwords in {}", path.display()))?;
            limits.passwords = Passwords::from_lines(&text);
            anyhow::ensure!(
                !limits.passwords.is_empty(),
                "there is no password in {}; it should have one a line",
                path.display()
            );
        }
        Ok(limits)
    }
}
