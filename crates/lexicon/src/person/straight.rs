//! A stretch of text in which white space between two words is one blank.

use super::wide::Gap;

/// As many bytes on each side bear on a name there.
const REACH: usize = 144;

/// The stretch, without allocation.
pub(super) struct Straight {
    bytes: [u8; 2 * REACH + 1],
    len: usize,
    /// Where it begins in the text.
    from: usize,
    /// Where the blank stands, and the white space in the text.
    at: usize,
    gap: Gap,
}

impl Straight {
    /// What stands around a gap.
    pub(super) fn of(text: &[u8], gap: Gap) -> Straight {
        let before = &text[gap.start.saturating_sub(REACH)..gap.start];
        let behind = &text[gap.end..text.len().min(gap.end + REACH)];
        let (at, mut bytes) = (before.len(), [b' '; 2 * REACH + 1]);
        bytes[..at].copy_from_slice(before);
        bytes[at + 1..][..behind.len()].copy_from_slice(behind);
        Straight {
            bytes,
            len: at + 1 + behind.len(),
            from: gap.start - at,
            at,
            gap,
        }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes[..self.len]
    }

    /// Where the blank stands in it.
    pub(super) fn gap(&self) -> usize {
        self.at
    }

    /// Where a span of it lies in the text.
    pub(super) fn back(&self, span: (usize, usize)) -> (usize, usize) {
        let back = |at: usize| match at.checked_sub(self.at + 1) {
            Some(behind) => self.gap.end + behind,
            None => self.from + at,
        };
        (back(span.0), back(span.1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_lead_back() {
        let text = [&[b'x'; 200][..], b"Anna \n  Weber", &[b'y'; 200]].concat();
        let straight = Straight::of(
            &text,
            Gap {
                start: 204,
                end: 208,
            },
        );
        assert_eq!(straight.bytes().len(), 2 * REACH + 1);
        let at = straight.gap();
        assert_eq!(&straight.bytes()[at - 4..at + 6], b"Anna Weber");
        assert_eq!(straight.back((at - 4, at + 6)), (200, 213));
    }
}
