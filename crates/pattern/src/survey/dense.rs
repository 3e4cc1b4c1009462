//! What is left of the survey of a text that is full of digits: it tells for each
//! block what may begin there, and so which keywords need be known near it.

use super::Survey;
use crate::candidates;
use crate::groups::{Others, Within};
use crate::keyword::Sought;
use crate::set::PatternSet;
use crate::survey::push_starts;

impl PatternSet {
    /// Surveys all of a text of which digits and spaces are known.
    pub(super) fn survey_whole(&self, survey: &mut Survey, text: &[u8]) {
        let blocks = text.len().div_ceil(64);
        survey.masks.fill_words(self.engine, text, 0..blocks + 1);
        survey.candidates.resize(blocks, 0);
        candidates::find(self.engine, &survey.masks, &mut survey.candidates);
        let mut starts = self.needs.values;
        if self.needs.keywords {
            // Of those shapes each has a digit.
            let known = starts && !self.needs.digitless;
            self.find_near(survey, known);
            starts &= !known;
        }
        if starts {
            self.find_all_starts(survey, blocks, false);
        }
        if self.needs.plain {
            self.find_all_starts(survey, blocks, true);
        }
        if self.needs.keywords {
            let sought = Sought::Near(&survey.near.around);
            let (text, place) = ((text, &survey.masks), (0..blocks, sought));
            self.keywords
                .find(self.engine, text, place, &mut survey.hits);
        }
        self.find_marked(survey, text);
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
        survey.near.fill(
            self.engine,
            &self.armed.groups,
            text,
            (within, others),
            values,
        );
        for &(block, bits) in &survey.near.passed {
            let (base, list) = (64 * block as usize, &mut survey.starts);
            push_starts(&self.unmarked.viable, &survey.masks, base, bits, list);
        }
    }

    /// Finds the starts of words, or of `plain` patterns any word bytes, at which a
    /// value may begin, in as many blocks as there are.
    pub(super) fn find_all_starts(&self, survey: &mut Survey, blocks: usize, plain: bool) {
        #[cfg(target_arch = "x86_64")]
        if self.engine.instructions() == crate::class::Instructions::Avx512 {
            return match plain {
                true => self.find_plain_starts(survey, 0..blocks),
                false => self.find_word_starts(survey, 0..blocks),
            };
        }
        self.find_starts(survey, 0..blocks, plain);
    }
}
