//! What hides a value in text that is plain: escapes, blanks that are written as a plus, and
//! leaders.

use super::leader::Leaders;
use super::plus::Pluses;
use super::{Mark, escape};

/// Finds what is written for something else in a text, in order. What is of one kind is
/// looked for once.
pub(super) struct Hidden<'t> {
    text: &'t [u8],
    pluses: Pluses<'t>,
    leaders: Leaders<'t>,
    next: [Option<Mark>; 3],
}

impl<'t> Hidden<'t> {
    pub(super) fn of(text: &'t [u8], from: usize) -> Hidden<'t> {
        let mut pluses = Pluses::of(text, from);
        let leaders = Leaders::of(text);
        let next = [
            escape::next(text, from),
            pluses.next_from(from),
            leaders.next_from(from),
        ];
        Hidden {
            text,
            pluses,
            leaders,
            next,
        }
    }

    /// The next of it from a position on, which is never less than the one before.
    pub(super) fn next_from(&mut self, from: usize) -> Option<Mark> {
        let [escape, plus, leader] = &mut self.next;
        let passed = |it: &Option<Mark>| it.is_some_and(|it| it.0 < from);
        if passed(escape) {
            *escape = escape::next(self.text, from);
        }
        if passed(plus) {
            *plus = self.pluses.next_from(from);
        }
        if passed(leader) {
            *leader = self.leaders.next_from(from);
        }
        self.next.into_iter().flatten().min()
    }
}
