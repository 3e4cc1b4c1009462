//! ORC, record by record.
//!
//! It begins at its end: the postscript tells the footer, that the stripes,
//! and the footer of each stripe its streams. All columns of a stripe are read
//! side by side, each block by block, so that a stripe may be large. What is
//! wrong in a stripe ends that stripe only.

mod block;
mod column;
mod footer;
mod lzo;
mod rle;
mod rows;

use std::rc::Rc;

use tracie_finding::mime;

use super::{Confidence, Format, Head, Nature, Opening};
use crate::anywhere::Anywhere;
use crate::budget::Budget;
use crate::extractor::{Content, Extractor, Fault, Out, Step};
use crate::fields::Fields;
use crate::sniff::is_text;
use column::Column;
use footer::Footer;

pub use rows::{TakeRow, orc_rows};

/// ORC.
pub(crate) struct Orc;

impl Format for Orc {
    fn name(&self) -> &'static str {
        "ORC file"
    }

    fn mime_type(&self) -> &'static str {
        mime::ORC
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["orc"]
    }

    fn nature(&self) -> Nature {
        Nature::Records
    }

    fn sniff(&self, head: &Head<'_>) -> Confidence {
        // Text may begin so, and a small file may be mostly text.
        let told = head.whole && head.bytes.len() > 8 && ends_as_orc(head.bytes);
        let begins = head.bytes.starts_with(b"ORC");
        Confidence::certain_if(begins && (told || !is_text(head.bytes)))
    }

    fn extractor<'r>(
        &self,
        content: Content<'r>,
        opening: &Opening<'_>,
    ) -> Result<Box<dyn Extractor<'r> + 'r>, Fault> {
        let content = opening.anywhere(content)?;
        let footer = Footer::read(&content)?;
        let mut fields = Fields::new(opening.budget.limits.window);
        fields.expect(content.size());
        Ok(Box::new(Records {
            fields,
            budget: Rc::clone(&opening.budget),
            said: Some(footer.said()),
            fault: footer.fault(),
            content,
            footer,
            stripe: 0,
            first: 0,
            rows: None,
        }))
    }
}

/// Whether content ends with a postscript.
fn ends_as_orc(bytes: &[u8]) -> bool {
    bytes
        .split_last()
        .is_some_and(|(_, rest)| rest.ends_with(b"ORC"))
}

struct Records {
    budget: Rc<Budget>,
    content: Anywhere,
    footer: Footer,
    fields: Fields,
    /// What the file says of itself.
    said: Option<String>,
    /// The next stripe, and the number of its first record.
    stripe: usize,
    first: u64,
    /// The columns of the stripe that is read, and how many rows are left.
    rows: Option<(Column, u64)>,
    /// What was wrong with a stripe.
    fault: Option<Fault>,
}

/// Rows that are read between two looks at the clock.
const ROWS: u64 = 256;

impl Records {
    /// Reads until there is enough for a batch; false at the end.
    fn fill(&mut self) -> Result<bool, Fault> {
        while !self.fields.is_full() {
            self.budget.check()?;
            match self.rows.take() {
                None if !self.open()? => return Ok(false),
                None => {}
                Some((mut columns, left)) => {
                    let now = left.min(ROWS);
                    if let Err(fault) = self.read(&mut columns, now) {
                        self.fault.get_or_insert(fault);
                        self.fields.go_back();
                    } else if left > now {
                        self.rows = Some((columns, left - now));
                    }
                }
            }
        }
        Ok(true)
    }

    fn read(&mut self, columns: &mut Column, rows: u64) -> Result<(), Fault> {
        for _ in 0..rows {
            columns.row(&mut self.fields)?;
            self.fields.end_record();
            self.fields.check()?;
            if self.fields.is_too_full() {
                return Err(Fault::malformed("a record that is larger than can be"));
            }
        }
        Ok(())
    }

    /// Goes to the next stripe; false if there is none.
    fn open(&mut self) -> Result<bool, Fault> {
        let Some(stripe) = self.footer.stripes.get(self.stripe).copied() else {
            return self.fault.take().map_or(Ok(false), Err);
        };
        self.stripe += 1;
        self.fields.record(self.first);
        self.first = self.first.saturating_add(stripe.rows);
        match Column::open(&self.content, &self.footer, &stripe) {
            Ok(columns) => self.rows = columns.map(|columns| (columns, stripe.rows)),
            Err(fault) => {
                self.fault.get_or_insert(fault);
            }
        }
        Ok(true)
    }
}

impl<'r> Extractor<'r> for Records {
    fn step(&mut self, out: &mut Out) -> Result<Step<'r>, Fault> {
        if let Some(said) = self.said.take() {
            out.push(&said);
            return Ok(Step::Break);
        }
        let more = self.fill();
        match (self.fields.take(), more) {
            (Some(batch), more) => {
                if let Err(fault) = more {
                    self.fault.get_or_insert(fault);
                    (self.rows, self.stripe) = (None, usize::MAX);
                }
                Ok(Step::Values(batch))
            }
            (None, Ok(true)) => Ok(Step::More),
            (None, Ok(false)) => Ok(Step::End),
            (None, Err(fault)) => Err(fault),
        }
    }
}
