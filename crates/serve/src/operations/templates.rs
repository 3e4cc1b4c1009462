//! The inspection template: what automated discovery looks for. There is one for
//! each account and region.

use serde_json::{Value, json};
use tracie_identify::Selection;

use super::stored::{self, TEMPLATES};
use super::{Call, Entry};
use crate::discovery::{self, NAME};
use crate::failure::Failure;
use crate::page::Page;
use crate::request::texts;

pub(super) const OPERATIONS: &[Entry] = &[
    Entry::live("GetSensitivityInspectionTemplate", get),
    Entry::live("ListSensitivityInspectionTemplates", list),
    Entry::live("UpdateSensitivityInspectionTemplate", update),
];

fn get(call: &Call<'_>) -> Result<Value, Failure> {
    let id = known(call)?;
    let kept = call.store.read(|it| discovery::template(it, &id))?;
    let mut answer = json!({"name": NAME, "sensitivityInspectionTemplateId": id});
    for member in ["description", "excludes", "includes"] {
        if let Some(value) = kept.get(member) {
            answer[member] = value.clone();
        }
    }
    Ok(answer)
}

fn list(call: &Call<'_>) -> Result<Value, Failure> {
    let page = Page::of(call.operation, call.request, 25)?;
    let all = vec![json!({"id": discovery::template_id(call.scope()), "name": NAME})];
    let name = "sensitivityInspectionTemplates";
    Ok(page.cut(name, all, |_| NAME.to_owned(), |it| it))
}

fn update(call: &Call<'_>) -> Result<Value, Failure> {
    let id = known(call)?;
    let mut template = json!({});
    for member in ["description", "excludes", "includes"] {
        if let Some(value) = call.request.get(member) {
            template[member] = value.clone();
        }
    }
    check(call, &template)?;
    call.store
        .write(|it| stored::put(it, TEMPLATES, &id, &template))?;
    Ok(json!({}))
}

/// All that a template names must be there.
fn check(call: &Call<'_>, template: &Value) -> Result<(), Failure> {
    let managed = |part: &str| -> Vec<String> {
        let ids = texts(template[part].get("managedDataIdentifierIds"));
        ids.into_iter().map(str::to_owned).collect()
    };
    for part in ["includes", "excludes"] {
        Selection::Include(managed(part))
            .resolve()
            .map_err(|error| Failure::invalid(format!("{part}: {error}")))?;
    }
    let includes = &template["includes"];
    call.store.read(|it| {
        for id in texts(includes.get("customDataIdentifierIds")) {
            if it.custom_identifier(id)?.is_none_or(|it| it.deleted) {
                return Err(Failure::invalid(
                    "includes.customDataIdentifierIds: names one that there is not",
                ));
            }
        }
        for id in texts(includes.get("allowListIds")) {
            if it.allow_list(id)?.is_none_or(|it| it.deleted) {
                return Err(Failure::invalid(
                    "includes.allowListIds: names one that there is not",
                ));
            }
        }
        Ok(())
    })
}

fn known(call: &Call<'_>) -> Result<String, Failure> {
    let id = call.request.required("id")?;
    if id == discovery::template_id(call.scope()) {
        return Ok(id.to_owned());
    }
    Err(Failure::not_found(
        "there is no inspection template with this ID: list-sensitivity-inspection-templates \
         names it",
    ))
}
