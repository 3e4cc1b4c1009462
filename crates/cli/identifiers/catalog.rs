//! Managed identifiers with what becomes of them in the engine.

use std::collections::HashMap;
use std::sync::Arc;

use tracie::finding::detection::IdentifierInfo;
use tracie::identify::schema::Identifier;
use tracie::identify::{Detector, Selection};

/// A managed identifier.
pub(crate) struct Entry {
    /// What its file says.
    pub(crate) identifier: &'static Identifier,
    /// What findings say of it.
    pub(crate) info: Arc<IdentifierInfo>,
    /// How each of its forms is looked for, as `plan: cost`.
    pub(crate) searches: Vec<&'static str>,
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
    let plans = detector.plans(number);
    plans.into_iter().map(|plan| plan.describe()).collect()
}
