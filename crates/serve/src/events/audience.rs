//! Who is to hear of findings.

use std::sync::Arc;

use super::target::Target;

/// The kinds of the records of what each target is still to be told.
#[derive(Clone, Debug, Default)]
pub(crate) struct Audience(Arc<[String]>);

impl Audience {
    /// These targets.
    pub(crate) fn of(targets: &[Target]) -> Self {
        Self(targets.iter().map(Target::outbox).collect())
    }

    /// Whether nobody is to hear.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn outboxes(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}
