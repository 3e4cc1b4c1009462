//! The letters and digits of a value, and what is asked of them: how they
//! begin, and which are never reported.

use std::ops::RangeInclusive;

use crate::schema::Prefix;

/// Letters and digits of a value that are looked at.
const MOST: usize = 64;

/// The letters and digits of a value, in upper case, without allocation.
pub(crate) struct Plain {
    bytes: [u8; MOST],
    len: usize,
}

impl Plain {
    pub(crate) fn of(value: &[u8]) -> Plain {
        let mut plain = Plain {
            bytes: [0; MOST],
            len: 0,
        };
        let kept = value.iter().filter(|byte| byte.is_ascii_alphanumeric());
        for (place, byte) in plain.bytes.iter_mut().zip(kept) {
            *place = byte.to_ascii_uppercase();
            plain.len += 1;
        }
        plain
    }

    fn bytes(&self) -> &[u8] {
        &self.bytes[..self.len]
    }

    /// The first eight, as a number that compares as they do; zeros where there
    /// are fewer.
    fn head(&self) -> u64 {
        let (head, _) = self.bytes.split_first_chunk().expect("there is room");
        u64::from_be_bytes(*head)
    }
}

/// How values may begin; with some beginnings only if they are of a length.
#[derive(Clone, Debug, Default)]
pub(crate) struct Prefixes {
    all: Vec<Compiled>,
}

#[derive(Clone, Debug)]
struct Compiled {
    /// Of the first bytes, shifted down to these.
    heads: RangeInclusive<u64>,
    shift: u32,
    /// One bit for each length that goes with it.
    lengths: u128,
}

impl Prefixes {
    pub(crate) fn new(prefixes: &[Prefix]) -> Result<Prefixes, String> {
        let all = prefixes.iter().map(Compiled::new);
        Ok(Prefixes {
            all: all.collect::<Result<_, _>>()?,
        })
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Whether one of them begins a value.
    pub(crate) fn begin(&self, plain: &Plain) -> bool {
        let (head, length) = (plain.head(), 1 << plain.len);
        self.all
            .iter()
            .any(|it| it.heads.contains(&(head >> it.shift)) && it.lengths & length != 0)
    }
}

impl Compiled {
    fn new(prefix: &Prefix) -> Result<Compiled, String> {
        let (from, to) = (&prefix.from, prefix.to.as_ref().unwrap_or(&prefix.from));
        if from.is_empty() || from.len() != to.len() || from.len() > 8 {
            return Err(format!(
                "prefix {from}-{to}: both ends must have the same length, 1 to 8"
            ));
        }
        let number = |text: &str| text.bytes().fold(0, |sum, byte| sum << 8 | u64::from(byte));
        // A value shorter than the prefix never begins so: it has zeros there.
        let lengths = match &prefix.lengths[..] {
            [] => u128::MAX,
            some => some
                .iter()
                .filter(|it| **it <= MOST)
                .fold(0, |bits, it| bits | 1 << it),
        };
        Ok(Compiled {
            heads: number(from)..=number(to),
            shift: 64 - 8 * from.len() as u32,
            lengths,
        })
    }
}

/// Values that are never reported.
#[derive(Clone, Debug, Default)]
pub(crate) struct Blocked {
    /// Sorted.
    all: Vec<Box<[u8]>>,
    /// The bits of all of them: most other values have another one.
    bits: Bits,
}

/// One bit for each of 1,024 hashes.
type Bits = [u64; 16];

impl Blocked {
    pub(crate) fn new(values: &[String]) -> Blocked {
        let mut all: Vec<Box<[u8]>> = values.iter().map(|it| it.as_bytes().into()).collect();
        all.sort_unstable();
        let mut bits = Bits::default();
        for value in &all {
            let (word, bit) = place(&Plain::of(value));
            bits[word] |= bit;
        }
        Blocked { all, bits }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    pub(crate) fn contains(&self, plain: &Plain) -> bool {
        let value = plain.bytes();
        let (word, bit) = place(plain);
        self.bits[word] & bit != 0 && self.all.binary_search_by(|it| (**it).cmp(value)).is_ok()
    }
}

/// A word of bits and one bit in it, by the beginning.
fn place(plain: &Plain) -> (usize, u64) {
    let hash = plain.head().wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 54;
    ((hash >> 6) as usize, 1 << (hash & 63))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prefix(from: &str, to: Option<&str>, lengths: &[usize]) -> Prefix {
        Prefix {
            from: from.into(),
            to: to.map(str::to_owned),
            lengths: lengths.to_vec(),
            name: String::new(),
        }
    }

    #[test]
    fn a_value_begins_with_a_prefix_of_its_length() {
        let all = [
            prefix("51", Some("55"), &[4]),
            prefix("6011", None, &[]),
            prefix("A", None, &[]),
        ];
        let prefixes = Prefixes::new(&all).expect("good prefixes");
        for (value, expected) in [
            ("53-67", true),
            ("53-678", false),
            ("56-67", false),
            ("60-11", true),
            ("60-1", false),
            ("a1", true),
            ("", false),
        ] {
            let plain = Plain::of(value.as_bytes());
            assert_eq!(prefixes.begin(&plain), expected, "{value}");
        }
        assert!(Prefixes::new(&[prefix("51", Some("5"), &[])]).is_err());
    }

    #[test]
    fn what_is_blocked_is_so_however_it_is_written() {
        let blocked = Blocked::new(&["123456".into(), "AB12".into()]);
        let contains = |value: &str| blocked.contains(&Plain::of(value.as_bytes()));
        assert!(contains("123-456") && contains("ab 12"));
        assert!(!contains("123457") && !contains("AB1"));
    }
}
