//! Parquet, column by column within a few rows at a time.
//!
//! The file is read by row groups, and of those no more pages than a limit at
//! once. Before a row group is read, the sizes that its pages claim are looked
//! at: the decoder believes them.

mod chunk;
mod columns;
mod fault;
mod footer;
mod old;
mod pages;
mod rows;
mod schema;
mod text;
mod values;

use std::rc::Rc;

use parquet::file::metadata::ParquetMetaDataReader;
use tracie_finding::mime;

use super::{Confidence, Format, Head, Nature, Opening};
use crate::budget::Budget;
use crate::extractor::{Content, Extractor, Fault, Out, Step};
use crate::fields::Fields;
use chunk::Chunks;
use columns::Columns;
use fault::{fault, guarded};
use rows::Rows;

/// Parquet.
pub(crate) struct Parquet;

/// Within so many bytes of a file the first lengths stand.
const LENGTHS: usize = 32;

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
        Nature::Records
    }

    fn sniff(&self, head: &Head<'_>) -> Confidence {
        // `PARENT_ID,NAME` begins so too, but no page does: its length is no text.
        let page = ["PAR1", "PARE"]
            .iter()
            .find_map(|it| head.bytes.strip_prefix(it.as_bytes()));
        let is_binary = |page: &[u8]| page.iter().take(LENGTHS).any(|byte| *byte < b'\t');
        Confidence::certain_if(page.is_some_and(|it| it.is_empty() || is_binary(it)))
    }

    fn extractor<'r>(
        &self,
        content: Content<'r>,
        opening: &Opening<'_>,
    ) -> Result<Box<dyn Extractor<'r> + 'r>, Fault> {
        let budget = Rc::clone(&opening.budget);
        let content = opening.anywhere(content)?;
        let end = content.bytes(content.size().saturating_sub(4), 4)?;
        if &end[..] == b"PARE" {
            return Err(Fault::encrypted("encrypted: not analysed"));
        }
        let chunks = Chunks(content);
        guarded(|| Records::new(chunks, budget))?.map(|it| Box::new(it) as Box<dyn Extractor<'r>>)
    }
}

struct Records {
    budget: Rc<Budget>,
    fields: Fields,
    /// What the file says of itself.
    properties: Option<String>,
    source: Source,
    /// Why it ends, once it does.
    end: Option<Result<(), Fault>>,
}

/// What brings forth the fields.
enum Source {
    Columns(Box<Columns>),
    /// Row by row: slower, but it knows which name a value in a map has.
    Rows(Box<Rows>),
}

/// The longest footer that is read.
const FOOTER: u64 = 128 << 20;

impl Records {
    fn new(chunks: Chunks, budget: Rc<Budget>) -> Result<Records, Fault> {
        if chunks.footer()? > FOOTER {
            return Err(Fault::malformed("its footer is larger than can be"));
        }
        footer::check(&chunks.footer_bytes()?)?;
        let read = ParquetMetaDataReader::new().parse_and_finish(&chunks);
        let metadata = read.map_err(|error| fault(&error))?;
        let properties = text::properties(metadata.file_metadata());
        let mut fields = Fields::new(budget.limits.window);
        fields.expect(chunks.0.size());
        let metadata = pages::mended(metadata).map_err(|error| fault(&error))?;
        let source = match schema::columns(metadata.file_metadata().schema_descr()) {
            Some(columns) => Source::Columns(Box::new(Columns::new(chunks, metadata, columns))),
            None => Source::Rows(Box::new(Rows::new(chunks, &metadata)?)),
        };
        Ok(Records {
            fields,
            budget,
            properties: Some(properties),
            source,
            end: None,
        })
    }

    /// Reads until there is enough for a batch; what ends it.
    fn fill(&mut self) -> Option<Result<(), Fault>> {
        while !self.fields.is_full() {
            if let Err(error) = self.budget.check() {
                return Some(Err(error.into()));
            }
            let more = match &mut self.source {
                Source::Columns(columns) => columns.next(&mut self.fields),
                Source::Rows(rows) => rows.next(&mut self.fields),
            };
            match more {
                Ok(true) => {}
                Ok(false) => return Some(Ok(())),
                Err(fault) => return Some(Err(fault)),
            }
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
