//! What lists are in order of, as it was typed.

use clap::Args;
use serde_json::Value;
use tracie::store::{GroupKey, GroupSort, Order, Sort, SortKey};

use super::criteria::document;

/// What the answer is in order of.
#[derive(Debug, Args)]
pub(super) struct SortArgs {
    /// The order, as attributeName=severity.score,orderBy=DESC or the same in JSON
    /// [default: the newest first]
    #[arg(long, value_name = "CRITERIA")]
    sort_criteria: Option<String>,
}

/// What groups are in order of.
#[derive(Debug, Args)]
pub(super) struct GroupSortArgs {
    /// The order, as attributeName=groupKey,orderBy=ASC or the same in JSON
    /// [default: the largest first]
    #[arg(long, value_name = "CRITERIA")]
    sort_criteria: Option<String>,
}

impl SortArgs {
    /// The order, if one was asked for.
    pub(super) fn sort(&self) -> anyhow::Result<Option<Sort>> {
        let Some(text) = &self.sort_criteria else {
            return Ok(None);
        };
        let (name, order) = parts(text)?;
        let key = SortKey::from_name(&name).ok_or_else(|| {
            let names: Vec<&str> = SortKey::ALL.iter().map(|key| key.name()).collect();
            anyhow::anyhow!(
                "findings cannot be sorted by `{name}`; there are {}",
                names.join(", ")
            )
        })?;
        Ok(Some(Sort { key, order }))
    }
}

impl GroupSortArgs {
    pub(super) fn sort(&self) -> anyhow::Result<GroupSort> {
        let Some(text) = &self.sort_criteria else {
            return Ok(GroupSort::default());
        };
        let (name, order) = parts(text)?;
        let key = match &*name {
            "count" => GroupKey::Count,
            "groupKey" => GroupKey::Key,
            _ => anyhow::bail!("groups cannot be sorted by `{name}`; there are count and groupKey"),
        };
        Ok(GroupSort { key, order })
    }
}

/// The attribute and the direction; upwards unless it is said.
fn parts(text: &str) -> anyhow::Result<(String, Order)> {
    let document = document(text, "--sort-criteria")?;
    let name = document.get("attributeName").and_then(Value::as_str);
    let Some(name) = name else {
        anyhow::bail!("--sort-criteria needs an attributeName, as attributeName=createdAt");
    };
    let order = match document.get("orderBy").and_then(Value::as_str) {
        None | Some("ASC") => Order::Ascending,
        Some("DESC") => Order::Descending,
        Some(other) => anyhow::bail!("orderBy is ASC or DESC, not `{other}`"),
    };
    Ok((name.to_owned(), order))
}
