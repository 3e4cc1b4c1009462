//! Verhoeff: multiplication in the symmetries of a pentagon (Verhoeff 1969).

use crate::symbols::values;

/// What position 1 does to a digit; position n does it n times.
const PERMUTATION: [u8; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

static PERMUTATIONS: [[u8; 10]; 8] = permutations();

const fn permutations() -> [[u8; 10]; 8] {
    let mut rows = [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]; 8];
    let mut row = 1;
    while row < 8 {
        let mut digit = 0;
        while digit < 10 {
            rows[row][digit] = PERMUTATION[rows[row - 1][digit] as usize];
            digit += 1;
        }
        row += 1;
    }
    rows
}

/// Whether the digits, of which there are two at least, come to 0.
pub(crate) fn holds(value: &[u8]) -> bool {
    let mut count = 0;
    let mut sum = 0;
    for digit in values(value).rev() {
        if digit > 9 {
            return false;
        }
        sum = product(sum, PERMUTATIONS[count % 8][usize::from(digit)]);
        count += 1;
    }
    count > 1 && sum == 0
}

/// One symmetry after another: 0–4 are turns, 5–9 are flips.
fn product(a: u8, b: u8) -> u8 {
    match (a < 5, b < 5) {
        (true, true) => (a + b) % 5,
        (true, false) => 5 + (a + b - 5) % 5,
        (false, true) => 5 + (a - b) % 5,
        (false, false) => (5 + a - b) % 5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn multiplies_as_a_group_does() {
        for a in 0..10 {
            assert_eq!((product(a, 0), product(0, a)), (a, a));
            let row: u32 = (0..10).map(|b| 1 << product(a, b)).sum();
            assert_eq!(row, 0b11_1111_1111, "each product once");
        }
        assert_ne!(product(1, 5), product(5, 1), "unlike addition");
    }
}
