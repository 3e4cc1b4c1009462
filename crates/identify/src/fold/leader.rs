//! Leaders: what fills the line between a label and the value that it is for.
//!
//! `Account number .................... 12345678` is a form or a printed report, and so it
//! is with lines to write on, with dashes, or with blanks where text was laid out in columns.
//! The keyword is right before the value for whoever reads it, however far away.

use tracie_pattern::class::{Engine, Task};

use super::Mark;

/// Finds the leaders of a text, in order.
pub(super) struct Leaders<'t> {
    text: &'t [u8],
}

/// Shorter ones keep no keyword from a value.
const SHORTEST: usize = 20;
/// No line is filled with more. As many as fit before a value, within the distance of a
/// keyword, must be shorter than what a piece shows of the text before it.
const LONGEST: usize = 240;
/// Labels and values are no longer than that.
const REACH: usize = 256;
/// Bytes that are looked at together; those of a shortest leader hold all of one such word.
const WORD: usize = 8;

impl<'t> Leaders<'t> {
    pub(super) fn of(text: &'t [u8]) -> Leaders<'t> {
        Leaders { text }
    }

    /// The next of them from a position on.
    pub(super) fn next_from(&self, mut from: usize) -> Option<Mark> {
        loop {
            let at = from + repeating(&self.text[from..])?;
            let run = self.run(from, at);
            if self.leads(run.0, run.1) {
                return Some((run.0, run.1 - run.0, '\t'));
            }
            from = run.1;
        }
    }

    /// The whole of what repeats around a place, from a position on.
    fn run(&self, from: usize, at: usize) -> (usize, usize) {
        let text = self.text;
        let before = (from..at).rev().take_while(|it| text[*it] == text[it + 2]);
        let start = at - before.count();
        let behind = (at + WORD..text.len()).take_while(|it| text[*it] == text[it - 2]);
        (start, at + WORD + behind.count())
    }

    /// Whether a run leads from a label to a value.
    fn leads(&self, start: usize, end: usize) -> bool {
        let (text, run) = (self.text, &self.text[start..end]);
        if !(SHORTEST..=LONGEST).contains(&run.len()) {
            return false;
        }
        let fills = match [run[0], run[1]] {
            [b'.', b'.' | b' '] | [b' ', b'.'] | [b'_', b'_'] | [b'-', b'-'] => true,
            [b' ', b' '] => is_parted(text, start) && is_one_of_two(text, start, end),
            _ => false,
        };
        fills && is_label(text, start) && is_value(&text[end..])
    }
}

/// Whether something stands before blanks in their line: most indent it.
fn is_parted(text: &[u8], start: usize) -> bool {
    start > 0 && text[start - 1] != b'\n'
}

/// Where eight bytes stand of which each is that before the last: `........`, `. . . . `.
fn repeating(text: &[u8]) -> Option<usize> {
    let (words, _) = text.as_chunks();
    let at = Engine::detect().run(Repeating(words))?;
    Some(at * WORD)
}

/// Finds the first such word.
struct Repeating<'t>(&'t [[u8; WORD]]);

impl Task for Repeating<'_> {
    type Output = Option<usize>;

    #[inline(always)]
    fn run(self) -> Option<usize> {
        /// Words that are asked together.
        const MANY: usize = 16;
        let (many, _) = self.0.as_chunks::<MANY>();
        let mut first = MANY * many.len();
        for (at, many) in many.iter().enumerate() {
            let mut any = 0;
            for word in many {
                any |= u64::from(repeats(word));
            }
            if any != 0 {
                first = MANY * at;
                break;
            }
        }
        for (at, word) in self.0.iter().enumerate().skip(first) {
            if repeats(word) {
                return Some(at);
            }
        }
        None
    }
}

#[inline(always)]
fn repeats(word: &[u8; WORD]) -> bool {
    // Shifts, as vectors have no rotations everywhere.
    let word = u64::from_le_bytes(*word);
    (word ^ (word >> 16)) << 16 == 0
}

/// Whether a label ends there, but for a blank.
fn is_label(text: &[u8], end: usize) -> bool {
    let line = line_before(text, end);
    let last = line.trim_ascii_end().last();
    last.is_some_and(|it| it.is_ascii_alphanumeric() || *it >= 0x80 || b":)#.?*".contains(it))
        && line
            .iter()
            .any(|it| it.is_ascii_alphabetic() || *it >= 0x80)
}

/// Whether a value begins there, but for a blank.
fn is_value(text: &[u8]) -> bool {
    let value = text.iter().take(3).find(|it| **it != b' ');
    value.is_some_and(|it| it.is_ascii_alphanumeric() || b"(+$".contains(it))
}

/// Whether blanks are all that parts a line in two.
fn is_one_of_two(text: &[u8], start: usize, end: usize) -> bool {
    let parted = |text: &[u8]| text.trim_ascii().windows(2).any(|it| it == b"  ");
    !parted(line_before(text, start)) && !parted(line_behind(text, end))
}

fn line_before(text: &[u8], end: usize) -> &[u8] {
    let floor = end.saturating_sub(REACH);
    let before = &text[floor..end];
    let start = memchr::memrchr(b'\n', before).map_or(0, |it| it + 1);
    &before[start..]
}

fn line_behind(text: &[u8], start: usize) -> &[u8] {
    let behind = &text[start..text.len().min(start + REACH)];
    &behind[..memchr::memchr(b'\n', behind).unwrap_or(behind.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text with a bar for each leader.
    fn led(text: &str) -> String {
        let leaders = Leaders::of(text.as_bytes());
        let (mut led, mut from) = (String::new(), 0);
        while let Some((at, length, _)) = leaders.next_from(from) {
            led += &text[from..at];
            led += "|";
            from = at + length;
        }
        led + &text[from..]
    }

    #[test]
    fn a_leader_is_between_a_label_and_a_value() {
        for fill in [".", "_", "-", ". ", " "] {
            for count in [20, 21, 31, 40, 119] {
                for shift in 0..9 {
                    let before = "x".repeat(shift);
                    for behind in [" 12 3\nb", " 1"] {
                        let text = format!("{before}\nSSN: {}{behind}", fill.repeat(count));
                        let found = led(&text);
                        assert!(found.contains('|'), "{text}");
                        assert!(found.len() < before.len() + 18, "{text} {found}");
                    }
                }
            }
        }
    }

    #[test]
    fn other_runs_are_left() {
        let long = |fill: &str| fill.repeat(40);
        for text in [
            format!("{} 12", long(" ")),
            format!("a\n{}12", long(" ")),
            format!("a {}\nb", long("-")),
            format!("{}\n12", long("_")),
            format!("a {}{{", long(".")),
            format!("a = {}12", long("=")),
            format!("a {}12", long("0")),
            format!("a  b{}12", long(" ")),
            format!("a{}12  13", long(" ")),
            format!("a{}12{}13", long(" "), long(" ")),
            format!("12 {} 13", long(".")),
            format!("ssn {} 12", ".".repeat(19)),
            format!("ssn {} 12", ".".repeat(LONGEST + 1)),
        ] {
            assert_eq!(led(&text), text);
        }
    }
}
