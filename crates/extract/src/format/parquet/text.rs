//! From fields to text.

use parquet::data_type::Decimal;
use parquet::file::metadata::FileMetaData;
use parquet::record::{Field, Row};

use crate::bytes::{decimal, time};
use crate::fields::Fields;

/// The names of the columns, and what else was noted in the file.
pub(super) fn properties(file: &FileMetaData) -> String {
    let mut text = String::new();
    for column in file.schema_descr().columns() {
        text.push_str(&column.path().string());
        text.push('\n');
    }
    for entry in file.key_value_metadata().into_iter().flatten() {
        text.push_str(&entry.key);
        text.push('\n');
        text.push_str(entry.value.as_deref().unwrap_or_default());
        text.push('\n');
    }
    text
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
