//! Samples of what findings are about, for those who ask for them.

use serde_json::{Value, json};
use tracie_finding::Finding;

use super::configurations::REVEAL;
use super::{Call, Entry};
use crate::failure::{Failure, Kind};

pub(super) const OPERATIONS: &[Entry] = &[
    Entry::live("GetSensitiveDataOccurrences", occurrences)
        .note("samples are held in memory for five minutes and written nowhere; an object can be asked for 100 times a day"),
    Entry::live("GetSensitiveDataOccurrencesAvailability", availability)
        .note("samples are read from the object again, so no discovery result is needed"),
];

fn availability(call: &Call<'_>) -> Result<Value, Failure> {
    let finding = finding(call)?;
    let available = call.service.revealable(call.scope(), &finding);
    let reasons: Vec<&str> = available.reasons.iter().map(|it| it.code()).collect();
    Ok(json!({"code": available.code(), "reasons": reasons}))
}

fn occurrences(call: &Call<'_>) -> Result<Value, Failure> {
    let finding = finding(call)?;
    let configuration = call.store.read(|it| it.setting(REVEAL))?;
    if configuration.is_none_or(|it| it["configuration"]["status"] != "ENABLED") {
        return Err(Failure::new(
            Kind::AccessDenied,
            "revealing samples is not enabled: update-reveal-configuration enables it",
        ));
    }
    if let Some(reason) = call
        .service
        .revealable(call.scope(), &finding)
        .reasons
        .first()
    {
        return Err(Failure::new(Kind::UnprocessableEntity, reason.code()));
    }
    call.service.reveal(&call.store, finding)
}

fn finding(call: &Call<'_>) -> Result<Finding, Failure> {
    let id = call.request.required("findingId")?;
    let finding = call.store.read(|it| it.finding(id))?;
    finding.ok_or_else(|| Failure::not_found("there is no finding with this ID"))
}
