//! The most severe of many.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use tracie_finding::detection::Severity;

/// Keeps the most severe of many things, of equal ones the earliest, and
/// counts the others: what a report holds until its end has a bound.
pub(crate) struct Worst<T> {
    most: usize,
    kept: BTreeMap<(Reverse<Severity>, u64), T>,
    seen: u64,
}

impl<T> Worst<T> {
    /// Keeps so many.
    pub(crate) fn new(most: usize) -> Worst<T> {
        Worst {
            most,
            kept: BTreeMap::new(),
            seen: 0,
        }
    }

    /// Takes in one more, which is only made if it is kept.
    pub(crate) fn push(&mut self, severity: Severity, make: impl FnOnce() -> T) {
        let key = (Reverse(severity), self.seen);
        self.seen += 1;
        if self.kept.len() == self.most {
            match self.kept.last_key_value() {
                Some((last, _)) if key < *last => drop(self.kept.pop_last()),
                _ => return,
            }
        }
        self.kept.insert(key, make());
    }

    /// How many there were in all.
    pub(crate) fn seen(&self) -> u64 {
        self.seen
    }

    /// How many of them are not kept.
    pub(crate) fn left_out(&self) -> u64 {
        self.seen - self.kept.len() as u64
    }

    /// Those that are kept, the most severe first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.kept.values()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Severity::{High, Low, Medium};

    #[test]
    fn the_most_severe_are_kept_in_the_order_they_came() {
        let mut worst = Worst::new(3);
        for (severity, name) in [
            (Low, 'a'),
            (High, 'b'),
            (Low, 'c'),
            (Medium, 'd'),
            (High, 'e'),
        ] {
            worst.push(severity, || name);
        }
        assert_eq!(worst.iter().collect::<String>(), "bed");
        assert_eq!((worst.seen(), worst.left_out()), (5, 2));
    }

    #[test]
    fn what_is_not_kept_is_not_made() {
        let mut worst = Worst::new(1);
        worst.push(Low, || ());
        worst.push(Low, || panic!("it comes too late"));
        assert_eq!(worst.left_out(), 1);
    }
}
