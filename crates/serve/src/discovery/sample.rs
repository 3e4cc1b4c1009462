//! Which objects automated discovery looks at: some of each kind there is.

use std::collections::BTreeMap;

use tracie_finding::identity::hex_id;
use tracie_finding::resources::extension;

/// An object that could be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub(crate) key: String,
    pub(crate) size: u64,
}

/// Objects of one kind: the same folder at the top, extension and order of size.
type Stratum = (String, String, u32);

/// Chooses so many, taking turns between the kinds, so that a few of each are among
/// them however many there are of one. Within a kind the choice is as good as random,
/// and another one for each `seed`.
pub(crate) fn choose(candidates: Vec<Candidate>, most: usize, seed: &str) -> Vec<Candidate> {
    let mut strata: BTreeMap<Stratum, Vec<(String, Candidate)>> = BTreeMap::new();
    for candidate in candidates {
        let rank = hex_id(&["sample", seed, &candidate.key]);
        let stratum = strata.entry(stratum(&candidate)).or_default();
        stratum.push((rank, candidate));
    }
    let mut strata: Vec<Vec<(String, Candidate)>> = strata.into_values().collect();
    for stratum in &mut strata {
        // The last is taken first.
        stratum.sort_by(|a, b| b.0.cmp(&a.0));
    }
    let mut chosen = Vec::new();
    while chosen.len() < most && strata.iter().any(|it| !it.is_empty()) {
        for stratum in &mut strata {
            if chosen.len() < most {
                chosen.extend(stratum.pop().map(|(_, candidate)| candidate));
            }
        }
    }
    chosen
}

fn stratum(candidate: &Candidate) -> Stratum {
    let folder = candidate
        .key
        .split_once('/')
        .map_or("", |(folder, _)| folder);
    (
        folder.to_owned(),
        extension(&candidate.key).to_ascii_lowercase(),
        candidate.size.checked_ilog10().unwrap_or(0),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidates(keys: impl IntoIterator<Item = String>) -> Vec<Candidate> {
        let candidates = keys.into_iter();
        candidates.map(|key| Candidate { key, size: 100 }).collect()
    }

    #[test]
    fn each_kind_is_among_the_sample() {
        let many = (0..1000).map(|n| format!("logs/{n}.txt"));
        let few = ["hr/people.csv".to_owned(), "readme.txt".to_owned()];
        let chosen = choose(candidates(many.chain(few)), 10, "monday");
        assert_eq!(chosen.len(), 10);
        for key in ["hr/people.csv", "readme.txt"] {
            assert!(chosen.iter().any(|it| it.key == key), "{key}");
        }
    }

    #[test]
    fn another_day_has_another_sample() {
        let keys = || (0..1000).map(|n| format!("logs/{n}.txt"));
        let monday = choose(candidates(keys()), 10, "monday");
        assert_eq!(monday, choose(candidates(keys()), 10, "monday"));
        assert_ne!(monday, choose(candidates(keys()), 10, "tuesday"));
    }

    #[test]
    fn all_are_chosen_where_there_are_few() {
        let keys = || (0..7).map(|n| format!("{n}.txt"));
        assert_eq!(choose(candidates(keys()), 10, "").len(), 7);
        assert!(choose(Vec::new(), 10, "").is_empty());
    }
}
