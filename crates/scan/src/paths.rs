//! Whether the names on the way to a value would give one away.

use std::collections::HashMap;

use tracie_extract::Index;
use tracie_identify::{Detector, Scratch};
use tracie_pattern::hash::Quick;

/// Paths that are kept; with more, all are forgotten.
const MOST: usize = 1_024;
/// Longer ones, in bytes, are judged anew each time.
const LONGEST: usize = 512;

/// Judges paths, and keeps what it has told: objects have few, and each comes
/// as often as there are occurrences.
#[derive(Default)]
pub(crate) struct Paths {
    known: HashMap<Box<[u8]>, bool, Quick>,
    /// That of the path that is judged.
    key: Vec<u8>,
}

/// What it takes to judge a path.
pub(crate) struct Judging<'s> {
    pub(crate) scratch: &'s mut Scratch,
    pub(crate) paths: &'s mut Paths,
}

impl Judging<'_> {
    /// Whether something sensitive is found in the names of the path to an origin.
    /// The detector must always be the same.
    pub(crate) fn sensitive(
        &mut self,
        index: &mut Index,
        origin: u64,
        detector: &Detector,
    ) -> bool {
        self.paths.key.clear();
        index.path_key(origin, &mut self.paths.key);
        self.known_or(detector, || index.path_names(origin))
    }

    /// What is known of the path of the key, or of these names from now on.
    fn known_or(&mut self, detector: &Detector, names: impl FnOnce() -> Vec<String>) -> bool {
        let Paths { known, key } = &mut *self.paths;
        if let Some(sensitive) = known.get(&**key) {
            return *sensitive;
        }
        let sensitive = detector.path_sensitive(self.scratch, &names());
        if known.len() >= MOST {
            known.clear();
        }
        if key.len() <= LONGEST {
            known.insert(key.as_slice().into(), sensitive);
        }
        sensitive
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_what_was_told() {
        let detector = Detector::builder().build().expect("all are managed");
        let mut judging = Judging {
            scratch: &mut detector.scratch(),
            paths: &mut Paths::default(),
        };
        let sensitive = |judging: &mut Judging<'_>, names: &[String]| {
            judging.paths.key = names.join("/").into_bytes();
            judging.known_or(&detector, || names.to_vec())
        };
        // Synthetic, and the number in the second is no one's.
        let plain = ["person".to_owned(), "ssn".to_owned()];
        let telling = ["ssn".to_owned(), "401-22-7715".to_owned()];
        for _ in 0..2 {
            assert!(!sensitive(&mut judging, &plain));
            assert!(sensitive(&mut judging, &telling));
        }
        for n in 0..2 * MOST {
            assert!(!sensitive(&mut judging, &[format!("column {n}")]));
        }
        assert!(judging.paths.known.len() <= MOST);
        let long = ["x".repeat(LONGEST), "y".to_owned()];
        assert!(!sensitive(&mut judging, &long));
        assert!(!judging.paths.known.contains_key(long.join("/").as_bytes()));
    }
}
