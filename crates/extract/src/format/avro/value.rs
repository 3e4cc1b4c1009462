//! From bytes to fields.

use super::input::Input;
use super::schema::{Logical, Node, Schema};
use crate::bytes::little::u32_at;
use crate::bytes::{decimal, time};
use crate::fields::Fields;

/// Values may hold values so deep.
const DEEPEST: u32 = 256;
/// Items of arrays and maps that take no bytes.
const MOST_EMPTY: u64 = 1 << 16;

/// Reads a record; `None` if its bytes do not fit.
pub(crate) fn read(input: &mut Input<'_>, schema: &Schema, fields: &mut Fields) -> Option<()> {
    value(input, schema, &schema.root, fields, DEEPEST)
}

fn value(
    input: &mut Input<'_>,
    schema: &Schema,
    node: &Node,
    fields: &mut Fields,
    depth: u32,
) -> Option<()> {
    let depth = depth.checked_sub(1)?;
    match schema.resolve(node) {
        Node::Null => {}
        Node::Boolean => fields.value(if input.take(1)?[0] == 0 {
            b"false"
        } else {
            b"true"
        }),
        Node::Int(logical) | Node::Long(logical) => {
            let number = input.long()?;
            fields.value(whole(number, *logical).as_bytes());
        }
        Node::Float => {
            let bits = u32_at(input.take(4)?, 0);
            fields.value(f32::from_bits(bits).to_string().as_bytes());
        }
        Node::Double => {
            let bits = u64::from_le_bytes(*input.take(8)?.first_chunk()?);
            fields.value(f64::from_bits(bits).to_string().as_bytes());
        }
        Node::Bytes(logical) => binary(input.bytes()?, *logical, fields),
        Node::String => fields.value(input.bytes()?),
        Node::Fixed(len, logical) => binary(input.take(*len)?, *logical, fields),
        Node::Enum(symbols) => {
            let at = usize::try_from(input.long()?).ok()?;
            fields.value(symbols.get(at)?.as_bytes());
        }
        Node::Record(members) => {
            for (name, node) in members {
                fields.enter(name);
                let read = value(input, schema, node, fields, depth);
                fields.leave();
                read?;
            }
        }
        Node::Union(branches) => {
            let at = usize::try_from(input.long()?).ok()?;
            return value(input, schema, branches.get(at)?, fields, depth);
        }
        Node::Array(node) => {
            return items(input, |input, index| {
                fields.enter_index(index);
                let read = value(input, schema, node, fields, depth);
                fields.leave();
                read
            });
        }
        Node::Map(node) => {
            return items(input, |input, _| {
                let name = String::from_utf8_lossy(input.bytes()?);
                fields.value(name.as_bytes());
                fields.enter(&name);
                let read = value(input, schema, node, fields, depth);
                fields.leave();
                read
            });
        }
        Node::Named(_) => return None,
    }
    Some(())
}

/// Items in blocks, up to an empty one.
fn items<'a>(
    input: &mut Input<'a>,
    mut item: impl FnMut(&mut Input<'a>, u64) -> Option<()>,
) -> Option<()> {
    let (mut index, mut empty) = (0, 0);
    loop {
        let count = input.long()?;
        if count == 0 {
            return Some(());
        }
        if count < 0 {
            input.long()?;
        }
        for _ in 0..count.unsigned_abs() {
            let left = input.left();
            item(input, index)?;
            index += 1;
            empty += u64::from(input.left() == left);
            if empty > MOST_EMPTY {
                return None;
            }
        }
    }
}

fn whole(number: i64, logical: Logical) -> String {
    let as_time = match logical {
        Logical::Date => time::of_day(number, 1, 86_400).map(|it| it[..10].to_owned()),
        Logical::Time(parts) => time::of_day(number, parts, 1).map(|it| it[11..].to_owned()),
        Logical::Timestamp(parts) => time::of_day(number, parts, 1),
        _ => None,
    };
    as_time.unwrap_or_else(|| number.to_string())
}

fn binary(bytes: &[u8], logical: Logical, fields: &mut Fields) {
    match logical {
        Logical::Decimal(scale) => fields.value(decimal::text(bytes, scale).as_bytes()),
        Logical::Duration if bytes.len() == 12 => {
            let [months, days, rest] = [0, 4, 8].map(|at| u32_at(bytes, at));
            fields.value(format!("{months} {days} {rest}").as_bytes());
        }
        _ => fields.value(bytes),
    }
}
