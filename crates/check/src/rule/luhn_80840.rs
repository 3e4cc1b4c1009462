//! Luhn over a number whose issuer prefix 80840 (ISO/IEC 7812) is not written.

use super::luhn;
use crate::symbols::values;

/// Whether the value with 80840 before it has a Luhn check digit.
pub(crate) fn holds(value: &[u8]) -> bool {
    // Before an even number of digits, as most are, the prefix adds 24.
    if value.len().is_multiple_of(2)
        && let Some(sum) = luhn::sum_of_run(value).filter(|_| value.len() <= 16)
    {
        return (sum + 24).is_multiple_of(10);
    }
    holds_slowly(value)
}

fn holds_slowly(value: &[u8]) -> bool {
    luhn::is_right([8, 0, 8, 4, 0].into_iter().chain(values(value)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sums_of_runs_are_those_of_digits(value in "[0-9]{7,17}|[0-9]{4}([ -][0-9]{4}){3}|[0-9a]{8,10}") {
            prop_assert_eq!(holds(value.as_bytes()), holds_slowly(value.as_bytes()));
        }
    }
}
