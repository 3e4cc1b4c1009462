//! Characters in boxes, one in each: a number in a comb is one number.

use std::ops::Range;

use super::line::Word;

/// So many characters at equal distances are in boxes.
const FEWEST: usize = 4;
/// Boxes are no wider than so much of the height of what is in them.
const WIDEST: f64 = 3.0;
/// Distances are equal if they differ by less.
const TOLERANCE: f64 = 0.2;

/// The blanks in a line between characters that stand in boxes.
pub(super) fn gaps(words: &[Word]) -> Vec<Range<usize>> {
    let mut gaps = Vec::new();
    if words.len() < FEWEST {
        return gaps;
    }
    let is_alone = |word: &Word| word.glyphs == 1 && !word.first.is_blank();
    for run in words.chunk_by(|one, next| is_alone(one) && is_alone(next)) {
        if run.len() >= FEWEST {
            gaps.extend(within(run));
        }
    }
    gaps
}

/// The blanks between single characters that stand at equal distances. Groups of them may
/// be further apart.
fn within(run: &[Word]) -> Vec<Range<usize>> {
    let starts = distances(run, |word| (word.first.start.x, word.first.start.y));
    let centers = distances(run, |word| {
        let (start, end) = (word.first.start, word.first.end);
        ((start.x + end.x) / 2.0, (start.y + end.y) / 2.0)
    });
    let best = [equal(&starts), equal(&centers)];
    let best = best.into_iter().max_by_key(|are| are.iter().filter(|it| **it).count());
    let are_equal = best.unwrap_or_default();
    let count = are_equal.iter().filter(|it| **it).count();
    let width = typical(&starts);
    if count + 1 < FEWEST || 2 * count < starts.len() || width > WIDEST * run[0].first.height {
        return Vec::new();
    }
    let behind = run[1..].iter().zip(are_equal).filter(|it| it.1);
    // What parts them is one blank.
    behind.map(|(word, _)| word.at - 1..word.at).collect()
}

fn distances(run: &[Word], of: impl Fn(&Word) -> (f64, f64)) -> Vec<f64> {
    let places: Vec<_> = run.iter().map(of).collect();
    let pairs = places.windows(2);
    pairs.map(|it| (it[1].0 - it[0].0).hypot(it[1].1 - it[0].1)).collect()
}

/// The distance in the middle.
fn typical(distances: &[f64]) -> f64 {
    let mut sorted = distances.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

/// Which distances are about the typical one.
fn equal(distances: &[f64]) -> Vec<bool> {
    let typical = typical(distances);
    let is_equal = |it: &f64| (it - typical).abs() < TOLERANCE * typical;
    distances.iter().map(is_equal).collect()
}
