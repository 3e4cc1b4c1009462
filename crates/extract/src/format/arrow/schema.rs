//! What fields there are.

use super::flat::Table;

/// The fields of all records.
#[derive(Default)]
pub(super) struct Schema {
    pub(super) fields: Vec<Field>,
    /// Whether numbers stand with their highest byte first.
    pub(super) big: bool,
    /// What was noted.
    notes: Vec<String>,
}

/// A field.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) fields: Vec<Field>,
    /// Its values are numbers of those of a dictionary.
    pub(super) dictionary: Option<(i64, Kind)>,
}

/// The type of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Null,
    Bool,
    /// So many bytes, with a sign or not.
    Int(usize, bool),
    Float(usize),
    /// Bytes; whether offsets have eight bytes.
    Bytes(bool),
    /// Bytes that stand in one of many buffers.
    View,
    /// So many bytes.
    Fixed(usize),
    /// So many bytes, and digits behind the point.
    Decimal(usize, u32),
    /// Days, or milliseconds.
    Date(bool),
    /// So many parts of a second, in so many bytes.
    Time(u64, usize),
    Timestamp(u64),
    Duration,
    /// Months; days and milliseconds; months, days and nanoseconds.
    Interval(usize),
    /// Whether offsets have eight bytes.
    List(bool),
    ListView(bool),
    FixedList(usize),
    Struct,
    Map,
    /// Whether values stand side by side, and the tags of the fields.
    Union(bool, Vec<i32>),
    Runs,
    Unknown,
}

/// Fields nested deeper are not read.
const DEEPEST: usize = 64;

impl Schema {
    pub(super) fn read(table: &Table<'_>) -> Schema {
        let mut left = 100_000;
        let fields = table.tables(1);
        let fields = fields.iter().map(|it| Field::read(it, 0, &mut left));
        let notes = table.tables(2).into_iter();
        Schema {
            fields: fields.collect(),
            big: table.i16(0) == Some(1),
            notes: notes
                .flat_map(|it| [it.text(0), it.text(1)])
                .flatten()
                .collect(),
        }
    }

    /// The names of the fields, and what was noted.
    pub(super) fn said(&self) -> String {
        let mut said = String::new();
        let names = self.fields.iter().map(|it| &it.name);
        for text in names.chain(&self.notes) {
            said.push_str(text);
            said.push('\n');
        }
        said
    }

    /// A field that uses a dictionary.
    pub(super) fn dictionary(&self, id: i64) -> Option<&Field> {
        let mut left: Vec<&Field> = self.fields.iter().collect();
        while let Some(field) = left.pop() {
            if field.dictionary.as_ref().is_some_and(|it| it.0 == id) {
                return Some(field);
            }
            left.extend(&field.fields);
        }
        None
    }
}

impl Field {
    fn read(table: &Table<'_>, depth: usize, left: &mut usize) -> Field {
        let kind = table
            .table(3)
            .map_or(Kind::Unknown, |it| kind(table.u8(2), &it));
        let dictionary = table.table(4).map(|it| {
            let index = it
                .table(1)
                .map_or(Kind::Int(4, true), |it| kind_of_int(&it));
            (it.i64(0).unwrap_or(0), index)
        });
        let mut fields = Vec::new();
        for field in table.tables(5) {
            // Tables may point at one another.
            if depth >= DEEPEST || *left == 0 {
                break;
            }
            *left -= 1;
            fields.push(Field::read(&field, depth + 1, left));
        }
        Field {
            name: table.text(0).unwrap_or_default(),
            kind,
            fields,
            dictionary,
        }
    }

    /// The field as its dictionary holds it.
    pub(super) fn without_dictionary(&self) -> Field {
        Field {
            dictionary: None,
            ..self.clone()
        }
    }
}

fn kind_of_int(table: &Table<'_>) -> Kind {
    let bits = table.i32(0).unwrap_or(0).clamp(0, 64) as usize;
    Kind::Int(bits / 8, table.u8(1).unwrap_or(0) != 0)
}

fn kind(number: Option<u8>, table: &Table<'_>) -> Kind {
    let size = || usize::try_from(table.i32(0).unwrap_or(0)).unwrap_or(0);
    match number.unwrap_or(0) {
        1 => Kind::Null,
        2 => kind_of_int(table),
        3 => Kind::Float(2 << table.i16(0).unwrap_or(0).clamp(0, 2)),
        4 | 5 => Kind::Bytes(false),
        6 => Kind::Bool,
        7 => {
            let bits = table.i32(2).unwrap_or(128).clamp(0, 256) as usize;
            Kind::Decimal(bits / 8, table.i32(1).unwrap_or(0).unsigned_abs())
        }
        8 => Kind::Date(table.i16(0) == Some(0)),
        9 => {
            let bits = table.i32(1).unwrap_or(32).clamp(0, 64) as usize;
            Kind::Time(parts(table.i16(0).unwrap_or(1)), bits / 8)
        }
        10 => Kind::Timestamp(parts(table.i16(0).unwrap_or(0))),
        11 => Kind::Interval([4, 8, 16][table.i16(0).unwrap_or(0).clamp(0, 2) as usize]),
        12 => Kind::List(false),
        13 => Kind::Struct,
        14 => {
            let tags = table.vector(1, 4).unwrap_or_default().chunks_exact(4);
            let tags = tags.filter_map(|it| it.first_chunk().map(|it| i32::from_le_bytes(*it)));
            Kind::Union(table.i16(0) == Some(1), tags.collect())
        }
        15 => Kind::Fixed(size()),
        16 => Kind::FixedList(size()),
        17 => Kind::Map,
        18 => Kind::Duration,
        19 | 20 => Kind::Bytes(true),
        21 => Kind::List(true),
        22 => Kind::Runs,
        23 | 24 => Kind::View,
        25 => Kind::ListView(false),
        26 => Kind::ListView(true),
        _ => Kind::Unknown,
    }
}

fn parts(unit: i16) -> u64 {
    match unit {
        0 => 1,
        1 => 1000,
        2 => 1_000_000,
        _ => 1_000_000_000,
    }
}
