//! The search for prints, one position after the other.

use super::Nibbles;

pub(super) fn find(nibbles: &Nibbles, text: &[u8], from: usize, confirm: &mut impl FnMut(usize)) {
    for at in from..text.len() {
        if nibbles.buckets_at(text, at) != 0 {
            confirm(at);
        }
    }
}
