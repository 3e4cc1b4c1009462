//! Things that the store keeps as records of a kind.

use serde_json::Value;
use tracie_store::{Page, Reading, Record, Writing};

use crate::failure::Failure;

/// Kinds of records.
pub(crate) const MEMBERS: &str = "member";
pub(crate) const INVITATIONS: &str = "invitation";
pub(crate) const ADMINISTRATORS: &str = "organization-administrator";
pub(crate) const SCOPES: &str = "classification-scope";
pub(crate) const TEMPLATES: &str = "inspection-template";
pub(crate) const PROFILES: &str = "resource-profile";
pub(crate) const ARTIFACTS: &str = "profile-artifact";
pub(crate) const DISCOVERY_ACCOUNTS: &str = "discovery-account";

/// A record's document.
pub(crate) fn get(from: &Reading<'_>, kind: &str, id: &str) -> Result<Option<Value>, Failure> {
    Ok(from.record(kind, id)?.map(|it| it.document))
}

/// The documents of all records of a kind, by their ids.
pub(crate) fn list(from: &Reading<'_>, kind: &str) -> Result<Vec<Value>, Failure> {
    let records = from.records(kind, &Page::all(), |_| true)?;
    Ok(records.items.into_iter().map(|it| it.document).collect())
}

/// Adds a record or changes it.
pub(crate) fn put(to: &Writing<'_>, kind: &str, id: &str, document: &Value) -> Result<(), Failure> {
    let now_ms = jiff::Timestamp::now().as_millisecond();
    Ok(to.put_record(&Record {
        kind: kind.to_owned(),
        id: id.to_owned(),
        created_ms: now_ms,
        updated_ms: now_ms,
        document: document.clone(),
    })?)
}

/// Removes a record, if there is one.
pub(crate) fn remove(from: &Writing<'_>, kind: &str, id: &str) -> Result<(), Failure> {
    from.delete_record(kind, id)?;
    Ok(())
}
