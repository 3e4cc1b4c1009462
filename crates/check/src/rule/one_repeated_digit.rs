//! Exactly one digit occurs more than once among the first ten.

use crate::symbols::first_digits;

/// Whether, among the first ten digits, exactly one occurs twice or three
/// times, the three not all side by side, and no other more than once.
pub(crate) fn holds(value: &[u8]) -> bool {
    let Some(digits) = first_digits::<10>(value) else {
        return false;
    };
    let mut counts = [0; 10];
    for digit in digits {
        counts[usize::from(digit)] += 1;
    }
    let repeated = counts.iter().filter(|&&count| count > 1);
    let triple_in_a_row = digits
        .windows(3)
        .any(|run| run[0] == run[1] && run[1] == run[2]);
    repeated.clone().count() == 1 && repeated.sum::<u8>() <= 3 && !triple_in_a_row
}
