//! A first guess at particles without a look at the big table: most small
//! words before a capital are `in`, `the`, `of`.

use crate::generated::PARTICLES;
use crate::hash::particle_bit;

/// Whether a word may be a particle: false is sure.
pub(crate) fn maybe_particle(word: &[u8]) -> bool {
    particle_bit(word).is_some_and(|bit| PARTICLES[bit / 64] >> (bit % 64) & 1 == 1)
}
