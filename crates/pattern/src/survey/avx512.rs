//! What of a survey goes otherwise where AVX-512 is: bytes are classified and searched
//! part by part, and it is told for all positions of a block at once what may begin
//! there.

use std::ops::Range;

use super::{Survey, merge, push_starts};
use crate::class::is_word_byte;
use crate::set::PatternSet;
use crate::{candidates, shape};

impl PatternSet {
    /// Makes the masks of a text, and finds literals and marks part by part, while each
    /// is near; then spaces, if asked.
    pub(super) fn read_in_parts(&self, survey: &mut Survey, text: &[u8], spaces: bool) {
        let Survey {
            masks,
            literals,
            marked,
            ..
        } = survey;
        let (marks, mut done) = (self.marked.marks(), 0);
        masks.fill_between(self.engine, text, spaces, |part| {
            let place = (text, part);
            self.literals
                .find_part(place, &mut done, marks, literals, marked);
        });
        literals.sort_unstable();
        if spaces {
            survey.spaces.fill(self.engine, &survey.masks);
        }
    }

    /// Finds the starts of words at which a value may begin.
    pub(super) fn find_word_starts(&self, survey: &mut Survey, blocks: Range<usize>) {
        for block in blocks {
            let starts = match self.needs.digitless {
                true => survey.word_starts(block),
                false => survey.candidates(block),
            };
            if starts != 0 {
                let masks = &survey.masks;
                let passed = starts & self.unmarked.lattice.any(self.engine, masks, block);
                let (base, list) = (64 * block, &mut survey.starts);
                push_starts(&self.unmarked.viable, masks, base, passed, list);
            }
        }
    }

    /// Finds the word bytes at which a value of a plain pattern may begin.
    pub(super) fn find_plain_starts(&self, survey: &mut Survey, blocks: Range<usize>) {
        for block in blocks {
            let digits = &survey.masks.digit;
            if digits.word(block) | digits.word(block + 1) & candidates::BEHIND == 0 {
                continue;
            }
            let masks = &survey.masks;
            let passed =
                survey.word(block) & self.plain_sifted.lattice.any(self.engine, masks, block);
            let (base, list) = (64 * block, &mut survey.plain_starts);
            push_starts(&self.plain_sifted.viable, masks, base, passed, list);
        }
    }

    /// Keeps of the marks those behind which a value may begin.
    pub(super) fn keep_marked(&self, survey: &mut Survey, text: &[u8]) {
        let masks = &survey.masks;
        survey.marked.retain_mut(|mark| {
            *mark += 1;
            let at = *mark as usize;
            let word = text.get(at).is_some_and(|byte| is_word_byte(*byte));
            word && self.marked.is_viable(shape::at(masks, at))
        });
        merge(&mut survey.starts, &survey.marked);
    }
}
