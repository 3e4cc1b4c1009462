//! Rules for single values.

use crate::definition::Comparator;
use crate::invalid::Invalid;

pub(super) fn length(
    member: &str,
    text: &str,
    least: usize,
    most: usize,
    invalid: &mut Vec<Invalid>,
) {
    let characters = text.chars().count();
    if characters < least {
        invalid.push(Invalid::new(member, "it is empty"));
    }
    if characters > most {
        let problem = format!("it has {characters} characters, and may have {most}");
        invalid.push(Invalid::new(member, problem));
    }
}

pub(super) fn name_of_bucket(member: &str, name: &str, invalid: &mut Vec<Invalid>) {
    if name.starts_with("s3://") || name.starts_with("arn:") || name.contains('/') {
        let wrong = Invalid::new(member, format!("`{name}` is no name of a bucket"));
        invalid.push(wrong.advise(
            "give the name alone; a prefix of keys belongs into scoping, as OBJECT_KEY \
             STARTS_WITH",
        ));
    } else if name.contains('*') {
        let wrong = Invalid::new(member, "there are no wildcards");
        invalid.push(wrong.advise("name each bucket, or use bucketCriteria"));
    } else {
        length(member, name, 1, 63, invalid);
    }
}

pub(super) fn account(member: &str, id: &str, invalid: &mut Vec<Invalid>) {
    if id.len() != 12 || !id.bytes().all(|byte| byte.is_ascii_digit()) {
        let wrong = Invalid::new(member, format!("`{id}` is no id of an account"));
        invalid.push(wrong.advise("it has 12 digits"));
    }
}

/// Buckets and tags are compared by EQ and NE only.
pub(super) fn equality(member: &str, comparator: Comparator, invalid: &mut Vec<Invalid>) {
    if !matches!(comparator, Comparator::Eq | Comparator::Ne) {
        let member = format!("{member}.comparator");
        let wrong = Invalid::new(member, format!("{} does not work here", comparator.name()));
        invalid.push(wrong.advise("write EQ or NE; whole values are compared, and case counts"));
    }
}
