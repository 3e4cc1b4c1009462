//! Names over the values of a row, of which another one of the row is a part: in
//! `meta_key,meta_value` what the one column says names the value of the other.

use std::collections::{HashMap, HashSet};

use tracie_finding::chunk::Names;

use crate::format::csv::{Text, filled, is_word};
use crate::format::json::pairs::{Labels, Role};
use crate::rows::is_name;

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

/// Whether all rows are pairs of a label and its value, as of a form that was filled in,
/// rather than rows of a table of two columns: values of a column are written alike. The
/// row that seems to name the columns may be a pair or not.
pub(crate) fn are_pairs<T: Text>(rows: &[Vec<T>], header: Option<usize>) -> bool {
    let (mut pairs, mut shapes) = (0, HashSet::new());
    for (at, row) in rows.iter().enumerate() {
        let mut cells = filled(row);
        match (cells.next(), cells.next(), cells.next()) {
            (_, None, _) => {}
            (Some(label), Some(value), None) if may_be_label(label) => {
                if header != Some(at) {
                    pairs += 1;
                    shapes.insert(shape(value));
                }
            }
            _ => return false,
        }
    }
    pairs > 1 && 2 * shapes.len() > pairs
}

/// Whether a cell may name the one beside it.
pub(crate) fn may_be_label(cell: &[u8]) -> bool {
    is_word(cell) && is_name(cell)
}

/// How a value is written: all digits are alike, and all words.
fn shape(value: &[u8]) -> Vec<u8> {
    let class = |byte: &u8| match byte {
        b'0'..=b'9' => b'0',
        b'A'..=b'Z' | b'a'..=b'z' | 0x80.. => b'a',
        other => *other,
    };
    let mut shape: Vec<u8> = value.iter().map(class).collect();
    shape.dedup_by(|next, last| *next == b'a' && *last == b'a');
    shape
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
    fn forms_are_pairs_and_tables_are_not() {
        let pairs = |rows: &[&[&str]], header| {
            let rows: Vec<Vec<&str>> = rows.iter().map(|row| row.to_vec()).collect();
            are_pairs(&rows, header)
        };
        let form: [&[&str]; 4] = [
            &["Full name", "Ann Bell"],
            &["SSN:", "512-58-3904"],
            &["Onboarding"],
            &["Born", "", "1984-03-12"],
        ];
        assert!(pairs(&form, Some(0)) && pairs(&form, None));
        assert!(!pairs(&form[..2], Some(0)), "names over one row");
        let table: [&[&str]; 3] = [
            &["Ann Bell", "512-58-3904"],
            &["Bob Cole", "512-58-3905"],
            &["Eve Dahl", "512-58-3906"],
        ];
        assert!(!pairs(&table, None) && !pairs(&table, Some(0)));
        assert!(!pairs(&[&["SSN", "512-58-3904", "x"], &["a", "b"]], None));
        assert!(!pairs(&[&["512-58-3904", "SSN"], &["7", "b"]], None));
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
