//! Member accounts, as the administrator account keeps them. They are recorded: no
//! other account is looked into.

use serde_json::{Value, json};

use super::stored::{self, MEMBERS};
use super::{Call, Entry};
use crate::failure::Failure;
use crate::page::Page;

pub(super) const OPERATIONS: &[Entry] = &[
    Entry::recorded("CreateMember", create),
    Entry::recorded("DeleteMember", delete),
    Entry::recorded("DisassociateMember", disassociate),
    Entry::recorded("GetMember", get),
    Entry::recorded("ListMembers", list),
    Entry::recorded("UpdateMemberSession", update),
];

/// What a member says once it is no longer one.
const REMOVED: &str = "Removed";

fn create(call: &Call<'_>) -> Result<Value, Failure> {
    let account = call.request.get("account").cloned().unwrap_or_default();
    let id = account["accountId"].as_str().unwrap_or_default().to_owned();
    if !crate::scope::is_account(&id) {
        return Err(Failure::invalid("account.accountId: must be 12 digits"));
    }
    if id == call.scope().account {
        return Err(Failure::invalid(
            "account.accountId: an account cannot be a member of itself",
        ));
    }
    let arn = call.scope().arn("member", &id);
    let time = call.time();
    let member = json!({
        "accountId": id,
        "administratorAccountId": call.scope().account,
        "arn": arn,
        "email": account["email"],
        "masterAccountId": call.scope().account,
        "relationshipStatus": "Created",
        "tags": call.request.get("tags").cloned().unwrap_or_else(|| json!({})),
        "updatedAt": time,
    });
    call.store.write(|it| {
        if stored::get(it, MEMBERS, &id)?.is_some_and(|it| it["relationshipStatus"] != REMOVED) {
            return Err(Failure::conflict("the account is a member already"));
        }
        stored::put(it, MEMBERS, &id, &member)
    })?;
    Ok(json!({"arn": arn}))
}

fn get(call: &Call<'_>) -> Result<Value, Failure> {
    let id = call.request.required("id")?;
    let member = call.store.read(|it| stored::get(it, MEMBERS, id))?;
    member.ok_or_else(unknown)
}

fn list(call: &Call<'_>) -> Result<Value, Failure> {
    let page = Page::of(call.operation, call.request, 25)?;
    // Members that are no longer associated are left out unless they are asked for.
    let all = call
        .request
        .text("onlyAssociated")
        .is_some_and(|it| it == "false");
    let mut members = call.store.read(|it| stored::list(it, MEMBERS))?;
    members.retain(|it| {
        all || it["relationshipStatus"] == "Enabled" || it["relationshipStatus"] == "Paused"
    });
    members.sort_by_key(id_of);
    Ok(page.cut("members", members, id_of, |it| it))
}

fn delete(call: &Call<'_>) -> Result<Value, Failure> {
    let id = call.request.required("id")?;
    call.store.write(|it| {
        let member = stored::get(it, MEMBERS, id)?.ok_or_else(unknown)?;
        let status = &member["relationshipStatus"];
        if status == "Enabled" || status == "Paused" {
            return Err(Failure::conflict(
                // Terraform's provider looks for these words of Macie's.
                "member accounts are associated with your account: disassociate-member first",
            ));
        }
        stored::remove(it, MEMBERS, id)
    })?;
    Ok(json!({}))
}

fn disassociate(call: &Call<'_>) -> Result<Value, Failure> {
    change(call, |_| Ok(REMOVED))
}

fn update(call: &Call<'_>) -> Result<Value, Failure> {
    let status = call.request.required("status")?;
    change(call, |was| {
        if was == REMOVED {
            return Err(Failure::conflict("the account is no longer a member"));
        }
        Ok(if status == "PAUSED" {
            "Paused"
        } else {
            "Enabled"
        })
    })
}

fn change(
    call: &Call<'_>,
    status: impl FnOnce(&str) -> Result<&'static str, Failure>,
) -> Result<Value, Failure> {
    let id = call.request.required("id")?;
    let time = call.time();
    call.store.write(|it| {
        let mut member = stored::get(it, MEMBERS, id)?.ok_or_else(unknown)?;
        let was = member["relationshipStatus"].as_str().unwrap_or_default();
        member["relationshipStatus"] = json!(status(was)?);
        member["updatedAt"] = json!(time);
        stored::put(it, MEMBERS, id, &member)
    })?;
    Ok(json!({}))
}

fn id_of(member: &Value) -> String {
    member["accountId"].as_str().unwrap_or_default().to_owned()
}

fn unknown() -> Failure {
    Failure::not_found("the account is not a member of this one")
}
