//! How near a keyword stands to a value.

use tracie_pattern::Hit;

/// Characters within which a keyword counts for a managed identifier.
pub(crate) const MANAGED_DISTANCE: usize = 30;

/// The position up to so many characters before another one.
pub(crate) fn back(text: &[u8], from: usize, floor: usize, characters: usize) -> usize {
    let mut at = from;
    let mut left = characters;
    while at > floor && left > 0 {
        at -= 1;
        left -= usize::from(!is_continuation(text[at]));
    }
    at
}

/// The position so many characters after another one, at most `ceiling`.
pub(crate) fn forward(text: &[u8], from: usize, ceiling: usize, characters: usize) -> usize {
    let mut at = from;
    let mut left = characters;
    while at < ceiling {
        if !is_continuation(text[at]) {
            if left == 0 {
                break;
            }
            left -= 1;
        }
        at += 1;
    }
    at
}

/// The number of characters in a range of bytes.
pub(crate) fn characters(text: &[u8]) -> usize {
    text.iter().filter(|byte| !is_continuation(**byte)).count()
}

/// Whether a keyword stands apart from a value and within a number of
/// characters of it, on either side.
pub(crate) fn is_near(text: &[u8], hit: &Hit, value: (usize, usize), distance: usize) -> bool {
    let (start, end) = (hit.start as usize, hit.end as usize);
    let gap = if end <= value.0 {
        end..value.0
    } else if start >= value.1 {
        value.1..start
    } else {
        return false;
    };
    gap.len() <= 4 * distance && characters(&text[gap]) <= distance
}

fn is_continuation(byte: u8) -> bool {
    byte & 0xC0 == 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(text: &str, keyword: &str, value: &str, distance: usize) -> bool {
        let start = text.find(keyword).expect("the keyword is in the text");
        let at = text.find(value).expect("the value is in the text");
        let hit = Hit {
            start: start as u32,
            end: (start + keyword.len()) as u32,
            keyword: 0,
        };
        is_near(text.as_bytes(), &hit, (at, at + value.len()), distance)
    }

    #[test]
    fn distance_is_counted_in_characters_between_the_nearest_edges() {
        assert!(near("pan: 123", "pan", "123", 2));
        assert!(!near("pan: 123", "pan", "123", 1));
        assert!(near("123 ééé pan", "pan", "123", 5));
        assert!(!near("123 ééé pan", "pan", "123", 4));
    }

    #[test]
    fn a_keyword_within_the_value_does_not_count() {
        assert!(!near("pan123", "pan", "pan123", 30));
    }

    #[test]
    fn steps_of_characters_stop_at_the_limits() {
        let text = "aéb".as_bytes();
        assert_eq!((back(text, 4, 0, 2), back(text, 4, 0, 9)), (1, 0));
        assert_eq!((forward(text, 0, 4, 2), forward(text, 0, 4, 9)), (3, 4));
    }
}
