//! How all buckets of some accounts were set up at one time.

use std::collections::BTreeMap;

use jiff::Timestamp;
use tracie_finding::resources::BlockPublicAccess;

use crate::bucket::BucketConfig;
use crate::document::{Answer, Call, Setting, Why, read};
use crate::inventory::Inventory;
use crate::organization::Organization;
use crate::posture::Posture;

/// How buckets were set up at one time.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Snapshot {
    /// When it was taken.
    pub taken_at: Timestamp,
    /// The account of buckets of which it is not said.
    pub account_id: Option<String>,
    /// Such as `aws`.
    pub partition: String,
    /// The switches of whole accounts.
    pub accounts: BTreeMap<String, Setting<BlockPublicAccess>>,
    /// The switches of the account of which the id is not known.
    pub account: Setting<BlockPublicAccess>,
    /// The buckets by name.
    pub buckets: BTreeMap<String, BucketConfig>,
    /// What is in them, of those of which that was counted.
    pub inventories: BTreeMap<String, Inventory>,
}

impl Snapshot {
    /// A snapshot without a bucket.
    pub fn new(taken_at: Timestamp) -> Snapshot {
        Snapshot {
            taken_at,
            account_id: None,
            partition: "aws".into(),
            accounts: BTreeMap::new(),
            account: Setting::unread(Call::AccountPublicAccessBlock, Why::NotAsked),
            buckets: BTreeMap::new(),
            inventories: BTreeMap::new(),
        }
    }

    /// Adds a bucket as some calls tell of it.
    pub fn add(&mut self, name: &str, answers: &BTreeMap<Call, Answer>) {
        let bucket = BucketConfig::of_answers(name, answers);
        self.buckets.insert(name.to_owned(), bucket);
    }

    /// Sets what the account's own switches are, as the call tells.
    pub fn set_account_block(&mut self, answer: &Answer) {
        let call = Call::AccountPublicAccessBlock;
        self.account = read::setting(call, Some(answer), read::public_access_block);
    }

    /// The account of a bucket, if that is known.
    pub(crate) fn account_of<'s>(&'s self, bucket: &'s BucketConfig) -> Option<&'s str> {
        bucket.account_id.as_deref().or(self.account_id.as_deref())
    }

    /// The switches of the account of a bucket.
    pub(crate) fn account_block(&self, bucket: &BucketConfig) -> &Setting<BlockPublicAccess> {
        let account = self.account_of(bucket).and_then(|id| self.accounts.get(id));
        account.unwrap_or(&self.account)
    }

    /// How all buckets stand open, in the order of their names.
    pub fn postures(&self, organization: &Organization) -> Vec<Posture> {
        let mut organization = organization.clone();
        // Owners of buckets say how access control lists name their accounts.
        for bucket in self.buckets.values() {
            if let Some(account) = self.account_of(bucket) {
                organization.learn(account, bucket.owner.id.as_deref());
            }
        }
        let buckets = self.buckets.values();
        buckets
            .map(|bucket| Posture::of(bucket, self, &organization))
            .collect()
    }
}
