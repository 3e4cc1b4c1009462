//! Arrow between processes and in files (Feather), record by record.
//!
//! Both are messages one behind the other: the schema, dictionaries, batches
//! of records. A file says once more at its end where they lie, which is not
//! needed. One message is held at a time, and the dictionaries.

mod array;
mod flat;
mod message;
mod schema;
mod show;

use std::io::Read;
use std::rc::Rc;

use tracie_finding::mime;

use super::{Confidence, Format, Head, Nature, Opening};
use crate::budget::Budget;
use crate::extractor::{Content, Extractor, Fault, Out, Step};
use crate::fields::Fields;
use array::Batch;
use message::{Message, Messages};
use schema::Schema;
use show::Show;

/// Arrow, as a file or a stream.
pub(crate) struct Arrow;

/// What files begin with.
const MAGIC: &[u8] = b"ARROW1\0\0";

impl Format for Arrow {
    fn name(&self) -> &'static str {
        "Arrow file"
    }

    fn mime_type(&self) -> &'static str {
        mime::ARROW
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["arrow", "feather", "arrows", "ipc"]
    }

    fn nature(&self) -> Nature {
        Nature::Records
    }

    fn sniff(&self, head: &Head<'_>) -> Confidence {
        let file = head.bytes.starts_with(MAGIC);
        Confidence::certain_if(file || message::is_stream(head.bytes))
    }

    fn extractor<'r>(
        &self,
        mut content: Content<'r>,
        opening: &Opening<'_>,
    ) -> Result<Box<dyn Extractor<'r> + 'r>, Fault> {
        let mut magic = [0; MAGIC.len()];
        content.read_exact(&mut magic)?;
        let file = magic == MAGIC;
        let start = if file { &[][..] } else { &magic[..] };
        Ok(Box::new(Records {
            messages: Messages::new(start, content, &opening.budget, file),
            fields: Fields::new(opening.budget.limits.window),
            show: Show::new(Rc::clone(&opening.budget)),
            budget: Rc::clone(&opening.budget),
            schema: None,
            batch: None,
            first: 0,
            fault: None,
        }))
    }
}

struct Records<'r> {
    messages: Messages<'r>,
    budget: Rc<Budget>,
    fields: Fields,
    show: Show,
    schema: Option<Schema>,
    /// The batch that is handed out, and its next row.
    batch: Option<(Batch, usize)>,
    /// The number of its first record.
    first: u64,
    /// What was wrong with a batch.
    fault: Option<Fault>,
}

impl Records<'_> {
    /// Takes in a message, which may be said to hold what can be shown.
    fn take(&mut self, message: Message, out: &mut Out) -> Result<bool, Fault> {
        let Some(schema) = &self.schema else {
            if let Message::Schema(schema) = message {
                out.push(&schema.said());
                self.schema = Some(schema);
                return Ok(true);
            }
            return Err(Fault::malformed("damaged: it does not begin with a schema"));
        };
        match message {
            Message::Batch(parts) => {
                self.fields.expect(parts.body.len() as u64);
                let batch = Batch::new(schema, &schema.fields, &parts)?;
                if batch.lacks {
                    let fault = Fault::malformed("damaged: a batch holds less than it says");
                    self.fault.get_or_insert(fault);
                }
                self.batch = Some((batch, 0));
            }
            Message::Dictionary(id, delta, parts) => {
                let Some(field) = schema.dictionary(id) else {
                    return Ok(false);
                };
                let values = [field.without_dictionary()];
                let batch = Batch::new(schema, &values, &parts)?;
                self.show.learn(id, delta, batch)?;
            }
            Message::Schema(_) | Message::Other => {}
        }
        Ok(false)
    }

    /// Shows rows until there is enough for a batch.
    fn fill(&mut self) -> Result<(), Fault> {
        let Some((batch, next)) = &mut self.batch else {
            return Ok(());
        };
        while *next < batch.rows && !self.fields.is_full() {
            self.budget.check()?;
            self.fields.record(self.first + *next as u64);
            self.show.row(batch, *next, &mut self.fields)?;
            *next += 1;
        }
        if *next == batch.rows {
            self.first += batch.rows as u64;
            self.batch = None;
        }
        Ok(())
    }
}

impl<'r> Extractor<'r> for Records<'r> {
    fn step(&mut self, out: &mut Out) -> Result<Step<'r>, Fault> {
        loop {
            if let Err(fault) = self.fill() {
                self.fault.get_or_insert(fault);
                self.batch = None;
                self.fields.go_back();
            }
            if (self.fields.is_full() || self.batch.is_none())
                && let Some(batch) = self.fields.take()
            {
                return Ok(Step::Values(batch));
            }
            if self.batch.is_none() && self.fields.is_tired() {
                return self.fault.take().map_or(Ok(Step::End), Err);
            }
            self.budget.check()?;
            let Some(message) = self.messages.next()? else {
                return self.fault.take().map_or(Ok(Step::End), Err);
            };
            match message.and_then(|message| self.take(message, out)) {
                Ok(true) => return Ok(Step::Break),
                Ok(false) => {}
                Err(fault) if self.schema.is_none() => return Err(fault),
                Err(fault) => {
                    self.fault.get_or_insert(fault);
                }
            }
        }
    }
}
