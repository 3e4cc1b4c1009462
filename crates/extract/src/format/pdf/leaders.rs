//! Dots that lead from a label to its value, and lines to write on.
//!
//! They are as long as the page is wide, so that what they lead to would seem far away.

use std::ops::Range;

/// Fewer signs are none.
pub(super) const FEWEST: usize = 5;
/// So many of them are left.
const LEFT: usize = 3;

pub(super) fn is_leader(character: char) -> bool {
    matches!(character, '.' | '_' | '\u{b7}' | '\u{2026}' | '\u{2024}')
}

/// What is more than a few of the same sign, with a blank between two of them or none.
pub(super) fn excess(line: &str) -> Vec<Range<usize>> {
    let (mut excess, mut run) = (Vec::new(), Run::default());
    for (at, character) in line.char_indices() {
        if is_leader(character) && (run.sign == Some(character) || run.count == 0) {
            run.add(at, character);
        } else if character != ' ' || run.behind != at {
            excess.extend(run.excess());
            run = Run::default();
            if is_leader(character) {
                run.add(at, character);
            }
        }
    }
    excess.extend(run.excess());
    excess
}

/// Signs that are the same.
#[derive(Default)]
struct Run {
    sign: Option<char>,
    count: usize,
    /// Behind those that are left, and behind the last one.
    left: usize,
    behind: usize,
}

impl Run {
    fn add(&mut self, at: usize, sign: char) {
        self.sign = Some(sign);
        self.count += 1;
        self.behind = at + sign.len_utf8();
        if self.count <= LEFT {
            self.left = self.behind;
        }
    }

    fn excess(&self) -> Option<Range<usize>> {
        (self.count >= FEWEST).then_some(self.left..self.behind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_signs_are_left() {
        for (line, expected) in [
            ("Total ........... 12", "Total ... 12"),
            ("Total . . . . . . 12", "Total . . . 12"),
            ("No. ______________12", "No. ___12"),
            ("a.b.c.d.e.f ... ____", "a.b.c.d.e.f ... ____"),
            ("......______", "...___"),
            ("·······", "···"),
            ("end.  . . .  .", "end.  . . .  ."),
        ] {
            let mut left = line.to_owned();
            for cut in excess(line).into_iter().rev() {
                left.replace_range(cut, "");
            }
            assert_eq!(left, expected);
        }
    }
}
