//! Reading findings back from what was written.

use std::fmt;
use std::io::{BufRead, BufReader, Read};

use flate2::bufread::MultiGzDecoder;
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::error::Category;
use serde_json::{Map, Value};
use tracie_finding::discovery::DiscoveryResult;
use tracie_finding::{Finding, Flow};

use crate::error::ReadError;
use crate::stopped::MEMBER;

/// What was read back.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// A finding.
    Finding(Box<Finding>),
    /// A discovery result.
    Result(Box<DiscoveryResult>),
    /// The scan that this is of was stopped before it had reached all objects.
    Stopped,
}

/// Reads findings and discovery results, one after the other and never all at
/// once: the answer of GetFindings (`{"findings": [...]}`), an array, JSON
/// Lines, or several of these; also gzipped.
///
/// ```
/// use tracie_finding::Flow;
/// use tracie_report::read_findings;
///
/// let mut items = Vec::new();
/// read_findings(&b"{\"findings\": []}"[..], &mut |item| {
///     items.push(item);
///     Flow::Continue
/// })?;
/// assert!(items.is_empty());
/// # Ok::<(), tracie_report::ReadError>(())
/// ```
///
/// # Errors
///
/// If it cannot be read, or is something else. What came before was handed out.
pub fn read_findings(
    input: impl Read,
    each: &mut dyn FnMut(Item) -> Flow,
) -> Result<(), ReadError> {
    let mut input = BufReader::new(input);
    match input.fill_buf()?.starts_with(&[0x1f, 0x8b]) {
        true => read(BufReader::new(MultiGzDecoder::new(input)), each),
        false => read(input, each),
    }
}

fn read(input: impl BufRead, each: &mut dyn FnMut(Item) -> Flow) -> Result<(), ReadError> {
    let mut deserializer = serde_json::Deserializer::from_reader(input);
    let mut hands = Hands {
        each,
        stopped: false,
    };
    // The end is where no document begins any more.
    while deserializer.end().is_err() {
        let read = Document(&mut hands).deserialize(&mut deserializer);
        match read {
            Ok(()) => {}
            Err(_) if hands.stopped => return Ok(()),
            Err(error) => return Err(trouble(&error)),
        }
    }
    Ok(())
}

/// Says where, and not what stands there.
fn trouble(error: &serde_json::Error) -> ReadError {
    let what = match error.classify() {
        Category::Io => {
            return ReadError::Io(std::io::Error::from(
                error.io_error_kind().unwrap_or(std::io::ErrorKind::Other),
            ));
        }
        Category::Syntax => "no JSON",
        Category::Data => "something else",
        Category::Eof => "it ends too early",
    };
    let (line, column) = (error.line(), error.column());
    ReadError::Malformed(match line {
        0 => what.to_owned(),
        _ => format!("{what} at line {line}, column {column}"),
    })
}

/// Who takes what is read.
struct Hands<'a> {
    each: &'a mut dyn FnMut(Item) -> Flow,
    stopped: bool,
}

impl Hands<'_> {
    fn take<E: serde::de::Error>(&mut self, value: Value) -> Result<(), E> {
        let item = if value.get("archived").is_some() {
            Finding::deserialize(value).map(|it| Item::Finding(Box::new(it)))
        } else if value.get(MEMBER) == Some(&Value::Bool(true)) {
            Ok(Item::Stopped)
        } else {
            DiscoveryResult::deserialize(value).map(|it| Item::Result(Box::new(it)))
        };
        let item = item.map_err(|_| E::custom("neither a finding nor a discovery result"))?;
        self.hand(item)
    }

    fn hand<E: serde::de::Error>(&mut self, item: Item) -> Result<(), E> {
        match (self.each)(item) {
            Flow::Continue => Ok(()),
            Flow::Stop => {
                self.stopped = true;
                Err(E::custom("stopped"))
            }
        }
    }
}

/// One document: findings, or one of them.
struct Document<'h, 'a>(&'h mut Hands<'a>);

impl<'de> DeserializeSeed<'de> for Document<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Document<'_, '_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("findings")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let mut one = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            if name == "findings" {
                members.next_value_seed(List(&mut *self.0))?;
                let mut stopped = one.get(MEMBER) == Some(&Value::Bool(true));
                while let Some(name) = members.next_key::<String>()? {
                    if name == MEMBER {
                        stopped |= members.next_value::<Value>()? == Value::Bool(true);
                    } else {
                        // What a client adds to an answer.
                        members.next_value::<IgnoredAny>()?;
                    }
                }
                return match stopped {
                    true => self.0.hand(Item::Stopped),
                    false => Ok(()),
                };
            }
            one.insert(name, members.next_value()?);
        }
        self.0.take(Value::Object(one))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<(), A::Error> {
        List(self.0).visit_seq(list)
    }
}

/// An array of findings.
struct List<'h, 'a>(&'h mut Hands<'a>);

impl<'de> DeserializeSeed<'de> for List<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for List<'_, '_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an array of findings")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(value) = list.next_element()? {
            self.0.take::<A::Error>(value)?;
        }
        Ok(())
    }
}
