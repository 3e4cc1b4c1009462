//! `tracie findings fields`

use std::io::Write as _;

use clap::Args;
use tracie::store::Criteria;

use crate::exit::Exit;

/// List the fields that --finding-criteria may use
#[derive(Debug, Args)]
pub(super) struct FieldsArgs {}

pub(super) fn run(_args: &FieldsArgs) -> anyhow::Result<Exit> {
    let out = &mut anstream::stdout().lock();
    for field in Criteria::fields() {
        writeln!(out, "{field}")?;
    }
    Ok(Exit::Clean)
}
