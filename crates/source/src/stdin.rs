//! Standard input.

use std::io;
use std::iter;
use std::sync::Arc;

use crate::bucket::LOCAL;
use crate::object::{Entry, Object, Source};

/// Standard input as one object, `local/stdin` unless told otherwise. It can
/// be read once.
///
/// ```
/// use tracie_source::Stdin;
///
/// // The key's extension helps to tell what comes in.
/// let source = Stdin::new().bucket("exports").key("people.csv");
/// # let _ = source;
/// ```
#[derive(Clone, Debug)]
pub struct Stdin {
    bucket: Arc<str>,
    key: String,
}

impl Default for Stdin {
    fn default() -> Stdin {
        Stdin {
            bucket: LOCAL.into(),
            key: "stdin".into(),
        }
    }
}

impl Stdin {
    /// Standard input as `local/stdin`.
    pub fn new() -> Stdin {
        Stdin::default()
    }

    /// Sets the bucket.
    pub fn bucket(mut self, bucket: impl Into<Arc<str>>) -> Stdin {
        self.bucket = bucket.into();
        self
    }

    /// Sets the key.
    pub fn key(mut self, key: impl Into<String>) -> Stdin {
        self.key = key.into();
        self
    }
}

impl Source for Stdin {
    fn objects(&self) -> Box<dyn Iterator<Item = Entry> + '_> {
        let object = Object::new(self.bucket.clone(), &*self.key, || {
            Ok(Box::new(io::stdin()))
        });
        Box::new(iter::once(Entry::Object(object)))
    }
}
