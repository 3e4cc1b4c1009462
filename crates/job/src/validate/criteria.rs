//! Rules for what buckets are to be.

use super::names::{account, equality, name_of_bucket};
use crate::definition::{
    BucketCriteria, CriteriaBlock, Criterion, CriterionKey, SimpleCriterion, TagCriterion,
};
use crate::invalid::Invalid;

const MEMBER: &str = "s3JobDefinition.bucketCriteria";

pub(super) fn check(criteria: &BucketCriteria, invalid: &mut Vec<Invalid>) {
    let blocks = [
        ("includes", &criteria.includes),
        ("excludes", &criteria.excludes),
    ];
    let terms = |block: &Option<CriteriaBlock>| block.as_ref().map_or(0, |it| it.and.len());
    if blocks.iter().all(|(_, block)| terms(block) == 0) {
        let wrong = Invalid::new(MEMBER, "it has no condition");
        invalid.push(wrong.advise("say by includes or excludes what the buckets are to be"));
    }
    for (name, block) in blocks {
        let terms = block.iter().flat_map(|block| &block.and);
        for (at, criterion) in terms.enumerate() {
            one(&format!("{MEMBER}.{name}.and[{at}]"), criterion, invalid);
        }
    }
}

fn one(member: &str, criterion: &Criterion, invalid: &mut Vec<Invalid>) {
    match (&criterion.simple_criterion, &criterion.tag_criterion) {
        (Some(simple), None) => property(&format!("{member}.simpleCriterion"), simple, invalid),
        (None, Some(tags)) => tag(&format!("{member}.tagCriterion"), tags, invalid),
        (None, None) => {
            let wrong = Invalid::new(member, "it is empty");
            invalid.push(wrong.advise("give a simpleCriterion or a tagCriterion"));
        }
        (Some(_), Some(_)) => {
            let wrong = Invalid::new(member, "it is two conditions at once");
            invalid.push(wrong.advise("make the tagCriterion another entry of `and`"));
        }
    }
}

fn property(member: &str, criterion: &SimpleCriterion, invalid: &mut Vec<Invalid>) {
    equality(member, criterion.comparator, invalid);
    if criterion.values.is_empty() {
        invalid.push(Invalid::new(format!("{member}.values"), "it is empty"));
    }
    for (at, value) in criterion.values.iter().enumerate() {
        let member = format!("{member}.values[{at}]");
        match criterion.key {
            CriterionKey::AccountId => account(&member, value, invalid),
            CriterionKey::BucketName => name_of_bucket(&member, value, invalid),
            CriterionKey::EffectivePermission => {
                one_of(
                    &member,
                    value,
                    &["PUBLIC", "NOT_PUBLIC", "UNKNOWN"],
                    invalid,
                );
            }
            CriterionKey::SharedAccess => {
                let all = ["EXTERNAL", "INTERNAL", "NOT_SHARED", "UNKNOWN"];
                one_of(&member, value, &all, invalid);
            }
        }
    }
}

fn one_of(member: &str, value: &str, all: &[&str], invalid: &mut Vec<Invalid>) {
    if !all.contains(&value) {
        let wrong = Invalid::new(member, format!("there is no `{value}`"));
        invalid.push(wrong.advise(format!("write one of {}", all.join(", "))));
    }
}

fn tag(member: &str, criterion: &TagCriterion, invalid: &mut Vec<Invalid>) {
    equality(member, criterion.comparator, invalid);
    if criterion.tag_values.is_empty() {
        invalid.push(Invalid::new(format!("{member}.tagValues"), "it is empty"));
    }
    for (at, pair) in criterion.tag_values.iter().enumerate() {
        let said = [&pair.key, &pair.value].into_iter().flatten();
        if said.into_iter().all(String::is_empty) {
            let wrong = Invalid::new(format!("{member}.tagValues[{at}]"), "it is empty");
            invalid.push(wrong.advise("give a key, a value, or both"));
        }
    }
}
