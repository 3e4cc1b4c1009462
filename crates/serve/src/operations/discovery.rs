//! Automated discovery: on or off, and for which accounts.

use serde_json::{Value, json};

use super::stored::{self, DISCOVERY_ACCOUNTS, MEMBERS};
use super::{Call, Entry};
use crate::discovery::{self, CONFIGURATION};
use crate::failure::Failure;
use crate::page::Page;

pub(super) const OPERATIONS: &[Entry] = &[
    Entry::live("GetAutomatedDiscoveryConfiguration", get),
    Entry::live("UpdateAutomatedDiscoveryConfiguration", update),
    Entry::recorded("BatchUpdateAutomatedDiscoveryAccounts", update_accounts),
    Entry::recorded("ListAutomatedDiscoveryAccounts", list_accounts),
];

fn get(call: &Call<'_>) -> Result<Value, Failure> {
    let kept = call.store.read(|it| it.setting(CONFIGURATION))?;
    let mut answer = kept
        .unwrap_or_else(|| json!({"autoEnableOrganizationMembers": "NONE", "status": "DISABLED"}));
    answer["classificationScopeId"] = json!(discovery::scope_id(call.scope()));
    answer["sensitivityInspectionTemplateId"] = json!(discovery::template_id(call.scope()));
    Ok(answer)
}

fn update(call: &Call<'_>) -> Result<Value, Failure> {
    let status = call.request.required("status")?;
    let members = call.request.text("autoEnableOrganizationMembers");
    let time = call.time();
    call.store.write(|it| {
        let mut kept = it
            .setting(CONFIGURATION)?
            .unwrap_or_else(|| json!({"autoEnableOrganizationMembers": "NONE"}));
        kept["status"] = json!(status);
        kept["lastUpdatedAt"] = json!(time);
        if let Some(members) = members {
            kept["autoEnableOrganizationMembers"] = json!(members);
        }
        if status == "DISABLED" {
            kept["disabledAt"] = json!(time);
        } else {
            if let Some(kept) = kept.as_object_mut() {
                kept.remove("disabledAt");
            }
            if kept.get("firstEnabledAt").is_none() {
                kept["firstEnabledAt"] = json!(time);
            }
        }
        it.set(CONFIGURATION, &kept)
    })?;
    if status == "ENABLED" {
        call.service.wake();
    }
    Ok(json!({}))
}

fn list_accounts(call: &Call<'_>) -> Result<Value, Failure> {
    let page = Page::of(call.operation, call.request, 25)?;
    let wanted = call.request.texts("accountIds");
    let own = own_status(call)?;
    let mut accounts = call.store.read(|it| {
        let mut accounts = vec![json!({"accountId": call.scope().account, "status": own})];
        for member in stored::list(it, MEMBERS)? {
            let id = member["accountId"].as_str().unwrap_or_default();
            let kept = stored::get(it, DISCOVERY_ACCOUNTS, id)?;
            let status = kept.map_or_else(|| json!("DISABLED"), |it| it["status"].clone());
            accounts.push(json!({"accountId": id, "status": status}));
        }
        Ok::<_, Failure>(accounts)
    })?;
    if !wanted.is_empty() {
        accounts.retain(|it| {
            it["accountId"]
                .as_str()
                .is_some_and(|id| wanted.contains(&id))
        });
    }
    let id = |it: &Value| it["accountId"].as_str().unwrap_or_default().to_owned();
    accounts.sort_by_key(id);
    Ok(page.cut("items", accounts, id, |it| it))
}

fn update_accounts(call: &Call<'_>) -> Result<Value, Failure> {
    let accounts = call.request.get("accounts").and_then(Value::as_array);
    let mut errors = Vec::new();
    for account in accounts.into_iter().flatten() {
        let id = account["accountId"].as_str().unwrap_or_default();
        let is_member = call
            .store
            .read(|it| stored::get(it, MEMBERS, id))?
            .is_some();
        if is_member {
            call.store
                .write(|it| stored::put(it, DISCOVERY_ACCOUNTS, id, account))?;
        } else if id != call.scope().account {
            errors.push(json!({"accountId": id, "errorCode": "ACCOUNT_NOT_FOUND"}));
        } else if account["status"] != own_status(call)? {
            // One's own is set by update-automated-discovery-configuration.
            errors.push(json!({"accountId": id, "errorCode": "ACCOUNT_PAUSED"}));
        }
    }
    Ok(json!({"errors": errors}))
}

fn own_status(call: &Call<'_>) -> Result<Value, Failure> {
    Ok(get(call)?["status"].clone())
}
