//! What there should be in JSON, worked out from the parsed document.

use serde_json::{Map, Value};
use tracie_finding::json_path::{self, Step};

/// Record, path, names and text of each value, in order.
pub(crate) type Row = (u64, Option<String>, Vec<String>, String);

#[derive(Clone)]
enum Part {
    Name(String),
    Index(u64),
    /// What a member before it, or the first row of its table, says that its value is.
    Label(String),
}

/// The names of columns.
type Columns = Vec<Option<String>>;

/// What is known of an array that may be rows.
#[derive(Default)]
struct Table {
    columns: Option<Columns>,
    /// Whether nothing but the current element was in it.
    first: bool,
    /// Whether there was but a title.
    titled: bool,
}

/// What an array is to a table.
enum Array<'a> {
    /// Nothing that would be known before what it holds.
    Free,
    /// A first row, which may be a header.
    Header,
    /// A row.
    Row(&'a mut Table),
    /// An array in a member of an object that is a row; it may be rows itself.
    Cells(&'a mut Table),
}

#[derive(Default)]
pub(crate) struct Expected {
    record: u64,
    path: Vec<Part>,
    rows: Vec<Row>,
}

impl Expected {
    pub(crate) fn of(documents: &[Value]) -> Vec<Row> {
        let mut expected = Expected::default();
        for document in documents {
            expected.value(document);
            expected.record += 1;
        }
        expected.rows
    }

    /// Lines are the elements of one array, but that they need not begin with a row.
    pub(crate) fn of_lines(documents: &[Value]) -> Vec<Row> {
        let mut expected = Expected::default();
        let mut table = Table::default();
        for (at, document) in documents.iter().enumerate() {
            match document {
                Value::Array(elements) if at == 0 => {
                    table.columns = header(elements);
                    expected.array(elements, Array::Header);
                }
                _ => {
                    // A line that is too long for a row says nothing of those behind it.
                    let columns = table.columns.clone();
                    expected.element(document, &mut table);
                    table.columns = columns;
                }
            }
            expected.record += 1;
        }
        expected.rows
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Array(elements) => self.array(elements, Array::Free),
            Value::Object(members) => self.members(members, &mut Table::default()),
            Value::String(text) => self.row(text, 0),
            Value::Number(number) => self.row(&number.to_string(), 0),
            Value::Bool(truth) => self.row(&truth.to_string(), 0),
            Value::Null => {}
        }
    }

    fn array(&mut self, elements: &[Value], array: Array<'_>) {
        let of_arrays = matches!(elements.first(), Some(Value::Array(_)));
        match array {
            Array::Free | Array::Header => self.table(elements, None),
            Array::Cells(table) if of_arrays => self.table(elements, table.columns.clone()),
            Array::Row(table) | Array::Cells(table) => self.cells(elements, table),
        }
    }

    /// An array that may be a table.
    fn table(&mut self, elements: &[Value], columns: Option<Columns>) {
        let mut table = Table {
            first: columns.is_none(),
            titled: false,
            columns,
        };
        for (index, element) in elements.iter().enumerate() {
            self.path.push(Part::Index(index as u64));
            self.element(element, &mut table);
            table.first = false;
            self.path.pop();
        }
    }

    /// What may be a row.
    fn element(&mut self, element: &Value, table: &mut Table) {
        match element {
            Value::Array(row) if table.columns.is_some() => self.array(row, Array::Row(table)),
            Value::Array(row) if table.first || table.titled => self.first_row(row, table),
            Value::Object(members) => self.members(members, table),
            _ => self.value(element),
        }
    }

    /// A row that may name the columns.
    fn first_row(&mut self, row: &[Value], table: &mut Table) {
        table.columns = header(row);
        table.titled = is_title(row);
        self.array(row, Array::Header);
    }

    /// A row; if it is too long, its table ends.
    fn cells(&mut self, row: &[Value], table: &mut Table) {
        let columns = &mut table.columns;
        for (index, cell) in row.iter().enumerate() {
            let around = self.path.len();
            self.path.push(Part::Index(index as u64));
            if columns.as_ref().is_some_and(|it| it.len() <= index) {
                *columns = None;
            }
            let name = columns.iter().flat_map(|it| it[index].clone());
            self.path.extend(name.map(Part::Label));
            self.value(cell);
            self.path.truncate(around);
        }
    }

    /// An object, which may be a row.
    fn members(&mut self, members: &Map<String, Value>, table: &mut Table) {
        let mut labels: Vec<String> = Vec::new();
        for (name, member) in members {
            let around = self.path.len();
            self.path.push(Part::Name(name.clone()));
            self.row(name, 1);
            match (name.as_str(), member) {
                ("key" | "system", Value::String(label)) if (1..=64).contains(&label.len()) => {
                    labels.push(label.clone());
                }
                ("value", _) => self.path.extend(labels.iter().cloned().map(Part::Label)),
                _ => {}
            }
            match member {
                Value::Array(cells) if is_cells(name) && table.columns.is_some() => {
                    self.array(cells, Array::Cells(table));
                }
                Value::Array(cells) if is_cells(name) && (table.first || table.titled) => {
                    self.first_row(cells, table);
                }
                _ => self.value(member),
            }
            self.path.truncate(around);
        }
    }

    /// A value, or a name: then the last name does not stand over it.
    fn row(&mut self, text: &str, own: usize) {
        if text.is_empty() {
            return;
        }
        let steps: Vec<Step<'_>> = self.path.iter().filter_map(step).collect();
        let mut names: Vec<String> = self.path.iter().filter_map(name).collect();
        names.truncate(names.len() - own);
        self.rows.push((
            self.record,
            json_path::format(&steps),
            names,
            text.to_owned(),
        ));
    }
}

/// Whether a member holds the cells of a row.
fn is_cells(name: &str) -> bool {
    matches!(name, "c" | "value")
}

/// The columns that a first row names.
fn header(row: &[Value]) -> Option<Columns> {
    if is_rows(row) {
        return None;
    }
    let columns: Option<Columns> = row.iter().map(heading).collect();
    let mut names: Vec<String> = columns.iter().flatten().flatten().cloned().collect();
    let all = names.len();
    names.sort();
    names.dedup();
    columns.filter(|_| all >= 2 && names.len() == all)
}

/// Whether what may be a row is rows, for its first element is one.
fn is_rows(array: &[Value]) -> bool {
    match array.first() {
        Some(Value::Array(_)) => true,
        Some(Value::Object(members)) => members.iter().any(|it| is_cells(it.0) && it.1.is_array()),
        _ => false,
    }
}

/// Whether a row has but one cell, or none.
fn is_title(row: &[Value]) -> bool {
    row.len() <= 1 && !is_rows(row)
}

/// The name of a column, or that it has none; or that this is not one.
fn heading(cell: &Value) -> Option<Option<String>> {
    let text = match cell {
        Value::String(text) => text.as_str(),
        Value::Object(members) => members.values().find_map(Value::as_str)?,
        _ => return None,
    };
    if text.is_empty() {
        return Some(None);
    }
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let has_letter = text
        .bytes()
        .any(|it| it.is_ascii_alphabetic() || !it.is_ascii());
    (text.len() <= 64 && digits <= 4 && has_letter).then(|| Some(text.to_owned()))
}

fn step(part: &Part) -> Option<Step<'_>> {
    match part {
        Part::Name(name) => Some(Step::Name(name)),
        Part::Index(index) => Some(Step::Index(*index)),
        Part::Label(_) => None,
    }
}

fn name(part: &Part) -> Option<String> {
    match part {
        Part::Name(name) | Part::Label(name) => Some(name.clone()),
        Part::Index(_) => None,
    }
}
