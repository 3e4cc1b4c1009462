//! What whoever runs the server should know, and no client is told.

use std::fmt;
use std::sync::Arc;

/// Takes sentences on what goes wrong in the background: a run that failed, a target
/// of events that cannot be reached. They hold no values of anybody's.
#[derive(Clone, Default)]
pub struct Notices(Option<Arc<Told>>);

type Told = dyn Fn(&str) + Send + Sync;

impl Notices {
    /// To somebody, from any thread.
    pub fn to(told: impl Fn(&str) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(told)))
    }

    pub(crate) fn tell(&self, sentence: &str) {
        if let Some(told) = &self.0 {
            told(sentence);
        }
    }
}

impl fmt::Debug for Notices {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_tuple("Notices").field(&self.0.is_some()).finish()
    }
}
