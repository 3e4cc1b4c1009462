//! Managed identifiers with what becomes of them in the engine.

use std::collections::HashMap;
use std::sync::Arc;

use tracie::finding::detection::IdentifierInfo;
use tracie::identify::schema::{Identifier, Pattern};
use tracie::identify::{Detector, Selection};

/// A managed identifier.
pub(crate) struct Entry {
    /// What its file says.
    pub(crate) identifier: &'static Identifier,
    /// What findings say of it.
    pub(crate) info: Arc<IdentifierInfo>,
    /// How each form that has a regex is looked for, as `plan: cost`.
    searches: Vec<&'static str>,
}

/// How a form without a regex is looked for.
const BY_WORDS: &str = "word lists: costs a look-up for each word";
/// How a serial of letters is looked for.
const AS_A_WHOLE: &str = "all of a value: costs next to nothing";

impl Entry {
    /// The forms of a value, each with how it is looked for.
    pub(crate) fn forms(&self) -> impl Iterator<Item = (&Pattern, &'static str)> {
        let mut searches = self.searches.iter().copied();
        self.identifier.patterns.iter().map(move |pattern| {
            let search = match (&pattern.words, &pattern.serial) {
                (Some(_), _) => BY_WORDS,
                (None, Some(_)) => AS_A_WHOLE,
                (None, None) => searches.next().unwrap_or(BY_WORDS),
            };
            (pattern, search)
        })
    }
}

/// The identifiers selected, in the order of their ids.
pub(crate) fn entries(selection: Selection) -> anyhow::Result<Vec<Entry>> {
    let identifiers = selection.resolve()?;
    let detector = Detector::builder().managed(selection).build()?;
    let numbers: HashMap<&str, usize> = detector
        .identifiers()
        .iter()
        .enumerate()
        .map(|(number, info)| (&*info.id, number))
        .collect();
    let entry = |identifier: &'static Identifier| {
        let number = *numbers.get(&*identifier.id)?;
        Some(Entry {
            identifier,
            info: Arc::clone(&detector.identifiers()[number]),
            searches: searches(&detector, number),
        })
    };
    Ok(identifiers.into_iter().filter_map(entry).collect())
}

fn searches(detector: &Detector, number: usize) -> Vec<&'static str> {
    let number = u32::try_from(number).unwrap_or(u32::MAX);
    let mut searches = Vec::new();
    for plan in detector.plans(number) {
        searches.push(plan.describe());
    }
    searches
}
