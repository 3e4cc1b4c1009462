//! Calendar dates, and the parts that dates are written with.

use crate::{eight, month};

/// Whether the calendar has the day.
pub(crate) fn exists(year: u32, month: u32, day: u32) -> bool {
    let leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
    let last = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    };
    (1..=last).contains(&day)
}

/// The same for the last two digits of a year: in some century.
pub(crate) fn exists_short(year: u32, month: u32, day: u32) -> bool {
    // 2000 was a leap year, 1900 was not: so 00 may be either.
    year < 100 && exists(2000 + year, month, day)
}

/// Digits of a date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Number {
    /// What they spell.
    pub(crate) value: u32,
    /// How many they are.
    pub(crate) digits: u8,
}

impl Number {
    /// The digits from an offset on, which is then behind them; none if they are more
    /// than eight.
    fn read(text: &[u8], at: &mut usize) -> Option<Self> {
        let start = *at;
        let mut value = 0_u32;
        while let Some(digit) = text.get(*at).map(|byte| byte.wrapping_sub(b'0'))
            && digit < 10
        {
            value = value.wrapping_mul(10).wrapping_add(digit.into());
            *at += 1;
        }
        let digits = u8::try_from(*at - start).ok().filter(|&n| n <= 8)?;
        Some(Self { value, digits })
    }

    /// Whether this can be a day or a month: one or two digits.
    pub(crate) fn is_short(self) -> bool {
        self.digits <= 2
    }

    /// Whether this can be a year: two digits, or four from 1800 to 2099.
    pub(crate) fn is_year(self) -> bool {
        self.digits == 2 || self.digits == 4 && (1800..2100).contains(&self.value)
    }

    /// Whether this is a year that has the day.
    pub(crate) fn has(self, month: u32, day: Self) -> bool {
        let exists = if self.digits == 2 {
            exists_short
        } else {
            exists
        };
        self.is_year() && day.is_short() && exists(self.value, month, day.value)
    }

    /// The number of the first `digits` digits, and that of the others.
    pub(crate) fn split(self, digits: u8) -> (Self, Self) {
        let others = self.digits - digits;
        let power = 10_u32.pow(u32::from(others));
        let part = |value, digits| Self { value, digits };
        (
            part(self.value / power, digits),
            part(self.value % power, others),
        )
    }
}

/// What a written date consists of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Parts {
    numbers: [Number; 3],
    count: usize,
    /// The month, if it stands there by name.
    pub(crate) month: Option<u8>,
    /// Whether there are words that are neither a month nor part of a date.
    pub(crate) has_other_words: bool,
}

impl Parts {
    /// Takes a date apart; `None` if it has more than three numbers, one of
    /// more than eight digits, or two month names.
    pub(crate) fn of(text: &[u8]) -> Option<Self> {
        match text.try_into().ok().and_then(Self::of_ten) {
            Some(parts) => Some(parts),
            None => Self::of_any(text),
        }
    }

    /// The same of ten bytes, the year first or last and no names, as most are.
    fn of_ten(text: &[u8; 10]) -> Option<Self> {
        let [a, b, c, d, e, f, g, h, i, j] = *text;
        let between = |one, two| kind(one) == Kind::Between && kind(two) == Kind::Between;
        let number = |value, digits| Number { value, digits };
        let numbers = if between(e, h) {
            let all = eight::number(&[a, b, c, d, f, g, i, j])?;
            let (year, month, day) = (all / 10_000, all / 100 % 100, all % 100);
            [number(year, 4), number(month, 2), number(day, 2)]
        } else if between(c, f) {
            let all = eight::number(&[a, b, d, e, g, h, i, j])?;
            let (one, two, year) = (all / 1_000_000, all / 10_000 % 100, all % 10_000);
            [number(one, 2), number(two, 2), number(year, 4)]
        } else {
            return None;
        };
        Some(Self {
            numbers,
            count: 3,
            ..Self::default()
        })
    }

    fn of_any(text: &[u8]) -> Option<Self> {
        let mut parts = Self::default();
        let mut at = 0;
        while let Some(&first) = text.get(at) {
            let start = at;
            match kind(first) {
                Kind::Digit => {
                    let number = Number::read(text, &mut at)?;
                    *parts.numbers.get_mut(parts.count)? = number;
                    parts.count += 1;
                }
                Kind::Letter => {
                    let letter = |byte: &u8| kind(*byte) == Kind::Letter;
                    at += text[at..].iter().take_while(|it| letter(it)).count();
                    parts.add_word(&text[start..at])?;
                }
                Kind::Between => at += 1,
            }
        }
        Some(parts)
    }

    /// The numbers, in the order in which they stand.
    pub(crate) fn numbers(&self) -> &[Number] {
        &self.numbers[..self.count]
    }

    fn add_word(&mut self, word: &[u8]) -> Option<()> {
        if is_filler(word) {
            return Some(());
        }
        match month::by_name(word) {
            None => self.has_other_words = true,
            Some(_) if self.month.is_some() => return None,
            found => self.month = found,
        }
        Some(())
    }
}

/// Words that stand in dates and say nothing: ordinals and articles.
fn is_filler(word: &[u8]) -> bool {
    const FILLERS: [&[u8]; 12] = [
        b"st",
        b"nd",
        b"rd",
        b"th",
        b"of",
        b"the",
        b"de",
        b"del",
        b"di",
        b"er",
        b"den",
        "º".as_bytes(),
    ];
    FILLERS
        .iter()
        .any(|filler| word.eq_ignore_ascii_case(filler))
}

#[derive(PartialEq, Eq)]
enum Kind {
    Digit,
    Letter,
    Between,
}

fn kind(byte: u8) -> Kind {
    match byte {
        b'0'..=b'9' => Kind::Digit,
        b'a'..=b'z' | b'A'..=b'Z' | 0x80.. => Kind::Letter,
        _ => Kind::Between,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn ten_bytes_are_taken_apart_as_any(
            text in "[0-9]{4}[-/. a][0-9]{2}[-/. ][0-9]{2}|[0-9]{2}[-/. ][0-9]{2}[-/. a][0-9]{4}|[0-9/-]{10}",
        ) {
            let text = text.as_bytes();
            prop_assert_eq!(Parts::of(text), Parts::of_any(text));
        }
    }

    #[test]
    fn knows_the_calendar() {
        assert!(exists(2024, 2, 29) && exists(2000, 2, 29) && exists(1999, 12, 31));
        assert!(!exists(2023, 2, 29) && !exists(1900, 2, 29) && !exists(1999, 4, 31));
        assert!(!exists(1999, 0, 1) && !exists(1999, 13, 1) && !exists(1999, 1, 0));
        assert!(exists_short(0, 2, 29) && !exists_short(1, 2, 29));
    }

    #[test]
    fn takes_dates_apart() {
        let parts = Parts::of(b"14th of March, 1962").expect("parts");
        assert_eq!(parts.month, Some(3));
        assert_eq!(parts.numbers().len(), 2);
        assert!(!parts.has_other_words);
        let parts = Parts::of(b"expY=2027").expect("parts");
        assert!(parts.has_other_words && parts.month.is_none());
    }

    #[test]
    fn refuses_too_much() {
        assert_eq!(Parts::of(b"1-2-3-4"), None);
        assert_eq!(Parts::of(b"123456789"), None);
        assert_eq!(Parts::of(b"May June 2020"), None);
    }
}
