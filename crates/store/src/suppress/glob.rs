//! Patterns of keys.

/// A pattern for a whole key.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Glob {
    text: String,
    parts: Vec<Part>,
}

/// What stands at one place of a pattern.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Part {
    /// This character.
    Char(char),
    /// A character that is no `/`.
    Any,
    /// Characters that are no `/`, or none.
    Name,
    /// Characters, or none.
    All,
    /// The beginning of folders, which may be passed by.
    Begin,
    /// Characters that end in `/`.
    Folders,
}

impl Glob {
    /// Reads a pattern; every text is one but the empty one.
    pub(super) fn parse(text: &str) -> Option<Glob> {
        let mut parts = Vec::new();
        let mut chars = text.chars().peekable();
        while let Some(char) = chars.next() {
            let part = match char {
                '\\' => Part::Char(chars.next()?),
                '?' => Part::Any,
                '*' if chars.next_if_eq(&'*').is_none() => Part::Name,
                '*' => {
                    while chars.next_if_eq(&'*').is_some() {}
                    let begins =
                        matches!(parts.last(), None | Some(Part::Char('/') | Part::Folders));
                    match begins && chars.next_if_eq(&'/').is_some() {
                        true => {
                            parts.push(Part::Begin);
                            Part::Folders
                        }
                        false => Part::All,
                    }
                }
                char => Part::Char(char),
            };
            parts.push(part);
        }
        let text = text.to_owned();
        (!parts.is_empty()).then_some(Glob { text, parts })
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it is for this key. Takes time by the product of both lengths,
    /// whatever they hold.
    pub(super) fn matches(&self, key: &str) -> bool {
        let mut reached = vec![false; self.parts.len() + 1];
        reached[0] = true;
        self.skip_empty(&mut reached);
        for char in key.chars() {
            let mut next = vec![false; reached.len()];
            for (at, part) in self.parts.iter().enumerate().filter(|(at, _)| reached[*at]) {
                match part {
                    Part::Char(it) => next[at + 1] |= *it == char,
                    Part::Any => next[at + 1] |= char != '/',
                    Part::Name => next[at] |= char != '/',
                    Part::All => next[at] = true,
                    Part::Folders => {
                        next[at] = true;
                        next[at + 1] |= char == '/';
                    }
                    Part::Begin => {}
                }
            }
            reached = next;
            self.skip_empty(&mut reached);
        }
        reached[self.parts.len()]
    }

    /// Goes past the parts that may be nothing.
    fn skip_empty(&self, reached: &mut [bool]) {
        for (at, part) in self.parts.iter().enumerate() {
            match part {
                Part::Name | Part::All => reached[at + 1] |= reached[at],
                Part::Begin => {
                    reached[at + 1] |= reached[at];
                    reached[at + 2] |= reached[at];
                }
                Part::Char(_) | Part::Any | Part::Folders => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert_eq, proptest};

    use super::*;

    #[test]
    fn patterns_are_for_whole_keys() {
        for (pattern, matching, others) in [
            (
                "a.csv",
                &["a.csv"][..],
                &["b/a.csv", "a.csv.gz", "A.csv"][..],
            ),
            ("*.csv", &["a.csv", ".csv"], &["b/a.csv", "a.CSV"]),
            ("tests/*", &["tests/a", "tests/"], &["tests/a/b", "tests"]),
            (
                "tests/**",
                &["tests/a", "tests/a/b", "tests/"],
                &["tests", "x/tests/a"],
            ),
            (
                "**/a.csv",
                &["a.csv", "x/a.csv", "x/y/a.csv"],
                &["xa.csv", "x/ba.csv"],
            ),
            ("a/**/b", &["a/b", "a/x/b", "a/x/y/b"], &["ab", "a/xb", "a"]),
            ("**/**/b", &["b", "x/b"], &["xb"]),
            ("**", &["a", "a/b", ""], &[]),
            ("a**b", &["ab", "axb", "a/x/b"], &["a"]),
            (
                "part-?.csv",
                &["part-1.csv", "part-ä.csv"],
                &["part-12.csv", "part-/.csv"],
            ),
            (r"a\*", &["a*"], &["ab"]),
            ("*/*", &["a/b", "/"], &["a", "a/b/c"]),
        ] {
            let glob = Glob::parse(pattern).expect(pattern);
            for key in matching {
                assert!(glob.matches(key), "{pattern} {key}");
            }
            for key in others {
                assert!(!glob.matches(key), "{pattern} {key}");
            }
        }
    }

    #[test]
    fn what_is_no_pattern_is_none() {
        assert_eq!(Glob::parse(""), None);
        assert_eq!(Glob::parse(r"a\"), None);
    }

    /// The meaning of a pattern, by trying all there is to try.
    fn slowly(pattern: &[Part], key: &[char]) -> bool {
        let Some((part, rest)) = pattern.split_first() else {
            return key.is_empty();
        };
        let may_be_any = |is_one: fn(char) -> bool| {
            let run = key.iter().take_while(|it| is_one(**it)).count();
            (0..=run).any(|length| slowly(rest, &key[length..]))
        };
        match part {
            Part::Char(it) => key.first() == Some(it) && slowly(rest, &key[1..]),
            Part::Any => key.first().is_some_and(|it| *it != '/') && slowly(rest, &key[1..]),
            Part::Name => may_be_any(|it| it != '/'),
            Part::All => may_be_any(|_| true),
            Part::Begin => slowly(rest, key) || slowly(&rest[1..], key),
            Part::Folders => {
                (0..key.len()).any(|at| key[at] == '/' && slowly(rest, &key[at + 1..]))
            }
        }
    }

    proptest! {
        #[test]
        fn fast_and_slow_agree(pattern in "[ab*?/]{1,8}", key in "[ab/]{0,8}") {
            let glob = Glob::parse(&pattern).expect("a pattern");
            let chars: Vec<char> = key.chars().collect();
            prop_assert_eq!(glob.matches(&key), slowly(&glob.parts, &chars), "{} {}", pattern, key);
        }
    }
}
