//! Parquet, record by record.

mod text;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

use bytes::Bytes;
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::record::reader::RowIter;
use tracie_finding::mime;

use super::{Confidence, Format, Head, Nature, Opening};
use crate::budget::Budget;
use crate::extractor::{Content, Extractor, Fault, Out, Step};
use crate::fields::Fields;

/// Parquet.
pub(crate) struct Parquet;

impl Format for Parquet {
    fn name(&self) -> &'static str {
        "Parquet file"
    }

    fn mime_type(&self) -> &'static str {
        mime::PARQUET
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["parquet", "parq"]
    }

    fn nature(&self) -> Nature {
        Nature::Document
    }

    fn sniff(&self, head: &Head<'_>) -> Confidence {
        let begins = |magic| head.bytes.starts_with(magic);
        Confidence::certain_if(begins(b"PAR1") || begins(b"PARE"))
    }

    fn extractor<'r>(
        &self,
        mut content: Content<'r>,
        opening: &Opening<'_>,
    ) -> Result<Box<dyn Extractor<'r> + 'r>, Fault> {
        let budget = Rc::clone(&opening.budget);
        let bytes = content.read_whole(budget.limits.document)?;
        if bytes.starts_with(b"PARE") || bytes.ends_with(b"PARE") {
            return Err(Fault::encrypted("encrypted: not analysed"));
        }
        guarded(|| Records::new(bytes, budget))?.map(|it| Box::new(it) as Box<dyn Extractor<'r>>)
    }
}

struct Records {
    budget: Rc<Budget>,
    fields: Fields,
    /// What the file says of itself.
    properties: Option<String>,
    rows: RowIter<'static>,
    /// Why it ends, once it does.
    end: Option<Result<(), Fault>>,
}

impl Records {
    fn new(bytes: Vec<u8>, budget: Rc<Budget>) -> Result<Records, Fault> {
        let file = SerializedFileReader::new(Bytes::from(bytes)).map_err(|error| fault(&error))?;
        let properties = text::properties(file.metadata().file_metadata());
        let rows = RowIter::from_file_into(Box::new(file));
        Ok(Records {
            fields: Fields::new(budget.limits.window),
            budget,
            properties: Some(properties),
            rows,
            end: None,
        })
    }

    /// Reads until there is enough for a batch.
    fn fill(&mut self) -> Option<Result<(), Fault>> {
        while !self.fields.is_full() {
            if let Err(error) = self.budget.check() {
                return Some(Err(error.into()));
            }
            match self.rows.next() {
                None => return Some(Ok(())),
                Some(Err(error)) => return Some(Err(fault(&error))),
                Some(Ok(row)) => text::row(&row, &mut self.fields),
            }
            self.fields.end_record();
        }
        None
    }
}

impl<'r> Extractor<'r> for Records {
    fn step(&mut self, out: &mut Out) -> Result<Step<'r>, Fault> {
        if let Some(properties) = self.properties.take() {
            out.push(&properties);
            return Ok(Step::Break);
        }
        if self.end.is_none() {
            let filled = guarded(|| self.fill());
            self.end = filled.unwrap_or_else(|fault| Some(Err(fault)));
        }
        match (self.fields.take(), &self.end) {
            (Some(batch), _) => Ok(Step::Values(batch)),
            (None, Some(Err(fault))) => Err(fault.clone()),
            (None, Some(Ok(()))) => Ok(Step::End),
            (None, None) => Ok(Step::More),
        }
    }
}

/// A defect of the reader is one of the file.
fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, Fault> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| Fault::malformed("damaged"))
}

/// What is wrong, without what the file says.
fn fault(error: &ParquetError) -> Fault {
    match error {
        ParquetError::EOF(_) => Fault::malformed("the content breaks off"),
        ParquetError::NYI(_) => Fault::malformed("parts of it are of a kind that is not read"),
        _ => Fault::malformed("damaged, or encrypted"),
    }
}
