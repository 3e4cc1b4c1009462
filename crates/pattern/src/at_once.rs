//! What of a survey goes otherwise where AVX-512 is: it tells for all positions of a
//! block at once what may begin there, and so which keywords need be known near it.

use std::ops::Range;

use crate::class::{Engine, is_word_byte};
use crate::groups::{Others, Within};
use crate::keyword::Sought;
use crate::set::PatternSet;
use crate::survey::{Survey, merge, push_starts};
use crate::{candidates, shape};

impl PatternSet {
    /// What is left of a survey when the bytes are classified.
    pub(crate) fn survey_at_once(&self, survey: &mut Survey, text: &[u8]) {
        let blocks = text.len().div_ceil(64);
        survey.candidates.resize(blocks, 0);
        candidates::find(Engine::Avx512, &survey.masks, &mut survey.candidates);
        let mut starts = self.needs.values;
        if self.needs.keywords {
            // Of those shapes each has a digit.
            let known = starts && !self.needs.digitless;
            self.find_near(survey, known);
            starts &= !known;
        }
        if starts {
            self.find_starts_in(survey, 0..blocks);
        }
        if self.needs.plain {
            self.find_plain_starts(survey, 0..blocks);
        }
        if self.needs.keywords {
            let sought = Sought::Near(&survey.near.around);
            let (text, place) = ((text, &survey.masks), (0..blocks, sought));
            self.keywords
                .find(Engine::Avx512, text, place, &mut survey.hits);
        }
        self.keep_marked(survey, text);
    }

    /// Makes the masks of a text, and finds literals and marks part by part, while each
    /// is near; then spaces, if asked.
    pub(crate) fn read_in_parts(&self, survey: &mut Survey, text: &[u8], spaces: bool) {
        let Survey {
            masks,
            literals,
            marked,
            ..
        } = survey;
        let (marks, mut done) = (self.marked.marks(), 0);
        masks.fill_between(text, spaces, |part| {
            let place = (text, part);
            self.literals
                .find_part(place, &mut done, marks, literals, marked);
        });
        literals.sort_unstable();
        if spaces {
            survey.spaces.fill_from(&survey.masks);
        }
    }

    /// Finds out what keywords may arm around them, and if asked where values start.
    fn find_near(&self, survey: &mut Survey, starts: bool) {
        let within = Within {
            longest: self.keywords.longest(survey.masks.plain().ascii),
            distance: survey.distance,
        };
        let others = Others {
            tokens: self.needs.tokens,
            loose: self.needs.plain_armed,
            everywhere: self.needs.everywhere,
        };
        let text = (&survey.masks, &survey.candidates[..]);
        let values = starts.then_some(&self.unmarked.lattice);
        survey
            .near
            .fill(&self.armed.groups, text, (within, others), values);
        for &(block, bits) in &survey.near.passed {
            let (base, list) = (64 * block as usize, &mut survey.starts);
            push_starts(&self.unmarked.viable, &survey.masks, base, bits, list);
        }
    }

    /// Finds the starts of words at which a value may begin.
    fn find_starts_in(&self, survey: &mut Survey, blocks: Range<usize>) {
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
    pub(crate) fn find_plain_starts(&self, survey: &mut Survey, blocks: Range<usize>) {
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
    pub(crate) fn keep_marked(&self, survey: &mut Survey, text: &[u8]) {
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
