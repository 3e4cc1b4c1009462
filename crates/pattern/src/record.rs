//! Numbers, sets and what has a length, as bytes.

/// Writes bytes with their number.
pub(crate) fn push(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend_from_slice(&(bytes.len() as u32).to_le_bytes());
    out.extend_from_slice(bytes);
}

/// Reads that back.
pub(crate) fn take<'a>(bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (count, rest) = bytes.split_first_chunk::<4>()?;
    let (taken, rest) = rest.split_at_checked(u32::from_le_bytes(*count) as usize)?;
    *bytes = rest;
    Some(taken)
}

/// Reads a number of eight bytes.
pub(crate) fn take_number(bytes: &mut &[u8]) -> Option<u64> {
    let (number, rest) = bytes.split_first_chunk::<8>()?;
    *bytes = rest;
    Some(u64::from_le_bytes(*number))
}

/// A set of bytes, a bit each.
pub(crate) fn bits(holds: &[bool; 256]) -> [u8; 32] {
    std::array::from_fn(|at| {
        let eight = holds[8 * at..8 * at + 8].iter().zip(0..);
        eight.fold(0, |bits, (holds, bit)| bits | u8::from(*holds) << bit)
    })
}

/// The set back.
pub(crate) fn flags(bits: &[u8; 32]) -> [bool; 256] {
    std::array::from_fn(|at| bits[at / 8] >> (at % 8) & 1 == 1)
}
