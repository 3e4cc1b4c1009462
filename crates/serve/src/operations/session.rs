//! Macie itself: on, off, paused.

use serde_json::{Value, json};

use super::{Call, Entry};
use crate::failure::Failure;

pub(super) const OPERATIONS: &[Entry] = &[
    Entry::live("EnableMacie", enable).without_session(),
    Entry::live("GetMacieSession", get),
    Entry::live("UpdateMacieSession", update),
    Entry::live("DisableMacie", disable)
        .note("findings, jobs and settings of the account and region are deleted"),
];

/// How often updates of policy findings are published unless it is said.
const FREQUENCY: &str = "FIFTEEN_MINUTES";

fn enable(call: &Call<'_>) -> Result<Value, Failure> {
    let time = call.time();
    let frequency = call.request.text("findingPublishingFrequency");
    let session = json!({
        "createdAt": time,
        "findingPublishingFrequency": frequency.unwrap_or(FREQUENCY),
        "status": call.request.text("status").unwrap_or("ENABLED"),
        "updatedAt": time,
    });
    let answer = call.once(|it| {
        if it.setting("session")?.is_some() {
            return Err(Failure::conflict("Macie has already been enabled"));
        }
        it.set("session", &session)?;
        Ok(json!({}))
    })?;
    call.service.session_began(call.scope());
    Ok(answer)
}

fn get(call: &Call<'_>) -> Result<Value, Failure> {
    let mut session = call.session()?;
    let account = &call.scope().account;
    let partition = call.scope().partition();
    session["serviceRole"] = json!(format!(
        "arn:{partition}:iam::{account}:role/aws-service-role/macie.amazonaws.com/\
         AWSServiceRoleForAmazonMacie"
    ));
    Ok(session)
}

fn update(call: &Call<'_>) -> Result<Value, Failure> {
    let mut session = call.session()?;
    for name in ["findingPublishingFrequency", "status"] {
        if let Some(value) = call.request.text(name) {
            session[name] = json!(value);
        }
    }
    session["updatedAt"] = json!(call.time());
    let paused = session["status"] == "PAUSED";
    call.store.write(|it| it.set("session", &session))?;
    if paused {
        call.service.cancel_jobs(call.scope())?;
    }
    Ok(json!({}))
}

fn disable(call: &Call<'_>) -> Result<Value, Failure> {
    if call.store.read(|it| it.setting("administrator"))?.is_some() {
        return Err(Failure::conflict(
            // Terraform's provider looks for these words of Macie's.
            "Cannot disable Macie while associated with an administrator account: \
             disassociate-from-administrator-account first",
        ));
    }
    call.service.cancel_jobs(call.scope())?;
    let scope = call.scope();
    call.store
        .store()
        .remove_scope(&scope.account, &scope.region)?;
    Ok(json!({}))
}
