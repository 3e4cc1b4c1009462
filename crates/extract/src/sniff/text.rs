//! Whether bytes are text at all.

use tracie_pattern::class::{Engine, Task};

/// As many bytes are looked at.
const SAMPLE: usize = 64 << 10;

/// Whether content that begins so is mostly text, in whatever encoding ASCII
/// is a part of.
///
/// Text has next to no control characters: up to 2 % are let pass (a log with
/// some garbage in it), 10 % where all is ASCII, and a third where all of them are such as
/// tables have between their cells (those of Hive) and the rest is UTF-8. NULs that pad fields are let pass up to a half, if what
/// lies between them is nearly all ASCII or UTF-8. Encrypted and compressed
/// content has 10 % control characters, binary records have more NULs.
pub(crate) fn is_text(head: &[u8]) -> bool {
    let head = &head[..head.len().min(SAMPLE)];
    let nuls = memchr::memchr_iter(0, head).count();
    let controls = Engine::detect().run(Controls(head));
    let filled = head.len() - nuls;
    if 100 * controls > 2 * filled {
        let ascii = nuls == 0 && head.is_ascii() && 10 * controls <= head.len();
        return ascii || head.len() < 16 && controls + nuls < 2 || is_separated(head, controls);
    }
    nuls == 0 || 2 * nuls <= head.len() && 100 * clear(head) >= 95 * filled
}

/// Whether so many control characters are no more than what separates fields of text.
fn is_separated(head: &[u8], controls: usize) -> bool {
    let is_separator = |byte: &&u8| matches!(byte, 0x01..=0x03 | 0x1C..=0x1F);
    3 * controls <= head.len()
        && head.iter().filter(is_separator).count() == controls
        && clear(head) + UTF8_MOST > head.len()
}

/// Bytes of the longest character: the last one may be cut off.
const UTF8_MOST: usize = 4;

/// Counts the control characters that text does not have.
struct Controls<'a>(&'a [u8]);

impl Task for Controls<'_> {
    type Output = usize;

    #[inline(always)]
    fn run(self) -> usize {
        // No more than a byte can count, and many registers full.
        let (chunks, rest) = self.0.as_chunks::<192>();
        let many = chunks.iter().map(|it| usize::from(count_controls(it)));
        many.sum::<usize>() + usize::from(count_controls(rest))
    }
}

#[inline(always)]
fn count_controls(few: &[u8]) -> u8 {
    few.iter()
        .fold(0, |count, it| count + u8::from(is_control(*it)))
}

/// A control character that text does not have. Backspace, escape and form
/// feed occur in terminal output. No branches, for all bytes are asked.
#[inline(always)]
fn is_control(byte: u8) -> bool {
    let usual = (byte == 0) | (byte.wrapping_sub(8) < 6) | (byte == 27);
    (byte < 32) & !usual | (byte == 127)
}

/// Bytes that are printable ASCII, white space or part of valid UTF-8.
fn clear(head: &[u8]) -> usize {
    let valid = head
        .utf8_chunks()
        .map(|chunk| chunk.valid().bytes().filter(|byte| *byte != 0).count());
    valid.sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes as encryption makes them.
    fn noise(len: usize) -> Vec<u8> {
        let mut state = 0x9E37_79B9_7F4A_7C15_u64;
        let next = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 56) as u8
        };
        std::iter::repeat_with(next).take(len).collect()
    }

    #[test]
    fn text_is_text_in_any_encoding() {
        assert!(is_text(b""));
        assert!(is_text(
            "plain, Grüße, \u{1b}[1mbold\u{1b}[0m\r\n".as_bytes()
        ));
        assert!(is_text(b"Gr\xFC\xDFe in Latin-1"));
        assert!(is_text(
            &[b"field\0\0\0name\0\0".repeat(20), b"rest".to_vec()].concat()
        ));
        assert!(
            is_text(&[b"x".repeat(200), vec![1, 2]].concat()),
            "some garbage"
        );
    }

    #[test]
    fn ascii_may_have_more_control_characters() {
        assert!(is_text(b"{\x7f: \"name\", \"of a\x02\"}"));
        assert!(!is_text(b"\x01\x02\x03 some words \x04\x05"));
    }

    #[test]
    fn fields_may_have_control_characters_between_them() {
        assert!(is_text(
            "1\u{1}José\u{1}a\u{2}b\u{1}401-22-7715\n".as_bytes()
        ));
        assert!(is_text(b"id\x1fname\x1e1\x1fDoe\x1e"));
        assert!(!is_text(b"\x01\x02\x03a\x01\x02\x03"));
        assert!(!is_text(b"a\x01b\x04c\x05d\x06e\x01f\x01g\x07h\xFF\xFE"));
    }

    #[test]
    fn noise_and_records_are_not() {
        assert!(!is_text(&noise(64)));
        assert!(!is_text(&noise(100_000)));
        assert!(!is_text(&[0; 100]));
        assert!(!is_text(&b"\x03\0\0\0\x10\0\0\0ab\0\0".repeat(20)));
    }
}
