//! A check digit mod 10 over an alphabet with Ñ after N; weights 18 down to 2.

use crate::symbols::symbols;

/// The value of N in the plain alphabet.
const N: u8 = 23;

/// Whether the last of eighteen characters is the check digit of the others.
pub(crate) fn holds(value: &[u8]) -> bool {
    symbols::<18>(value).is_some_and(|symbols| {
        let values = symbols.map(|v| u32::from(if v > N { v + 1 } else { v }));
        // The check digit has weight 1: with it the sum is a multiple of ten.
        let weighted = values.into_iter().zip((1..=18).rev());
        let sum: u32 = weighted.map(|(value, weight)| value * weight).sum();
        symbols[17] < 10 && sum.is_multiple_of(10)
    })
}
