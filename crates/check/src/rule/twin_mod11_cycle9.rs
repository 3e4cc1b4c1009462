//! Two check digits mod 11, the second over the first too; weights 2–9 from the
//! right, over and over. A letter counts as its ASCII code less 48.

use super::twin_mod11::check_digit;
use crate::symbols::symbols;

/// Whether the last two of fourteen characters are the check digits of the
/// others.
pub(crate) fn holds(value: &[u8]) -> bool {
    let Some(symbols) = symbols::<14>(value) else {
        return false;
    };
    let values = symbols.map(|symbol| if symbol < 10 { symbol } else { symbol + 7 });
    [12, 13].into_iter().all(|at| {
        let weighted = values[..at].iter().rev().zip((2..=9).cycle());
        u32::from(values[at]) == check_digit(weighted)
    })
}
