//! The survey of a text of values, in two steps: between them it is told which
//! values need a closer look. The cells of a column are written alike, and of most
//! forms it is known what may match.

use std::ops::Range;

use super::Survey;
use crate::class::Mask;
use crate::keyword::Sought;
use crate::set::PatternSet;
use crate::{candidates, shape};

impl PatternSet {
    /// Begins the survey of a text of values: all but keywords and plain patterns.
    /// Finds the `spaces` beside which names and addresses may be, if asked.
    ///
    /// # Panics
    ///
    /// If the text has 2^32 bytes or more: cut it.
    pub fn begin_values(&self, survey: &mut Survey, text: &[u8], spaces: bool) {
        self.begin(survey, text, spaces);
        let blocks = text.len().div_ceil(64);
        survey.masks.fill_words(self.engine, text, 0..blocks + 1);
        survey.candidates.resize(blocks, 0);
        if self.needs.keywords || self.needs.values {
            candidates::find(self.engine, &survey.masks, &mut survey.candidates);
        }
        if self.needs.values && self.needs.digitless {
            self.find_starts(survey, 0..blocks, false);
        } else if self.needs.values {
            self.starts_of_values(survey, blocks);
        }
        survey.active.push(0..blocks);
        self.find_marked(survey, text);
    }

    /// Ends it: the keywords in the ranges that are `wanted`, each with a byte before
    /// and two behind it. Plain patterns are looked for everywhere.
    pub fn end_values(&self, survey: &mut Survey, text: &[u8], wanted: &Mask) {
        let blocks = text.len().div_ceil(64);
        if self.needs.plain {
            self.find_all_starts(survey, blocks, true);
        }
        if self.needs.keywords {
            survey.kept.keep_words(&survey.masks, wanted);
            let (masks, hits) = (&survey.kept, &mut survey.hits);
            let place = (0..blocks, Sought::All);
            self.keywords.find(self.engine, (text, masks), place, hits);
        }
    }

    /// Starts of words and numbers near a digit whose shape is viable: without a
    /// digit none is. They are few in values, so each is looked up.
    fn starts_of_values(&self, survey: &mut Survey, blocks: usize) {
        let viable = &self.unmarked.viable;
        for block in 0..blocks {
            let mut bits = survey.candidates[block];
            while bits != 0 {
                let at = 64 * block + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                if viable.contains(shape::at(&survey.masks, at)) {
                    survey.starts.push(at as u32);
                }
            }
        }
    }

    /// Fewest bytes of a long token that needs a keyword; none is shorter.
    pub fn shortest_token(&self) -> usize {
        let armed = self.patterns.iter().filter(|it| it.armed);
        let tokens = armed.filter_map(|it| it.token.as_ref());
        tokens.map(|it| it.min_len()).min().unwrap_or(usize::MAX)
    }
}

impl Survey {
    /// Whether there is a letter in a range, or a byte from 0x80 on.
    #[inline]
    pub fn holds_letter(&self, range: Range<usize>) -> bool {
        self.masks.letter.any(range)
    }

    /// Whether a word or number with a digit near it starts in a range.
    #[inline]
    pub fn holds_candidate(&self, range: Range<usize>) -> bool {
        let Range { start, end } = range;
        start < end
            && (start / 64..=(end - 1) / 64).any(|block| {
                let low = u64::MAX << start.saturating_sub(64 * block).min(63);
                let high = u64::MAX >> (64 * (block + 1)).saturating_sub(end).min(63);
                self.candidates(block) & low & high != 0
            })
    }
}
