//! What whoever runs the server should know, and no client is told.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use crate::failure::Failure;

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

/// Tells what goes wrong again and again once.
#[derive(Debug, Default)]
pub(crate) struct Repeated {
    notices: Notices,
    last: Mutex<String>,
}

impl Repeated {
    pub(crate) fn new(notices: Notices) -> Self {
        Self {
            notices,
            last: Mutex::default(),
        }
    }

    /// What came of something that is done now and then.
    pub(crate) fn note(&self, what: &str, done: Result<(), Failure>) {
        let sentence = match done {
            Ok(()) => String::new(),
            Err(failure) => format!("{what}: {}; it is tried again", failure.message),
        };
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if *last != sentence && !sentence.is_empty() {
            self.notices.tell(&sentence);
        }
        *last = sentence;
    }
}

impl fmt::Debug for Notices {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_tuple("Notices").field(&self.0.is_some()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_wrong_again_is_told_once() {
        let told: Arc<Mutex<Vec<String>>> = Arc::default();
        let ear = Arc::clone(&told);
        let notices = Notices::to(move |it| ear.lock().expect("no panic").push(it.to_owned()));
        let repeated = Repeated::new(notices);
        for done in [
            Err(Failure::internal("full")),
            Err(Failure::internal("full")),
            Ok(()),
            Err(Failure::internal("full")),
        ] {
            repeated.note("jobs", done);
        }
        let told = told.lock().expect("no panic");
        assert_eq!(*told, ["jobs: full; it is tried again"; 2]);
    }
}
