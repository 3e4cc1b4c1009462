//! Not a placeholder: the bytes of the value differ.

/// Whether the Shannon entropy of the value is three bits a byte or more, as
/// that of eight different bytes is.
pub(crate) fn holds(value: &[u8]) -> bool {
    bits(value) >= 3.0
}

/// The Shannon entropy, in bits a byte; 0 for no bytes.
pub(super) fn bits(value: &[u8]) -> f64 {
    let mut counts = [0_u32; 256];
    for &byte in value {
        counts[usize::from(byte)] += 1;
    }
    let length = value.len() as f64;
    counts
        .iter()
        .filter(|&&count| count > 0)
        .map(|&count| f64::from(count) / length)
        .map(|share| -share * share.log2())
        .sum()
}
