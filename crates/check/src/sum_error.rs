//! What can be wrong with a sum.

use std::fmt;

use crate::symbols::LONGEST;

/// Why the parts of a [`WeightedSum`](crate::WeightedSum) do not fit together.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SumError {
    /// The number of weights is none, or more than a value can have characters.
    Weights(usize),
    /// The modulus is less than 2.
    Modulus(i32),
    /// A remainder that no division by the modulus leaves.
    Remainder(i32),
    /// No remainder is right, so no value would ever hold.
    NoRemainder,
    /// Remainders other than `[0]` next to a check character.
    RemainderAndCheck,
    /// The place of the check character lies beyond the end of the value.
    CheckAt(usize),
    /// The alphabet does not have one character for each remainder.
    AlphabetLength(usize),
    /// The alphabet has a character other than letters, digits and `-`.
    AlphabetCharacter,
}

impl fmt::Display for SumError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Weights(n) => write!(
                out,
                "{n} weights: write between 1 and {}, one for each character",
                LONGEST - 1
            ),
            Self::Modulus(n) => write!(out, "modulus {n}: write 2 or more"),
            Self::Remainder(n) => {
                write!(out, "remainder {n}: write numbers from 0 below the modulus")
            }
            Self::NoRemainder => write!(out, "no remainder: write at least one, such as 0"),
            Self::RemainderAndCheck => write!(
                out,
                "remainder next to check_at or alphabet: the alphabet alone says which \
                 remainders are right, so leave remainder out"
            ),
            Self::CheckAt(n) => write!(
                out,
                "check_at {n} is beyond the end of the value: it has one character more than \
                 there are weights, counted from 0"
            ),
            Self::AlphabetLength(n) => write!(
                out,
                "alphabet of {n} characters: write exactly one for each remainder, `-` where \
                 no value has it"
            ),
            Self::AlphabetCharacter => {
                write!(out, "alphabet: write only letters A-Z, digits and `-`")
            }
        }
    }
}

impl std::error::Error for SumError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_the_writer_what_to_do() {
        for (error, text) in [
            (SumError::Modulus(0), "modulus 0: write 2 or more"),
            (
                SumError::Weights(0),
                "0 weights: write between 1 and 39, one for each character",
            ),
        ] {
            assert_eq!(error.to_string(), text);
        }
    }
}
