//! Which operations do what.

use crate::model::Model;
use crate::operations::{Tier, entry};

/// One operation, and how far it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Covered {
    /// As in the model: `CreateAllowList`.
    pub operation: String,
    /// As the AWS CLI has it: `create-allow-list`.
    pub command: String,
    /// How far it goes.
    pub tier: Tier,
    /// What else there is to say.
    pub note: &'static str,
}

/// All operations, by name.
///
/// ```
/// let covered = tracie_serve::coverage();
/// assert_eq!(covered.len(), 81);
/// ```
#[must_use]
pub fn coverage() -> Vec<Covered> {
    let operations = Model::get().operations.values();
    operations
        .map(|operation| {
            let entry = entry(&operation.name);
            Covered {
                operation: operation.name.clone(),
                command: operation.command(),
                tier: entry.map_or(Tier::Refused, |it| it.tier),
                note: entry.map_or("not there yet", |it| it.note),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_is_there() {
        let missing: Vec<String> = coverage()
            .into_iter()
            .filter(|it| it.tier == Tier::Refused)
            .map(|it| it.operation)
            .collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}
