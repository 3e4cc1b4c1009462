//! Where words start in a block, and where letters go on.

use crate::class::{Mask, Masks};

/// The words of a block.
pub(super) struct Words {
    /// Where they start.
    pub(super) starts: u64,
    /// Where they start within a longer run of letters.
    pub(super) humps: u64,
    pub(super) letters: u64,
}

impl Words {
    /// Words start where [`super::entry::is_boundary`] holds and a letter follows.
    #[inline(always)]
    pub(super) fn of(masks: &Masks, block: usize) -> Words {
        let (letter, upper) = (masks.letter.word(block), masks.upper.word(block));
        let before = |mask: &Mask| block.checked_sub(1).map_or(0, |it| mask.word(it)) >> 63;
        let (letter_before, upper_before) = (before(&masks.letter), before(&masks.upper));
        let after = (masks.letter.word(block + 1) & !masks.upper.word(block + 1)) << 63;
        let lower = letter & !upper;
        let previous_letter = letter << 1 | letter_before;
        let previous_lower = lower << 1 | (letter_before & !upper_before);
        let next_lower = lower >> 1 | after;
        let humps = upper & (previous_lower | previous_letter & next_lower);
        Words {
            starts: letter & !previous_letter | humps,
            humps,
            letters: letter,
        }
    }
}
