//! Invitations. Those that an account sends reach the account that they are for, if
//! that asks this server too.

use serde_json::{Value, json};
use uuid::Uuid;

use super::accounts::unprocessed;
use super::stored::{self, INVITATIONS, MEMBERS};
use super::{Call, Entry};
use crate::failure::Failure;
use crate::page::Page;

pub(super) const OPERATIONS: &[Entry] = &[
    Entry::recorded("AcceptInvitation", accept),
    Entry::recorded("CreateInvitations", create).note("no mail is sent"),
    Entry::recorded("DeclineInvitations", decline),
    Entry::recorded("DeleteInvitations", delete),
    Entry::recorded("GetInvitationsCount", count),
    Entry::recorded("ListInvitations", list),
];

fn create(call: &Call<'_>) -> Result<Value, Failure> {
    let time = call.time();
    unprocessed(call.request.texts("accountIds"), |id| {
        let invited = call.store.write(|it| {
            let Some(mut member) = stored::get(it, MEMBERS, id)? else {
                return Ok(false);
            };
            member["relationshipStatus"] = json!("Invited");
            member["invitedAt"] = json!(time);
            member["updatedAt"] = json!(time);
            stored::put(it, MEMBERS, id, &member)?;
            Ok::<bool, Failure>(true)
        })?;
        if !invited {
            return Ok(Some("the account is not a member: create-member first"));
        }
        let sender = &call.scope().account;
        let invitation = json!({
            "accountId": sender,
            "invitationId": Uuid::new_v4().simple().to_string(),
            "invitedAt": time,
            "relationshipStatus": "Invited",
        });
        let receiver = call.store.store().scope(id, &call.scope().region);
        receiver.write(|it| stored::put(it, INVITATIONS, sender, &invitation))?;
        Ok::<_, Failure>(None)
    })
}

fn list(call: &Call<'_>) -> Result<Value, Failure> {
    let page = Page::of(call.operation, call.request, 25)?;
    let mut invitations = open(call)?;
    invitations.sort_by_key(sender_of);
    Ok(page.cut("invitations", invitations, sender_of, |it| it))
}

fn count(call: &Call<'_>) -> Result<Value, Failure> {
    Ok(json!({"invitationsCount": open(call)?.len()}))
}

fn accept(call: &Call<'_>) -> Result<Value, Failure> {
    let id = call.request.required("invitationId")?;
    let named = call.request.text("administratorAccountId");
    let named = named.or_else(|| call.request.text("masterAccount"));
    let time = call.time();
    let sender = call.store.write(|it| {
        let all = stored::list(it, INVITATIONS)?;
        let found = all.into_iter().find(|it| {
            it["invitationId"] == id && named.is_none_or(|named| it["accountId"] == named)
        });
        let mut invitation = found.ok_or_else(|| {
            Failure::not_found(
                "there is no such invitation: list-invitations shows those there are",
            )
        })?;
        if it.setting("administrator")?.is_some() {
            return Err(Failure::conflict(
                "the account has an administrator account already",
            ));
        }
        invitation["relationshipStatus"] = json!("Enabled");
        it.set("administrator", &invitation)?;
        let sender = sender_of(&invitation);
        stored::remove(it, INVITATIONS, &sender)?;
        Ok(sender)
    })?;
    tell_sender(call, &sender, "Enabled", &time)?;
    Ok(json!({}))
}

fn decline(call: &Call<'_>) -> Result<Value, Failure> {
    let time = call.time();
    unprocessed(call.request.texts("accountIds"), |sender| {
        let found = call.store.write(|it| {
            let Some(mut invitation) = stored::get(it, INVITATIONS, sender)? else {
                return Ok(false);
            };
            invitation["relationshipStatus"] = json!("Resigned");
            stored::put(it, INVITATIONS, sender, &invitation)?;
            Ok::<bool, Failure>(true)
        })?;
        if !found {
            return Ok(Some("there is no invitation of this account"));
        }
        tell_sender(call, sender, "Resigned", &time)?;
        Ok::<_, Failure>(None)
    })
}

fn delete(call: &Call<'_>) -> Result<Value, Failure> {
    unprocessed(call.request.texts("accountIds"), |sender| {
        call.store.write(|it| {
            if stored::get(it, INVITATIONS, sender)?.is_none() {
                return Ok(Some("there is no invitation of this account"));
            }
            stored::remove(it, INVITATIONS, sender)?;
            Ok::<_, Failure>(None)
        })
    })
}

/// Invitations that were neither accepted nor declined.
fn open(call: &Call<'_>) -> Result<Vec<Value>, Failure> {
    let mut invitations = call.store.read(|it| stored::list(it, INVITATIONS))?;
    invitations.retain(|it| it["relationshipStatus"] == "Invited");
    Ok(invitations)
}

/// Has the account that sent an invitation see what became of it.
pub(super) fn tell_sender(
    call: &Call<'_>,
    sender: &str,
    status: &str,
    time: &str,
) -> Result<(), Failure> {
    let own = &call.scope().account;
    let there = call.store.store().scope(sender, &call.scope().region);
    there.write(|it| {
        if let Some(mut member) = stored::get(it, MEMBERS, own)? {
            member["relationshipStatus"] = json!(status);
            member["updatedAt"] = json!(time);
            stored::put(it, MEMBERS, own, &member)?;
        }
        Ok(())
    })
}

fn sender_of(invitation: &Value) -> String {
    invitation["accountId"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}
