//! The survey of a text: one look at it that all plans share.
//!
//! It goes from the cheap to the dear. Masks of digits cost next to nothing, so
//! they are made of the whole text; what letters and keywords cost is paid only
//! where a digit or a long token is near enough for a value to be there.

#[cfg(target_arch = "x86_64")]
mod avx512;
mod dense;
mod values;

use std::ops::Range;

use crate::candidates::{self, BEHIND};
#[cfg(target_arch = "x86_64")]
use crate::class::Instructions;
use crate::class::{Mask, Masks, is_word_byte};
use crate::groups::Near;
use crate::keyword::Sought;
use crate::set::PatternSet;
use crate::shape::Viable;
use crate::sieve::{self, Lanes};
use crate::{Hit, Spaces, runs, shape};

/// Where more than one of so many blocks holds a digit, looking closer costs
/// more than it saves.
const DENSE: usize = 4;

/// What the survey of one text showed. Scratch space: reuse it.
#[derive(Debug, Default)]
pub struct Survey {
    pub(crate) masks: Masks,
    /// Of a text of values, words only where keywords are looked for.
    kept: Masks,
    /// Blocks in which letters are known, and keywords looked for.
    active: Vec<Range<usize>>,
    /// Of each block the starts of words and numbers that have a digit near.
    pub(crate) candidates: Vec<u64>,
    space: sieve::Space,
    /// By block, 1 where values may start or a long token may lie.
    worth: Vec<u8>,
    pub(crate) near: Near,
    /// Most bytes between a keyword and a value that it arms.
    pub distance: usize,
    /// Word starts at which the shape of a value-first pattern begins; in a text of values
    /// without those that [`PatternSet::starts_in`] looks up.
    pub starts: Vec<u32>,
    /// Those of them behind a mark.
    pub(crate) marked: Vec<u32>,
    /// Word bytes at which the shape of a plain value-first pattern begins.
    pub plain_starts: Vec<u32>,
    /// Occurrences of keywords, by their start; in a text that is no list of values
    /// perhaps without those near which nothing can be that they arm.
    pub hits: Vec<Hit>,
    /// Literals, by their start, and their number in the set.
    pub literals: Vec<(u32, u32)>,
    /// Long runs without white space; only where tokens count without keyword.
    pub runs: Vec<(u32, u32)>,
    /// Spaces that are worth a closer look; as [`PatternSet::survey`] left
    /// them.
    pub spaces: Spaces,
}

impl Survey {
    fn clear(&mut self) {
        self.active.clear();
        self.candidates.clear();
        self.starts.clear();
        self.plain_starts.clear();
        self.marked.clear();
        self.hits.clear();
        self.literals.clear();
        self.runs.clear();
    }

    /// The starts of words and numbers in a block.
    #[inline(always)]
    pub(crate) fn word_starts(&self, block: usize) -> u64 {
        let before = block.checked_sub(1).map_or(0, |it| self.word(it)) >> 63;
        let word = self.word(block);
        word & !(word << 1 | before)
    }

    /// The starts of words and numbers in a block that have a digit near.
    #[inline(always)]
    pub(crate) fn candidates(&self, block: usize) -> u64 {
        self.candidates.get(block).copied().unwrap_or(0)
    }

    #[inline(always)]
    pub(crate) fn word(&self, block: usize) -> u64 {
        self.masks.digit.word(block) | self.masks.letter.word(block)
    }

    /// Whether the text is ASCII without an escape, so that it holds no mark but plain
    /// ones.
    pub fn is_plain(&self) -> bool {
        let plain = self.masks.plain();
        plain.ascii && !plain.escape
    }

    /// Whether there is white space in a range.
    #[inline]
    pub fn holds_space(&self, range: Range<usize>) -> bool {
        self.masks.space.any(range)
    }

    /// Whether there is a digit in a range.
    #[inline]
    pub fn holds_digit(&self, range: Range<usize>) -> bool {
        self.masks.digit.any(range)
    }

    /// Whether there are so many digits in a range.
    #[inline]
    pub fn holds_digits(&self, range: Range<usize>, fewest: usize) -> bool {
        self.masks.digit.count(range) >= fewest
    }

    /// Has keywords looked for between two bytes. Ranges come in the order of
    /// their ends.
    fn activate(&mut self, from: usize, to: usize) {
        let mut range = from / 64..to.div_ceil(64);
        while let Some(last) = self.active.pop_if(|last| range.start <= last.end) {
            range = range.start.min(last.start)..range.end.max(last.end);
        }
        self.active.push(range);
    }

    /// Bytes of memory held.
    pub fn memory_usage(&self) -> usize {
        self.masks.memory_usage()
            + self.kept.memory_usage()
            + size_of::<Range<usize>>() * self.active.capacity()
            + 8 * self.candidates.capacity()
            + self.worth.capacity()
            + 4 * (self.starts.capacity() + self.plain_starts.capacity() + self.marked.capacity())
            + 12 * self.hits.capacity()
            + 8 * (self.literals.capacity() + self.runs.capacity())
            + self.spaces.memory_usage()
            + self.near.memory_usage()
    }
}

impl PatternSet {
    /// Looks through a text once, for all plans, and finds the `spaces` beside which
    /// names and addresses may be, which no pattern needs, if asked.
    ///
    /// # Panics
    ///
    /// If the text has 2^32 bytes or more: cut it.
    pub fn survey(&self, survey: &mut Survey, text: &[u8], spaces: bool) {
        let ascii = self.begin(survey, text, spaces);
        let blocks = text.len().div_ceil(64);
        let sparse = !(self.needs.everywhere || self.needs.digitless)
            && self.find_active(survey, text, blocks, ascii);
        if !sparse {
            survey.active.push(0..blocks);
            return self.survey_whole(survey, text);
        }
        self.fill_active(survey, text);
        for at in 0..survey.active.len() {
            let active = survey.active[at].clone();
            if self.needs.plain {
                self.find_starts(survey, active.clone(), true);
            }
            if self.needs.keywords {
                let (text, hits) = ((text, &survey.masks), &mut survey.hits);
                let place = (active, Sought::All);
                self.keywords.find(self.engine, text, place, hits);
            }
        }
        self.find_marked(survey, text);
    }

    /// Begins the survey of any text: what needs no letters. Whether the text is all
    /// ASCII.
    fn begin(&self, survey: &mut Survey, text: &[u8], spaces: bool) -> bool {
        assert!(
            u32::try_from(text.len()).is_ok(),
            "a text of 4 GiB must be cut into parts"
        );
        survey.clear();
        self.read(survey, text, spaces);
        let ascii = survey.masks.plain().ascii;
        survey.distance = if ascii { 1 } else { 4 } * self.keyword_reach;
        if self.needs.runs {
            runs::find(text, &survey.masks.space, &mut survey.runs);
        }
        ascii
    }

    /// Classifies the bytes of a text, and finds literals and if asked spaces.
    fn read(&self, survey: &mut Survey, text: &[u8], spaces: bool) {
        #[cfg(target_arch = "x86_64")]
        if self.engine.instructions() == Instructions::Avx512 {
            return self.read_in_parts(survey, text, spaces);
        }
        if spaces {
            survey.masks.fill_all(self.engine, text);
            survey.spaces.fill(self.engine, &survey.masks);
        } else {
            survey.masks.fill_digits(self.engine, text);
        }
        self.literals.find(self.engine, text, &mut survey.literals);
    }

    /// Finds the starts behind marks, which may be anywhere.
    fn find_marked(&self, survey: &mut Survey, text: &[u8]) {
        #[cfg(target_arch = "x86_64")]
        if self.engine.instructions() == Instructions::Avx512 {
            return self.keep_marked(survey, text);
        }
        let blocks = text.len().div_ceil(64);
        let all = matches!(&survey.active[..], [all] if *all == (0..blocks));
        let mut known = None;
        self.marked.each(text, |at| {
            if !text.get(at).is_some_and(|byte| is_word_byte(*byte)) {
                return;
            }
            let block = at / 64;
            if !all && known != Some(block) {
                survey.masks.fill_words(self.engine, text, block..block + 2);
                known = Some(block);
            }
            if self.marked.is_viable(shape::at(&survey.masks, at)) {
                survey.marked.push(at as u32);
            }
        });
        merge(&mut survey.starts, &survey.marked);
    }

    /// Works out where a value that a survey can find may be, with its keyword, and
    /// where values may start. False if there is too much of it.
    fn find_active(&self, survey: &mut Survey, text: &[u8], blocks: usize, ascii: bool) -> bool {
        let digits = survey.masks.digit.first(blocks);
        let filled = digits.iter().filter(|it| **it != 0).count();
        if filled > blocks / DENSE {
            return false;
        }
        survey.candidates.resize(blocks, 0);
        let reach = survey.distance + self.keywords.longest(ascii) + shape::MAX_LEAD;
        let mut worth = std::mem::take(&mut survey.worth);
        candidates::worth(self.engine, &survey.masks, blocks, &mut worth);
        for block in memchr::memchr_iter(1, &worth) {
            let digits = &survey.masks.digit;
            if digits.word(block) | digits.word(block + 1) & BEHIND != 0 {
                let near = before_digit(digits, block);
                if self.needs.plain || self.needs.plain_armed {
                    let before = if self.needs.plain_armed { reach } else { 0 };
                    survey.activate((64 * block).saturating_sub(before), 64 * block + 1);
                }
                self.activate_near(survey, text, block, near, reach);
            }
            if self.needs.tokens && runs::may_cover(survey.masks.space.word(block)) {
                let at = 64 * block;
                let reach = reach + MAX_TOKEN;
                survey.activate(at.saturating_sub(reach), (at + 64 + reach).min(text.len()));
            }
        }
        survey.worth = worth;
        true
    }

    /// Activates what is around the values that may start in a block and need a
    /// keyword, and notes where others may.
    fn activate_near(
        &self,
        survey: &mut Survey,
        text: &[u8],
        block: usize,
        near: u64,
        reach: usize,
    ) {
        let around = block.saturating_sub(1)..block + 2;
        survey.masks.fill_words(self.engine, text, around);
        let mut starts = survey.word_starts(block) & near;
        survey.candidates[block] = starts;
        while starts != 0 {
            let at = 64 * block + starts.trailing_zeros() as usize;
            starts &= starts - 1;
            let shape = shape::and_digits(&survey.masks, at);
            let armed = self.armed.may_begin(shape);
            let (unmarked, shape) = (self.unmarked.viable.holds(shape), shape.0);
            if armed {
                // A keyword behind it starts near its end, if it is long or not.
                let to = at + self.armed.reach(shape) + survey.distance + 1;
                survey.activate(at.saturating_sub(reach), to.min(text.len()));
            }
            if unmarked {
                survey.starts.push(at as u32);
            }
        }
    }

    /// Works out the letters of the active blocks and of those beside them.
    fn fill_active(&self, survey: &mut Survey, text: &[u8]) {
        for at in 0..survey.active.len() {
            let Range { start, end } = survey.active[at];
            let around = start.saturating_sub(1)..end + 2;
            survey.masks.fill_words(self.engine, text, around);
        }
    }

    /// Finds the starts of words, or of `plain` patterns any word bytes, at
    /// which a value may begin.
    fn find_starts(&self, survey: &mut Survey, active: Range<usize>, plain: bool) {
        let (sifted, digitless, list) = if plain {
            (&self.plain_sifted, false, &mut survey.plain_starts)
        } else {
            let digitless = self.needs.digitless;
            (&self.unmarked, digitless, &mut survey.starts)
        };
        let masks = &survey.masks;

        let word = |it| masks.digit.word(it) | masks.letter.word(it);
        let mut before = active.start.checked_sub(1).map_or(0, word) >> 63;
        for group in active.clone().step_by(LANES) {
            let digits: [Lanes<LANES>; 2] = masks.digit.words_at(group);
            let letters: [Lanes<LANES>; 2] = masks.letter.words_at(group);
            let words: Lanes<LANES> =
                std::array::from_fn(|lane| digits[0][lane] | letters[0][lane]);
            let starts = std::array::from_fn(|lane| {
                let before = lane.checked_sub(1).map_or(before, |it| words[it] >> 63);
                let inside = group + lane < active.end;
                let inner = if plain { 0 } else { words[lane] << 1 | before };
                if inside { words[lane] & !inner } else { 0 }
            });
            before = words[LANES - 1] >> 63;
            if digits == [[0; LANES]; 2] && !digitless {
                continue;
            }
            let window = sieve::Window {
                starts,
                digits,
                letters,
            };
            let passed = sifted.sieve.sift(self.engine, &window, &mut survey.space);
            for (lane, bits) in passed.into_iter().enumerate() {
                push_starts(&sifted.viable, masks, 64 * (group + lane), bits, list);
            }
        }
    }
}

/// Words of masks that go through a sieve at once.
const LANES: usize = 4;

/// Adds positions to others, both in order; each is there once.
pub(crate) fn merge(starts: &mut Vec<u32>, more: &[u32]) {
    if more.is_empty() {
        return;
    }
    let (mut old, mut new) = (starts.len(), more.len());
    starts.resize(old + new, 0);
    // From the end on, so that none is overwritten before it has its place.
    while new > 0 {
        let to = old + new - 1;
        if old > 0 && starts[old - 1] > more[new - 1] {
            starts[to] = starts[old - 1];
            old -= 1;
        } else {
            starts[to] = more[new - 1];
            new -= 1;
        }
    }
    starts.dedup();
}

/// Keeps the positions of a block whose whole shape is viable.
#[inline(always)]
pub(crate) fn push_starts(
    viable: &Viable,
    masks: &Masks,
    base: usize,
    mut bits: u64,
    starts: &mut Vec<u32>,
) {
    while bits != 0 {
        let at = base + bits.trailing_zeros() as usize;
        bits &= bits - 1;
        if viable.holds(shape::and_digits(masks, at)) {
            starts.push(at as u32);
        }
    }
}

/// Most bytes of a long token that needs a keyword, as of any such value.
const MAX_TOKEN: usize = crate::MAX_ARMED;

/// The bits of a block with a digit at them or within the next nine bytes.
#[inline(always)]
fn before_digit(digit: &Mask, block: usize) -> u64 {
    let pair = digit.pair(block);
    let two = pair | pair >> 1;
    let four = two | two >> 2;
    let eight = four | four >> 4;
    (eight | two >> 8) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_merged_is_in_order_and_there_once(
            mut starts in proptest::collection::btree_set(0..60u32, 0..20)
                .prop_map(Vec::from_iter),
            more in proptest::collection::btree_set(0..60u32, 0..20).prop_map(Vec::from_iter),
        ) {
            let mut all = [&starts[..], &more].concat();
            all.sort_unstable();
            all.dedup();
            merge(&mut starts, &more);
            prop_assert_eq!(starts, all);
        }
    }
}
