//! What each operation does, one file for each kind of thing.

mod accounts;
mod administrator;
mod allow_lists;
mod buckets;
mod call;
pub(crate) mod configurations;
mod custom_identifiers;
mod discovery;
mod findings;
mod findings_filters;
mod invitations;
mod jobs;
mod members;
mod organization;
mod profiles;
mod reveal;
pub(crate) mod samples;
mod scopes;
mod session;
pub(crate) mod stored;
mod tags;
mod templates;
pub(crate) mod usage;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::Value;

pub(crate) use call::Call;

use crate::failure::Failure;

/// How far an operation goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tier {
    /// It does what Macie's does.
    Live,
    /// What it is told is kept and given back, and has no further effect: there are
    /// no other accounts on this machine.
    Recorded,
    /// It says why not.
    Refused,
}

impl Tier {
    /// In a word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Recorded => "recorded",
            Self::Refused => "refused",
        }
    }
}

/// One operation: how far it goes, and what it does.
pub(crate) struct Entry {
    pub(crate) name: &'static str,
    pub(crate) tier: Tier,
    /// Whether Macie must be enabled for it.
    pub(crate) session: bool,
    /// What there is to say of it, for the coverage table.
    pub(crate) note: &'static str,
    pub(crate) run: Run,
}

/// What an operation does.
pub(crate) type Run = fn(&Call<'_>) -> Result<Value, Failure>;

impl Entry {
    const fn live(name: &'static str, run: Run) -> Self {
        Self {
            name,
            tier: Tier::Live,
            session: true,
            note: "",
            run,
        }
    }

    const fn recorded(name: &'static str, run: Run) -> Self {
        Self {
            tier: Tier::Recorded,
            ..Self::live(name, run)
        }
    }

    /// It works without Macie being enabled.
    const fn without_session(self) -> Self {
        Self {
            session: false,
            ..self
        }
    }

    const fn note(self, note: &'static str) -> Self {
        Self { note, ..self }
    }
}

/// All entries, file by file.
const FILES: &[&[Entry]] = &[
    administrator::OPERATIONS,
    allow_lists::OPERATIONS,
    buckets::OPERATIONS,
    configurations::OPERATIONS,
    custom_identifiers::OPERATIONS,
    discovery::OPERATIONS,
    findings::OPERATIONS,
    findings_filters::OPERATIONS,
    profiles::OPERATIONS,
    reveal::OPERATIONS,
    scopes::OPERATIONS,
    tags::OPERATIONS,
    templates::OPERATIONS,
    usage::OPERATIONS,
    invitations::OPERATIONS,
    jobs::OPERATIONS,
    members::OPERATIONS,
    organization::OPERATIONS,
    session::OPERATIONS,
];

/// A moment as answers write it.
fn time(ms: i64) -> String {
    let moment = jiff::Timestamp::from_millisecond(ms).unwrap_or_default();
    tracie_finding::timestamp::rfc3339_ms(moment)
}

/// The entry of an operation.
pub(crate) fn entry(operation: &str) -> Option<&'static Entry> {
    static BY_NAME: LazyLock<BTreeMap<&'static str, &'static Entry>> = LazyLock::new(|| {
        let entries = FILES.iter().copied().flatten();
        entries.map(|entry| (entry.name, entry)).collect()
    });
    BY_NAME.get(operation).copied()
}
