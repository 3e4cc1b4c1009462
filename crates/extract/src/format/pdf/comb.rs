//! Characters in boxes, one in each: a number in a comb is one number.

use std::ops::Range;

use super::line::Word;

/// So many characters at equal distances are in boxes.
const FEWEST: usize = 4;
/// Boxes are no wider than so much of the height of what is in them.
const WIDEST: f64 = 3.0;
/// None is less than so much of the others.
const LEAST: f64 = 0.8;

/// Characters in boxes.
pub(super) struct Comb {
    /// From the first to behind the last one, in the line.
    pub(super) text: Range<usize>,
    /// The blanks between them that mean nothing. Between groups of boxes they do.
    pub(super) gaps: Vec<Range<usize>>,
}

/// What stands in boxes in a line.
pub(super) fn combs(words: &[Word]) -> Vec<Comb> {
    if words.len() < FEWEST {
        return Vec::new();
    }
    let is_alone = |word: &Word| word.glyphs == 1;
    let runs = words.chunk_by(|one, next| is_alone(one) && is_alone(next));
    runs.filter_map(comb).collect()
}

/// How far two characters are apart.
type Distance = fn(&Word, &Word) -> f64;

/// By where they begin, by where their middle is, and by what is between them: they are
/// at the left of their boxes or in the middle, or spaced out. And how much further apart
/// groups are at least.
const DISTANCES: [(Distance, f64); 3] = [
    (
        |one, next| next.first.start.minus(one.first.start).length(),
        1.2,
    ),
    (
        |one, next| next.first.middle().minus(one.first.middle()).length(),
        1.2,
    ),
    (
        |one, next| next.first.start.minus(one.first.end).length(),
        1.6,
    ),
];

fn comb(run: &[Word]) -> Option<Comb> {
    let (first, last) = (run.first()?, run.last()?);
    if run.len() < FEWEST {
        return None;
    }
    // Blanks that are painted part words that are spaced out.
    let pairs = run.windows(2);
    let pairs = pairs.filter(|it| !it[0].ends_blank && !it[1].first.is_blank());
    let pairs: Vec<_> = pairs.map(|it| (&it[0], &it[1])).collect();
    let are_near = DISTANCES.iter().find_map(|it| near(&pairs, *it))?;
    let near = pairs.iter().zip(are_near).filter(|it| it.1);
    Some(Comb {
        text: first.at..last.at + last.first.character.len_utf8(),
        // What parts them is one blank.
        gaps: near.map(|((_, next), _)| next.at - 1..next.at).collect(),
    })
}

/// Which pairs are in one group, if most are equally far apart and none is nearer.
fn near(pairs: &[(&Word, &Word)], (distance, most): (Distance, f64)) -> Option<Vec<bool>> {
    let distances: Vec<f64> = pairs.iter().map(|it| distance(it.0, it.1)).collect();
    let mut sorted = distances.clone();
    sorted.sort_by(f64::total_cmp);
    let (least, typical) = (*sorted.first()?, sorted[sorted.len() / 2]);
    let are_near: Vec<bool> = distances.iter().map(|it| *it < most * typical).collect();
    let count = are_near.iter().filter(|it| **it).count();
    let is_comb = count + 1 >= FEWEST
        && 2 * count >= pairs.len()
        && least > LEAST * typical
        && typical < WIDEST * pairs[0].0.first.height;
    is_comb.then_some(are_near)
}
