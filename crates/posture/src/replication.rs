//! Where the objects of a bucket are copied to.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::bucket::{BucketConfig, Destination};
use crate::document::Setting;
use crate::policy::{Relation, Scene};
use crate::snapshot::Snapshot;
use crate::tri::Tri;

/// Where the objects of a bucket are copied to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replication {
    /// Whether they are.
    pub replicated: Tri,
    /// Whether they are copied to an account outside of the organisation.
    pub externally: Tri,
    /// The accounts they are copied to, as far as those are known.
    pub accounts: BTreeSet<String>,
    /// Those of them that are outside, with the bucket.
    pub outside: BTreeSet<String>,
    /// What cannot be decided, and why.
    pub doubts: Vec<String>,
}

/// The same as the API shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the wire names say it")]
pub struct ReplicationDetails {
    pub replicated: Option<bool>,
    pub replicated_externally: Option<bool>,
    pub replication_accounts: Vec<String>,
}

impl Replication {
    pub(crate) fn of(config: &BucketConfig, snapshot: &Snapshot, scene: &Scene<'_>) -> Replication {
        let mut replication = Replication {
            replicated: Tri::No,
            externally: Tri::No,
            accounts: BTreeSet::new(),
            outside: BTreeSet::new(),
            doubts: Vec::new(),
        };
        match &config.replication {
            Setting::NotSet => {}
            Setting::Set(destinations) => {
                for destination in destinations {
                    replication.add(destination, snapshot, scene);
                }
            }
            Setting::Unread(gap) => {
                replication.replicated = Tri::Unknown;
                replication.externally = Tri::Unknown;
                replication.doubts.push(gap.to_string());
            }
        }
        replication
    }

    fn add(&mut self, destination: &Destination, snapshot: &Snapshot, scene: &Scene<'_>) {
        self.replicated = Tri::Yes;
        // A rule names the account only if that is to own the copies.
        let there = snapshot.buckets.get(&destination.bucket);
        let known = there.and_then(|bucket| snapshot.account_of(bucket));
        let account = destination.account.as_deref().or(known);
        let relation = account.and_then(|account| scene.relation(account));
        self.accounts.extend(account.map(str::to_owned));
        match relation {
            Some(Relation::Own | Relation::Internal) => {}
            Some(_) => {
                self.externally = Tri::Yes;
                let account = account.unwrap_or_default();
                self.outside
                    .insert(format!("{account}:{}", destination.bucket));
            }
            None => {
                self.externally = self.externally.or(Tri::Unknown);
                self.doubts.push(format!(
                    "objects are copied to the bucket {}, and whose that is the rule does not say",
                    destination.bucket
                ));
            }
        }
    }

    /// As the API shows it; what is not known is null.
    pub fn details(&self) -> ReplicationDetails {
        ReplicationDetails {
            replicated: self.replicated.known(),
            replicated_externally: self.externally.known(),
            replication_accounts: self.accounts.iter().cloned().collect(),
        }
    }
}
