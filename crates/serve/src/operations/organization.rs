//! The organisation: its settings and its delegated administrator. Recorded: there
//! is no organisation on this machine.

use serde_json::{Value, json};

use super::stored::{self, ADMINISTRATORS};
use super::{Call, Entry};
use crate::failure::Failure;
use crate::page::Page;
use crate::scope::is_account;

pub(super) const OPERATIONS: &[Entry] = &[
    Entry::recorded("DescribeOrganizationConfiguration", describe),
    Entry::recorded("DisableOrganizationAdminAccount", disable).without_session(),
    Entry::recorded("EnableOrganizationAdminAccount", enable).without_session(),
    Entry::recorded("ListOrganizationAdminAccounts", list).without_session(),
    Entry::recorded("UpdateOrganizationConfiguration", update),
];

fn describe(call: &Call<'_>) -> Result<Value, Failure> {
    let kept = call.store.read(|it| it.setting("organization"))?;
    let auto = kept.is_some_and(|it| it["autoEnable"] == true);
    Ok(json!({"autoEnable": auto, "maxAccountLimitReached": false}))
}

fn update(call: &Call<'_>) -> Result<Value, Failure> {
    let auto = call.request.boolean("autoEnable");
    call.store
        .write(|it| it.set("organization", &json!({"autoEnable": auto})))?;
    Ok(json!({}))
}

fn enable(call: &Call<'_>) -> Result<Value, Failure> {
    let id = account(call)?;
    call.store.write(|it| {
        let all = stored::list(it, ADMINISTRATORS)?;
        // Told again the same is no error, as in AWS Organizations.
        if all.iter().any(|it| it["accountId"] != id) {
            return Err(Failure::conflict(
                "the organisation has another delegated administrator account: disable that first",
            ));
        }
        let administrator = json!({"accountId": id, "status": "ENABLED"});
        stored::put(it, ADMINISTRATORS, id, &administrator)
    })?;
    Ok(json!({}))
}

fn disable(call: &Call<'_>) -> Result<Value, Failure> {
    let id = account(call)?;
    call.store.write(|it| {
        if stored::get(it, ADMINISTRATORS, id)?.is_none() {
            return Err(Failure::not_found(
                "the account is not the delegated administrator account",
            ));
        }
        stored::remove(it, ADMINISTRATORS, id)
    })?;
    Ok(json!({}))
}

fn list(call: &Call<'_>) -> Result<Value, Failure> {
    let page = Page::of(call.operation, call.request, 25)?;
    let all = call.store.read(|it| stored::list(it, ADMINISTRATORS))?;
    let id = |it: &Value| it["accountId"].as_str().unwrap_or_default().to_owned();
    Ok(page.cut("adminAccounts", all, id, |it| it))
}

fn account<'a>(call: &'a Call<'_>) -> Result<&'a str, Failure> {
    let id = call.request.required("adminAccountId")?;
    if is_account(id) {
        return Ok(id);
    }
    Err(Failure::invalid("adminAccountId: must be 12 digits"))
}
