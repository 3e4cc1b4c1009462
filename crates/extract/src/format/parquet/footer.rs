//! What the footer claims, before it is decoded: the decoder follows the schema as
//! deep as it goes, and makes much of little.

use crate::bytes::thrift::{Thrift, Value};
use crate::extractor::Fault;

/// Groups in each other, and columns and groups in all.
const DEEPEST: usize = 100;
const MOST_COLUMNS: u64 = 200_000;
/// Parts that columns have in all row groups.
const MOST_PARTS: u64 = 1_000_000;

/// Fields of the footer, and of an element of its schema.
const SCHEMA: i16 = 2;
const ROW_GROUPS: i16 = 4;
const CHILDREN: i16 = 5;

/// Refuses a footer that would take too much stack or memory.
pub(super) fn check(footer: &[u8]) -> Result<(), Fault> {
    let broken = || Fault::malformed("damaged, or encrypted");
    let mut thrift = Thrift::new(footer);
    let elements = thrift.list(SCHEMA).ok_or_else(broken)?;
    if elements > MOST_COLUMNS {
        return Err(Fault::malformed(format!(
            "{elements} columns, more than the limit of {MOST_COLUMNS}"
        )));
    }
    // Children that groups around still have.
    let mut left: Vec<u64> = Vec::new();
    for _ in 0..elements {
        while left.last() == Some(&0) {
            left.pop();
        }
        if let Some(left) = left.last_mut() {
            *left -= 1;
        }
        match children(&mut thrift).ok_or_else(broken)? {
            0 => {}
            _ if left.len() >= DEEPEST => {
                return Err(Fault::malformed(format!(
                    "columns in more than {DEEPEST} groups"
                )));
            }
            children => left.push(children),
        }
    }
    // Where the footer goes on otherwise, the decoder says so.
    let mut thrift = Thrift::new(footer);
    let groups = thrift.list(ROW_GROUPS).unwrap_or(0);
    if groups.saturating_mul(elements) > MOST_PARTS {
        return Err(Fault::malformed(format!(
            "columns in more than {MOST_PARTS} parts"
        )));
    }
    Ok(())
}

/// How many elements of the schema stand in the next one.
fn children(thrift: &mut Thrift<'_>) -> Option<u64> {
    thrift.begin();
    let mut children = 0;
    while let Some((field, value)) = thrift.field()? {
        if let (CHILDREN, Value::Number(number)) = (field, value) {
            children = u64::try_from(number).unwrap_or(0);
        }
    }
    Some(children)
}
