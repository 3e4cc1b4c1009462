//! Patterns of policies: `*` stands for any characters, `?` for one.

use std::collections::{HashSet, VecDeque};

/// Beyond so many states the search for examples is given up.
const MOST_STATES: usize = 4_000;
/// Beyond so many examples too.
const MOST_EXAMPLES: usize = 256;
/// Parts of an ARN before the last, in which `*` does not reach beyond `:`.
const PARTS: usize = 5;

/// A compiled pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Glob {
    tokens: Vec<Token>,
    ignore_case: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token {
    Char(char),
    One(Reach),
    Many(Reach),
}

/// What a wildcard may stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    Anything,
    /// Anything but `:`.
    Part,
}

impl Reach {
    fn takes(self, c: char) -> bool {
        self == Reach::Anything || c != ':'
    }
}

impl Glob {
    /// A pattern with wildcards.
    pub(crate) fn like(pattern: &str) -> Glob {
        Glob::new(pattern, |_| Reach::Anything)
    }

    /// A pattern for ARNs: a wildcard stays within its part, but for the last.
    pub(crate) fn arn(pattern: &str) -> Glob {
        if pattern == "*" {
            return Glob::like(pattern);
        }
        Glob::new(pattern, |colons| {
            if colons < PARTS {
                Reach::Part
            } else {
                Reach::Anything
            }
        })
    }

    /// The text itself.
    pub(crate) fn literal(text: &str) -> Glob {
        Glob {
            tokens: text.chars().map(Token::Char).collect(),
            ignore_case: false,
        }
    }

    /// The same without regard to case.
    pub(crate) fn ignore_case(mut self) -> Glob {
        self.ignore_case = true;
        self
    }

    fn new(pattern: &str, reach: impl Fn(usize) -> Reach) -> Glob {
        let mut colons = 0;
        let mut tokens = Vec::new();
        for c in pattern.chars() {
            tokens.push(match c {
                '*' => Token::Many(reach(colons)),
                '?' => Token::One(reach(colons)),
                c => Token::Char(c),
            });
            colons += usize::from(c == ':');
        }
        Glob {
            tokens,
            ignore_case: false,
        }
    }

    /// From pieces, some of which are literal text whatever they hold.
    pub(crate) fn of_pieces(pieces: &[(String, bool)], arn: bool) -> Glob {
        let mut tokens = Vec::new();
        let mut colons = 0;
        for (text, literal) in pieces {
            for c in text.chars() {
                let reach = if arn && colons < PARTS {
                    Reach::Part
                } else {
                    Reach::Anything
                };
                tokens.push(match c {
                    '*' if !literal => Token::Many(reach),
                    '?' if !literal => Token::One(reach),
                    c => Token::Char(c),
                });
                colons += usize::from(c == ':');
            }
        }
        Glob {
            tokens,
            ignore_case: false,
        }
    }

    /// The text that it stands for, if it stands for one only.
    pub(crate) fn as_literal(&self) -> Option<String> {
        let chars = self.tokens.iter().map(|token| match token {
            Token::Char(c) => Some(*c),
            _ => None,
        });
        chars.collect()
    }

    /// Whether the whole text is of this pattern.
    pub(crate) fn matches(&self, text: &str) -> bool {
        let text: Vec<char> = text.chars().collect();
        let (mut at, mut token) = (0, 0);
        // Where to go on if it fails from here: after the last `*`, which then
        // stands for one character more.
        let mut retry: Option<(usize, usize, Reach)> = None;
        loop {
            match self.tokens.get(token) {
                Some(Token::Many(reach)) => {
                    retry = Some((at, token + 1, *reach));
                    token += 1;
                    continue;
                }
                Some(Token::Char(c)) if at < text.len() && self.same(*c, text[at]) => {
                    (at, token) = (at + 1, token + 1);
                    continue;
                }
                Some(Token::One(reach)) if at < text.len() && reach.takes(text[at]) => {
                    (at, token) = (at + 1, token + 1);
                    continue;
                }
                None if at == text.len() => return true,
                _ => {}
            }
            match &mut retry {
                Some((from, next, reach)) if *from < text.len() && reach.takes(text[*from]) => {
                    *from += 1;
                    (at, token) = (*from, *next);
                }
                _ => return false,
            }
        }
    }

    fn same(&self, one: char, other: char) -> bool {
        one == other || (self.ignore_case && one.eq_ignore_ascii_case(&other))
    }
}

/// Texts of all kinds that some patterns tell apart: for each combination of
/// patterns that a text can match at once, and none of the others, one text
/// at least. `None` if there are too many.
pub(crate) fn examples(globs: &[&Glob]) -> Option<Vec<String>> {
    let automaton = Automaton::new(globs);
    let alphabet = alphabet(globs);
    let mut seen = HashSet::new();
    let mut kinds: HashSet<Vec<bool>> = HashSet::new();
    let mut examples = Vec::new();
    let start = automaton.start();
    seen.insert(start.clone());
    let mut queue = VecDeque::from([(start, String::new())]);
    while let Some((state, text)) = queue.pop_front() {
        if kinds.insert(automaton.accepts(&state)) {
            examples.push(text.clone());
        }
        for c in &alphabet {
            let next = automaton.step(&state, *c);
            if seen.insert(next.clone()) {
                if seen.len() > MOST_STATES || examples.len() > MOST_EXAMPLES {
                    return None;
                }
                let mut text = text.clone();
                text.push(*c);
                queue.push_back((next, text));
            }
        }
    }
    Some(examples)
}

/// Another text that matches the same patterns, and is none of those given.
pub(crate) fn variant(text: &str, globs: &[&Glob], not: &[String]) -> Option<String> {
    let kind = |text: &str| -> Vec<bool> { globs.iter().map(|glob| glob.matches(text)).collect() };
    let wanted = kind(text);
    let chars: Vec<char> = text.chars().collect();
    let letters = alphabet(globs);
    let fits = |other: &String| other != text && !not.contains(other) && kind(other) == wanted;
    // One or two characters more at any place, or another instead.
    for (times, instead) in [(1, 0), (1, 1), (2, 0)] {
        for at in (0..=chars.len() - instead.min(chars.len())).rev() {
            for c in &letters {
                let mut other: String = chars[..at].iter().collect();
                other.extend(std::iter::repeat_n(c, times));
                other.extend(chars[at..].iter().skip(instead));
                if fits(&other) {
                    return Some(other);
                }
            }
        }
    }
    None
}

/// All characters that make a difference, and some that make none.
fn alphabet(globs: &[&Glob]) -> Vec<char> {
    let mut alphabet = Vec::new();
    for glob in globs {
        for token in &glob.tokens {
            if let Token::Char(c) = token {
                alphabet.push(*c);
                if glob.ignore_case {
                    alphabet.extend([c.to_ascii_lowercase(), c.to_ascii_uppercase()]);
                }
            }
        }
    }
    alphabet.push(':');
    alphabet.sort_unstable();
    alphabet.dedup();
    let other = ('a'..='z').rev().chain('0'..='9').chain('\u{e000}'..);
    // Two, as one of them may make a text that somebody named.
    let mut others: Vec<char> = other.filter(|c| !alphabet.contains(c)).take(1).collect();
    others.extend(alphabet);
    others
}

/// All patterns at once: bit by bit, where each of them may stand.
struct Automaton<'g> {
    globs: &'g [&'g Glob],
    /// Where the bits of each begin.
    offsets: Vec<usize>,
    bits: usize,
}

type State = Vec<u64>;

impl<'g> Automaton<'g> {
    fn new(globs: &'g [&'g Glob]) -> Automaton<'g> {
        let mut bits = 0;
        let offsets = globs.iter().map(|glob| {
            let offset = bits;
            bits += glob.tokens.len() + 1;
            offset
        });
        let offsets = offsets.collect();
        Automaton {
            globs,
            offsets,
            bits,
        }
    }

    fn start(&self) -> State {
        let mut state = vec![0; self.bits.div_ceil(64)];
        for index in 0..self.globs.len() {
            self.reach(&mut state, index, 0);
        }
        state
    }

    /// Sets a place of a pattern, and those that a `*` leads on to.
    fn reach(&self, state: &mut State, index: usize, mut place: usize) {
        loop {
            let bit = self.offsets[index] + place;
            state[bit / 64] |= 1 << (bit % 64);
            match self.globs[index].tokens.get(place) {
                Some(Token::Many(_)) => place += 1,
                _ => return,
            }
        }
    }

    fn is_at(&self, state: &State, index: usize, place: usize) -> bool {
        let bit = self.offsets[index] + place;
        state[bit / 64] >> (bit % 64) & 1 == 1
    }

    fn step(&self, state: &State, c: char) -> State {
        let mut next = vec![0; state.len()];
        for (index, glob) in self.globs.iter().enumerate() {
            for (place, token) in glob.tokens.iter().enumerate() {
                if !self.is_at(state, index, place) {
                    continue;
                }
                match token {
                    Token::Char(own) if glob.same(*own, c) => {
                        self.reach(&mut next, index, place + 1);
                    }
                    Token::One(reach) if reach.takes(c) => {
                        self.reach(&mut next, index, place + 1);
                    }
                    Token::Many(reach) if reach.takes(c) => self.reach(&mut next, index, place),
                    _ => {}
                }
            }
        }
        next
    }

    fn accepts(&self, state: &State) -> Vec<bool> {
        let end = |(index, glob): (usize, &&Glob)| self.is_at(state, index, glob.tokens.len());
        self.globs.iter().enumerate().map(end).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_stand_for_what_they_may() {
        for (pattern, text, expected) in [
            ("", "", true),
            ("*", "", true),
            ("?", "", false),
            ("a*c", "abbc", true),
            ("a*c", "abbcd", false),
            ("a*b*c", "a-b-b-c", true),
            ("*.jpg", "x.jpg.png", false),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("A*", "abc", false),
            ("**", "anything", true),
        ] {
            assert_eq!(
                Glob::like(pattern).matches(text),
                expected,
                "{pattern} {text}"
            );
        }
        assert!(Glob::like("A*").ignore_case().matches("abc"));
    }

    #[test]
    fn in_an_arn_a_wildcard_stays_within_its_part() {
        let pattern = Glob::arn("arn:aws:iam::*:role/*");
        assert!(pattern.matches("arn:aws:iam::111122223333:role/a:b/c"));
        assert!(!pattern.matches("arn:aws:iam::1:2:role/a"));
        assert!(Glob::like("arn:aws:iam::*:role/*").matches("arn:aws:iam::1:2:role/a"));
        assert!(Glob::arn("arn:aws:s3:::b/*").matches("arn:aws:s3:::b/x:y"));
    }

    #[test]
    fn examples_show_every_combination_there_is() {
        let globs = [Glob::like("a*"), Glob::like("*b"), Glob::like("a?b")];
        let globs: Vec<&Glob> = globs.iter().collect();
        let examples = examples(&globs).expect("few states");
        let mut kinds: Vec<Vec<bool>> = examples
            .iter()
            .map(|text| globs.iter().map(|glob| glob.matches(text)).collect())
            .collect();
        kinds.sort();
        assert_eq!(
            kinds,
            [
                vec![false, false, false],
                vec![false, true, false],
                vec![true, false, false],
                vec![true, true, false],
                vec![true, true, true],
            ]
        );
    }

    #[test]
    fn a_variant_is_like_the_text_and_another() {
        let glob = Glob::like("logs/*");
        let other = variant("logs/", &[&glob], &["logs/".into()]).expect("there are many");
        assert!(glob.matches(&other) && other != "logs/");
        let single = Glob::like("?");
        let other = variant("a", &[&single], &["a".into()]).expect("there are many");
        assert!(single.matches(&other) && other != "a");
        let only = Glob::literal("logs");
        assert_eq!(variant("logs", &[&only], &[]), None);
    }
}
