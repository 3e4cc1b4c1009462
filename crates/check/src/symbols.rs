//! The characters of a value as numbers: digits 0–9, letters 10–35.

/// The most characters, apart from separators, that any number has.
pub(crate) const LONGEST: usize = 40;

/// One more than the value of the last digit.
const DIGITS: u8 = 10;
/// One more than the value of the last letter.
const LETTERS: u8 = 36;
const OTHER: u8 = 0xFE;
const SEPARATOR: u8 = 0xFF;

/// Bytes that only stand between characters. Above ASCII these are the bytes
/// of U+00A0, U+00AD, U+2007–200A, U+2010–2015 and U+202F in UTF-8, and of the
/// no-break space in Latin-1; none of them is part of a letter of a number.
const SEPARATORS: &[u8] = b" \t-./\xA0\xAD\xAF\xC2\xE2\x80\x87\x88\x89\x8A\x90\x91\x92\x93\x94\x95";

static VALUES: [u8; 256] = values_of_bytes();

const fn values_of_bytes() -> [u8; 256] {
    let mut table = [OTHER; 256];
    let mut value = 0;
    while value < LETTERS {
        let upper = if value < DIGITS {
            b'0' + value
        } else {
            b'A' - DIGITS + value
        };
        table[upper as usize] = value;
        table[upper.to_ascii_lowercase() as usize] = value;
        value += 1;
    }
    let mut at = 0;
    while at < SEPARATORS.len() {
        table[SEPARATORS[at] as usize] = SEPARATOR;
        at += 1;
    }
    table
}

/// The value of one byte: a digit 0–9, a letter 10–35, anything else more.
pub(crate) fn value_of(byte: u8) -> u8 {
    VALUES[usize::from(byte)]
}

/// Whether a byte only stands between characters.
pub(crate) fn is_separator(byte: u8) -> bool {
    value_of(byte) == SEPARATOR
}

/// The values of all characters but the separators; what is neither digit nor
/// letter has a value above 35.
pub(crate) fn values(text: &[u8]) -> impl DoubleEndedIterator<Item = u8> + Clone {
    text.iter()
        .map(|&byte| value_of(byte))
        .filter(|&value| value != SEPARATOR)
}

/// The digits wherever they stand; all else is passed over.
pub(crate) fn loose_digits(text: &[u8]) -> impl DoubleEndedIterator<Item = u8> + Clone {
    text.iter()
        .filter(|byte| byte.is_ascii_digit())
        .map(|byte| byte - b'0')
}

/// The first `N` digits wherever they stand.
pub(crate) fn first_digits<const N: usize>(text: &[u8]) -> Option<[u8; N]> {
    let mut found = [0; N];
    let mut digits = loose_digits(text);
    for place in &mut found {
        *place = digits.next()?;
    }
    Some(found)
}

/// A value of exactly `N` digits.
pub(crate) fn digits<const N: usize>(text: &[u8]) -> Option<[u8; N]> {
    exactly(text, DIGITS)
}

/// A value of exactly `N` digits and letters.
pub(crate) fn symbols<const N: usize>(text: &[u8]) -> Option<[u8; N]> {
    exactly(text, LETTERS)
}

fn exactly<const N: usize>(text: &[u8], below: u8) -> Option<[u8; N]> {
    let mut found = [0; N];
    (fill(text, below, &mut found)? == N).then_some(found)
}

/// A value of at most [`LONGEST`] digits and letters.
pub(crate) struct Symbols {
    values: [u8; LONGEST],
    length: usize,
}

impl Symbols {
    /// Reads a value; `None` if it is too long or has other characters.
    pub(crate) fn read(text: &[u8]) -> Option<Self> {
        Self::below(text, LETTERS)
    }

    /// Reads a value that has no letters either.
    pub(crate) fn read_digits(text: &[u8]) -> Option<Self> {
        Self::below(text, DIGITS)
    }

    fn below(text: &[u8], below: u8) -> Option<Self> {
        let mut values = [0; LONGEST];
        let length = fill(text, below, &mut values)?;
        Some(Self { values, length })
    }

    /// The values, from the left.
    pub(crate) fn as_slice(&self) -> &[u8] {
        &self.values[..self.length]
    }
}

/// Writes the values to `found` and says how many; `None` if one is not below
/// `below` or there are more than there is room for.
fn fill(text: &[u8], below: u8, found: &mut [u8]) -> Option<usize> {
    // Most stand without separators.
    if let Some(found) = found.get_mut(..text.len())
        && copy(text, below, found)
    {
        return Some(text.len());
    }
    let mut length = 0;
    for value in values(text) {
        if value >= below {
            return None;
        }
        *found.get_mut(length)? = value;
        length += 1;
    }
    Some(length)
}

/// Writes the values of as many bytes as there is room for, and says whether all are
/// below `below`.
#[inline(always)]
fn copy(text: &[u8], below: u8, found: &mut [u8]) -> bool {
    text.iter().zip(found).fold(true, |all, (&byte, found)| {
        *found = value_of(byte);
        all & (*found < below)
    })
}

/// The number that digits spell, divided by `modulus`: the remainder.
pub(crate) fn remainder(digits: &[u8], modulus: u32) -> u32 {
    digits
        .iter()
        .fold(0, |sum, &digit| (sum * 10 + u32::from(digit)) % modulus)
}

/// The number that digits spell; up to nine of them.
pub(crate) fn number(digits: &[u8]) -> u32 {
    debug_assert!(digits.len() <= 9, "fits in 32 bits");
    digits
        .iter()
        .fold(0, |number, &digit| number * 10 + u32::from(digit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passes_over_every_separator() {
        let spaced = "1\u{a0}2\u{202f}3-4.5/6 7\t8\u{2011}9\u{2013}0\u{ad}".as_bytes();
        assert_eq!(digits::<10>(spaced), Some([1, 2, 3, 4, 5, 6, 7, 8, 9, 0]));
        assert_eq!(digits::<2>(b"1\xA02"), Some([1, 2]), "Latin-1");
    }

    #[test]
    fn reads_letters_in_either_case() {
        assert_eq!(symbols::<4>(b"aZ0z"), Some([10, 35, 0, 35]));
        assert_eq!(digits::<1>(b"a"), None);
    }

    #[test]
    fn refuses_other_characters_and_other_lengths() {
        assert_eq!(symbols::<2>(b"1_2"), None);
        assert_eq!(symbols::<2>("1ñ".as_bytes()), None);
        assert_eq!(digits::<3>(b"12"), None);
        assert_eq!(digits::<3>(b"1234"), None);
        assert!(Symbols::read(&[b'7'; LONGEST]).is_some());
        assert!(Symbols::read(&[b'7'; LONGEST + 1]).is_none());
    }

    #[test]
    fn takes_the_first_digits_only() {
        assert_eq!(first_digits::<3>(b"AB-1 2x34"), Some([1, 2, 3]));
        assert_eq!(first_digits::<3>(b"AB-12"), None);
    }

    #[test]
    fn divides_numbers_of_any_length() {
        assert_eq!(remainder(&[1, 0, 0], 97), 3);
        assert_eq!(remainder(&[9; 40], 9), 0);
        assert_eq!(number(&[0, 4, 2]), 42);
    }
}
