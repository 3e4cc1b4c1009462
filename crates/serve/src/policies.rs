//! Policy findings: what became worse in how buckets are set up.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use tracie_finding::Finding;
use tracie_posture::{Setup, Snapshot, findings};

use crate::failure::Failure;
use crate::inventory::{Inventory, organization};
use crate::scope::Scope;

/// Watches how buckets are set up. The first look is what later ones are compared
/// with: Macie only tells of what it saw change.
#[derive(Debug)]
pub(crate) struct Policies {
    inventory: Inventory,
    before: Mutex<BTreeMap<Scope, Snapshot>>,
}

impl Policies {
    /// Watches these buckets.
    pub(crate) fn new(inventory: Inventory) -> Self {
        Self {
            inventory,
            before: Mutex::default(),
        }
    }

    /// What became worse since the last look.
    pub(crate) fn look(&self, scope: &Scope) -> Result<Vec<Finding>, Failure> {
        if !self.inventory.knows_settings() {
            return Ok(Vec::new());
        }
        let after = self.inventory.snapshot(scope)?;
        let mut all = self.before.lock().unwrap_or_else(PoisonError::into_inner);
        let before = all.insert(scope.clone(), after.clone());
        let setup = Setup {
            account_id: scope.account.clone(),
            region: scope.region.clone(),
            organization: organization(scope),
            suspicious: true,
        };
        Ok(before.map_or_else(Vec::new, |before| findings(Some(&before), &after, &setup)))
    }
}
