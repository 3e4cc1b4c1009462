//! Which findings a verb is about.

use clap::Args;

use super::CriteriaArgs;
use crate::store::StoreArgs;

/// Which findings are meant; it must be said.
#[derive(Debug, Args)]
pub(super) struct WhichArgs {
    #[command(flatten)]
    pub(super) store: StoreArgs,
    /// The ids of findings
    #[arg(
        long,
        value_name = "ID",
        num_args = 1..,
        required_unless_present = "finding_criteria",
        conflicts_with = "finding_criteria"
    )]
    pub(super) finding_ids: Vec<String>,
    #[command(flatten)]
    pub(super) criteria: CriteriaArgs,
}
