//! Plain code, compiled to AVX2.

use super::near::Within;
use super::{Groups, Near};

/// As [`Near::spread`].
pub(super) fn spread(groups: &Groups, within: Within, near: &mut Near) {
    // SAFETY: `Engine::available` offers AVX2 only where it was detected.
    unsafe { spread_avx2(groups, within, near) }
}

#[target_feature(enable = "avx2")]
fn spread_avx2(groups: &Groups, within: Within, near: &mut Near) {
    near.spread(groups, within);
}
