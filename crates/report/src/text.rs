//! Text made fit for a terminal.

use tracie_finding::detection::ObjectMeta;

/// What stands for the middle of a shortened text.
const GAP: char = '…';

/// Where an object is, for people.
pub(crate) fn path(object: &ObjectMeta) -> String {
    let ObjectMeta { bucket, key, .. } = object;
    let path = if bucket.is_empty() {
        key.clone()
    } else {
        format!("{bucket}/{key}")
    };
    visible(&path)
}

/// The text with all that could steer a terminal, or turn the direction of
/// writing, spelled out.
///
/// ```
/// assert_eq!(tracie_report::visible("a\u{1b}[2Jb"), r"a\u{1b}[2Jb");
/// ```
pub fn visible(text: &str) -> String {
    let mut visible = String::with_capacity(text.len());
    for character in text.chars() {
        if steers(character) {
            visible.extend(character.escape_default());
        } else {
            visible.push(character);
        }
    }
    visible
}

/// Whether it could steer a terminal, or turn the direction of writing.
pub(crate) fn steers(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// How many characters a text has: what it takes in most scripts.
pub(crate) fn length(text: &str) -> usize {
    text.chars().count()
}

/// The text in at most so many characters. The end tells more than the
/// beginning (it has the name), so it gets two thirds of what is left.
pub(crate) fn shorten(text: &str, width: usize) -> String {
    let length = length(text);
    if length <= width {
        return text.to_owned();
    }
    let kept = width.saturating_sub(1);
    let head = kept / 3;
    let mut short: String = text.chars().take(head).collect();
    short.push(GAP);
    short.extend(text.chars().skip(length - (kept - head)));
    short
}

/// The sum, or the largest number if that is more: what is read back may say
/// anything.
pub(crate) fn total(counts: impl Iterator<Item = u64>) -> u64 {
    counts.fold(0, u64::saturating_add)
}

/// The number, with what is counted in the singular or plural.
pub(crate) fn counted(count: u64, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}

/// Bytes, for people: `812 bytes`, `1.5 MB`.
pub(crate) fn bytes(count: u64) -> String {
    const UNITS: [&str; 5] = ["kB", "MB", "GB", "TB", "PB"];
    let mut value = count as f64 / 1000.0;
    for unit in UNITS {
        // 999.95 and more would be rounded to 1000.0.
        if count >= 1000 && (value < 999.95 || unit == UNITS[4]) {
            return format!("{value:.1} {unit}");
        }
        value /= 1000.0;
    }
    counted(count, "byte")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_shortened_in_its_middle() {
        let cases = [
            ("exports/people.csv", 18, "exports/people.csv"),
            ("exports/people.csv", 13, "expo…ople.csv"),
            ("größe/ß", 4, "g…/ß"),
            ("abc", 2, "…c"),
            ("abc", 1, "…"),
        ];
        for (text, width, expected) in cases {
            assert_eq!(shorten(text, width), expected);
        }
    }

    #[test]
    fn what_steers_a_terminal_is_spelled_out() {
        assert_eq!(
            visible("a\u{1b}[2Jb\nc\u{202e}d"),
            r"a\u{1b}[2Jb\nc\u{202e}d"
        );
        assert_eq!(visible("straße 東京 'x'"), "straße 東京 'x'");
    }

    #[test]
    fn bytes_have_one_decimal() {
        let cases = [
            (0, "0 bytes"),
            (1, "1 byte"),
            (999, "999 bytes"),
            (1000, "1.0 kB"),
            (1_549, "1.5 kB"),
            (999_949, "999.9 kB"),
            (999_950, "1.0 MB"),
            (20_000_000_000, "20.0 GB"),
            (u64::MAX, "18446.7 PB"),
        ];
        for (count, expected) in cases {
            assert_eq!(bytes(count), expected);
        }
    }
}
