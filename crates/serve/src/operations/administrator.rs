//! The administrator account of a member, by its present name and its old one.

use serde_json::{Value, json};

use super::invitations::tell_sender;
use super::{Call, Entry};
use crate::failure::Failure;

pub(super) const OPERATIONS: &[Entry] = &[
    Entry::recorded("DisassociateFromAdministratorAccount", disassociate),
    Entry::recorded("DisassociateFromMasterAccount", disassociate),
    Entry::recorded("GetAdministratorAccount", |call| get(call, "administrator")),
    Entry::recorded("GetMasterAccount", |call| get(call, "master")),
];

fn get(call: &Call<'_>, name: &str) -> Result<Value, Failure> {
    let administrator = call.store.read(|it| it.setting("administrator"))?;
    Ok(administrator.map_or_else(|| json!({}), |it| json!({name: it})))
}

fn disassociate(call: &Call<'_>) -> Result<Value, Failure> {
    let administrator = call.store.write(|it| {
        let administrator = it.setting("administrator")?.ok_or_else(|| {
            Failure::conflict("the account is not associated with an administrator account")
        })?;
        it.unset("administrator")?;
        Ok::<Value, Failure>(administrator)
    })?;
    let sender = administrator["accountId"].as_str().unwrap_or_default();
    tell_sender(call, sender, "Resigned", &call.time())?;
    Ok(json!({}))
}
