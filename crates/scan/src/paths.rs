//! Whether the names on the way to a value would give one away.

use std::collections::HashMap;

use tracie_identify::{Detector, Scratch};

/// Paths that are kept; with more, all are forgotten.
const MOST: usize = 1_024;
/// Longer ones, in bytes, are judged anew each time.
const LONGEST: usize = 512;

/// Judges paths, and keeps what it has told: objects have few, and each comes
/// as often as there are occurrences.
#[derive(Default)]
pub(crate) struct Paths {
    known: HashMap<Vec<String>, bool>,
}

/// What it takes to judge a path.
pub(crate) struct Judging<'s> {
    pub(crate) scratch: &'s mut Scratch,
    pub(crate) paths: &'s mut Paths,
}

impl Judging<'_> {
    /// Whether something sensitive is found in the names of a path. The
    /// detector must always be the same.
    pub(crate) fn sensitive(&mut self, names: Vec<String>, detector: &Detector) -> bool {
        let known = &mut self.paths.known;
        if let Some(sensitive) = known.get(&names) {
            return *sensitive;
        }
        let sensitive = detector.path_sensitive(self.scratch, &names);
        if known.len() >= MOST {
            known.clear();
        }
        if names.iter().map(String::len).sum::<usize>() <= LONGEST {
            known.insert(names, sensitive);
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
        // Synthetic, and the number in the second is no one's.
        let plain = ["person".to_owned(), "ssn".to_owned()];
        let telling = ["ssn".to_owned(), "401-22-7715".to_owned()];
        for _ in 0..2 {
            assert!(!judging.sensitive(plain.to_vec(), &detector));
            assert!(judging.sensitive(telling.to_vec(), &detector));
        }
        for n in 0..2 * MOST {
            let names = vec![format!("column {n}")];
            assert!(!judging.sensitive(names, &detector));
        }
        assert!(judging.paths.known.len() <= MOST);
        let long = vec!["x".repeat(LONGEST), "y".to_owned()];
        assert!(!judging.sensitive(long.clone(), &detector));
        assert!(!judging.paths.known.contains_key(&long));
    }
}
