//! Suppression rules as findings filters of a store.

use serde_json::{Value, json};
use tracie_finding::identity::hex_id;

use super::Suppression;
use super::expiry::Expiry;
use super::glob::Glob;
use super::rule::Rule;
use crate::clock::now_ms;
use crate::criteria::Criteria;
use crate::error::Error;
use crate::filter::Filter;
use crate::page::Page;
use crate::scoped::{Reading, Writing};

/// The action of suppression rules.
const ARCHIVE: &str = "ARCHIVE";

impl Suppression {
    /// The suppression rules that are kept: the findings filters whose action
    /// is ARCHIVE, by their positions. One that cannot be read, which no
    /// version of Tracie writes, does not apply.
    ///
    /// # Errors
    ///
    /// As of any reading.
    pub fn kept(reading: &Reading<'_>) -> Result<Suppression, Error> {
        let filters = reading.filters(&Page::all(), |filter| filter.action == ARCHIVE)?;
        let rules = filters.items.iter().filter_map(rule);
        Ok(Suppression {
            rules: rules.collect(),
        })
    }
}

impl Writing<'_> {
    /// Keeps rules as findings filters. `source` says where they are from, such
    /// as the path of their file: rules that were kept from there before and
    /// are no longer among these are removed. Filters from elsewhere stay, and
    /// come first.
    ///
    /// # Errors
    ///
    /// As of any writing.
    pub fn put_suppression(&self, rules: &Suppression, source: &str) -> Result<(), Error> {
        let kept = self.filters(&Page::all(), |filter| filter.document["source"] == source)?;
        for filter in &kept.items {
            self.delete_filter(&filter.id)?;
        }
        for rule in rules.rules() {
            let id = hex_id(&["suppression", source, &rule.name]);
            let before = kept.items.iter().find(|filter| filter.id == id);
            self.put_filter(&Filter {
                name: rule.name.clone(),
                action: ARCHIVE.to_owned(),
                position: u32::MAX,
                created_ms: before.map_or_else(now_ms, |filter| filter.created_ms),
                document: document(rule, source),
                id,
            })?;
        }
        Ok(())
    }
}

fn document(rule: &Rule, source: &str) -> Value {
    json!({
        "description": rule.reason,
        "findingCriteria": rule.criteria.to_json(),
        "keys": rule.keys().collect::<Vec<_>>(),
        "expires": rule.expires(),
        "source": source,
        "tags": {},
    })
}

/// The rule that a filter is. Those that the API made have neither keys nor an
/// end, and may mean everything.
fn rule(filter: &Filter) -> Option<Rule> {
    let document = &filter.document;
    let criteria = match document.get("findingCriteria") {
        Some(criteria) => Criteria::from_json(criteria).ok()?,
        None => Criteria::default(),
    };
    let keys = document.get("keys").and_then(Value::as_array);
    let keys = keys.into_iter().flatten();
    let expires = document.get("expires").and_then(Value::as_str);
    Some(Rule {
        name: filter.name.clone(),
        reason: document["description"]
            .as_str()
            .unwrap_or_default()
            .to_owned(),
        criteria,
        expires: match expires {
            Some(text) => Some(Expiry::parse(text)?),
            None => None,
        },
        keys: keys
            .map(|key| Glob::parse(key.as_str()?))
            .collect::<Option<_>>()?,
    })
}
