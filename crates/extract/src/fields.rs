//! The fields of records, with the paths to them.

use std::collections::HashMap;
use std::mem;

use tracie_finding::json_path::{self, Step};

use crate::batch::Batch;
use crate::extractor::Fault;
use crate::marks::Spot;

/// Gathers fields into batches.
pub(crate) struct Fields {
    batch: Batch,
    /// As many bytes make a batch.
    window: usize,
    /// The number of the current record.
    record: u64,
    way: Vec<Way>,
    /// The names on the way, for looking up.
    key: String,
    /// How many steps on the way are no names.
    indexes: usize,
    /// Sets of names of this batch, and spots with paths without numbers.
    known: HashMap<String, (u32, u32)>,
    /// The number of the batch.
    number: u64,
    /// How much was looked at that says nothing, and how much of that may be.
    idle: u64,
    most_idle: u64,
}

/// What may be looked at that says nothing, for nothing and for each byte of
/// the content: a few bytes may claim any number of nulls.
const IDLE: u64 = 50_000_000;
const IDLE_A_BYTE: u64 = 64;
/// What a value makes up for.
const WORTH: u64 = 8;

/// The way to a column: the same in all records but for numbers.
pub(crate) struct Column {
    /// Its steps; `None` stands for a number.
    pub(crate) steps: Vec<Option<String>>,
    /// The batch that the rest is of.
    number: u64,
    names: u32,
    spot: u32,
}

impl Column {
    pub(crate) fn new(steps: Vec<Option<String>>) -> Column {
        Column {
            steps,
            number: u64::MAX,
            names: 0,
            spot: 0,
        }
    }

    fn spot(&self, indexes: &[u64]) -> Spot {
        Spot::Record {
            index: 0,
            path: self.path(indexes).map(Into::into),
        }
    }

    fn path(&self, indexes: &[u64]) -> Option<String> {
        let mut indexes = indexes.iter();
        let steps = self.steps.iter().map(|step| match step {
            Some(name) => Step::Name(name),
            None => Step::Index(indexes.next().copied().unwrap_or(0)),
        });
        json_path::format(&steps.collect::<Vec<_>>())
    }
}

/// A step to a field.
enum Way {
    Name(String),
    Index(u64),
}

impl Way {
    fn step(&self) -> Step<'_> {
        match self {
            Way::Name(name) => Step::Name(name),
            Way::Index(index) => Step::Index(*index),
        }
    }
}

/// Bytes of one batch that may be held.
const MOST: usize = 512 << 20;
/// Paths deeper than this have no names.
const DEEPEST: usize = 256;

impl Fields {
    pub(crate) fn new(window: usize) -> Fields {
        Fields {
            batch: Batch::default(),
            window: window.min(1 << 20),
            record: 0,
            way: Vec::new(),
            key: String::new(),
            indexes: 0,
            known: HashMap::new(),
            number: 0,
            idle: 0,
            most_idle: IDLE,
        }
    }

    /// So many bytes more may say something.
    pub(crate) fn expect(&mut self, bytes: u64) {
        self.most_idle = self
            .most_idle
            .saturating_add(bytes.saturating_mul(IDLE_A_BYTE));
    }

    /// Something was looked at that may say nothing.
    pub(crate) fn tire(&mut self) {
        self.idle += 1;
    }

    /// Whether there was too much of that.
    pub(crate) fn is_tired(&self) -> bool {
        self.idle > self.most_idle
    }

    /// Ends what says nothing for too long.
    pub(crate) fn check(&self) -> Result<(), Fault> {
        match self.is_tired() {
            true => Err(Fault::malformed(
                "it claims more empty values than it has room for",
            )),
            false => Ok(()),
        }
    }

    /// Goes to a record.
    pub(crate) fn record(&mut self, number: u64) {
        self.record = number;
    }

    /// Adds the value of a column, found by these numbers on the way.
    pub(crate) fn put(&mut self, column: &mut Column, indexes: &[u64], text: &[u8]) {
        if text.is_empty() {
            return;
        }
        if column.number != self.number {
            let names = column.steps.iter().flatten();
            column.names = self.batch.names.push(names.map(String::as_bytes));
            column.number = self.number;
            column.spot = self.batch.spot(column.spot(&[]));
        }
        let spot = match indexes {
            [] => column.spot,
            indexes => self.batch.spot(column.spot(indexes)),
        };
        self.idle = self.idle.saturating_sub(WORTH);
        self.batch.push(text, column.names, (spot, self.record));
    }

    /// Goes to the next record.
    pub(crate) fn end_record(&mut self) {
        self.record += 1;
    }

    pub(crate) fn enter(&mut self, name: &str) {
        self.key.push_str(name);
        self.key.push('\0');
        self.way.push(Way::Name(name.to_owned()));
    }

    pub(crate) fn enter_index(&mut self, index: u64) {
        self.indexes += 1;
        self.way.push(Way::Index(index));
    }

    /// Goes back a step.
    pub(crate) fn leave(&mut self) {
        match self.way.pop() {
            Some(Way::Name(name)) => self.key.truncate(self.key.len() - name.len() - 1),
            Some(Way::Index(_)) => self.indexes -= 1,
            None => {}
        }
    }

    /// Goes back to where records begin, from wherever a way broke off.
    pub(crate) fn go_back(&mut self) {
        self.way.clear();
        self.key.clear();
        self.indexes = 0;
    }

    /// Adds a value where the way leads.
    pub(crate) fn value(&mut self, text: &[u8]) {
        if text.is_empty() || self.way.len() > DEEPEST {
            return;
        }
        if !self.known.contains_key(&self.key) {
            let names = self.way.iter().filter_map(|it| match it {
                Way::Name(name) => Some(name.as_bytes()),
                Way::Index(_) => None,
            });
            let names = self.batch.names.push(names);
            let path = Some(self.path().unwrap_or_default().into());
            let spot = self.batch.spot(Spot::Record { index: 0, path });
            self.known.insert(self.key.clone(), (names, spot));
        }
        let Some((names, spot)) = self.known.get(&self.key).copied() else {
            return;
        };
        let spot = match self.indexes {
            0 => spot,
            _ => {
                let path = self.path().map(Into::into);
                self.batch.spot(Spot::Record { index: 0, path })
            }
        };
        self.idle = self.idle.saturating_sub(WORTH);
        self.batch.push(text, names, (spot, self.record));
    }

    fn path(&self) -> Option<String> {
        let steps: Vec<Step<'_>> = self.way.iter().map(Way::step).collect();
        json_path::format(&steps)
    }

    /// Whether there is enough for a batch.
    pub(crate) fn is_full(&self) -> bool {
        self.batch.len() >= self.window
    }

    /// Whether there is more than can be held: a record that large is none.
    pub(crate) fn is_too_full(&self) -> bool {
        self.batch.len() >= MOST
    }

    /// The fields gathered so far.
    pub(crate) fn take(&mut self) -> Option<Box<Batch>> {
        self.known.clear();
        self.number += 1;
        let batch = mem::take(&mut self.batch);
        (!batch.is_empty()).then(|| Box::new(batch))
    }
}
