//! Values that begin with a mark, as the `+` of a telephone number: the mark is
//! looked for, and nothing else of the text.

use crate::shape::{Beginning, Viable};

/// Most different marks that are looked for at once.
const MOST: usize = 3;
/// What stands before words in any text is no mark.
const COMMON: &[u8] = b" \t\r\n\"'(),-./:;<=>_";

/// Patterns whose first word byte always stands behind one of few marks.
#[derive(Clone, Debug, Default)]
pub(crate) struct Marked {
    marks: Vec<u8>,
    /// How they go on behind the mark.
    shapes: Viable,
}

impl Marked {
    /// Takes a pattern, if its matches begin with marks that can be looked for.
    /// Whether it did.
    pub(crate) fn take(&mut self, beginning: &Beginning) -> bool {
        let Some(marks) = &beginning.marks else {
            return false;
        };
        let mut all = self.marks.clone();
        all.extend(marks.iter().filter(|mark| !self.marks.contains(mark)));
        if all.len() > MOST || all.iter().any(|mark| COMMON.contains(mark)) {
            return false;
        }
        self.marks = all;
        self.shapes.add(&beginning.shapes);
        true
    }

    /// Whether a value may begin with a shape, if a mark stands before it.
    #[inline(always)]
    pub(crate) fn is_viable(&self, shape: usize) -> bool {
        self.shapes.contains(shape)
    }

    /// The marks, of which there are few.
    #[cfg(target_arch = "x86_64")]
    pub(crate) fn marks(&self) -> &[u8] {
        &self.marks
    }

    /// Calls back with the positions behind marks, in order.
    pub(crate) fn each(&self, text: &[u8], mut found: impl FnMut(usize)) {
        let behind = |at: usize| at + 1;
        match self.marks[..] {
            [] => {}
            [one] => memchr::memchr_iter(one, text).map(behind).for_each(found),
            [one, two] => memchr::memchr2_iter(one, two, text)
                .map(behind)
                .for_each(found),
            [one, two, three, ..] => memchr::memchr3_iter(one, two, three, text)
                .map(behind)
                .for_each(&mut found),
        }
    }

    pub(crate) fn memory_usage(&self) -> usize {
        self.shapes.memory_usage() + self.marks.capacity()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::automaton::Automaton;

    fn beginning(regex: &str) -> Beginning {
        Beginning::of(&Automaton::parsed(regex), false, true)
    }

    #[test]
    fn a_pattern_is_marked_if_each_match_begins_with_a_mark() {
        for (regex, marks) in [
            (r"\+49 ?[0-9]{6}", Some(&b"+"[..])),
            (r"(?:\+1|\(\+1\))[ -]?[0-9]{3}", Some(b"+")),
            (r"(?:\+|#)[0-9]{6}", Some(b"#+")),
            (r"\+?[0-9]{6}", None),
            (r"(?:\+|00)[0-9]{6}", None),
            (r"[/+0-9]{40}", None),
        ] {
            assert_eq!(beginning(regex).marks.as_deref(), marks, "{regex}");
        }
    }

    #[test]
    fn only_few_and_rare_marks_are_looked_for() {
        let mut marked = Marked::default();
        let mut takes = |regex: &str| marked.take(&beginning(regex));
        assert!(takes(r"\+49[0-9]{6}") && takes(r"[#$][0-9]{6}"));
        assert!(!takes(r"[0-9]{6}") && !takes(r"\([0-9]{6}"));
        assert!(!takes(r"%[0-9]{6}"), "that would be a fourth");
        let mut found = Vec::new();
        marked.each(b"+1 $2 %3 #", |at| found.push(at));
        assert_eq!(found, [1, 4, 10]);
    }
}
