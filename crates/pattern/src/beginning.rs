//! How matches begin, as bytes.

use crate::record::{ByteSet, push, take};
use crate::shape::Beginning;
use crate::shapes::Shapes;

/// Where there is no number.
const NONE: u8 = u8::MAX;

impl Beginning {
    /// All there is to it, and which of its shapes hold a digit.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![self.lead.map_or(NONE, |lead| lead as u8)];
        bytes.push(u8::from(self.marks.is_some()));
        push(&mut bytes, self.marks.as_deref().unwrap_or_default());
        bytes.extend(self.runs.to_le_bytes());
        self.heads.iter().for_each(|it| bytes.extend(it.to_bytes()));
        push(&mut bytes, &self.shapes.to_bytes());
        push(&mut bytes, &self.shapes.with_digit().to_bytes());
        bytes
    }
}

/// What was written of a beginning.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Written {
    lead: u8,
    marks: Option<&'static [u8]>,
    runs: u32,
    heads: [&'static [u8; 32]; 2],
    /// All, and those with a digit.
    shapes: [&'static [u8]; 2],
}

impl Written {
    /// `None` if it is something else.
    pub(crate) fn read(bytes: &'static [u8]) -> Option<Written> {
        let ([lead, marked], mut rest) = bytes.split_first_chunk::<2>()?;
        let marks = take(&mut rest)?;
        let (runs, rest) = rest.split_first_chunk()?;
        let (first, rest) = rest.split_first_chunk()?;
        let (second, mut rest) = rest.split_first_chunk()?;
        Some(Written {
            lead: *lead,
            marks: (*marked != 0).then_some(marks),
            runs: u32::from_le_bytes(*runs),
            heads: [first, second],
            shapes: [take(&mut rest)?, take(&mut rest)?],
        })
    }

    /// The beginning, or of its shapes those with a `digit`.
    pub(crate) fn beginning(&self, digit: bool) -> Beginning {
        Beginning {
            shapes: Shapes::from_bytes(self.shapes[usize::from(digit)]),
            lead: (self.lead != NONE).then_some(usize::from(self.lead)),
            runs: self.runs,
            heads: self.heads.map(ByteSet::from_bytes),
            marks: self.marks.map(Into::into),
        }
    }
}
