//! Automated discovery: what is looked at without a job, and how sensitive buckets
//! turn out to be.

mod cycle;
mod profile;
mod sample;
mod score;
mod tally;

use serde_json::{Value, json};
use tracie_finding::identity::hex_id;
use tracie_identify::managed;
use tracie_store::Reading;

pub(crate) use cycle::{Cycle, is_due};
pub(crate) use profile::{Profile, first as first_artifacts};

use crate::failure::Failure;
use crate::operations::stored::{self, SCOPES, TEMPLATES};
use crate::request::texts;
use crate::scope::Scope;

/// The name of both the scope and the template.
pub(crate) const NAME: &str = "automated-sensitive-data-discovery";
/// The setting that says whether it is on.
pub(crate) const CONFIGURATION: &str = "automated-discovery";

/// The id of the classification scope of an account and region.
pub(crate) fn scope_id(scope: &Scope) -> String {
    hex_id(&["classification-scope", &scope.account, &scope.region])
}

/// The id of the inspection template of an account and region.
pub(crate) fn template_id(scope: &Scope) -> String {
    hex_id(&["inspection-template", &scope.account, &scope.region])
}

/// The buckets that are left alone.
pub(crate) fn excluded(from: &Reading<'_>, id: &str) -> Result<Vec<String>, Failure> {
    let kept = stored::get(from, SCOPES, id)?.unwrap_or_default();
    let names = texts(kept.get("bucketNames"));
    Ok(names.into_iter().map(str::to_owned).collect())
}

/// The inspection template; at first it has Macie's recommended identifiers.
pub(crate) fn template(from: &Reading<'_>, id: &str) -> Result<Value, Failure> {
    if let Some(kept) = stored::get(from, TEMPLATES, id)? {
        return Ok(kept);
    }
    let managed = managed().map_err(Failure::internal)?.iter();
    let recommended: Vec<&str> = managed
        .filter(|it| it.recommended)
        .map(|it| &*it.id)
        .collect();
    Ok(json!({
        "includes": {"managedDataIdentifierIds": recommended},
        "excludes": {"managedDataIdentifierIds": []},
    }))
}
