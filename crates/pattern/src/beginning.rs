//! How matches begin, as bytes.

use crate::record::{bits, flags, push, take};
use crate::shape::Beginning;
use crate::shapes::{Shapes, WORDS};

/// Where there is no number.
const NONE: u8 = u8::MAX;

impl Beginning {
    /// All there is to it.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![self.lead.map_or(NONE, |lead| lead as u8)];
        bytes.push(u8::from(self.marks.is_some()));
        push(&mut bytes, self.marks.as_deref().unwrap_or_default());
        bytes.extend(self.runs.to_le_bytes());
        self.heads.iter().for_each(|it| bytes.extend(bits(it)));
        for run in self.shapes.runs() {
            bytes.extend(((run.end - run.start) as u16).to_le_bytes());
            bytes.extend(run.word.to_le_bytes());
        }
        bytes
    }

    /// Reads that back, or of its shapes those with a `digit`; `None` if it is
    /// something else.
    pub(crate) fn from_bytes(bytes: &[u8], digit: bool) -> Option<Beginning> {
        let ([lead, marked], mut rest) = bytes.split_first_chunk::<2>()?;
        let marks = take(&mut rest)?;
        let (lengths, rest) = rest.split_first_chunk()?;
        let (first, rest) = rest.split_first_chunk::<32>()?;
        let (second, rest) = rest.split_first_chunk::<32>()?;
        let words: usize = runs(rest).map(|it| it.0).sum();
        (words == WORDS).then(|| Beginning {
            shapes: Shapes::from_runs(runs(rest), digit),
            lead: (*lead != NONE).then_some(usize::from(*lead)),
            runs: u32::from_le_bytes(*lengths),
            heads: Box::new([flags(first), flags(second)]),
            marks: (*marked != 0).then(|| marks.into()),
        })
    }
}

/// Whether [`Beginning::from_bytes`] reads this.
pub(crate) fn can_be_read(bytes: &[u8]) -> bool {
    let Some((_, mut rest)) = bytes.split_first_chunk::<2>() else {
        return false;
    };
    let runs = take(&mut rest).and_then(|_| rest.get(4 + 64..)).map(runs);
    runs.is_some_and(|runs| runs.map(|it| it.0).sum::<usize>() == WORDS)
}

/// How many words are alike, and which that is; what breaks off is none.
fn runs(bytes: &[u8]) -> impl Iterator<Item = (usize, u32)> + '_ {
    let (runs, _) = bytes.as_chunks::<6>();
    runs.iter().map(|[low, high, word @ ..]| {
        let count = u16::from_le_bytes([*low, *high]);
        (usize::from(count), u32::from_le_bytes(*word))
    })
}
