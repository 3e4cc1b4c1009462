//! Values as text, with the ways to them.

use std::collections::HashMap;
use std::rc::Rc;

use super::array::{Array, Batch};
use super::schema::Kind;
use crate::budget::Budget;
use crate::bytes::{decimal, float, time};
use crate::extractor::Fault;
use crate::fields::Fields;

/// Shows rows, and knows the dictionaries.
pub(super) struct Show {
    budget: Rc<Budget>,
    /// The values of each, in as many arrays as were added.
    dictionaries: HashMap<i64, Vec<Batch>>,
    /// Values that were looked at, with or without text.
    steps: u64,
}

/// Values nested deeper are not shown.
const DEEPEST: usize = 100;
/// As many values are looked at between two looks at the clock.
const OFTEN: u64 = 1 << 14;
/// Arrays that a dictionary may be made of, and dictionaries.
const MOST: usize = 10_000;

impl Show {
    pub(super) fn new(budget: Rc<Budget>) -> Show {
        Show {
            budget,
            dictionaries: HashMap::new(),
            steps: 0,
        }
    }

    /// Takes in the values of a dictionary.
    pub(super) fn learn(&mut self, id: i64, delta: bool, values: Batch) -> Result<(), Fault> {
        if self.dictionaries.len() >= MOST {
            return Err(Fault::malformed("more dictionaries than can be"));
        }
        let known = self.dictionaries.entry(id).or_default();
        if !delta {
            known.clear();
        }
        if known.len() >= MOST {
            return Err(Fault::malformed("a dictionary of more parts than can be"));
        }
        known.push(values);
        Ok(())
    }

    /// Adds the values of a row.
    pub(super) fn row(
        &mut self,
        batch: &Batch,
        row: usize,
        fields: &mut Fields,
    ) -> Result<(), Fault> {
        for array in &batch.fields {
            fields.enter(&array.name);
            self.value(array, row, 0, fields)?;
            fields.leave();
        }
        Ok(())
    }

    fn value(
        &mut self,
        array: &Array,
        at: usize,
        depth: usize,
        fields: &mut Fields,
    ) -> Result<(), Fault> {
        self.steps += 1;
        if self.steps.is_multiple_of(OFTEN) {
            self.budget.check()?;
        }
        fields.tire();
        fields.check()?;
        if fields.is_too_full() {
            return Err(Fault::malformed("a record that is larger than can be"));
        }
        if !array.has(at) || depth > DEEPEST {
            return Ok(());
        }
        if let Some(id) = array.dictionary {
            return self.word(id, array.int(at), depth, fields);
        }
        match &array.kind {
            Kind::Struct => {
                for field in &array.fields {
                    fields.enter(&field.name);
                    self.value(field, at, depth + 1, fields)?;
                    fields.leave();
                }
            }
            Kind::List(_) | Kind::ListView(_) | Kind::FixedList(_) => {
                if let Some(((from, to), items)) = items(array, at).zip(array.fields.first()) {
                    for item in from..to {
                        fields.enter_index((item - from) as u64);
                        self.value(items, item, depth + 1, fields)?;
                        fields.leave();
                    }
                }
            }
            Kind::Map => self.map(array, at, depth, fields)?,
            Kind::Union(dense, tags) => {
                let tag = array.data.get(at).map(|it| i32::from(*it as i8));
                let number = tags.iter().position(|it| Some(*it) == tag);
                let number = match tags.is_empty() {
                    true => tag.and_then(|it| usize::try_from(it).ok()),
                    false => number,
                };
                let inner = match dense {
                    true => array.offset(&array.offsets, at, false),
                    false => Some(at),
                };
                if let (Some(field), Some(at)) = (number.and_then(|it| array.fields.get(it)), inner)
                {
                    self.value(field, at, depth + 1, fields)?;
                }
            }
            Kind::Runs => {
                if let [ends, values] = &array.fields[..] {
                    let run = run_of(ends, at);
                    self.value(values, run, depth + 1, fields)?;
                }
            }
            _ => {
                if let Some(text) = text(array, at) {
                    fields.value(&text);
                }
            }
        }
        Ok(())
    }

    /// Shows a value by its number in a dictionary.
    fn word(
        &mut self,
        id: i64,
        number: Option<i64>,
        depth: usize,
        fields: &mut Fields,
    ) -> Result<(), Fault> {
        let Some(mut number) = number.and_then(|it| usize::try_from(it).ok()) else {
            return Ok(());
        };
        // Out of the way, since its values may use others.
        let Some(known) = self.dictionaries.remove(&id) else {
            return Ok(());
        };
        let mut done = Ok(());
        for batch in &known {
            if number < batch.rows {
                if let Some(array) = batch.fields.first() {
                    done = self.value(array, number, depth + 1, fields);
                }
                break;
            }
            number -= batch.rows;
        }
        self.dictionaries.insert(id, known);
        done
    }

    fn map(
        &mut self,
        array: &Array,
        at: usize,
        depth: usize,
        fields: &mut Fields,
    ) -> Result<(), Fault> {
        let Some(((from, to), entries)) = items(array, at).zip(array.fields.first()) else {
            return Ok(());
        };
        let [keys, values] = &entries.fields[..] else {
            return Ok(());
        };
        for entry in from..to {
            self.value(keys, entry, depth + 1, fields)?;
            let key = text(keys, entry).filter(|_| keys.dictionary.is_none());
            match key {
                Some(key) => fields.enter(&String::from_utf8_lossy(&key)),
                None => fields.enter_index((entry - from) as u64),
            }
            self.value(values, entry, depth + 1, fields)?;
            fields.leave();
        }
        Ok(())
    }
}

/// The items of a list.
fn items(array: &Array, at: usize) -> Option<(usize, usize)> {
    match array.kind {
        Kind::FixedList(size) => {
            let from = at.checked_mul(size)?;
            Some((from, from.checked_add(size)?))
        }
        Kind::ListView(large) => {
            let from = array.offset(&array.offsets, at, large)?;
            Some((
                from,
                from.checked_add(array.offset(&array.sizes, at, large)?)?,
            ))
        }
        Kind::List(large) => Some((
            array.offset(&array.offsets, at, large)?,
            array.offset(&array.offsets, at + 1, large)?,
        )),
        _ => Some((
            array.offset(&array.offsets, at, false)?,
            array.offset(&array.offsets, at + 1, false)?,
        )),
    }
}

/// The number of the run that a value is in.
fn run_of(ends: &Array, at: usize) -> usize {
    let (mut low, mut high) = (0, ends.data.len());
    while low < high {
        let middle = usize::midpoint(low, high);
        match ends.int(middle) {
            Some(end) if end <= at as i64 => low = middle + 1,
            _ => high = middle,
        }
    }
    low
}

/// A value that has no parts, as text.
fn text(array: &Array, at: usize) -> Option<Vec<u8>> {
    let text = match array.kind {
        Kind::Bool => {
            let byte = array.data.get(at / 8)?;
            (byte >> (at % 8) & 1 == 1).to_string()
        }
        Kind::Int(_, true) => array.int(at)?.to_string(),
        Kind::Int(_, false) => (array.int(at)? as u64).to_string(),
        Kind::Float(2) => float::half(u16::from_le_bytes(array.little(at, 2)?)).to_string(),
        Kind::Float(4) => f32::from_le_bytes(array.little(at, 4)?).to_string(),
        Kind::Float(_) => f64::from_le_bytes(array.little(at, 8)?).to_string(),
        Kind::Bytes(large) => {
            let from = array.offset(&array.offsets, at, large)?;
            let to = array.offset(&array.offsets, at + 1, large)?;
            return array.data.get(from..to).map(<[u8]>::to_vec);
        }
        Kind::View => return view(array, at),
        Kind::Fixed(size) => {
            let from = at.checked_mul(size)?;
            return array
                .data
                .get(from..from.checked_add(size)?)
                .map(<[u8]>::to_vec);
        }
        Kind::Decimal(size, scale) => {
            let mut bytes: [u8; 32] = array.little(at, size)?;
            bytes[..size].reverse();
            decimal::text(&bytes[..size], scale)
        }
        Kind::Date(days) => {
            let number = array.int(at)?;
            let text = match days {
                true => time::of_day(number, 1, 86_400),
                false => time::of_day(number, 1000, 1),
            };
            text.map_or_else(|| number.to_string(), |it| it[..10].to_owned())
        }
        Kind::Time(parts, _) => {
            let number = array.int(at)?;
            let text = time::of_day(number, parts, 1);
            text.map_or_else(|| number.to_string(), |it| it[11..].to_owned())
        }
        Kind::Timestamp(parts) => {
            let number = array.int(at)?;
            time::of_day(number, parts, 1).unwrap_or_else(|| number.to_string())
        }
        Kind::Duration | Kind::Interval(4) => array.int(at)?.to_string(),
        Kind::Interval(size) => {
            let bytes: [u8; 16] = array.little(at, size)?;
            let parts = bytes[..size].chunks_exact(4);
            let number = |it: &[u8]| it.first_chunk().map_or(0, |it| i32::from_le_bytes(*it));
            let parts: Vec<String> = parts.map(|it| number(it).to_string()).collect();
            parts.join(" ")
        }
        _ => return None,
    };
    Some(text.into_bytes())
}

/// Bytes of which short ones stand where long ones are pointed at.
fn view(array: &Array, at: usize) -> Option<Vec<u8>> {
    let start = at.checked_mul(16)?;
    let view = array.data.get(start..start.checked_add(16)?)?;
    let word = |at: usize| {
        let bytes: [u8; 4] = *view[at..].first_chunk()?;
        Some(match array.big {
            true => u32::from_be_bytes(bytes),
            false => u32::from_le_bytes(bytes),
        } as usize)
    };
    let len = word(0)?;
    if len <= 12 {
        return Some(view[4..4 + len].to_vec());
    }
    let (buffer, from) = (array.more.get(word(8)?)?, word(12)?);
    buffer.get(from..from.checked_add(len)?).map(<[u8]>::to_vec)
}
