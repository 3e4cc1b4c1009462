//! Settings: where discovery results go, what Security Hub gets, whether samples may
//! be revealed.

use serde_json::{Value, json};

use super::{Call, Entry};
use crate::failure::Failure;

pub(super) const OPERATIONS: &[Entry] = &[
    Entry::live("GetClassificationExportConfiguration", get_export),
    Entry::live("PutClassificationExportConfiguration", put_export)
        .note("results are not encrypted: the key is kept and named, not used"),
    Entry::live("GetFindingsPublicationConfiguration", get_publication),
    Entry::live("PutFindingsPublicationConfiguration", put_publication),
    Entry::live("GetRevealConfiguration", get_reveal),
    Entry::live("UpdateRevealConfiguration", put_reveal)
        .note("the key and the role are kept and named, not used"),
];

/// Names of settings.
pub(crate) const EXPORT: &str = "classification-export";
pub(crate) const PUBLICATION: &str = "findings-publication";
pub(crate) const REVEAL: &str = "reveal";

fn get_export(call: &Call<'_>) -> Result<Value, Failure> {
    let kept = call.store.read(|it| it.setting(EXPORT))?;
    Ok(json!({"configuration": kept.unwrap_or_else(|| json!({}))}))
}

fn put_export(call: &Call<'_>) -> Result<Value, Failure> {
    let configuration = call.request.get("configuration").cloned();
    let configuration = configuration.unwrap_or_else(|| json!({}));
    if let Some(destination) = configuration.get("s3Destination") {
        let bucket = destination["bucketName"].as_str().unwrap_or_default();
        call.service.check_results_bucket(call.scope(), bucket)?;
        let prefix = destination["keyPrefix"].as_str().unwrap_or_default();
        if prefix.split('/').any(|it| it == ".." || it == ".") {
            return Err(Failure::invalid(
                "configuration.s3Destination.keyPrefix: cannot have steps of dots",
            ));
        }
        let key = destination["kmsKeyArn"].as_str().unwrap_or_default();
        if !key.starts_with("arn:") {
            return Err(Failure::invalid(
                "configuration.s3Destination.kmsKeyArn: must be the ARN of a key",
            ));
        }
    }
    call.store.write(|it| it.set(EXPORT, &configuration))?;
    Ok(json!({"configuration": configuration}))
}

/// What Security Hub gets unless it is said: policy findings only.
pub(crate) fn default_publication() -> Value {
    json!({"publishClassificationFindings": false, "publishPolicyFindings": true})
}

fn get_publication(call: &Call<'_>) -> Result<Value, Failure> {
    let kept = call.store.read(|it| it.setting(PUBLICATION))?;
    Ok(json!({"securityHubConfiguration": kept.unwrap_or_else(default_publication)}))
}

fn put_publication(call: &Call<'_>) -> Result<Value, Failure> {
    let given = call.request.get("securityHubConfiguration").cloned();
    let configuration = given.unwrap_or_else(default_publication);
    call.store.write(|it| it.set(PUBLICATION, &configuration))?;
    Ok(json!({}))
}

fn get_reveal(call: &Call<'_>) -> Result<Value, Failure> {
    let kept = call.store.read(|it| it.setting(REVEAL))?;
    Ok(kept.unwrap_or_else(|| json!({"configuration": {"status": "DISABLED"}})))
}

fn put_reveal(call: &Call<'_>) -> Result<Value, Failure> {
    let configuration = call
        .request
        .get("configuration")
        .cloned()
        .unwrap_or_default();
    if configuration["status"] == "ENABLED" && configuration.get("kmsKeyId").is_none() {
        return Err(Failure::invalid(
            "configuration.kmsKeyId: is required where the status is ENABLED",
        ));
    }
    let mut kept = json!({"configuration": configuration});
    if let Some(retrieval) = call.request.get("retrievalConfiguration") {
        kept["retrievalConfiguration"] = checked_retrieval(call, retrieval)?;
    }
    call.store.write(|it| it.set(REVEAL, &kept))?;
    Ok(kept)
}

/// How samples are fetched; Macie makes an external id for a role.
fn checked_retrieval(call: &Call<'_>, given: &Value) -> Result<Value, Failure> {
    let mut retrieval = given.clone();
    let assumes = retrieval["retrievalMode"] == "ASSUME_ROLE";
    if assumes != retrieval.get("roleName").is_some() {
        return Err(Failure::invalid(
            "retrievalConfiguration.roleName: is for ASSUME_ROLE, which needs it",
        ));
    }
    if assumes {
        let crate::Scope { account, region } = call.scope();
        let id = tracie_finding::identity::hex_id(&["external-id", account, region]);
        retrieval["externalId"] = json!(id);
    }
    Ok(retrieval)
}
