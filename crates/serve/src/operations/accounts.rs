//! What calls about several accounts have in common.

use serde_json::{Value, json};

use crate::scope::is_account;

/// The accounts of a list that could not be dealt with: those that are none, and
/// those that `deal` says something against.
pub(super) fn unprocessed<E>(
    ids: Vec<&str>,
    mut deal: impl FnMut(&str) -> Result<Option<&'static str>, E>,
) -> Result<Value, E> {
    let mut unprocessed = Vec::new();
    for id in ids {
        let problem = if is_account(id) {
            deal(id)?
        } else {
            Some("an account ID has 12 digits")
        };
        if let Some(problem) = problem {
            unprocessed.push(json!({
                "accountId": id,
                "errorCode": "ClientError",
                "errorMessage": problem,
            }));
        }
    }
    Ok(json!({"unprocessedAccounts": unprocessed}))
}
