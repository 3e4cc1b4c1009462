//! The search for prints, one position after the other.

use super::Nibbles;

pub(super) fn find(
    nibbles: &Nibbles,
    text: &[u8],
    from: usize,
    confirm: &mut impl FnMut(usize, u8),
) {
    for at in from..text.len() {
        let buckets = nibbles.buckets_at(text, at);
        if buckets != 0 {
            confirm(at, buckets);
        }
    }
}
