//! What the engine's parser would read otherwise than PCRE does, or refuse in
//! words that help nobody: rewritten, or refused, character by character.

use super::Refusal;

/// An expression as the engine's parser is to read it.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) text: String,
    /// For each character of `text`, where it is from, in characters from 1.
    columns: Vec<usize>,
    /// One past the last character.
    end: usize,
}

impl Seen {
    /// Where a byte of the text stands in the original, in characters from 1.
    pub(crate) fn position(&self, offset: usize) -> usize {
        let character = self.text[..offset].chars().count();
        self.columns.get(character).copied().unwrap_or(self.end)
    }
}

/// What groups may not begin with, and what to write instead. The first that
/// fits counts.
const REFUSED: &[(&str, &str)] = &[
    (
        "(?=",
        "look-ahead is not supported: match the whole text, or use keywords",
    ),
    (
        "(?!",
        "look-ahead is not supported: list what may follow, or use ignoreWords",
    ),
    (
        "(?<=",
        "look-behind is not supported: use a keyword for what stands before",
    ),
    (
        "(?<!",
        "look-behind is not supported: use ignoreWords for what must not be part of it",
    ),
    ("(?P>", RECURSION),
    ("(?P=", BACK_REFERENCE),
    ("(?P<", NAMED),
    ("(?<", NAMED),
    ("(?'", NAMED),
    ("(?R", RECURSION),
    ("(?&", RECURSION),
    ("(?+", RECURSION),
    (
        "(?(",
        "conditionals are not supported: write both cases with |",
    ),
    ("(?{", EMBEDDED),
    ("(??{", EMBEDDED),
    ("(?C", EMBEDDED),
    ("(?>", "atomic groups are not supported: write (…)"),
    ("(?|", "branch resets are not supported: write (…)"),
    ("(*", "verbs are not supported: leave (*…) out"),
];

const BACK_REFERENCE: &str = "back-references are not supported: write the expression again";
const EMBEDDED: &str = "embedded code is not supported";
const NAMED: &str = "named groups are not supported: write (…) without a name";
const RECURSION: &str = "recursion is not supported: write the nesting out";

/// Reads an expression.
pub(super) fn read(regex: &str) -> Result<Seen, Refusal> {
    refuse_global_flags(regex)?;
    let chars: Vec<char> = regex.chars().collect();
    let mut sight = Sight {
        chars: &chars,
        at: 0,
        seen: Seen {
            text: String::with_capacity(regex.len() + 8),
            columns: Vec::new(),
            end: chars.len() + 1,
        },
        repeated: Repeated::No,
    };
    while sight.at < chars.len() {
        sight.step()?;
    }
    Ok(sight.seen)
}

/// As in `/…/i`, which other tools take.
fn refuse_global_flags(regex: &str) -> Result<(), Refusal> {
    let Some((_, flags)) = regex.strip_prefix('/').and_then(|it| it.rsplit_once('/')) else {
        return Ok(());
    };
    if flags.is_empty() || !flags.chars().all(|flag| "gimsxu".contains(flag)) {
        return Ok(());
    }
    Err(Refusal {
        position: regex.chars().count() - flags.len() + 1,
        message: "global flags are not supported: leave the slashes out, write (?i)".into(),
    })
}

/// What stands directly before.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Repeated {
    No,
    /// A repetition.
    Yes,
    /// A repetition with the `?` behind it that makes it match as little as
    /// possible.
    Lazily,
}

struct Sight<'a> {
    chars: &'a [char],
    at: usize,
    seen: Seen,
    repeated: Repeated,
}

impl Sight<'_> {
    fn step(&mut self) -> Result<(), Refusal> {
        let before = std::mem::replace(&mut self.repeated, Repeated::No);
        match self.chars[self.at] {
            '\\' => self.escape(),
            '[' => self.class(),
            '(' => self.group(),
            '{' => self.brace(),
            '?' if before == Repeated::Yes => {
                self.repeated = Repeated::Lazily;
                self.copy(1);
                Ok(())
            }
            '+' if before == Repeated::Yes => {
                self.refuse("possessive repetitions are not supported: leave the second sign out")
            }
            '*' | '+' | '?' if before != Repeated::No => {
                self.refuse("there is nothing to repeat before it: leave one sign out")
            }
            '*' | '+' | '?' => {
                self.repeated = Repeated::Yes;
                self.copy(1);
                Ok(())
            }
            _ => {
                self.copy(1);
                Ok(())
            }
        }
    }

    fn refuse<T>(&self, message: &str) -> Result<T, Refusal> {
        Err(Refusal {
            position: self.at + 1,
            message: message.into(),
        })
    }

    /// Copies so many characters.
    fn copy(&mut self, count: usize) {
        for _ in 0..count {
            let Some(&letter) = self.chars.get(self.at) else {
                return;
            };
            self.seen.text.push(letter);
            self.at += 1;
            self.seen.columns.push(self.at);
        }
    }

    /// Writes something else for so many characters.
    fn write(&mut self, count: usize, with: &str) {
        self.seen.text.push_str(with);
        let column = self.at + 1;
        self.seen.columns.extend(with.chars().map(|_| column));
        self.at += count;
    }

    fn starts_with(&self, text: &str) -> bool {
        let rest = &self.chars[self.at..];
        text.chars().count() <= rest.len() && text.chars().zip(rest).all(|(a, b)| a == *b)
    }

    fn next_is(&self, test: impl Fn(char) -> bool) -> bool {
        self.chars.get(self.at + 1).is_some_and(|it| test(*it))
    }

    /// The character behind a backslash decides.
    fn escape(&mut self) -> Result<(), Refusal> {
        let Some(&letter) = self.chars.get(self.at + 1) else {
            self.copy(1);
            return Ok(());
        };
        match letter {
            '1'..='9' | 'k' | 'g' => {
                self.at += 1;
                return self.refuse(BACK_REFERENCE);
            }
            'K' | 'G' => return self.refuse(r"\K and \G are not supported: use keywords"),
            'R' => return self.refuse(r"\R is not supported: write [\r\n]+"),
            'X' | 'C' => return self.refuse(r"\X and \C are not supported: write ."),
            'Q' => self.quoted(),
            'E' => self.at += 2,
            'Z' => self.write(2, "$"),
            'N' => self.write(2, r"[^\n]"),
            'h' => self.write(2, r"[ \t]"),
            _ => return self.character(letter),
        }
        Ok(())
    }

    /// An escape that stands for one character, in classes too.
    fn character(&mut self, letter: char) -> Result<(), Refusal> {
        match letter {
            // To the engine these are the ends of a word.
            '<' | '>' => self.write(2, &letter.to_string()),
            'e' => self.write(2, r"\x1B"),
            '0'..='7' => self.octal(),
            'p' | 'P' | 'x' => return self.braced(),
            _ => self.copy(2),
        }
        Ok(())
    }

    /// An escape, with what its braces hold: a property or a code.
    fn braced(&mut self) -> Result<(), Refusal> {
        self.copy(2);
        if self.chars.get(self.at) == Some(&'{') {
            let end = self.chars[self.at..].iter().position(|it| *it == '}');
            match end {
                Some(end) => self.copy(end + 1),
                None => return self.refuse("the brace is not closed: add }"),
            }
        }
        Ok(())
    }

    fn octal(&mut self) {
        let digits = self.chars[self.at + 1..].iter().take(3);
        let digits: String = digits.take_while(|it| it.is_digit(8)).collect();
        let code = u32::from_str_radix(&digits, 8).unwrap_or(0);
        self.write(1 + digits.len(), &format!(r"\x{{{code:x}}}"));
    }

    /// What stands between `\Q` and `\E` means itself.
    fn quoted(&mut self) {
        self.at += 2;
        while self.at < self.chars.len() && !self.starts_with(r"\E") {
            let literal = regex_syntax::escape(&self.chars[self.at].to_string());
            self.write(1, &literal);
        }
        self.at += 2;
    }

    /// A class, up to its end: in PCRE there are no classes within it, nor
    /// sets of them.
    fn class(&mut self) -> Result<(), Refusal> {
        self.copy(1);
        if self.chars.get(self.at) == Some(&'^') {
            self.copy(1);
        }
        if self.chars.get(self.at) == Some(&']') {
            self.write(1, r"\]");
        }
        while let Some(&letter) = self.chars.get(self.at) {
            match letter {
                ']' => {
                    self.copy(1);
                    break;
                }
                '\\' => self.escape_in_class()?,
                '[' => match self.named_class() {
                    Some(length) => self.copy(length),
                    None => self.write(1, r"\["),
                },
                '&' | '~' => self.write(1, &format!(r"\{letter}")),
                _ => self.copy(1),
            }
        }
        Ok(())
    }

    fn escape_in_class(&mut self) -> Result<(), Refusal> {
        match self.chars.get(self.at + 1) {
            Some('b') => self.write(2, r"\x08"),
            Some('h') => self.write(2, r" \t"),
            Some(&letter) => return self.character(letter),
            None => self.copy(1),
        }
        Ok(())
    }

    /// The length of a class such as `[:alpha:]`.
    fn named_class(&self) -> Option<usize> {
        let rest = &self.chars[self.at..];
        let name = rest.get(1).filter(|it| **it == ':').map(|_| &rest[2..])?;
        let end = name
            .iter()
            .position(|it| !it.is_ascii_alphabetic() && *it != '^')?;
        (name[end..].starts_with(&[':', ']'])).then_some(2 + end + 2)
    }

    fn group(&mut self) -> Result<(), Refusal> {
        if let Some((_, message)) = REFUSED.iter().find(|it| self.starts_with(it.0)) {
            return self.refuse(message);
        }
        if self.starts_with("(?")
            && self
                .chars
                .get(self.at + 2)
                .is_some_and(char::is_ascii_digit)
        {
            return self.refuse(RECURSION);
        }
        if self.starts_with("(?#") {
            let rest = self.chars[self.at..].iter();
            self.at += rest.take_while(|it| **it != ')').count() + 1;
            return Ok(());
        }
        // The `?` of `(?:` repeats nothing.
        let length = if self.next_is(|it| it == '?') { 2 } else { 1 };
        self.copy(length);
        Ok(())
    }

    /// A counted repetition; else a brace is itself.
    fn brace(&mut self) -> Result<(), Refusal> {
        if !self.next_is(|it| it.is_ascii_digit()) {
            self.write(1, r"\{");
            return Ok(());
        }
        let rest = &self.chars[self.at + 1..];
        let counts = rest
            .iter()
            .take_while(|it| it.is_ascii_digit() || **it == ',');
        let length = counts.clone().count();
        let commas = counts.filter(|it| **it == ',').count();
        if rest.get(length) != Some(&'}') || commas > 1 {
            return self.refuse(
                r"the repetition is not closed: write {2}, {2,} or {2,4}; for the character itself \{",
            );
        }
        self.copy(length + 2);
        self.repeated = Repeated::Yes;
        Ok(())
    }
}
