//! What generators write with: text and random numbers, and the places of
//! what is planted.

use crate::random::Random;

/// The place of a planted value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plant {
    /// First byte, counted from the start of the file.
    pub start: u64,
    /// The byte after its last.
    pub end: u64,
    /// The identifier that is to find it.
    pub identifier: &'static str,
}

/// A growing text, with the random numbers to write it.
pub(crate) struct Pen {
    pub(crate) bytes: Vec<u8>,
    pub(crate) plants: Vec<Plant>,
    pub(crate) random: Random,
    /// Milliseconds since 1970; log lines move it on.
    pub(crate) clock: u64,
}

impl Pen {
    pub(crate) fn new(random: Random) -> Pen {
        let clock = 1_710_000_000_000 + u64::from(random.clone().below(1 << 30));
        Pen {
            bytes: Vec::with_capacity(1 << 19),
            plants: Vec::new(),
            random,
            clock,
        }
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
    }

    pub(crate) fn byte(&mut self, byte: u8) {
        self.bytes.push(byte);
    }

    /// One of the words, not written.
    pub(crate) fn choose<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.random.below(words.len() as u32) as usize]
    }

    /// One of the words.
    pub(crate) fn word(&mut self, words: &[&str]) {
        let word = self.choose(words);
        self.text(word);
    }

    /// A number in decimal.
    pub(crate) fn number(&mut self, value: u64) {
        self.padded(value, 1);
    }

    /// A number in decimal, filled up with zeroes to `width` digits.
    pub(crate) fn padded(&mut self, value: u64, width: usize) {
        let mut digits = [b'0'; 20];
        let mut at = digits.len();
        let mut rest = value;
        while rest > 0 || digits.len() - at < width {
            at -= 1;
            digits[at] = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
        self.bytes.extend_from_slice(&digits[at..]);
    }

    /// A random number from `low` to `high`.
    pub(crate) fn between(&mut self, low: u32, high: u32) {
        let value = self.random.between(low, high);
        self.number(u64::from(value));
    }

    /// Random digits, at most 18, the first of which may be 0.
    pub(crate) fn digits(&mut self, count: usize) {
        let value = self.random.next_u64() % 10_u64.pow(count as u32);
        self.padded(value, count);
    }

    /// Random characters of an alphabet.
    pub(crate) fn letters(&mut self, alphabet: &[u8], count: usize) {
        for _ in 0..count {
            let byte = *self.random.pick(alphabet);
            self.byte(byte);
        }
    }

    /// What `write` writes, remembered as a value of the identifier.
    pub(crate) fn plant(&mut self, identifier: &'static str, write: impl FnOnce(&mut Pen)) {
        let start = self.bytes.len() as u64;
        write(self);
        self.plants.push(Plant {
            start,
            end: self.bytes.len() as u64,
            identifier,
        });
    }

    /// Takes back all that was written after `length` bytes.
    pub(crate) fn truncate(&mut self, length: usize) {
        self.bytes.truncate(length);
        self.plants.retain(|plant| plant.end <= length as u64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_decimal_and_padded() {
        let mut pen = Pen::new(Random::new(1));
        pen.number(0);
        pen.byte(b' ');
        pen.padded(42, 5);
        pen.byte(b' ');
        pen.number(u64::MAX);
        assert_eq!(pen.bytes, b"0 00042 18446744073709551615");
    }

    #[test]
    fn truncation_forgets_plants() {
        let mut pen = Pen::new(Random::new(1));
        pen.plant("A", |pen| pen.text("one"));
        pen.plant("B", |pen| pen.text("two"));
        pen.truncate(4);
        assert_eq!(
            pen.plants,
            [Plant {
                start: 0,
                end: 3,
                identifier: "A"
            }]
        );
    }
}
