//! The survey of a text of values, in two steps: between them it is told which
//! values need a closer look. The cells of a column are written alike, and of most
//! forms it is known what may match.

use std::ops::Range;

use super::{Survey, merge, push_starts};
use crate::class::Mask;
use crate::keyword::Sought;
use crate::set::{PatternSet, within};
use crate::{candidates, shape};

impl PatternSet {
    /// Begins the survey of a text of values: all but keywords and plain patterns, and
    /// of value-first patterns only those that may start without a digit near or behind
    /// a mark; [`PatternSet::starts_in`] tells where the others may. Finds the `spaces`
    /// beside which names and addresses may be, if asked.
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

    /// Whether there may be a keyword in a value; UUIDs and the like have none.
    #[inline(always)]
    pub fn may_hold_keyword(&self, value: &[u8]) -> bool {
        self.keywords.may_be_in(value)
    }

    /// Whether a value-first pattern may start in a range of a text of values, besides
    /// those that its survey shows.
    #[inline(always)]
    pub fn may_start(&self, survey: &Survey, range: Range<usize>) -> bool {
        if !self.has_few_starts() {
            return false;
        }
        // Loops, which are sure to be inlined.
        for block in blocks(&range) {
            let mut bits = survey.candidates(block) & within(block, range.start, range.end);
            while bits != 0 {
                let at = 64 * block + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                if self
                    .unmarked
                    .viable
                    .holds(shape::and_digits(&survey.masks, at))
                {
                    return true;
                }
            }
        }
        false
    }

    /// Where value-first patterns may start in a range of a text of values, ascending,
    /// given those that its survey shows.
    pub fn starts_in(
        &self,
        survey: &Survey,
        range: Range<usize>,
        shown: &[u32],
        starts: &mut Vec<u32>,
    ) {
        starts.clear();
        if self.has_few_starts() {
            let viable = &self.unmarked.viable;
            for block in blocks(&range) {
                let bits = survey.candidates(block) & within(block, range.start, range.end);
                push_starts(viable, &survey.masks, 64 * block, bits, starts);
            }
        }
        merge(starts, shown);
    }

    /// Whether starts are near a digit, or behind a mark: so few in values that each is
    /// looked up, and only where its value needs a closer look.
    #[inline(always)]
    fn has_few_starts(&self) -> bool {
        self.needs.values && !self.needs.digitless
    }

    /// Fewest bytes of a long token that needs a keyword; none is shorter.
    pub fn shortest_token(&self) -> usize {
        let armed = self.patterns.iter().filter(|it| it.armed);
        let tokens = armed.filter_map(|it| it.token.as_ref());
        tokens.map(|it| it.min_len()).min().unwrap_or(usize::MAX)
    }
}

impl Survey {
    /// The first digit from a position on; the highest number if there is none.
    #[inline(always)]
    pub fn next_digit(&self, from: usize) -> usize {
        self.masks.digit.next(from)
    }

    /// Whether there is a letter in a range, or a byte from 0x80 on.
    #[inline]
    pub fn holds_letter(&self, range: Range<usize>) -> bool {
        self.masks.letter.any(range)
    }

    /// Whether a word or number with a digit near it starts in a range.
    #[inline]
    pub fn holds_candidate(&self, range: Range<usize>) -> bool {
        blocks(&range)
            .any(|block| self.candidates(block) & within(block, range.start, range.end) != 0)
    }
}

/// The blocks that a range lies in.
#[inline(always)]
fn blocks(range: &Range<usize>) -> Range<usize> {
    range.start / 64..range.end.div_ceil(64)
}
