//! A checksum as data: characters times weights, added up, divided.

use crate::SumError;
use crate::symbols::{LONGEST, Symbols, value_of};

/// No character has this value, so a remainder that stands for it is never
/// right.
const NO_VALUE: u8 = u8::MAX;

/// A weighted sum over the characters of a value, and what it must come to.
///
/// Digits count 0–9 and letters 10–35. Without a check character, the sum
/// divided by the modulus must leave one of the given remainders. With one, the
/// character at its place is left out of the sum and must be the one that the
/// alphabet has for the remainder.
///
/// A value shorter than the weights stands at their right end, as though zeros
/// came before it: numbers are often written without their leading zeros. A
/// longer one never holds.
///
/// ```
/// use tracie_check::WeightedSum;
///
/// // Nine digits times 10…2; the tenth brings the sum to a multiple of eleven.
/// let weights = [10, 9, 8, 7, 6, 5, 4, 3, 2];
/// let sum = WeightedSum::new(&weights, 11, &[0], Some(9), Some("0-987654321"))?;
/// assert!(sum.holds(b"456 099 9449"));
/// assert!(!sum.holds(b"456 099 9440"));
/// # Ok::<(), tracie_check::SumError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WeightedSum {
    weights: Vec<u32>,
    modulus: u32,
    goal: Goal,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Goal {
    Remainders(Vec<u32>),
    /// The place of the check character, and its value for each remainder.
    CheckCharacter(usize, Vec<u8>),
}

impl WeightedSum {
    /// A sum as an identifier file says it.
    ///
    /// * `weights`: one for each character that is added up, from the left.
    /// * `modulus`: at least 2.
    /// * `remainder`: the remainders that are right, without a check character;
    ///   `[0]` with one.
    /// * `check_at`: the place of the check character, from 0. Where only an
    ///   alphabet is given it is the last character.
    /// * `alphabet`: the check character for each remainder, `-` for a
    ///   remainder that no value has. Where only a place is given, the check
    ///   character is the remainder itself, as a digit.
    ///
    /// # Errors
    ///
    /// [`SumError`] if the parts do not fit together.
    pub fn new(
        weights: &[i32],
        modulus: i32,
        remainder: &[i32],
        check_at: Option<usize>,
        alphabet: Option<&str>,
    ) -> Result<Self, SumError> {
        if modulus < 2 {
            return Err(SumError::Modulus(modulus));
        }
        let goal = if check_at.is_none() && alphabet.is_none() {
            remainders(remainder, modulus)?
        } else if remainder == [0] {
            check_character(weights.len(), modulus.unsigned_abs(), check_at, alphabet)?
        } else {
            return Err(SumError::RemainderAndCheck);
        };
        if weights.is_empty() || weights.len() >= LONGEST {
            return Err(SumError::Weights(weights.len()));
        }
        Ok(Self {
            weights: weights.iter().map(|&w| least(w, modulus)).collect(),
            modulus: modulus.unsigned_abs(),
            goal,
        })
    }

    /// Whether the value, as it stands in the document, has this checksum.
    #[must_use]
    pub fn holds(&self, value: &[u8]) -> bool {
        let Some(symbols) = Symbols::read(value) else {
            return false;
        };
        match &self.goal {
            Goal::Remainders(right) => self
                .remainder(symbols.as_slice(), &[])
                .is_some_and(|remainder| right.contains(&remainder)),
            Goal::CheckCharacter(at, alphabet) => self
                .around(symbols.as_slice(), *at)
                .is_some_and(|(remainder, check)| alphabet[remainder as usize] == check),
        }
    }

    /// The remainder of what stands around the check character, and that.
    fn around(&self, symbols: &[u8], check_at: usize) -> Option<(u32, u8)> {
        let missing = (self.weights.len() + 1).checked_sub(symbols.len())?;
        let (before, rest) = symbols.split_at_checked(check_at.checked_sub(missing)?)?;
        let (&check, after) = rest.split_first()?;
        Some((self.remainder(before, after)?, check))
    }

    fn remainder(&self, before: &[u8], after: &[u8]) -> Option<u32> {
        let length = before.len() + after.len();
        let unused = self.weights.len().checked_sub(length)?;
        let (first, last) = self.weights[unused..].split_at(before.len());
        let sum = add_up(before, first) + add_up(after, last);
        (length > 0).then(|| (sum % u64::from(self.modulus)) as u32)
    }
}

/// Characters times weights.
fn add_up(characters: &[u8], weights: &[u32]) -> u64 {
    let products = characters.iter().zip(weights);
    products
        .map(|(&character, &weight)| u64::from(character) * u64::from(weight))
        .sum()
}

/// The number from 0 below the modulus that adds the same to a remainder.
fn least(number: i32, modulus: i32) -> u32 {
    number.rem_euclid(modulus).unsigned_abs()
}

fn remainders(right: &[i32], modulus: i32) -> Result<Goal, SumError> {
    match right.iter().find(|r| !(0..modulus).contains(*r)) {
        Some(&wrong) => Err(SumError::Remainder(wrong)),
        None if right.is_empty() => Err(SumError::NoRemainder),
        None => Ok(Goal::Remainders(
            right.iter().map(|r| r.unsigned_abs()).collect(),
        )),
    }
}

fn check_character(
    weights: usize,
    modulus: u32,
    check_at: Option<usize>,
    alphabet: Option<&str>,
) -> Result<Goal, SumError> {
    let at = check_at.unwrap_or(weights);
    if at > weights {
        return Err(SumError::CheckAt(at));
    }
    let values = match alphabet {
        Some(characters) => values_of(characters.as_bytes())?,
        None => (0..modulus)
            .map(|r| u8::try_from(r).ok().filter(|&r| r < 10).unwrap_or(NO_VALUE))
            .collect(),
    };
    if values.len() != modulus as usize {
        return Err(SumError::AlphabetLength(values.len()));
    }
    Ok(Goal::CheckCharacter(at, values))
}

fn values_of(alphabet: &[u8]) -> Result<Vec<u8>, SumError> {
    let value = |&character: &u8| match character {
        b'-' => Ok(NO_VALUE),
        _ if character.is_ascii_alphanumeric() => Ok(value_of(character)),
        _ => Err(SumError::AlphabetCharacter),
    };
    alphabet.iter().map(value).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(weights: &[i32], modulus: i32, remainder: &[i32]) -> Result<WeightedSum, SumError> {
        WeightedSum::new(weights, modulus, remainder, None, None)
    }

    fn checked(
        weights: &[i32],
        modulus: i32,
        check_at: Option<usize>,
        alphabet: Option<&str>,
    ) -> Result<WeightedSum, SumError> {
        WeightedSum::new(weights, modulus, &[0], check_at, alphabet)
    }

    #[test]
    fn adds_up_and_compares_the_remainder() {
        let sum = plain(&[3, 2, 1], 10, &[0, 5]).expect("a sum");
        assert!(sum.holds(b"1-2-3"), "3 + 4 + 3 = 10");
        assert!(sum.holds(b"1 0 2"), "3 + 0 + 2 = 5");
        assert!(!sum.holds(b"103"));
    }

    #[test]
    fn counts_letters_from_ten() {
        let sum = plain(&[1, 1], 36, &[35]).expect("a sum");
        assert!(sum.holds(b"z0") && sum.holds(b"0Z") && sum.holds(b"AP"));
    }

    #[test]
    fn takes_negative_weights() {
        let sum = plain(&[-1, 1], 11, &[0]).expect("a sum");
        assert!(sum.holds(b"77") && !sum.holds(b"78"));
    }

    #[test]
    fn puts_the_check_character_anywhere() {
        let first = checked(&[1, 2], 10, Some(0), Some("ABCDEFGHIJ")).expect("a sum");
        assert!(first.holds(b"F12") && first.holds(b"f12"), "1 + 4 = 5");
        let middle = checked(&[1, 2], 10, Some(1), None).expect("a sum");
        assert!(middle.holds(b"152") && !middle.holds(b"162"));
        let last = checked(&[1, 2], 10, None, Some("0123456789")).expect("a sum");
        assert!(last.holds(b"125") && !last.holds(b"521"));
    }

    #[test]
    fn refuses_a_remainder_that_no_value_has() {
        let sum = checked(&[1], 11, Some(1), Some("0123456789-")).expect("a sum");
        assert!(sum.holds(b"99"));
        assert!(!sum.holds(b"a0"), "remainder 10");
        let sum = checked(&[1], 11, Some(1), None).expect("a sum");
        assert!(!sum.holds(b"aa"), "remainder 10 is not a digit");
    }

    #[test]
    fn aligns_short_values_at_the_right() {
        let sum = checked(&[9, 2, 1], 10, Some(3), None).expect("a sum");
        assert!(sum.holds(b"0124") && sum.holds(b"124"));
        assert!(!sum.holds(b"5"), "a check character alone");
        assert!(!sum.holds(b"00124"), "longer than the weights");
        assert!(!sum.holds(b""));
    }

    #[test]
    fn a_short_value_must_still_have_its_check_character() {
        let sum = checked(&[1, 1], 10, Some(0), None).expect("a sum");
        assert!(sum.holds(b"211"));
        assert!(!sum.holds(b"11"), "its place is before the value");
    }

    #[test]
    fn says_what_does_not_fit() {
        assert_eq!(plain(&[], 11, &[0]), Err(SumError::Weights(0)));
        assert_eq!(plain(&[1; 40], 11, &[0]), Err(SumError::Weights(40)));
        assert_eq!(plain(&[1], 1, &[0]), Err(SumError::Modulus(1)));
        assert_eq!(plain(&[1], 11, &[11]), Err(SumError::Remainder(11)));
        assert_eq!(plain(&[1], 11, &[]), Err(SumError::NoRemainder));
        assert_eq!(checked(&[1], 10, Some(2), None), Err(SumError::CheckAt(2)));
        assert_eq!(
            checked(&[1], 11, None, Some("0123456789")),
            Err(SumError::AlphabetLength(10))
        );
        assert_eq!(
            checked(&[1], 2, None, Some("0_")),
            Err(SumError::AlphabetCharacter)
        );
        assert_eq!(
            WeightedSum::new(&[1], 11, &[1], Some(1), None),
            Err(SumError::RemainderAndCheck)
        );
    }
}
