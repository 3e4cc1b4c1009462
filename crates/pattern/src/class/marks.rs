//! Which bytes else show where names and addresses may be.

use super::Mask;

/// Which bytes of a text are of some classes more.
#[derive(Clone, Debug, Default)]
pub(crate) struct Marks {
    /// What parts words.
    pub(crate) gap: Mask,
    /// What that may stand behind, besides letters.
    pub(crate) joint: Mask,
    /// The sign of an assignment.
    pub(crate) equals: Mask,
    /// Bytes from 0x80 on.
    pub(crate) wide: Mask,
}

/// The same of the bytes of a block, one bit each.
#[derive(Clone, Copy)]
pub(super) struct Marked {
    pub(super) gap: u64,
    pub(super) joint: u64,
    pub(super) equals: u64,
    pub(super) wide: u64,
}

impl Marks {
    pub(super) fn all(&mut self) -> [&mut Mask; 4] {
        [
            &mut self.gap,
            &mut self.joint,
            &mut self.equals,
            &mut self.wide,
        ]
    }

    /// Fills the words of some blocks, from a block on, by what is in each.
    #[inline(always)]
    pub(super) fn fill(
        &mut self,
        blocks: &[[u8; 64]],
        from: usize,
        mut marked: impl FnMut(&[u8; 64]) -> Marked,
    ) {
        let [gaps, joints, equals, wides] = self.all().map(|it| it.words[from..].iter_mut());
        let outs = gaps.zip(joints).zip(equals.zip(wides));
        for (block, ((gap, joint), (equal, wide))) in blocks.iter().zip(outs) {
            let marked = marked(block);
            (*gap, *joint) = (marked.gap, marked.joint);
            (*equal, *wide) = (marked.equals, marked.wide);
        }
    }

    pub(super) fn memory_usage(&self) -> usize {
        let all = [&self.gap, &self.joint, &self.equals, &self.wide];
        all.map(|it| 8 * it.words.capacity()).iter().sum()
    }
}
