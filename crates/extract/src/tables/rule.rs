//! Rules: the lines that part the names of columns from what is below.

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

/// Looked at at once.
const BLOCK: usize = 64;

/// Where the next line is drawn, if there is one: three signs in a row.
pub(super) fn next_drawn(bytes: &[u8]) -> Option<usize> {
    let mut from = 0;
    // One comparison after the other without a branch, so that it is vectorised.
    while let Some(block) = bytes.get(from..from + BLOCK + 2) {
        let drawn =
            (0..BLOCK).map(|at| u8::from(is_drawn(block[at], block[at + 1], block[at + 2])));
        if drawn.fold(0, |any, it| any | it) != 0 {
            break;
        }
        from += BLOCK;
    }
    let rest = bytes.get(from..)?.windows(3);
    let mut starts = rest.map(|it| is_drawn(it[0], it[1], it[2]));
    starts.position(|it| it).map(|at| from + at)
}

/// Whether three bytes are three equal signs, or one drawn by a character for boxes.
#[inline(always)]
fn is_drawn(first: u8, second: u8, third: u8) -> bool {
    let is_line = (first == b'-') | (first == b'=');
    let is_box = (first == 0xE2) & (second == 0x94) | (first == 0xE2) & (second == 0x95);
    is_line & (first == second) & (second == third) | is_box & (third < 0xA0)
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
        for sign in ["---", "===", "──", "═"] {
            for before in 0..200 {
                let text = format!(
                    "{}{sign} and more {sign}",
                    "a-b=".repeat(50).split_at(before).0
                );
                let at = next_drawn(text.as_bytes());
                // A sign of its kind may stand right before it.
                let expected = text.find(sign).map(|at| at.saturating_sub(0));
                assert_eq!(at, expected, "{sign} behind {before}");
            }
        }
        assert_eq!(next_drawn(b"a -- b == c"), None);
        assert_eq!(next_drawn("\u{2013}\u{2014}".repeat(99).as_bytes()), None);
    }
}
