//! Windows: where in a text keywords make weak values worth trying.
//!
//! Each keyword opens a window around it, as wide as the values it arms are
//! long. Where windows overlap, what any of them arms is tried once.

use tracie_pattern::{Hit, Survey};

use crate::compiled::{Arming, Compiled};

/// Working memory for the windows of a text.
#[derive(Debug, Default)]
pub(crate) struct Windows {
    all: Vec<Window>,
    /// For each keyword, the place of its last one among them. Of another text, if
    /// that is no window of the keyword.
    latest: Vec<u32>,
    /// Those that are open at the current position.
    open: Vec<Window>,
    arming: Arming,
}

/// Where values may start that a keyword arms.
#[derive(Clone, Copy, Debug)]
struct Window {
    from: u32,
    to: u32,
    keyword: u32,
}

impl Windows {
    /// Calls back with ranges in which values may start, in order and without
    /// overlap, and with what is armed in each.
    pub(crate) fn each(
        &mut self,
        compiled: &Compiled,
        survey: &Survey,
        mut found: impl FnMut((usize, usize), &Arming),
    ) {
        self.open_around(compiled, survey);
        let all = std::mem::take(&mut self.all);
        self.sweep(compiled, &all, &mut found);
        self.all = all;
    }

    fn sweep(
        &mut self,
        compiled: &Compiled,
        all: &[Window],
        found: &mut impl FnMut((usize, usize), &Arming),
    ) {
        let mut ahead = all.iter().peekable();
        self.open.clear();
        let (mut at, mut known) = (0, false);
        loop {
            if self.open.is_empty() {
                let Some(next) = ahead.peek() else { return };
                (at, known) = (at.max(next.from), false);
            }
            while let Some(window) = ahead.next_if(|it| it.from <= at) {
                self.open.push(*window);
                if known {
                    self.arming.extend(window.arming(compiled));
                }
            }
            let ends = self.open.iter().map(|it| it.to);
            let end = ends.chain(ahead.peek().map(|it| it.from)).min();
            let range = (at as usize, end.unwrap_or(at) as usize);
            if let [only] = &self.open[..] {
                known = false;
                found(range, only.arming(compiled));
            } else {
                if !known {
                    self.join(compiled);
                    known = true;
                }
                found(range, &self.arming);
            }
            at = range.1 as u32;
            let before = self.open.len();
            self.open.retain(|it| it.to > at);
            known &= self.open.len() == before;
        }
    }

    /// What all open windows arm.
    fn join(&mut self, compiled: &Compiled) {
        self.arming.clear();
        for window in &self.open {
            self.arming.extend(window.arming(compiled));
        }
    }

    fn open_around(&mut self, compiled: &Compiled, survey: &Survey) {
        self.all.clear();
        self.latest.resize(compiled.arming.len(), 0);
        for hit in &survey.hits {
            let arming = &compiled.arming[hit.keyword as usize];
            let window = Window::around(hit, arming.reach, survey.distance);
            if window.may_hold(arming, survey) {
                self.add(window);
            }
        }
        self.all.sort_by_key(|it| it.from);
    }

    /// Adds a window, or widens the last one of the same keyword. Those of a keyword
    /// come in order.
    fn add(&mut self, window: Window) {
        let latest = &mut self.latest[window.keyword as usize];
        match self.all.get_mut(*latest as usize) {
            Some(last) if last.keyword == window.keyword && window.from <= last.to => {
                last.to = last.to.max(window.to);
            }
            _ => {
                *latest = self.all.len() as u32;
                self.all.push(window);
            }
        }
    }
}

impl Window {
    /// Whether what is armed may be there: but for long tokens, it begins with a
    /// digit or has one near.
    #[inline]
    fn may_hold(&self, arming: &Arming, survey: &Survey) -> bool {
        let digits = self.from as usize..self.to as usize + NEAR;
        !arming.tokens.is_empty() || !arming.weak.is_empty() && survey.holds_digit(digits)
    }

    fn arming<'c>(&self, compiled: &'c Compiled) -> &'c Arming {
        &compiled.arming[self.keyword as usize]
    }

    /// Around a keyword that arms values of so many bytes.
    fn around(hit: &Hit, reach: usize, distance: usize) -> Window {
        let before = (reach + distance) as u32;
        Window {
            from: hit.start.saturating_sub(before),
            to: hit.end.saturating_add((distance + MAX_LEAD + 1) as u32),
            keyword: hit.keyword,
        }
    }
}

/// Bytes behind the start of a value within which its first digit is.
const NEAR: usize = 9;

/// Most punctuation of a value before its first letter or digit, by which its
/// place is known.
const MAX_LEAD: usize = 7;
