//! Files of rules.

use std::fs;
use std::path::Path;

use anyhow::Context as _;
use jiff::Timestamp;
use tracie::store::{Rule, Suppression};

use crate::terminal;

/// Reads a file of rules.
pub(crate) fn load(path: &Path) -> anyhow::Result<Suppression> {
    let shown = path.display();
    let text = fs::read_to_string(path)
        .with_context(|| format!("cannot read the suppression rules in {shown}"))?;
    Suppression::parse(&text).with_context(|| shown.to_string())
}

/// Tells of the rules whose time is over.
pub(crate) fn tell_over(rules: &Suppression, mut say: impl FnMut(String)) {
    for rule in rules.over(now_ms()) {
        say(format!(
            "{}: the suppression rule `{}` does not apply any more: it expired ({})",
            terminal::warning("warning"),
            rule.name,
            rule.expires().unwrap_or_default()
        ));
    }
}

/// What a rule is about, in a line.
pub(super) fn in_words(rule: &Rule) -> String {
    let keys: Vec<&str> = rule.keys().collect();
    let criteria = match rule.criteria.is_empty() {
        true => String::new(),
        false => rule.criteria.to_json()["criterion"].to_string(),
    };
    let parts = [keys.join(" "), criteria];
    let parts: Vec<String> = parts.into_iter().filter(|it| !it.is_empty()).collect();
    match parts.is_empty() {
        true => "all findings".to_owned(),
        false => parts.join(" "),
    }
}

pub(super) fn now_ms() -> i64 {
    Timestamp::now().as_millisecond()
}
