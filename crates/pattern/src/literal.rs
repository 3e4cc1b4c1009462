//! One packed search for the literals that the matches of some patterns begin
//! with.

use aho_corasick::packed;

/// Literals, and the patterns whose matches begin with one of them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Literals {
    searcher: Option<packed::Searcher>,
    /// Fallback where the packed searcher does not know the machine or the
    /// number of literals.
    automaton: Option<aho_corasick::AhoCorasick>,
    /// For each literal searched for, the patterns to try where it stands.
    patterns: Vec<Vec<u32>>,
}

impl Literals {
    pub(crate) fn new(mut pairs: Vec<(Vec<u8>, u32)>) -> Literals {
        pairs.sort();
        let mut heads: Vec<Vec<u8>> = Vec::new();
        let mut patterns: Vec<Vec<u32>> = Vec::new();
        for (literal, pattern) in pairs {
            // Sorted, so a literal that others begin with comes before them
            // and stands for them too: one hit a position is enough.
            match heads.last() {
                Some(head) if literal.starts_with(head) => {}
                _ => {
                    heads.push(literal);
                    patterns.push(Vec::new());
                }
            }
            let list = patterns.last_mut().expect("one was pushed with the first literal");
            if !list.contains(&pattern) {
                list.push(pattern);
            }
        }
        let searcher = packed::Searcher::new(&heads);
        let automaton = if searcher.is_none() && !heads.is_empty() {
            aho_corasick::AhoCorasick::new(&heads).ok()
        } else {
            None
        };
        Literals { searcher, automaton, patterns }
    }

    /// Appends the start and the number of every literal in the text.
    pub(crate) fn find(&self, text: &[u8], found: &mut Vec<(u32, u32)>) {
        let mut from = 0;
        while let Some((start, literal)) = self.next(text, from) {
            found.push((start as u32, literal));
            from = start + 1;
        }
    }

    fn next(&self, text: &[u8], from: usize) -> Option<(usize, u32)> {
        if let Some(searcher) = &self.searcher {
            let found = searcher.find_in(text, (from..text.len()).into())?;
            return Some((found.start(), found.pattern().as_u32()));
        }
        let input = aho_corasick::Input::new(text).range(from..);
        let found = self.automaton.as_ref()?.find(input)?;
        Some((found.start(), found.pattern().as_u32()))
    }

    /// The patterns to try where a literal stands.
    pub(crate) fn patterns(&self, literal: u32) -> &[u32] {
        &self.patterns[literal as usize]
    }

    pub(crate) fn memory_usage(&self) -> usize {
        self.searcher.as_ref().map_or(0, packed::Searcher::memory_usage)
            + self.automaton.as_ref().map_or(0, aho_corasick::AhoCorasick::memory_usage)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlapping_literals_are_all_found() {
        let pairs = vec![(b"abcd".to_vec(), 0), (b"abc".to_vec(), 1), (b"bcd".to_vec(), 2)];
        let literals = Literals::new(pairs);
        let mut found = Vec::new();
        literals.find(b"xxabcdxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxbcdabc", &mut found);
        let starts: Vec<u32> = found.iter().map(|(start, _)| *start).collect();
        assert_eq!(starts, [2, 3, 38, 41]);
        assert_eq!(literals.patterns(found[0].1), [1, 0]);
    }
}
