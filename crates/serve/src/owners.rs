//! Whose buckets are which.

use std::collections::BTreeMap;

use crate::buckets::Buckets;

/// The buckets that all accounts see as their own, and those of one account each.
#[derive(Clone, Debug, Default)]
pub(crate) struct Owners {
    shared: Buckets,
    owned: BTreeMap<String, Buckets>,
}

impl Owners {
    pub(crate) fn new(shared: Buckets, owned: BTreeMap<String, Buckets>) -> Self {
        Self { shared, owned }
    }

    /// What an account sees: its own buckets, and those that are everybody's. Where
    /// both have a name, its own counts.
    pub(crate) fn of(&self, account: &str) -> Buckets {
        match self.owned.get(account) {
            Some(own) => own.with(&self.shared),
            None => self.shared.clone(),
        }
    }

    /// The account that a bucket belongs to, if it is not everybody's.
    pub(crate) fn owner<'a>(&self, account: &'a str, bucket: &str) -> Option<&'a str> {
        let own = self.owned.get(account)?;
        own.has(bucket).then_some(account)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_see_their_own_and_what_is_everybodys() {
        let folder = tempfile::tempdir().expect("a folder");
        let buckets = |names: &[&str]| {
            let mut buckets = Buckets::default();
            for name in names {
                buckets
                    .add_directory(name, folder.path())
                    .expect("a bucket");
            }
            buckets
        };
        let owned = [("111122223333".to_owned(), buckets(&["owned", "both"]))];
        let owners = Owners::new(buckets(&["both", "shared"]), owned.into());
        assert_eq!(
            owners.of("111122223333").names(),
            ["both", "owned", "shared"]
        );
        assert_eq!(owners.of("444455556666").names(), ["both", "shared"]);
        assert_eq!(owners.owner("111122223333", "both"), Some("111122223333"));
        assert_eq!(owners.owner("111122223333", "shared"), None);
        assert_eq!(owners.owner("444455556666", "owned"), None);
    }
}
