//! Sizes as people write them.

/// The bytes that a text such as `1GiB`, `64 MB` or `4096` says.
///
/// # Errors
///
/// A sentence, where the text says no size.
///
/// ```
/// use tracie_corpus::parse_size;
///
/// assert_eq!(parse_size("1GiB"), Ok(1 << 30));
/// assert_eq!(parse_size("64 MB"), Ok(64_000_000));
/// assert_eq!(parse_size("4096"), Ok(4096));
/// assert!(parse_size("much").is_err());
/// ```
pub fn parse_size(text: &str) -> Result<u64, String> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let number: Option<u64> = number.parse().ok();
    let unit = factor(unit.trim());
    number
        .zip(unit)
        .and_then(|(number, unit)| number.checked_mul(unit))
        .ok_or_else(|| {
            format!("{text:?} is no size; write bytes or a number with KB, MB, GB, KiB, MiB or GiB")
        })
}

fn factor(unit: &str) -> Option<u64> {
    Some(match unit.to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "kb" => 1000,
        "mb" => 1_000_000,
        "gb" => 1_000_000_000,
        "k" | "kib" => 1 << 10,
        "m" | "mib" => 1 << 20,
        "g" | "gib" => 1 << 30,
        _ => return None,
    })
}
