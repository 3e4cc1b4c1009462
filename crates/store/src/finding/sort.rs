//! What lists of findings are in order of.

use tracie_finding::Finding;

use crate::functions::epoch_ms;
use crate::page::Order;

/// What findings are sorted by, and in which direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    /// By what.
    pub key: SortKey,
    /// In which direction.
    pub order: Order,
}

/// The newest first.
impl Default for Sort {
    fn default() -> Sort {
        Sort {
            key: SortKey::CreatedAt,
            order: Order::Descending,
        }
    }
}

macro_rules! keys {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $sql:literal;)+) => {
        /// What findings can be sorted by: the attributes that Macie names.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum SortKey { $($(#[$doc])* $name),+ }

        impl SortKey {
            /// All of them.
            pub const ALL: &[SortKey] = &[$(SortKey::$name),+];

            /// As `sortCriteria.attributeName` writes it.
            pub fn name(self) -> &'static str {
                match self { $(SortKey::$name => $code),+ }
            }

            /// Never null.
            pub(super) fn sql(self) -> &'static str {
                match self { $(SortKey::$name => $sql),+ }
            }
        }
    };
}

keys! {
    /// How often a finding occurred.
    Count = "count", "f.count";
    /// When it was made.
    CreatedAt = "createdAt", "f.created";
    /// When what was done was first seen; policy findings only, others count
    /// as long ago.
    FirstSeen = "policyDetails.action.apiCallDetails.firstSeen",
        "ifnull(epoch_ms(d.document ->> '$.policyDetails.action.apiCallDetails.firstSeen'), 0)";
    /// When what was done was last seen; policy findings only, others count
    /// as long ago.
    LastSeen = "policyDetails.action.apiCallDetails.lastSeen",
        "ifnull(epoch_ms(d.document ->> '$.policyDetails.action.apiCallDetails.lastSeen'), 0)";
    /// The names of bucket and object.
    Resources = "resourcesAffected", "f.resource";
    /// How severe it is.
    Severity = "severity.score", "f.severity";
    /// Its type, by the alphabet.
    Type = "type", "f.type";
    /// When it last changed.
    UpdatedAt = "updatedAt", "f.updated";
}

impl SortKey {
    /// The key of this name.
    ///
    /// ```
    /// use tracie_store::SortKey;
    ///
    /// assert_eq!(SortKey::from_name("severity.score"), Some(SortKey::Severity));
    /// assert_eq!(SortKey::from_name("severity.description"), None);
    /// ```
    pub fn from_name(name: &str) -> Option<SortKey> {
        SortKey::ALL.iter().copied().find(|key| key.name() == name)
    }

    /// The index that is in order of it.
    pub(super) fn index(self) -> Option<&'static str> {
        match self {
            SortKey::CreatedAt => Some("finding_created"),
            SortKey::UpdatedAt => Some("finding_updated"),
            SortKey::Type => Some("finding_type"),
            SortKey::Severity => Some("finding_severity"),
            SortKey::Resources => Some("finding_resource"),
            SortKey::Count | SortKey::FirstSeen | SortKey::LastSeen => None,
        }
    }

    pub(super) fn reads_documents(self) -> bool {
        matches!(self, SortKey::FirstSeen | SortKey::LastSeen)
    }

    /// The key of a finding, as its SQL would give it.
    fn of(self, finding: &Finding) -> Key {
        let details = finding.policy_details.as_ref();
        let call = details.map(|details| &details.action.api_call_details);
        match self {
            SortKey::Count => Key::Number(finding.count.cast_signed()),
            SortKey::CreatedAt => Key::time(Some(&finding.created_at)),
            SortKey::UpdatedAt => Key::time(Some(&finding.updated_at)),
            SortKey::FirstSeen => Key::time(call.and_then(|call| call.first_seen.as_ref())),
            SortKey::LastSeen => Key::time(call.and_then(|call| call.last_seen.as_ref())),
            SortKey::Severity => Key::Number(finding.severity.score.into()),
            SortKey::Type => Key::Text(finding.kind.code().to_owned()),
            SortKey::Resources => {
                let resources = &finding.resources_affected;
                let object = resources.s3_object.as_ref();
                let key = object.map_or("", |object| &object.key);
                Key::Text(format!("{}/{key}", resources.s3_bucket.name))
            }
        }
    }
}

impl Sort {
    /// Sorts findings; those with equal keys stay in their order.
    ///
    /// ```
    /// use tracie_store::Sort;
    ///
    /// let mut findings = Vec::new(); // of Store
    /// Sort::default().sort(&mut findings);
    /// ```
    pub fn sort(self, findings: &mut [Finding]) {
        match self.order {
            Order::Ascending => findings.sort_by_cached_key(|it| self.key.of(it)),
            Order::Descending => {
                findings.sort_by_cached_key(|it| std::cmp::Reverse(self.key.of(it)));
            }
        }
    }
}

/// What a finding is sorted by.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Number(i64),
    Text(String),
}

impl Key {
    fn time(text: Option<&String>) -> Key {
        Key::Number(text.and_then(|text| epoch_ms(text)).unwrap_or(0))
    }
}
