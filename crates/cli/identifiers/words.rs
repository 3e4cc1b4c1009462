//! Facts of identifiers in words.

use tracie::finding::detection::{IdentifierInfo, Severity};
use tracie::identify::schema::{Category, Confidence, Identifier, Pattern};

use super::catalog::Entry;

pub(crate) fn category(category: Category) -> &'static str {
    match category {
        Category::Credentials => "credentials",
        Category::Financial => "financial",
        Category::Personal => "personal",
    }
}

pub(crate) fn confidence(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::PublicSpec => "the format is published",
        Confidence::PeerDlp => "the format is known from other products",
        Confidence::Guess => "the format is a guess",
    }
}

/// Its countries, or that it has none.
pub(crate) fn countries(identifier: &Identifier) -> String {
    match identifier.countries.as_slice() {
        [] => "any".into(),
        countries => countries.join(" "),
    }
}

/// `High`, or `Low, from 2 Medium, from 100 High`.
pub(crate) fn severity(info: &IdentifierInfo) -> String {
    let level = |(from, level): &(u64, Severity)| match from {
        1 => level.name().to_owned(),
        from => format!("from {from} {}", level.name()),
    };
    let levels: Vec<String> = info.severity.iter().map(level).collect();
    levels.join(", ")
}

/// `High`, or `Low to High`.
pub(crate) fn severity_in_short(info: &IdentifierInfo) -> String {
    match info.severity.as_slice() {
        [] => String::new(),
        [(_, level)] => level.name().into(),
        [(_, first), .., (_, last)] => format!("{} to {}", first.name(), last.name()),
    }
}

/// What its forms are looked for by, each once, as `plan: cost`.
pub(crate) fn searches(entry: &Entry) -> Vec<&'static str> {
    let mut searches = Vec::new();
    for search in entry.forms().map(|(_, search)| search) {
        if !searches.contains(&search) {
            searches.push(search);
        }
    }
    searches
}

/// The same without the costs: `value first, keyword first`.
pub(crate) fn searches_in_short(entry: &Entry) -> String {
    let searches = searches(entry).into_iter();
    let names: Vec<&str> = searches
        .map(|it| it.split(':').next().unwrap_or(it))
        .collect();
    names.join(", ")
}

/// What a value must satisfy beyond its form.
pub(crate) fn checks(pattern: &Pattern) -> Vec<String> {
    let mut checks = [&*pattern.check, &pattern.filter].concat();
    if let Some(sum) = &pattern.sum {
        checks.push(format!("weighted sum modulo {}", sum.modulus));
    }
    if !pattern.prefix.is_empty() {
        checks.push(format!(
            "one of {} ranges of prefixes",
            pattern.prefix.len()
        ));
    }
    if !pattern.blocked.is_empty() {
        checks.push(format!("none of {} blocked values", pattern.blocked.len()));
    }
    checks
}

#[cfg(test)]
mod tests {
    use tracie::finding::detection::{Category, Origin};

    use super::*;

    #[test]
    fn severities_are_told_from_their_counts() {
        let mut info = IdentifierInfo {
            id: "A".into(),
            origin: Origin::Managed(Category::Personal),
            severity: vec![
                (1, Severity::Low),
                (2, Severity::Medium),
                (100, Severity::High),
            ],
        };
        assert_eq!(severity(&info), "Low, from 2 Medium, from 100 High");
        assert_eq!(severity_in_short(&info), "Low to High");
        info.severity.truncate(1);
        assert_eq!(severity(&info), "Low");
        assert_eq!(severity_in_short(&info), "Low");
    }
}
