//! The letters and digits of a value, and what is asked of them: how they
//! begin, and which are never reported.

use std::ops::RangeInclusive;

use crate::schema::Prefix;

/// Letters and digits of a value that are looked at.
const MOST: usize = 64;

/// The letters and digits of a value, in upper case, without allocation: what is
/// asked of most values is told by the first few.
pub(crate) struct Plain<'a> {
    value: &'a [u8],
    /// The first eight, as a number that compares as they do; zeros where there
    /// are fewer.
    head: u64,
}

impl Plain<'_> {
    #[inline]
    pub(crate) fn of(value: &[u8]) -> Plain<'_> {
        let head = head(value);
        Plain { value, head }
    }

    /// How many they are, up to as many as are looked at.
    fn len(&self) -> usize {
        let kept = self.value.iter().filter(|it| upper(**it) != 0);
        kept.count().min(MOST)
    }

    /// Whether they are these.
    fn is(&self, other: &[u8]) -> bool {
        let upper = self.value.iter().map(|it| upper(*it));
        let kept = upper.filter(|it| *it != 0);
        kept.take(MOST).eq(other.iter().copied())
    }
}

/// A digit as it is, a letter in upper case; zero for all other bytes.
#[inline(always)]
fn upper(byte: u8) -> u8 {
    static UPPER: [u8; 256] = {
        let (mut table, mut byte) = ([0; 256], 0_u8);
        while byte < 0x80 {
            if byte.is_ascii_alphanumeric() {
                table[byte as usize] = byte.to_ascii_uppercase();
            }
            byte += 1;
        }
        table
    };
    UPPER[usize::from(byte)]
}

/// Letters and digits of a head.
const HEAD: u32 = 8;

/// The first eight letters and digits.
#[inline(always)]
fn head(value: &[u8]) -> u64 {
    // Most are digits, in one run or in fours.
    let four = |at: usize| four_digits(value.get(at..)?.first_chunk()?);
    if let Some(first) = four(0) {
        let gap = value.get(4).is_some_and(|it| upper(*it) == 0);
        if let Some(second) = four(4 + usize::from(gap)) {
            return u64::from(first) << 32 | u64::from(second);
        }
    }
    head_slowly(value)
}

/// Four digits as a number that compares as they do.
#[inline(always)]
fn four_digits(bytes: &[u8; 4]) -> Option<u32> {
    let four = u32::from_be_bytes(*bytes);
    let values = four ^ 0x3030_3030;
    let above = values | values.wrapping_add(0x0606_0606);
    (above & 0xF0F0_F0F0 == 0).then_some(four)
}

/// The same byte by byte.
#[inline(never)]
fn head_slowly(value: &[u8]) -> u64 {
    let (mut head, mut len) = (0, 0);
    for byte in value {
        let upper = upper(*byte);
        let kept = u32::from(upper != 0);
        // What is passed over moves nothing.
        head = head << (8 * kept) | u64::from(upper);
        len += kept;
        if len == HEAD {
            return head;
        }
    }
    match len {
        0 => 0,
        _ => head << (8 * (HEAD - len)),
    }
}

/// How values may begin; with some beginnings only if they are of a length.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Prefixes {
    /// In the order of their first bytes; one that may begin with several is there for
    /// each.
    all: Vec<Compiled>,
    /// For each first byte where those begin that are there for it, and where the last
    /// ones end; none without prefixes.
    by_first: Vec<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Compiled {
    /// Of the first bytes, shifted down to these.
    heads: RangeInclusive<u64>,
    shift: u32,
    /// One bit for each length that goes with it.
    lengths: u128,
}

impl Prefixes {
    pub(crate) fn new(prefixes: &[Prefix]) -> Result<Prefixes, String> {
        let compiled = prefixes.iter().map(Compiled::new);
        let compiled = compiled.collect::<Result<Vec<_>, _>>()?;
        match &compiled[..] {
            [] => Ok(Prefixes::default()),
            some => Ok(Prefixes::by_first(some)),
        }
    }

    fn by_first(compiled: &[Compiled]) -> Prefixes {
        let (mut all, mut by_first) = (Vec::new(), Vec::new());
        for first in 0..=u8::MAX {
            by_first.push(all.len() as u32);
            all.extend(compiled.iter().filter(|it| it.may_begin(first)).cloned());
        }
        by_first.push(all.len() as u32);
        Prefixes { all, by_first }
    }

    /// Those with which values of so many letters and digits may begin, fewer than are
    /// looked at.
    pub(crate) fn of_length(&self, length: usize) -> Prefixes {
        if self.is_empty() {
            return Prefixes::default();
        }
        let mut compiled: Vec<Compiled> = Vec::new();
        for it in self.all.iter().filter(|it| it.lengths >> length & 1 == 1) {
            let it = Compiled {
                lengths: u128::MAX,
                ..it.clone()
            };
            if !compiled.contains(&it) {
                compiled.push(it);
            }
        }
        Prefixes::by_first(&compiled)
    }

    /// Whether a value may begin in any way.
    #[inline(always)]
    pub(crate) fn is_empty(&self) -> bool {
        self.by_first.is_empty()
    }

    /// Whether one of them begins a value.
    #[inline(always)]
    pub(crate) fn begin(&self, plain: &Plain<'_>) -> bool {
        let begins = |it: &&Compiled| it.heads.contains(&(plain.head >> it.shift));
        let first = (plain.head >> 56) as usize;
        let Some([from, to]) = self.by_first.get(first..first + 2) else {
            return false;
        };
        let mut all = self.all[*from as usize..*to as usize].iter().filter(begins);
        all.any(|it| it.lengths == u128::MAX || it.lengths >> plain.len() & 1 == 1)
    }
}

impl Compiled {
    /// Whether a value with this first byte may begin so.
    fn may_begin(&self, first: u8) -> bool {
        // What is shifted down has its first byte on top of so many others.
        let others = 56 - self.shift;
        let firsts = (self.heads.start() >> others)..=(self.heads.end() >> others);
        firsts.contains(&u64::from(first))
    }

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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Blocked {
    all: Vec<Box<[u8]>>,
    /// The bits of their first two bytes.
    firsts: Bits,
    /// The bits of all of them: most other values have another one.
    bits: Bits,
}

/// One bit for each of 1,024 hashes.
type Bits = [u64; 16];

impl Blocked {
    pub(crate) fn new(values: &[String]) -> Blocked {
        Blocked::of(values.iter().map(|it| it.as_bytes().into()).collect())
    }

    fn of(all: Vec<Box<[u8]>>) -> Blocked {
        let mut blocked = Blocked::default();
        for value in &all {
            let (word, bit) = place(&Plain::of(value));
            blocked.bits[word] |= bit;
            match first_two(value) {
                Some((word, bit)) => blocked.firsts[word] |= bit,
                None => blocked.firsts = [u64::MAX; 16],
            }
        }
        Blocked { all, ..blocked }
    }

    /// Those of so many letters and digits.
    pub(crate) fn of_length(&self, length: usize) -> Blocked {
        let all = self.all.iter().filter(|it| it.len() == length);
        Blocked::of(all.cloned().collect())
    }

    /// Whether a value may be one of them, by its first two bytes.
    #[inline(always)]
    pub(crate) fn may_hold(&self, value: &[u8]) -> bool {
        let begins = |(word, bit): (usize, u64)| self.firsts[word] & bit != 0;
        !self.all.is_empty() && first_two(value).is_none_or(begins)
    }

    pub(crate) fn contains(&self, plain: &Plain<'_>) -> bool {
        let (word, bit) = place(plain);
        self.bits[word] & bit != 0 && self.all.iter().any(|it| plain.is(it))
    }
}

/// A word of bits and one bit in it, by the first two bytes of a value if they are letters
/// or digits, small letters as capitals.
#[inline(always)]
fn first_two(value: &[u8]) -> Option<(usize, u64)> {
    let [one, two, ..] = *value else { return None };
    let both = upper(one) != 0 && upper(two) != 0;
    both.then_some((usize::from(one) & 15, 1 << (two % 32)))
}

/// A word of bits and one bit in it, by the beginning.
fn place(plain: &Plain<'_>) -> (usize, u64) {
    let hash = plain.head.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 54;
    ((hash >> 6) as usize, 1 << (hash & 63))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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

    proptest! {
        #[test]
        fn letters_and_digits_are_read_as_one_by_one(
            value in "[a-c0-9é. -]{0,80}|[0-9]{3,4}[ a-]?[0-9]{3,12}|[0-9]{4}(-[0-9]{2,4}){1,3}",
        ) {
            let upper = value.to_ascii_uppercase();
            let kept = upper.bytes().filter(u8::is_ascii_alphanumeric);
            let kept: Vec<u8> = kept.take(MOST).collect();
            let plain = Plain::of(value.as_bytes());
            let mut head = [0; HEAD as usize];
            let first = kept.len().min(HEAD as usize);
            head[..first].copy_from_slice(&kept[..first]);
            prop_assert_eq!(plain.head, u64::from_be_bytes(head));
            prop_assert_eq!(plain.len(), kept.len());
            prop_assert!(plain.is(&kept));
            prop_assert!(!plain.is(&[&kept[..], b"A"].concat()));
        }
    }

    #[test]
    fn what_is_blocked_is_so_however_it_is_written() {
        let blocked = Blocked::new(&["123456".into(), "AB12".into()]);
        let contains = |value: &str| blocked.contains(&Plain::of(value.as_bytes()));
        assert!(contains("123-456") && contains("ab 12"));
        assert!(!contains("123457") && !contains("AB1"));
    }
}
