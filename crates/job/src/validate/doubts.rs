//! What is allowed, and yet probably not what was meant.

use super::scoping::terms;
use crate::definition::{Comparator, JobDefinition, ScopeKey, SimpleScopeTerm};
use crate::invalid::Invalid;

/// All of it.
pub(crate) fn doubts(job: &JobDefinition) -> Vec<Invalid> {
    let mut doubts = Vec::new();
    let scoping = job.s3_job_definition.scoping.iter();
    for (member, term) in scoping.flat_map(terms) {
        if let Some(term) = &term.simple_scope_term {
            of_values(&format!("{member}.simpleScopeTerm"), term, &mut doubts);
        }
    }
    doubts
}

fn of_values(member: &str, term: &SimpleScopeTerm, doubts: &mut Vec<Invalid>) {
    for (at, value) in term.values.iter().enumerate() {
        let doubt = match term.key {
            ScopeKey::Key if value.contains('*') => "there are no wildcards: `*` stands for itself",
            ScopeKey::Key if value.starts_with('/') => "keys do not begin with `/` as a rule",
            ScopeKey::Extension if value.contains('.') => {
                "an extension is what follows the last dot, so that none is this"
            }
            ScopeKey::Extension if value.chars().any(char::is_uppercase) => {
                "case counts: `CSV` is not `csv`"
            }
            _ => continue,
        };
        doubts.push(Invalid::new(format!("{member}.values[{at}]"), doubt));
    }
    if term.comparator == Comparator::Ne && term.values.len() > 1 {
        let doubt = "an object must be none of these";
        doubts.push(Invalid::new(format!("{member}.values"), doubt));
    }
}
