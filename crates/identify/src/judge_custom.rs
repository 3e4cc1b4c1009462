//! Custom identifiers in one field.
//!
//! Their matches are those of a search by the expression alone: leftmost, each
//! behind the one before. A plan only tells which parts of the field need no
//! search.

use tracie_pattern::Hit;

use crate::compiled::{Arming, CustomRule};
use crate::judge::{Accepted, Field, Judge};
use crate::proximity;

impl Judge<'_> {
    /// All custom identifiers: those that are looked for everywhere, those for
    /// which candidates are at hand, and those that `armed` names.
    #[inline]
    pub(crate) fn customs(&mut self, field: &Field<'_>, starts: &[u32], armed: Option<&Arming>) {
        if !self.compiled.customs.is_empty() {
            self.all_customs(field, starts, armed);
        }
    }

    fn all_customs(&mut self, field: &Field<'_>, starts: &[u32], armed: Option<&Arming>) {
        let compiled = self.compiled;
        for &custom in &compiled.customs_everywhere {
            self.search(field, custom);
        }
        self.candidates(field, starts);
        match armed {
            Some(arming) => {
                for &custom in &arming.customs {
                    self.search(field, custom);
                }
            }
            None => self.windows(field),
        }
    }

    /// A search of the whole field.
    fn search(&mut self, field: &Field<'_>, custom: u32) {
        let rule = &self.compiled.customs[custom as usize];
        let (text, base) = (field.anchored(), field.base());
        let set = &self.compiled.set;
        let from = set.resume(rule.pattern, text, 0, field.owned.0 - base);
        self.search_between(field, rule, (from, text.len()), field.owned.1 - base);
    }

    /// A search between two positions, for what starts before `limit`. Returns
    /// where a next one goes on.
    fn search_between(
        &mut self,
        field: &Field<'_>,
        rule: &CustomRule,
        (mut from, to): (usize, usize),
        limit: usize,
    ) -> usize {
        let (text, set) = (field.anchored(), &self.compiled.set);
        while let Some((start, end)) = set.find_plain(rule.pattern, text, from..to) {
            if start >= limit {
                break;
            }
            from = end.max(start + 1);
            self.judge_custom(field, rule, (start, end));
        }
        from
    }

    /// What literals and shapes point to.
    fn candidates(&mut self, field: &Field<'_>, starts: &[u32]) {
        let (compiled, set) = (self.compiled, &self.compiled.set);
        let mut all = std::mem::take(&mut self.space.customs);
        for at in starts.iter().map(|at| *at as usize) {
            set.plain_tries(field.text, at, |pattern| {
                let leads = set.lead(pattern).unwrap_or(0);
                if let Some(custom) = compiled.custom_of[pattern as usize] {
                    all.extend(field.starts_before(at, leads).map(|at| (custom, at)));
                }
            });
        }
        all.sort_unstable();
        for of_one in all.chunk_by(|a, b| a.0 == b.0) {
            self.try_in_order(field, of_one);
        }
        all.clear();
        self.space.customs = all;
    }

    /// The candidates of one identifier, each behind the match before.
    fn try_in_order(&mut self, field: &Field<'_>, candidates: &[(u32, usize)]) {
        let rule = &self.compiled.customs[candidates[0].0 as usize];
        let (text, base) = (field.anchored(), field.base());
        let mut until = 0;
        for &(_, at) in candidates {
            let start = at - base;
            if start < until {
                continue;
            }
            if let Some(end) = self.compiled.set.plain_end(rule.pattern, text, start) {
                until = end;
                self.judge_custom(field, rule, (start, end));
            }
        }
    }

    /// Those that need a keyword, behind the keywords that stand in a text.
    fn windows(&mut self, field: &Field<'_>) {
        let compiled = self.compiled;
        let mut all = std::mem::take(&mut self.space.customs);
        for hit in field.hits {
            let arming = &compiled.arming[hit.keyword as usize];
            let behind = hit.end as usize;
            let customs = arming.customs.iter();
            let customs = customs.filter(|it| self.may_stand_behind(field, **it, behind));
            all.extend(customs.map(|it| (*it, behind)));
        }
        all.sort_unstable();
        for of_one in all.chunk_by(|a, b| a.0 == b.0) {
            let rule = &compiled.customs[of_one[0].0 as usize];
            let mut from = 0;
            for &(_, behind) in of_one {
                from = self.search_behind(field, rule, from, behind);
            }
        }
        all.clear();
        self.space.customs = all;
    }

    /// Whether there are enough digits where a keyword that ends at `behind` may arm a
    /// match.
    fn may_stand_behind(&self, field: &Field<'_>, custom: u32, behind: usize) -> bool {
        let rule = &self.compiled.customs[custom as usize];
        let set = &self.compiled.set;
        let Some(longest) = set.longest(rule.pattern) else {
            return true;
        };
        let to = behind + 4 * rule.distance + longest;
        let range = behind..to.min(field.text.len());
        let digits = set.fewest_digits(rule.pattern);
        digits == 0 || self.survey.holds_digits(range, digits)
    }

    /// A search of what a keyword that ends at `behind` may arm, where all
    /// before `from` was searched. Returns up to where all is searched then.
    fn search_behind(
        &mut self,
        field: &Field<'_>,
        rule: &CustomRule,
        from: usize,
        behind: usize,
    ) -> usize {
        let (text, set) = (field.text, &self.compiled.set);
        let limit = match self.survey.is_plain() {
            true => text.len().min(behind + rule.distance),
            false => proximity::forward(text, behind, text.len(), rule.distance),
        };
        let limit = limit.min(field.owned.1);
        if limit <= from.max(behind).max(field.owned.0) {
            return from;
        }
        let start = if behind > from {
            set.resume(rule.pattern, text, from, behind)
        } else {
            from
        };
        // A match that starts before the limit does not reach further.
        let to = set.reaches(rule.pattern, text, limit);
        let digits = set.fewest_digits(rule.pattern);
        if !self.survey.holds_digits(start..to, digits) {
            return start;
        }
        self.search_between(field, rule, (start, to), limit)
    }

    /// Whether a match counts, given where it lies behind the base of the field.
    fn judge_custom(&mut self, field: &Field<'_>, rule: &CustomRule, span: (usize, usize)) {
        let (start, end) = (field.base() + span.0, field.base() + span.1);
        if start < field.owned.0 || start >= field.owned.1 {
            return;
        }
        let value = &field.text[start..end];
        let mut words = rule.ignore_words.iter();
        if words.any(|it| memchr::memmem::find(value, it).is_some()) {
            return;
        }
        let arms = |hit: &&Hit| self.compiled.arms[hit.keyword as usize].contains(&rule.identifier);
        let armed = !rule.keyword
            || field.named.binary_search(&rule.identifier).is_ok()
            || self
                .before(field, rule, end)
                .iter()
                .filter(arms)
                .any(|hit| precedes(field, hit, rule, (start, end)));
        if armed {
            self.space.accepted.push(Accepted {
                start,
                end,
                pattern: rule.pattern,
            });
        }
    }

    /// The keywords that may stand near enough before the end of a match.
    fn before<'f>(&self, field: &Field<'f>, rule: &CustomRule, end: usize) -> &'f [Hit] {
        let reach = 4 * rule.distance + self.compiled.set.longest_keyword();
        let hits = field.hits;
        let from = hits.partition_point(|hit| hit.start as usize + reach < end);
        let to = hits.partition_point(|hit| (hit.start as usize) < end);
        &hits[from..to.max(from)]
    }
}

/// Whether a keyword ends before a match that ends within its distance.
pub(crate) fn precedes(
    field: &Field<'_>,
    hit: &Hit,
    rule: &CustomRule,
    value: (usize, usize),
) -> bool {
    let end = hit.end as usize;
    end <= value.0
        && value.1 - end <= 4 * rule.distance
        && proximity::characters(&field.text[end..value.1]) <= rule.distance
}

impl<'a> Field<'a> {
    /// Where `^` matches: at the start of the text, or of the field.
    fn base(&self) -> usize {
        if self.by_distance { 0 } else { self.range.0 }
    }

    /// What `^` and `$` stand for the ends of.
    fn anchored(&self) -> &'a [u8] {
        &self.text[self.base()..self.range.1]
    }
}
