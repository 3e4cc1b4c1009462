//! Rules for what a job looks for.

use std::collections::BTreeSet;

use tracie_identify::{Error, by_id};

use crate::definition::{JobDefinition, Selector};
use crate::invalid::Invalid;

/// Most custom identifiers and allow lists of a job.
const MOST_CUSTOM: usize = 30;
const MOST_LISTS: usize = 10;

const MANAGED: &str = "managedDataIdentifierIds";
const SELECTOR: &str = "managedDataIdentifierSelector";

pub(super) fn check(job: &JobDefinition, invalid: &mut Vec<Invalid>) {
    selector(job, invalid);
    for (at, id) in job.managed_data_identifier_ids.iter().enumerate() {
        if let Err(error) = by_id(id) {
            invalid.push(unknown(&format!("{MANAGED}[{at}]"), id, error));
        }
    }
    ids(
        "customDataIdentifierIds",
        &job.custom_data_identifier_ids,
        MOST_CUSTOM,
        invalid,
    );
    ids("allowListIds", &job.allow_list_ids, MOST_LISTS, invalid);
}

fn unknown(member: &str, id: &str, error: Error) -> Invalid {
    let Error::UnknownIdentifier { nearest, .. } = error else {
        return Invalid::new(member, error.to_string());
    };
    let wrong = Invalid::new(
        member,
        format!("there is no managed data identifier `{id}`"),
    );
    let ours = format!("TRACIE_{id}");
    wrong.advise(match nearest.as_slice() {
        _ if by_id(&ours).is_ok() => format!("Macie has none; Tracie's own is {ours}"),
        [] => "`tracie identifiers list` lists all".to_owned(),
        nearest => format!("did you mean {}?", nearest.join(" or ")),
    })
}

fn selector(job: &JobDefinition, invalid: &mut Vec<Invalid>) {
    let has_ids = !job.managed_data_identifier_ids.is_empty();
    match (job.managed_data_identifier_selector, has_ids) {
        (Some(Selector::Include | Selector::Exclude), true) => {}
        (Some(selector @ (Selector::Include | Selector::Exclude)), false) => {
            let problem = format!("the selector {} needs them", selector.name());
            let wrong = Invalid::new(MANAGED, problem);
            invalid.push(wrong.advise("name identifiers, or choose the selector ALL or NONE"));
        }
        (None, true) => {
            let wrong = Invalid::new(SELECTOR, format!("it is missing, and {MANAGED} are given"));
            invalid.push(
                wrong.advise("write INCLUDE to look for these only, EXCLUDE for all but these"),
            );
        }
        (Some(selector), true) => {
            let problem = format!("the selector {} takes none", selector.name());
            let wrong = Invalid::new(MANAGED, problem);
            invalid.push(wrong.advise("make the selector INCLUDE or EXCLUDE, or leave them out"));
        }
        (_, false) => {}
    }
    if job.selector() == Selector::None && job.custom_data_identifier_ids.is_empty() {
        let wrong = Invalid::new(SELECTOR, "with NONE there is nothing to look for");
        invalid.push(wrong.advise("name customDataIdentifierIds, or choose another selector"));
    }
}

fn ids(member: &str, ids: &[String], most: usize, invalid: &mut Vec<Invalid>) {
    if ids.len() > most {
        let problem = format!("there are {}, and may be {most}", ids.len());
        invalid.push(Invalid::new(member, problem));
    }
    let mut seen = BTreeSet::new();
    for (at, id) in ids.iter().enumerate() {
        let member = format!("{member}[{at}]");
        if id.is_empty() {
            invalid.push(Invalid::new(member, "it is empty"));
        } else if !seen.insert(id) {
            invalid.push(Invalid::new(member, format!("{id} is named twice")));
        }
    }
}
