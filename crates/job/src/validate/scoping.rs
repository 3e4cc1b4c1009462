//! Rules for which objects are meant.

use jiff::Timestamp;

use super::names::equality;
use crate::definition::{Comparator, ScopeKey, ScopeTerm, Scoping, SimpleScopeTerm, TagScopeTerm};
use crate::invalid::Invalid;

const MEMBER: &str = "s3JobDefinition.scoping";

pub(super) fn check(scoping: &Scoping, invalid: &mut Vec<Invalid>) {
    for (member, term) in terms(scoping) {
        match (&term.simple_scope_term, &term.tag_scope_term) {
            (Some(simple), None) => property(&format!("{member}.simpleScopeTerm"), simple, invalid),
            (None, Some(tags)) => tag(&format!("{member}.tagScopeTerm"), tags, invalid),
            (None, None) => {
                let wrong = Invalid::new(member, "it is empty");
                invalid.push(wrong.advise("give a simpleScopeTerm or a tagScopeTerm"));
            }
            (Some(_), Some(_)) => {
                let wrong = Invalid::new(member, "it is two conditions at once");
                invalid.push(wrong.advise("make the tagScopeTerm another entry of `and`"));
            }
        }
    }
}

/// All conditions, each with its member.
pub(super) fn terms(scoping: &Scoping) -> impl Iterator<Item = (String, &ScopeTerm)> {
    let blocks = [
        ("includes", &scoping.includes),
        ("excludes", &scoping.excludes),
    ];
    blocks.into_iter().flat_map(|(name, block)| {
        let terms = block.iter().flat_map(|block| &block.and).enumerate();
        terms.map(move |(at, term)| (format!("{MEMBER}.{name}.and[{at}]"), term))
    })
}

fn property(member: &str, term: &SimpleScopeTerm, invalid: &mut Vec<Invalid>) {
    comparator(member, term, invalid);
    let values = format!("{member}.values");
    if term.values.is_empty() {
        return invalid.push(Invalid::new(values, "it is empty"));
    }
    let single = matches!(term.key, ScopeKey::LastModified | ScopeKey::Size);
    if single && term.values.len() > 1 {
        let wrong = Invalid::new(&values, format!("{} takes one value", term.key.name()));
        invalid.push(wrong.advise("make a range from two conditions, such as GTE and LT"));
    }
    for (at, value) in term.values.iter().enumerate() {
        let wrong = match term.key {
            ScopeKey::Extension => extension(value),
            ScopeKey::Key => key(value),
            ScopeKey::LastModified => moment(value),
            ScopeKey::Size => size(value),
        };
        if let Some((problem, advice)) = wrong {
            invalid.push(Invalid::new(format!("{values}[{at}]"), problem).advise(advice));
        }
    }
}

fn comparator(member: &str, term: &SimpleScopeTerm, invalid: &mut Vec<Invalid>) {
    use Comparator::{Contains, Eq, Gt, Gte, Lt, Lte, Ne, StartsWith};
    let advice = match (term.key, term.comparator) {
        (ScopeKey::Extension, Eq | Ne)
        | (ScopeKey::Key, StartsWith)
        | (ScopeKey::LastModified | ScopeKey::Size, Eq | Ne | Gt | Gte | Lt | Lte) => return,
        (ScopeKey::Extension, _) => "write EQ or NE; extensions are compared whole",
        (ScopeKey::Key, Ne) => "write STARTS_WITH, and put the condition into the other block",
        (ScopeKey::Key, _) => "write STARTS_WITH; keys go by what they begin with",
        (ScopeKey::LastModified | ScopeKey::Size, Contains | StartsWith) => {
            "write EQ, NE, GT, GTE, LT or LTE"
        }
    };
    let (comparator, key) = (term.comparator.name(), term.key.name());
    let member = format!("{member}.comparator");
    let wrong = Invalid::new(member, format!("{comparator} does not work on {key}"));
    invalid.push(wrong.advise(advice));
}

type Wrong = Option<(String, String)>;

fn extension(value: &str) -> Wrong {
    let bare = value.trim_start_matches(['*', '.']);
    let problem = match value {
        "" => "it is empty".to_owned(),
        value if value.contains('*') => "there are no wildcards".to_owned(),
        value if value.starts_with('.') => "an extension is written without its dot".to_owned(),
        value if value.contains('/') => format!("`{value}` is no extension"),
        _ => return None,
    };
    let advice = match bare {
        "" => "give an extension, such as csv".to_owned(),
        bare => format!("write {bare}"),
    };
    Some((problem, advice))
}

fn key(value: &str) -> Wrong {
    let advice = match value.strip_prefix("s3://") {
        None if !value.is_empty() => return None,
        None => return Some(("it is empty".into(), "every key begins with that".into())),
        Some(rest) => rest.split_once('/').map_or("", |(_, key)| key),
    };
    let problem = "a key has neither s3:// nor the name of its bucket";
    Some((problem.into(), format!("write `{advice}`")))
}

fn moment(value: &str) -> Wrong {
    if value.parse::<Timestamp>().is_ok() {
        return None;
    }
    let advice = match format!("{value}T00:00:00Z") {
        day if day.parse::<Timestamp>().is_ok() => format!("write {day}"),
        _ => "write it as 2024-05-02T21:40:11Z".to_owned(),
    };
    Some((format!("`{value}` is no instant"), advice))
}

fn size(value: &str) -> Wrong {
    if value.parse::<u64>().is_ok() && !value.starts_with('+') {
        return None;
    }
    let advice = match in_bytes(value) {
        Some(bytes) => format!("write {bytes}"),
        None => "write a whole number of bytes, such as 5368709120".to_owned(),
    };
    Some((format!("`{value}` is no number of bytes"), advice))
}

/// What `5GB` would be in bytes.
fn in_bytes(value: &str) -> Option<u64> {
    let digits = value.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == ' ');
    let unit = value[digits.len()..].trim().to_ascii_uppercase();
    let shift = match unit.trim_end_matches('B').trim_end_matches('I') {
        "K" => 10,
        "M" => 20,
        "G" => 30,
        "T" => 40,
        _ => return None,
    };
    digits.parse::<u64>().ok()?.checked_mul(1 << shift)
}

fn tag(member: &str, term: &TagScopeTerm, invalid: &mut Vec<Invalid>) {
    equality(member, term.comparator, invalid);
    if term.key != "TAG" {
        let wrong = Invalid::new(
            format!("{member}.key"),
            format!("there is no `{}`", term.key),
        );
        invalid.push(wrong.advise("write TAG; the key of the tag belongs into tagValues"));
    }
    if term.tag_values.is_empty() {
        invalid.push(Invalid::new(format!("{member}.tagValues"), "it is empty"));
    }
    for (at, pair) in term.tag_values.iter().enumerate() {
        if pair.key.as_deref().unwrap_or("").is_empty() {
            let wrong = Invalid::new(format!("{member}.tagValues[{at}].key"), "it is missing");
            invalid.push(wrong.advise("an empty value stands for any value of a key"));
        }
    }
}
