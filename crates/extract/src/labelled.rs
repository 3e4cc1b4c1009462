//! Names over the values of a row, of which another one of the row is a part: in
//! `meta_key,meta_value` what the one column says names the value of the other.

use std::collections::HashMap;

use tracie_finding::chunk::Names;

use crate::format::json::pairs::{Labels, Role};

/// What each column is to those behind it; none of a table without pairs of them.
pub(crate) fn roles<N: AsRef<[u8]>>(names: &[N]) -> Vec<Role> {
    let roles: Vec<Role> = names.iter().map(|it| Role::of(it.as_ref())).collect();
    let label = roles.iter().position(|it| *it == Role::Label);
    let value = roles.iter().rposition(|it| *it == Role::Value);
    match (label, value) {
        (Some(label), Some(value)) if label < value => roles,
        _ => Vec::new(),
    }
}

/// The sets of names that labels made.
#[derive(Default)]
pub(crate) struct Labelled {
    /// Those of the current row.
    labels: Labels,
    /// The set for that of a column and the labels over it.
    known: HashMap<(u32, Vec<u8>), u32>,
    /// The first set that labels made, and of which set of a column each was made.
    first: u32,
    made_of: Vec<u32>,
}

impl Labelled {
    /// Forgets all; the sets that there are have no labels.
    pub(crate) fn clear(&mut self, names: &Names) {
        self.known.clear();
        self.made_of.clear();
        self.first = names.len() as u32;
    }

    /// At the start of a row.
    pub(crate) fn begin_row(&mut self) {
        self.labels.clear();
        self.labels.open();
    }

    /// Adds what a label of the row says.
    pub(crate) fn add(&mut self, label: &[u8]) {
        self.labels.add(label);
    }

    /// The set of names over a value of a column, of which the set is known.
    pub(crate) fn set(&mut self, names: &mut Names, set: u32, name: &[u8]) -> u32 {
        let labels = self.labels.here().collect::<Vec<_>>().join(&b'\n');
        if labels.is_empty() {
            return set;
        }
        let key = (set, labels);
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let made = names.push(self.labels.here().chain([name]));
        self.made_of.resize((made - self.first) as usize, set);
        self.made_of.push(set);
        self.known.insert(key, made);
        made
    }

    /// The set of the column alone.
    pub(crate) fn unlabelled(&self, set: u32) -> u32 {
        let made = set.checked_sub(self.first);
        let of = made.and_then(|it| self.made_of.get(it as usize));
        of.copied().unwrap_or(set)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_stand_before_their_values() {
        use Role::{Label, Plain, Value};
        assert_eq!(
            roles(&["id", "meta_key", "meta_value"]),
            [Plain, Label, Value]
        );
        assert_eq!(roles(&["value", "name"]), []);
        assert_eq!(roles(&["name", "ssn"]), []);
    }

    #[test]
    fn each_combination_is_one_set() {
        let (mut names, mut labelled) = (Names::new(), Labelled::default());
        names.push([""; 0]);
        let column = names.push(["value"]);
        labelled.clear(&names);
        labelled.begin_row();
        assert_eq!(labelled.set(&mut names, column, b"value"), column);
        labelled.add(b"ssn");
        let made = labelled.set(&mut names, column, b"value");
        assert_eq!(names.get(made), [&b"ssn"[..], b"value"].map(Box::from));
        labelled.begin_row();
        labelled.add(b"ssn");
        assert_eq!(labelled.set(&mut names, column, b"value"), made);
        assert_eq!(labelled.unlabelled(made), column);
        assert_eq!(labelled.unlabelled(column), column);
    }
}
