//! How sensitive a bucket is, as a number.
//!
//! Macie does not publish its formula; its bounds are kept: −1 where every attempt
//! failed, 1 for an empty bucket, 1 to 49 where nothing was found, 50 before
//! anything was analysed, 51 to 99 where something was, 100 set by hand only.
//!
//! With the *share* of classifiable objects that were analysed (0 to 1), the
//! *types* that were found in them and their *occurrences*, suppressed ones left out:
//!
//! ```text
//! nothing found    50 − 49 × share                        more analysed: lower
//! something found  51 + 24 × share + 24 × (depth + breadth) / 2
//!                  depth   = min(1, log10(1 + occurrences) / 4)
//!                  breadth = min(1, types / 10)
//! ```
//!
//! rounded, and held within the bounds. An object that was changed or deleted no
//! longer counts, so its detections go with it.

/// What a score follows from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Evidence {
    /// Objects that could be analysed.
    pub(crate) classifiable: u64,
    /// Objects that were, and are still the same.
    pub(crate) analysed: u64,
    /// Objects that could not be analysed though it was tried.
    pub(crate) failed: u64,
    /// Sensitive data types in those objects.
    pub(crate) types: u64,
    /// Their occurrences.
    pub(crate) occurrences: u64,
}

/// The score.
pub(crate) fn score(evidence: Evidence) -> i64 {
    let Evidence {
        classifiable,
        analysed,
        failed,
        types,
        occurrences,
    } = evidence;
    if classifiable == 0 {
        return 1;
    }
    if analysed == 0 {
        return if failed > 0 { -1 } else { 50 };
    }
    let share = (float(analysed) / float(classifiable)).min(1.0);
    if occurrences == 0 {
        return bounded(50.0 - 49.0 * share, 1, 49);
    }
    let depth = ((1.0 + float(occurrences)).log10() / 4.0).min(1.0);
    let breadth = (float(types) / 10.0).min(1.0);
    bounded(51.0 + 24.0 * share + 12.0 * (depth + breadth), 51, 99)
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
fn float(count: u64) -> f64 {
    count as f64
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "it is between two small numbers"
)]
fn bounded(score: f64, least: i64, most: i64) -> i64 {
    (score.round() as i64).clamp(least, most)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(classifiable: u64, analysed: u64, failed: u64, types: u64, occurrences: u64) -> i64 {
        score(Evidence {
            classifiable,
            analysed,
            failed,
            types,
            occurrences,
        })
    }

    #[test]
    fn scores_keep_within_macies_bounds() {
        assert_eq!(of(0, 0, 0, 0, 0), 1);
        assert_eq!(of(10, 0, 0, 0, 0), 50);
        assert_eq!(of(10, 0, 3, 0, 0), -1);
        assert_eq!(of(10, 10, 0, 0, 0), 1);
        assert_eq!(of(1_000_000, 1, 0, 0, 0), 49);
        assert_eq!(of(1_000_000, 1, 0, 1, 1), 53);
        assert_eq!(of(10, 10, 0, 50, 1_000_000), 99);
        for analysed in 1..=100 {
            assert!((1..=49).contains(&of(100, analysed, 0, 0, 0)));
            assert!((51..=99).contains(&of(100, analysed, 0, 3, 30)));
        }
    }

    #[test]
    fn more_analysed_is_surer() {
        for analysed in 1..100 {
            assert!(of(100, analysed + 1, 0, 0, 0) <= of(100, analysed, 0, 0, 0));
            assert!(of(100, analysed + 1, 0, 2, 9) >= of(100, analysed, 0, 2, 9));
        }
        assert!(of(100, 10, 0, 2, 900) > of(100, 10, 0, 2, 9));
        assert!(of(100, 10, 0, 9, 9) > of(100, 10, 0, 2, 9));
    }
}
