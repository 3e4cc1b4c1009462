//! Names that may themselves be values: maps are keyed by numbers and addresses, and
//! rows are taken for headers.

/// Digits of a number that may be someone's.
const FEWEST_DIGITS: usize = 7;

/// Letters and digits of a token that may be a secret ...
const FEWEST_OF_TOKEN: usize = 16;
/// ... and how often letters and digits take turns in it: words with a number do once or twice.
const FEWEST_TURNS: usize = 4;

/// Whether a name of a column or member holds what may be someone's: a long number that is no
/// date, an e-mail address, or a token that is no word. Then it is not shown.
///
/// ```
/// use tracie_finding::may_be_value;
///
/// assert!(may_be_value(b"4539578763621486"));
/// assert!(may_be_value(b"ann@example.com"));
/// assert!(!may_be_value(b"sales 2024-01-31"));
/// ```
pub fn may_be_value(name: &[u8]) -> bool {
    let mut words = name.split(u8::is_ascii_whitespace);
    words.any(|word| holds_number(word) || holds_address(word) || holds_token(word))
}

fn holds_number(word: &[u8]) -> bool {
    let digits: Vec<u8> = word.iter().copied().filter(u8::is_ascii_digit).collect();
    if digits.len() < FEWEST_DIGITS || 2 * digits.len() <= word.len() {
        return false;
    }
    let is_year = |at: usize| matches!(digits[at..at + 2], [b'1', b'9'] | [b'2', b'0']);
    digits.len() != 8 || !(is_year(0) || is_year(4))
}

fn holds_address(word: &[u8]) -> bool {
    let at = word.iter().position(|byte| *byte == b'@');
    at.is_some_and(|at| at > 0 && word[at..].contains(&b'.'))
}

fn holds_token(word: &[u8]) -> bool {
    let mut runs = word.split(|byte| !byte.is_ascii_alphanumeric());
    runs.any(|run| run.len() >= FEWEST_OF_TOKEN && turns(run) >= FEWEST_TURNS)
}

/// How often a digit follows a letter, or a letter a digit.
fn turns(run: &[u8]) -> usize {
    let pairs = run.windows(2);
    let turn = |pair: &&[u8]| pair[0].is_ascii_digit() != pair[1].is_ascii_digit();
    pairs.filter(turn).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All made up.
    #[test]
    fn what_may_be_someones_is_told() {
        for name in [
            "the token 101-11-1001",
            "4539578763621486",
            "+44 7700900123",
            "ann@example.com",
            "of ann@mail.example.com",
            "sk_live_4eC3kHqLyjWDarjtT1zdp7dc",
            "AKIA2E4F6G7HIJKLM3N5",
        ] {
            assert!(may_be_value(name.as_bytes()), "{name}");
        }
    }

    #[test]
    fn names_are_none() {
        for name in [
            "ssn",
            "sales 2024-01-31",
            "20240131",
            "31.01.2024",
            "iso13616",
            "Q1 2023",
            "",
            "@type",
            "user@2x",
            "averageTemperature2023InCelsius",
            "total_amount_2023_before_tax",
            "3f2b8c1e-9d4a-4f6b-8a7c-5e1d2c3b4a59",
        ] {
            assert!(!may_be_value(name.as_bytes()), "{name}");
        }
    }
}
