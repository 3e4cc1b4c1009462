//! The names of the columns of a table.

use crate::rows::is_name;

/// Columns behind these have no names ...
const MOST: usize = 1_000;
/// ... nor those whose names would take more bytes together.
const MOST_BYTES: usize = 32 << 10;
/// The names of columns, each of which may have several, or none.
#[derive(Clone, Debug, Default)]
pub(crate) struct Columns {
    /// The names, one after the other.
    texts: Vec<u8>,
    /// Where each ends in `texts`.
    ends: Vec<u32>,
    /// How many names there were when each column began.
    starts: Vec<u32>,
    /// How many columns there are, those not kept included.
    len: usize,
}

impl Columns {
    /// How many columns there are.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// Whether none has a name.
    pub(crate) fn are_nameless(&self) -> bool {
        self.ends.is_empty()
    }

    /// There are so many, at least.
    pub(crate) fn reach(&mut self, len: usize) {
        self.len = self.len.max(len);
    }

    /// Gives a column a name, if that looks like one and there is room: none before it
    /// gets one any more.
    pub(crate) fn name(&mut self, column: usize, name: &[u8]) -> bool {
        let fits = column < MOST && self.texts.len() + name.len() <= MOST_BYTES;
        let is_named = fits && is_name(name);
        if is_named {
            self.reach(column + 1);
            let names = self.ends.len() as u32;
            self.starts.resize(self.starts.len().max(column + 1), names);
            self.texts.extend_from_slice(name);
            self.ends.push(self.texts.len() as u32);
        }
        is_named
    }

    /// The names of a column.
    pub(crate) fn names(&self, column: usize) -> impl Iterator<Item = &[u8]> {
        let all = self.ends.len() as u32;
        let start = |column: usize| self.starts.get(column).copied().unwrap_or(all);
        (start(column)..start(column + 1)).map(|at| self.text(at as usize))
    }

    fn text(&self, at: usize) -> &[u8] {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.texts[start as usize..self.ends[at] as usize]
    }

    /// Whether at least two have names, and no two the same.
    pub(crate) fn are_a_header(&self) -> bool {
        let names = 0..self.ends.len();
        let mut names: Vec<&[u8]> = names.map(|at| self.text(at)).collect();
        names.sort_unstable();
        names.len() >= 2 && names.windows(2).all(|two| two[0] != two[1])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(columns: &Columns, column: usize) -> Vec<&[u8]> {
        columns.names(column).collect()
    }

    #[test]
    fn a_column_has_its_names() {
        let mut columns = Columns::default();
        assert!(columns.name(1, b"ssn") && columns.name(1, b"Social Security"));
        assert!(columns.name(3, b"id"));
        columns.reach(5);
        assert_eq!(names(&columns, 1), [&b"ssn"[..], b"Social Security"]);
        assert_eq!(names(&columns, 3), [b"id"]);
        for nameless in [0, 2, 4, 5] {
            assert!(names(&columns, nameless).is_empty(), "{nameless}");
        }
        assert_eq!(columns.len(), 5);
    }

    #[test]
    fn a_header_has_two_names_and_none_twice() {
        let header = |names: &[&str]| {
            let mut columns = Columns::default();
            for (at, name) in names.iter().enumerate() {
                columns.name(at, name.as_bytes());
            }
            columns.are_a_header()
        };
        assert!(header(&["id", "ssn"]) && header(&["id", "", "ssn"]));
        assert!(!header(&["ssn"]) && !header(&["a", "b", "a"]) && !header(&[]));
    }

    #[test]
    fn there_is_room_for_so_many() {
        let mut columns = Columns::default();
        let name = |at: usize| format!("{:a>1$}", "", 1 + at % 64);
        (0..10 * MOST).for_each(|at| _ = columns.name(at, name(at).as_bytes()));
        assert!(columns.texts.len() <= MOST_BYTES && columns.starts.len() <= MOST);
        assert!(!columns.name(MOST, b"a"));
        columns.reach(10 * MOST);
        assert!(names(&columns, 10 * MOST - 1).is_empty());
    }
}
