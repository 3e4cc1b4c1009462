//! From fields to text.

use std::io::Write as _;

use parquet::basic::{ConvertedType, LogicalType, TimeUnit};
use parquet::data_type::{ByteArray, Decimal, FixedLenByteArray, Int96};
use parquet::file::metadata::FileMetaData;
use parquet::record::{Field, Row};
use parquet::schema::types::Type;

use crate::bytes::{decimal, float, number, time, whole as digits};
use crate::fields::Fields;

/// The names of the columns, and what else was noted in the file.
pub(super) fn properties(file: &FileMetaData) -> String {
    let mut text = String::new();
    for column in file.schema_descr().columns() {
        text.push_str(&column.path().string());
        text.push('\n');
    }
    for entry in file.key_value_metadata().into_iter().flatten() {
        // The schema once more, in base64.
        if entry.key == "ARROW:schema" {
            continue;
        }
        text.push_str(&entry.key);
        text.push('\n');
        text.push_str(entry.value.as_deref().unwrap_or_default());
        text.push('\n');
    }
    text
}

/// What the values of a column stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// What they are.
    Plain,
    Unsigned,
    /// So many digits behind the point.
    Decimal(u32),
    Date,
    /// So many parts of a second.
    Time(u64),
    Timestamp(u64),
    Uuid,
    Half,
}

impl Kind {
    pub(super) fn of(node: &Type) -> Kind {
        let info = node.get_basic_info();
        let scale = match node {
            Type::PrimitiveType { scale, .. } => scale.unsigned_abs(),
            Type::GroupType { .. } => 0,
        };
        match info.logical_type_ref() {
            Some(LogicalType::Decimal(decimal)) => {
                return Kind::Decimal(decimal.scale.unsigned_abs());
            }
            Some(LogicalType::Date) => return Kind::Date,
            Some(LogicalType::Time(time)) => return Kind::Time(parts(time.unit)),
            Some(LogicalType::Timestamp(time)) => return Kind::Timestamp(parts(time.unit)),
            Some(LogicalType::Uuid) => return Kind::Uuid,
            Some(LogicalType::Float16) => return Kind::Half,
            _ => {}
        }
        match info.converted_type() {
            ConvertedType::DECIMAL => Kind::Decimal(scale),
            ConvertedType::DATE => Kind::Date,
            ConvertedType::TIME_MILLIS => Kind::Time(1000),
            ConvertedType::TIME_MICROS => Kind::Time(1_000_000),
            ConvertedType::TIMESTAMP_MILLIS => Kind::Timestamp(1000),
            ConvertedType::TIMESTAMP_MICROS => Kind::Timestamp(1_000_000),
            ConvertedType::UINT_8
            | ConvertedType::UINT_16
            | ConvertedType::UINT_32
            | ConvertedType::UINT_64 => Kind::Unsigned,
            _ => Kind::Plain,
        }
    }
}

fn parts(unit: TimeUnit) -> u64 {
    match unit {
        TimeUnit::MILLIS => 1000,
        TimeUnit::MICROS => 1_000_000,
        TimeUnit::NANOS => 1_000_000_000,
    }
}

/// A value that is written as text.
pub(super) trait Written {
    /// The text, in `room` unless it stands so already.
    fn write<'a>(&'a self, kind: &Kind, room: &'a mut Vec<u8>) -> &'a [u8];
}

/// Writing into memory never fails.
macro_rules! put {
    ($room:expr, $value:expr) => {{
        let _ = write!($room, "{}", $value);
        &$room[..]
    }};
}

impl Written for bool {
    fn write<'a>(&'a self, _kind: &Kind, room: &'a mut Vec<u8>) -> &'a [u8] {
        put!(room, self)
    }
}

impl Written for i32 {
    fn write<'a>(&'a self, kind: &Kind, room: &'a mut Vec<u8>) -> &'a [u8] {
        match kind {
            Kind::Unsigned => digits::natural(u64::from(*self as u32), room),
            kind => whole(i64::from(*self), *kind, room),
        }
        room
    }
}

impl Written for i64 {
    fn write<'a>(&'a self, kind: &Kind, room: &'a mut Vec<u8>) -> &'a [u8] {
        match kind {
            Kind::Unsigned => digits::natural(*self as u64, room),
            kind => whole(*self, *kind, room),
        }
        room
    }
}

/// A whole number, which may stand for something else.
fn whole(number: i64, kind: Kind, room: &mut Vec<u8>) {
    let text = match kind {
        Kind::Decimal(scale) => decimal::text(&number.to_be_bytes(), scale),
        Kind::Date => time::of_day(number, 1, 86_400)
            .map_or_else(|| number.to_string(), |it| it[..10].to_owned()),
        Kind::Time(parts) => of_day(number, parts, true),
        Kind::Timestamp(parts) => of_day(number, parts, false),
        _ => return digits::whole(number, room),
    };
    room.extend_from_slice(text.as_bytes());
}

impl Written for Int96 {
    fn write<'a>(&'a self, _kind: &Kind, room: &'a mut Vec<u8>) -> &'a [u8] {
        room.extend_from_slice(of_day(self.to_millis(), 1000, false).as_bytes());
        room
    }
}

impl Written for f32 {
    fn write<'a>(&'a self, _kind: &Kind, room: &'a mut Vec<u8>) -> &'a [u8] {
        number::float(*self, room);
        room
    }
}

impl Written for f64 {
    fn write<'a>(&'a self, _kind: &Kind, room: &'a mut Vec<u8>) -> &'a [u8] {
        number::float(*self, room);
        room
    }
}

impl Written for ByteArray {
    fn write<'a>(&'a self, kind: &Kind, room: &'a mut Vec<u8>) -> &'a [u8] {
        match kind {
            Kind::Decimal(scale) => {
                room.extend_from_slice(decimal::text(self.data(), *scale).as_bytes());
                room
            }
            _ => self.data(),
        }
    }
}

impl Written for FixedLenByteArray {
    fn write<'a>(&'a self, kind: &Kind, room: &'a mut Vec<u8>) -> &'a [u8] {
        match (kind, self.data()) {
            (Kind::Decimal(scale), data) => {
                room.extend_from_slice(decimal::text(data, *scale).as_bytes());
                room
            }
            (Kind::Uuid, data) if data.len() == 16 => {
                for (at, byte) in data.iter().enumerate() {
                    let dash = if matches!(at, 4 | 6 | 8 | 10) {
                        "-"
                    } else {
                        ""
                    };
                    let _ = write!(room, "{dash}{byte:02x}");
                }
                room
            }
            (Kind::Half, &[low, high]) => put!(room, float::half(u16::from_le_bytes([low, high]))),
            (_, data) => data,
        }
    }
}

/// Adds the fields of a row.
pub(super) fn row(row: &Row, fields: &mut Fields) {
    for (name, field) in row.get_column_iter() {
        fields.enter(name);
        add(field, fields);
        fields.leave();
    }
}

fn add(field: &Field, fields: &mut Fields) {
    let text = match field {
        Field::Null => return,
        Field::Str(text) => return fields.value(text.as_bytes()),
        Field::Bytes(bytes) => return fields.value(bytes.data()),
        Field::Group(inner) => return row(inner, fields),
        Field::ListInternal(list) => {
            for (index, item) in list.elements().iter().enumerate() {
                fields.enter_index(index as u64);
                add(item, fields);
                fields.leave();
            }
            return;
        }
        Field::MapInternal(map) => {
            for (key, item) in map.entries() {
                add(key, fields);
                fields.enter(key.to_string().trim_matches('"'));
                add(item, fields);
                fields.leave();
            }
            return;
        }
        Field::Decimal(number) => decimal::text(bytes_of(number), number.scale().unsigned_abs()),
        Field::Date(days) => {
            let text = time::of_day(i64::from(*days), 1, 86_400);
            text.map_or_else(|| days.to_string(), |it| it[..10].to_owned())
        }
        Field::TimeMillis(count) => of_day(i64::from(*count), 1000, true),
        Field::TimeMicros(count) => of_day(*count, 1_000_000, true),
        Field::TimestampMillis(count) => of_day(*count, 1000, false),
        Field::TimestampMicros(count) => of_day(*count, 1_000_000, false),
        other => other.to_string(),
    };
    fields.value(text.as_bytes());
}

fn bytes_of(number: &Decimal) -> &[u8] {
    number.data()
}

fn of_day(count: i64, parts: u64, time_only: bool) -> String {
    match time::of_day(count, parts, 1) {
        Some(text) if time_only => text[11..].to_owned(),
        Some(text) => text,
        None => count.to_string(),
    }
}
