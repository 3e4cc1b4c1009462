//! Rules: the lines that part the names of columns from what is below.

use tracie_pattern::class::{Engine, Task};

/// The columns that a rule draws.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Rule {
    /// Where each begins, in characters.
    pub(super) starts: Vec<usize>,
    /// Whether nothing but blanks is between them.
    pub(super) is_plain: bool,
}

/// What the lines of a rule are drawn with.
const DRAWN: [char; 6] = ['-', '=', '─', '━', '═', '╌'];
/// What stands between two lines, but for blanks.
const CROSSINGS: [char; 25] = [
    '|', '+', '│', '┃', '║', '┼', '├', '┤', '┌', '┐', '└', '┘', '┬', '┴', '╪', '╫', '╬', '╞', '╡',
    '╠', '╣', '╋', '┿', '╂', '┝',
];

impl Rule {
    /// The rule that a line is, if it is one.
    pub(super) fn parse(line: &[u8]) -> Option<Rule> {
        let line = line.trim_ascii_end();
        let first = line.iter().find(|byte| !matches!(byte, b' ' | b'\t'))?;
        if !matches!(first, b'-' | b'=' | b'|' | b'+' | b':' | 0xE2) {
            return None;
        }
        let mut rule = Rule {
            starts: Vec::new(),
            is_plain: true,
        };
        let mut is_within = false;
        for (at, character) in std::str::from_utf8(line).ok()?.chars().enumerate() {
            // Markdown marks columns that are set right.
            let draws = character == ':' || DRAWN.contains(&character);
            let crosses = CROSSINGS.contains(&character);
            if !draws && !crosses && !matches!(character, ' ' | '\t') {
                return None;
            }
            rule.is_plain &= !crosses;
            rule.starts.extend((draws && !is_within).then_some(at));
            is_within = draws;
        }
        (!rule.starts.is_empty()).then_some(rule)
    }
}

/// Looked at at once, and where something may be there, part by part.
const BLOCK: usize = 256;
const PART: usize = 32;

/// Where the next line is drawn, if there is one: three signs in a row, or two characters
/// for boxes.
pub(super) fn next_drawn(bytes: &[u8]) -> Option<usize> {
    Engine::detect().run(NextDrawn(bytes))
}

/// The search for it.
struct NextDrawn<'t>(&'t [u8]);

impl Task for NextDrawn<'_> {
    type Output = Option<usize>;

    #[inline(always)]
    fn run(self) -> Option<usize> {
        let NextDrawn(bytes) = self;
        let (blocks, _) = bytes.as_chunks::<BLOCK>();
        for (block, number) in blocks.iter().zip(0..) {
            let from = number * BLOCK;
            if may_be_drawn(block)
                && let Some(at) = drawn_in(bytes, from)
            {
                return Some(at);
            }
        }
        let start = (blocks.len() * BLOCK).saturating_sub(4);
        first_drawn(&bytes[start..]).map(|at| start + at)
    }
}

/// Where the next line is drawn in the block that begins there.
#[inline(always)]
fn drawn_in(bytes: &[u8], from: usize) -> Option<usize> {
    let (parts, _) = bytes[from..from + BLOCK].as_chunks::<PART>();
    let mut starts = parts.iter().zip((from..).step_by(PART));
    starts.find_map(|(part, from)| {
        // What is drawn may have begun before, or go on behind.
        let start = from.saturating_sub(2);
        let near = &bytes[start..bytes.len().min(from + PART + 4)];
        let at = may_be_drawn(part).then(|| first_drawn(near))?;
        at.map(|at| start + at)
    })
}

/// Whether two bytes that stand together, the first at an even place, are of a kind: two of
/// any three signs do, and one of two characters. There is no branch, so that it is
/// vectorised.
#[inline(always)]
fn may_be_drawn<const N: usize>(block: &[u8; N]) -> bool {
    const LINES: u16 = u16::from_le_bytes(*b"==");
    const BOXES: u16 = u16::from_le_bytes([0xE2, 0x95]);
    let pairs = block.as_chunks::<2>().0.iter();
    let drawn = pairs.map(|pair| {
        let pair = u16::from_le_bytes(*pair);
        // `-` lacks a bit that `=` has; so does the second byte of the other boxes.
        let is_line = (pair | 0x1010) == LINES;
        let is_box = (pair | 0x0100) == BOXES;
        u16::from(is_line | is_box)
    });
    drawn.fold(0, |any, it| any | it) != 0
}

fn first_drawn(bytes: &[u8]) -> Option<usize> {
    let mut rest = (0..).zip(bytes.windows(3));
    let drawn = rest.find(|(at, near)| match near[0] {
        b'-' | b'=' => near[0] == near[1] && near[1] == near[2],
        0xE2 => match bytes.get(at + 3..at + 5) {
            Some(next) => is_box(near[0], near[1]) && is_box(next[0], next[1]),
            None => false,
        },
        _ => false,
    });
    drawn.map(|(at, _)| at)
}

/// Whether a character is one of those for boxes, by its first bytes.
fn is_box(first: u8, second: u8) -> bool {
    first == 0xE2 && matches!(second, 0x94 | 0x95)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_draw_columns() {
        for (line, starts, is_plain) in [
            ("----+-----", &[0, 5][..], false),
            ("|---|:--:|", &[1, 5], false),
            ("| --- | ---: |\r", &[2, 8], false),
            ("+====+==+", &[1, 6], false),
            ("├──┼──┤", &[1, 4], false),
            ("--  ---", &[0, 4], true),
            ("  =====   == ", &[2, 10], true),
            ("-----", &[0], true),
        ] {
            let starts = starts.to_vec();
            let rule = Rule { starts, is_plain };
            assert_eq!(Rule::parse(line.as_bytes()), Some(rule), "{line}");
        }
        for line in [
            "",
            "  ",
            "--- a",
            "// ----",
            "+",
            "| |",
            "a---",
            "-- \u{e9}",
        ] {
            assert_eq!(Rule::parse(line.as_bytes()), None, "{line}");
        }
    }

    #[test]
    fn what_is_drawn_is_found_wherever_it_stands() {
        for sign in ["---", "===", "──", "═══"] {
            for before in 0..200 {
                let text = "a-b=".repeat(50);
                let text = format!("{}{sign} and more {sign}", &text[..before]);
                // The sign before may be of its kind.
                let first = text.find(sign).expect("it is there");
                assert_eq!(next_drawn(text.as_bytes()), Some(first), "{text}");
            }
        }
        let text = "a -- b == c \u{2013}\u{2014} │ │ -=-".repeat(99);
        assert_eq!(next_drawn(text.as_bytes()), None);
    }
}
