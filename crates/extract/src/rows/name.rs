//! Whether text may be a name.

/// Longer texts that nothing says are names are none, in bytes: those are prose ...
pub(crate) const LONGEST: usize = 64;
/// ... nor those with more digits: those are dates or numbers; a name may have a year in it.
const MOST_DIGITS: usize = 4;

/// Whether text may be the name of a column or row, although nothing says so.
pub(crate) fn is_name(text: &[u8]) -> bool {
    let digits = text.iter().filter(|byte| byte.is_ascii_digit()).count();
    text.len() <= LONGEST && digits <= MOST_DIGITS && has_letter(text)
}

pub(crate) fn has_letter(text: &[u8]) -> bool {
    text.iter()
        .any(|byte| byte.is_ascii_alphabetic() || !byte.is_ascii())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_name_is_told() {
        for wrong in ["", "12", "1984-03-12", "a12345", "- ", &"x".repeat(65)] {
            assert!(!is_name(wrong.as_bytes()), "{wrong}");
        }
        for name in ["a", "total_2024", "año", "生年月日", "Date of birth (day)"] {
            assert!(is_name(name.as_bytes()), "{name}");
        }
    }
}
