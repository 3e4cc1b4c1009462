//! The first row of a table: does it name the columns?

use std::borrow::Cow;

use memchr::{memchr, memrchr};

use super::dialect::Dialect;
use super::split::{Cell, Cells, split, unquote};
use crate::format::Head;
use crate::format::json::pairs::Role;
use crate::labelled::{are_pairs, roles};

/// What all pieces of a table need to know.
#[derive(Debug)]
pub(crate) struct TableHead {
    pub(crate) dialect: Dialect,
    /// Names of the columns; none, or empty ones, if the first row is data.
    pub(crate) names: Vec<Box<[u8]>>,
    /// What each is to those behind it, if some name others' values.
    pub(super) roles: Vec<Role>,
    /// The row that has them, from 0: titles and remarks may stand above it.
    pub(crate) header: usize,
}

/// How many rows below the first are compared with it.
const SAMPLE: usize = 100;

impl TableHead {
    /// Reads the names of the columns, if the first row of more than one cell,
    /// of which half hold something, looks like some; or a row below it that names
    /// more columns, since titles may have several cells, and headers several rows.
    ///
    /// It does if
    /// 1. there is a row below it,
    /// 2. at least half of its cells hold something, and those differ,
    /// 3. none of its cells looks like data (mostly digits, or an e-mail
    ///    address), or one that does not stands over a column that has data, and
    /// 4. it is unlike the rows below: a column has data in most of them, or
    ///    no cell of the first row comes again in its column.
    ///
    /// In doubt the row is taken for names, since a name that is overlooked
    /// would cost a keyword for each value of its column.
    pub(crate) fn read(dialect: Dialect, head: &Head<'_>) -> TableHead {
        let mut rows = Rows::new(head.whole_lines(), dialect);
        split(rows.bytes, 0, dialect, &mut rows);
        let header = names_below(&rows.rows, rows.blank);
        let names = header.map_or(&[][..], |at| &rows.rows[at]);
        let table = TableHead {
            header: header.unwrap_or(0),
            ..TableHead::new(dialect, names)
        };
        let are_all = head.whole && rows.rows.len() <= SAMPLE;
        match are_all && are_pairs(&rows.rows, header) {
            true => table.with_pairs(),
            false => table,
        }
    }

    /// The same where the first cell of a row names the second.
    fn with_pairs(mut self) -> TableHead {
        self.names.resize(2, Box::default());
        self.roles = vec![Role::Label, Role::Value];
        self
    }

    fn new<T: Text>(dialect: Dialect, names: &[T]) -> TableHead {
        TableHead {
            dialect,
            names: names.iter().map(|it| Box::from(it.as_ref())).collect(),
            roles: roles(names),
            header: 0,
        }
    }

    /// Whether the first row names the columns.
    pub(crate) fn has_names(&self) -> bool {
        self.names.iter().any(|name| !name.is_empty())
    }

    /// The same table where nothing is quoted.
    pub(crate) fn without_quotes(&self) -> TableHead {
        let dialect = Dialect {
            quote: None,
            ..self.dialect
        };
        TableHead {
            header: self.header,
            roles: self.roles.clone(),
            ..TableHead::new(dialect, &self.names)
        }
    }
}

/// What a cell holds.
pub(crate) trait Text: AsRef<[u8]> {}

impl<T: AsRef<[u8]>> Text for T {}

/// How many titles and remarks may stand above the names of the columns.
const TITLES: usize = 10;

/// The row that names the columns, if one does.
pub(crate) fn names_row<T: Text>(rows: &[Vec<T>]) -> Option<usize> {
    let head = &rows[..rows.len().min(TITLES + 1)];
    let blank = head.iter().rposition(|row| filled(row).next().is_none());
    names_below(rows, blank.map_or(0, |at| at + 1))
}

/// The same, given the row below the last blank line near the top.
fn names_below<T: Text>(rows: &[Vec<T>], blank: usize) -> Option<usize> {
    let from = behind_preamble(rows, blank);
    names_from_top(&rows[from..]).map(|at| from + at)
}

/// Where the table begins: exports say above it of what and when it is, in rows that begin
/// with a word and are at most half as wide, or end in a blank line.
fn behind_preamble<T: Text>(rows: &[Vec<T>], blank: usize) -> usize {
    let labelled = rows.iter().take(TITLES).take_while(|row| is_labelled(row));
    let most = labelled.count();
    let begins = |at: usize| {
        rows[at..].split_first().is_some_and(|(first, rest)| {
            let fits = are_plain_names(first) && rest.len() >= at && are_names(first, rest);
            fits && (0..first.len()).any(|column| has_data(column, rest))
        })
    };
    if (1..=most).contains(&blank) && begins(blank) {
        return blank;
    }
    let width = usual_width(rows);
    let is_narrow = |row: &Vec<T>| {
        let twice = 2 * filled(row).count();
        twice < width || twice == width && row.len() < width
    };
    let narrow = rows[..most].iter().take_while(|row| is_narrow(row)).count();
    // Rows of few cells may be all there is, or names of wider rows.
    match rows.get(narrow) {
        Some(row) if narrow > 0 && row.len() >= width && begins(narrow) => narrow,
        _ => 0,
    }
}

/// Whether a row begins with a word, or holds nothing.
fn is_labelled(row: &[impl Text]) -> bool {
    filled(row).next().is_none_or(is_word)
}

/// Whether each cell of a row holds a word.
fn are_plain_names(row: &[impl Text]) -> bool {
    row.len() > 1 && row.iter().all(|cell| is_word(cell.as_ref()))
}

pub(crate) fn is_word(cell: &[u8]) -> bool {
    let is_letter = |byte: &u8| byte.is_ascii_alphabetic() || !byte.is_ascii();
    cell.iter().filter(|byte| is_letter(byte)).count() > 1 && !is_data(cell)
}

/// How many cells most rows have.
fn usual_width(rows: &[Vec<impl Text>]) -> usize {
    let mut widths: Vec<usize> = rows.iter().map(Vec::len).collect();
    widths.sort_unstable();
    let runs = widths.chunk_by(|a, b| a == b);
    runs.max_by_key(|run| run.len()).map_or(0, |run| run[0])
}

/// The row that names the columns of a table without a preamble.
fn names_from_top<T: Text>(rows: &[Vec<T>]) -> Option<usize> {
    let mut known: Option<usize> = None;
    let mut passed = 0;
    for (at, row) in rows.iter().enumerate().take(TITLES + 1) {
        let is_row = row.len() > 1 && 2 * filled(row).count() >= row.len();
        if !is_row || at == 0 && tells_separator(row) {
            continue;
        }
        let more = known.is_none_or(|it| filled(&rows[it]).count() < filled(row).count());
        // Below another row it must be plain that it is no data.
        let rest = &rows[at + 1..];
        let fits = || passed == 0 || (0..row.len()).any(|column| has_data(column, rest));
        if more && are_names(row, rest) && fits() {
            known = Some(at);
        }
        passed += 1;
        let next = rows.get(at + 1);
        let ends = passed == HEADERS || filled(row).any(is_data);
        if ends || next.is_some_and(|it| filled(it).any(is_data)) {
            break;
        }
    }
    // A table may have a single column.
    let alone = || passed == 0 && rows.split_first().is_some_and(|it| are_names(it.0, it.1));
    known.or_else(|| alone().then_some(0))
}

/// How many rows of more than one cell may be the one with the names.
const HEADERS: usize = 3;

/// Whether a row is for Excel, which it tells what separates cells.
fn tells_separator(row: &[impl Text]) -> bool {
    let first = row.first().map(AsRef::as_ref).unwrap_or_default();
    first.len() <= 5
        && first
            .get(..4)
            .is_some_and(|it| it.eq_ignore_ascii_case(b"sep="))
}

/// The cells of a row that hold something.
pub(crate) fn filled(row: &[impl Text]) -> impl Iterator<Item = &[u8]> {
    row.iter()
        .map(AsRef::as_ref)
        .filter(|cell| !cell.trim_ascii().is_empty())
}

pub(crate) fn are_names<T: Text>(first: &[T], rest: &[Vec<T>]) -> bool {
    let mut filled: Vec<&[u8]> = filled(first).collect();
    let enough = !rest.is_empty() && !filled.is_empty() && 2 * filled.len() >= first.len();
    let has_data = |column| has_data(column, rest);
    let names_data = |(column, cell): (usize, &T)| {
        let cell = cell.as_ref();
        !cell.trim_ascii().is_empty() && !is_data(cell) && has_data(column)
    };
    if !enough
        || filled.iter().any(|cell| is_data(cell)) && !first.iter().enumerate().any(names_data)
    {
        return false;
    }
    filled.sort_unstable();
    let differ = filled.windows(2).all(|pair| pair[0] != pair[1]);
    let stands_out = || (0..first.len()).any(has_data);
    differ && (stands_out() || !repeats(first, rest))
}

/// Whether most cells of a column that hold something look like data.
fn has_data(column: usize, rows: &[Vec<impl Text>]) -> bool {
    let cells = rows.iter().filter_map(|row| row.get(column));
    let filled = cells.map(AsRef::as_ref).filter(|cell| !cell.is_empty());
    let (mut all, mut data) = (0, 0);
    for cell in filled {
        all += 1;
        data += usize::from(is_data(cell));
    }
    data > 0 && 2 * data >= all
}

/// Whether a cell of the first row comes again in its column.
fn repeats<T: Text>(first: &[T], rows: &[Vec<T>]) -> bool {
    let comes_again = |(column, cell): (usize, &T)| {
        let cell = cell.as_ref();
        let same = |row: &Vec<T>| row.get(column).is_some_and(|it| it.as_ref() == cell);
        !cell.is_empty() && rows.iter().any(same)
    };
    first.iter().enumerate().any(comes_again)
}

/// Whether a cell is rather a value than a name: more than half of it digits
/// (but not a word with a number behind it, such as `iso7813`), or an e-mail
/// address.
pub(crate) fn is_data(cell: &[u8]) -> bool {
    let (mut digits, mut filled) = (0, 0);
    for byte in cell {
        digits += usize::from(byte.is_ascii_digit());
        filled += usize::from(!byte.is_ascii_whitespace());
    }
    2 * digits > filled && !is_numbered_word(cell) || is_address(cell)
}

/// Whether a cell is an e-mail address: there is a point behind the first `@`.
fn is_address(cell: &[u8]) -> bool {
    let at = memchr(b'@', cell).filter(|at| *at > 0);
    at.is_some_and(|at| cell[at..].contains(&b'.'))
}

/// Whether a cell is a word of three letters or more with up to four digits
/// behind it: standards and versions are called so.
fn is_numbered_word(cell: &[u8]) -> bool {
    let letters = cell.iter().take_while(|byte| byte.is_ascii_alphabetic());
    let (word, number) = cell.split_at(letters.count());
    word.len() >= 3 && number.len() <= 4 && number.iter().all(u8::is_ascii_digit)
}

/// Whether what ends there ends in a blank line.
fn follows_blank(before: &[u8]) -> bool {
    let Some(before) = before.strip_suffix(b"\n") else {
        return false;
    };
    let start = memrchr(b'\n', before).map_or(0, |end| end + 1);
    before[start..].trim_ascii().is_empty()
}

/// The first rows.
struct Rows<'a> {
    bytes: &'a [u8],
    dialect: Dialect,
    row: Vec<Cow<'a, [u8]>>,
    rows: Vec<Vec<Cow<'a, [u8]>>>,
    /// The row below the last blank line near the top; blank lines are no rows.
    blank: usize,
}

impl<'a> Rows<'a> {
    fn new(bytes: &'a [u8], dialect: Dialect) -> Rows<'a> {
        Rows {
            bytes,
            dialect,
            row: Vec::new(),
            rows: Vec::new(),
            blank: 0,
        }
    }
}

impl Cells for Rows<'_> {
    fn cell(&mut self, cell: Cell) -> bool {
        self.row.push(cell.text(self.bytes, self.dialect));
        self.rows.len() <= SAMPLE
    }

    fn row(&mut self, start: usize) {
        let number = self.rows.len();
        if number <= TITLES {
            let below = follows_blank(&self.bytes[..start]);
            if below || filled(&self.row).next().is_none() {
                self.blank = number + usize::from(!below);
            }
        }
        let next = Vec::with_capacity(self.row.len());
        self.rows.push(std::mem::replace(&mut self.row, next));
    }
}

impl Cell {
    /// Appends what the cell holds.
    pub(crate) fn read(self, bytes: &[u8], dialect: Dialect, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.text(bytes, dialect));
    }

    /// What the cell holds.
    fn text(self, bytes: &[u8], dialect: Dialect) -> Cow<'_, [u8]> {
        let raw = &bytes[self.start..self.end];
        match dialect.quote {
            Some(quote) if self.quotes => {
                let mut text = Vec::new();
                unquote(raw, quote, &mut text);
                text.into()
            }
            _ => raw.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(table: &str) -> Vec<String> {
        let head = Head {
            bytes: table.as_bytes(),
            whole: true,
        };
        let read = TableHead::read(Dialect::new(b','), &head);
        let names = read.names.iter().filter(|_| read.has_names());
        names
            .map(|name| String::from_utf8_lossy(name).into_owned())
            .collect()
    }

    #[test]
    fn a_row_of_names_above_data_is_a_header() {
        assert_eq!(names("name,ssn\nAnn,123-45-6789\n"), ["name", "ssn"]);
        assert_eq!(
            names("\"last, first\",\"a \"\"b\"\"\"\nx,1\n"),
            ["last, first", "a \"b\""]
        );
        assert_eq!(names("addr1,Q1,md5\nx,2,y\n"), ["addr1", "Q1", "md5"]);
        assert_eq!(names("id,ISO7813\n1,x\n"), ["id", "ISO7813"]);
        assert_eq!(
            names(",city\n1,Paris\n"),
            ["", "city"],
            "a row number may lack a name"
        );
        assert_eq!(names("Name,City\nAnn,Paris\nBob,Rome\n"), ["Name", "City"]);
        assert_eq!(
            names("ssn,2023\n123-45-6789,1\n987-65-4321,3\n"),
            ["ssn", "2023"],
            "some columns are called by numbers"
        );
        assert_eq!(
            names("ssn,ann@example.com\n123-45-6789,x\n"),
            ["ssn", "ann@example.com"]
        );
    }

    #[test]
    fn titles_may_stand_above_a_header() {
        for (table, row) in [
            ("Employees,,\nname,dept,ssn\nAnn,IT,123-45-6789\n", 1),
            (
                "# of 2024-01-01\n# all\nname,dept,ssn\nAnn,IT,123-45-6789\n",
                2,
            ),
            ("sep=,\nname,dept,ssn\nAnn,IT,123-45-6789\n", 1),
            ("SEP=;\nname,dept,ssn\nAnn,IT,123-45-6789\n", 1),
            (
                "Person,Person,Person\nname,dept,ssn\nAnn,IT,123-45-6789\n",
                1,
            ),
            (
                "Customer report,printed 2024\nname,dept,ssn\nAnn,IT,123-45-6789\n",
                1,
            ),
            ("name,dept,ssn\nAnn,IT,\nBob,HR,123-45-6789\n", 0),
        ] {
            assert_eq!(names(table), ["name", "dept", "ssn"], "{table:?}");
            let head = Head {
                bytes: table.as_bytes(),
                whole: true,
            };
            let read = TableHead::read(Dialect::new(b','), &head);
            assert_eq!(read.header, row, "{table:?}");
        }
    }

    #[test]
    fn what_is_said_of_a_table_above_it_is_passed_over() {
        let rows = "1,Ann,IT,123-45-6789\n2,Bob,HR,987-65-4321\n3,Eve,IT,123-45-6780\n";
        for above in [
            "Generated,2024-01-01\n",
            "Generated,2024-01-01\n\n",
            "Report,Payroll\nPeriod,2024-01\n\n",
            "Account:,4711\nFrom:,2024-01-01\nTo:,2024-01-31\n\n",
            "Report,Payroll,,\nPeriod,2024-01,,\n,,,\n",
        ] {
            let table = format!("{above}id,name,dept,ssn\n{rows}");
            assert_eq!(names(&table), ["id", "name", "dept", "ssn"], "{above:?}");
        }
        let narrow = "Report,Payroll\nPeriod,2024-01\n\nid,ssn\n1,123-45-6789\n2,987-65-4321\n\
                      3,123-45-6780\n4,123-45-6781\n";
        assert_eq!(names(narrow), ["id", "ssn"]);
        let cut = "id,ssn\n1,123-45-6789\n\n2,987-65-4321\n3,123-45-6780\n";
        assert_eq!(
            names(cut),
            ["id", "ssn"],
            "a blank line may stand in a table"
        );
        let ragged = "name,ssn\nAnn,123-45-6789,,\nBob,987-65-4321,,\n";
        assert_eq!(
            names(ragged),
            ["name", "ssn"],
            "rows may be wider than their names"
        );
    }

    #[test]
    fn a_single_column_may_have_a_name() {
        assert_eq!(names("ssn\n123-45-6789\n"), ["ssn"]);
        assert_eq!(names("123-45-6788\n123-45-6789\n"), [""; 0]);
    }

    #[test]
    fn a_row_of_data_is_none() {
        for table in [
            "Ann,123-45-6789\nBob,987-65-4321\n",
            "ann@example.com,x\nbob@example.com,y\n",
            "2019,2020\na,b\n",
            "red,AB1234\nblue,AB1235\n",
            "red,Ann\nblue,Bob\nred,Eve\n",
            "name,name\nAnn,1\n",
            "name,ssn\n",
            ",\nAnn,1\n",
            "",
        ] {
            assert_eq!(names(table), [""; 0], "{table:?}");
        }
    }
}
