//! Classification jobs.

use jiff::Timestamp;
use serde_json::{Value, json};
use tracie_job::{Error, JobDefinition, JobStatus, ListRequest};

use super::{Call, Entry};
use crate::failure::Failure;
use crate::inventory::strip;
use crate::page::Page;

pub(super) const OPERATIONS: &[Entry] = &[
    Entry::live("CreateClassificationJob", create),
    Entry::live("DescribeClassificationJob", describe),
    Entry::live("ListClassificationJobs", list),
    Entry::live("UpdateClassificationJob", update),
];

fn create(call: &Call<'_>) -> Result<Value, Failure> {
    call.active()?;
    let definition = JobDefinition::from_value(&Value::Object(call.request.members.clone()))
        .map_err(|refusal| Failure::invalid(refusal.to_string()))?;
    check_ids(call, &definition)?;
    let created = call
        .service
        .jobs(call.scope())
        .create(&definition, call.now)?;
    call.service.wake();
    Ok(json!(created))
}

/// What a job looks for must be there.
fn check_ids(call: &Call<'_>, definition: &JobDefinition) -> Result<(), Failure> {
    call.store.read(|it| {
        for id in &definition.custom_data_identifier_ids {
            if it.custom_identifier(id)?.is_none_or(|it| it.deleted) {
                return Err(Failure::invalid(
                    "customDataIdentifierIds: names one that there is not",
                ));
            }
        }
        for id in &definition.allow_list_ids {
            if it.allow_list(id)?.is_none_or(|it| it.deleted) {
                return Err(Failure::invalid(
                    "allowListIds: names one that there is not",
                ));
            }
        }
        Ok(())
    })?;
    tracie_job::Wanted::by(definition)
        .managed
        .resolve()
        .map_err(|error| Failure::invalid(format!("managedDataIdentifierIds: {error}")))?;
    Ok(())
}

fn describe(call: &Call<'_>) -> Result<Value, Failure> {
    let id = call.request.required("jobId")?;
    let described = call.service.jobs(call.scope()).describe(id)?;
    shown(&described)
}

fn list(call: &Call<'_>) -> Result<Value, Failure> {
    let page = Page::of(call.operation, call.request, 25)?;
    let mut request = call.request.members.clone();
    match &page.after {
        Some(token) => request.insert("nextToken".into(), json!(token)),
        None => request.remove("nextToken"),
    };
    let request = ListRequest::parse(&Value::Object(request))
        .map_err(|refusal| Failure::invalid(refusal.to_string()))?;
    let jobs = call.service.jobs(call.scope()).list(&request)?;
    let items: Vec<Value> = jobs.items.iter().map(shown).collect::<Result<_, _>>()?;
    Ok(page.answer("items", items, jobs.next_token))
}

fn update(call: &Call<'_>) -> Result<Value, Failure> {
    let id = call.request.required("jobId")?;
    let status = call.request.required("jobStatus")?;
    let status = JobStatus::from_name(status)
        .ok_or_else(|| Failure::invalid("jobStatus: is not one that there is"))?;
    call.service
        .jobs(call.scope())
        .update(id, status, Timestamp::now())?;
    call.service.wake();
    Ok(json!({}))
}

fn shown(what: &impl serde::Serialize) -> Result<Value, Failure> {
    let mut shown = serde_json::to_value(what).map_err(Failure::internal)?;
    strip(&mut shown);
    Ok(shown)
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::NoSuchJob(_) => Self::not_found("there is no classification job with this ID"),
            Error::Refused(refusal) => Self::invalid(refusal.to_string()),
            Error::Status { .. } => Self::invalid(error.to_string()),
            Error::TokenReused => Self::conflict(error.to_string()),
            Error::Store(error) => error.into(),
            error => Self::internal(error),
        }
    }
}
