//! Eight bytes at once, in one number: which of them are letters. Shared with
//! the build script.

/// The same in each byte.
const EACH: u64 = 0x0101_0101_0101_0101;
/// The top bit of each byte.
pub(crate) const TOP: u64 = 0x80 * EACH;
/// The bit that makes a letter small, in each byte.
pub(crate) const SMALL: u64 = 0x20 * EACH;

/// The lowest so many bytes, at most 8.
#[inline(always)]
pub(crate) fn lowest(bytes: usize) -> u64 {
    match bytes {
        8.. => u64::MAX,
        few => (1 << (8 * few)) - 1,
    }
}

/// The top bit of each byte that lies between two ASCII ones.
#[inline(always)]
fn between(bytes: u64, first: u8, last: u8) -> u64 {
    let low = bytes & !TOP;
    let from_first = low + u64::from(0x80 - first) * EACH;
    let past_last = low + u64::from(0x7F - last) * EACH;
    from_first & !past_last & !bytes & TOP
}

/// The top bit of each byte that is an ASCII letter.
#[inline(always)]
pub(crate) fn letters(bytes: u64) -> u64 {
    between(bytes | SMALL, b'a', b'z')
}

/// The top bit of each byte that is an ASCII capital.
#[inline(always)]
pub(crate) fn capitals(bytes: u64) -> u64 {
    between(bytes, b'A', b'Z')
}

/// The bytes of a text from a position on, zeros behind its end.
#[inline(always)]
pub(crate) fn from(text: &[u8], at: usize) -> u64 {
    if let Some(bytes) = text.get(at..).and_then(<[u8]>::first_chunk) {
        return u64::from_le_bytes(*bytes);
    }
    match text.last_chunk() {
        // Less than eight are left.
        Some(bytes) if at < text.len() => u64::from_le_bytes(*bytes) >> (8 * (at + 8 - text.len())),
        Some(_) => 0,
        None => few(text.get(at..).unwrap_or_default()),
    }
}

/// The bytes of a text up to a position, the last one highest; zeros before its
/// beginning.
#[inline(always)]
pub(crate) fn before(text: &[u8], end: usize) -> u64 {
    if let Some(bytes) = text[..end].last_chunk() {
        return u64::from_le_bytes(*bytes);
    }
    match end {
        0 => 0,
        // Bytes behind the end go over the top.
        _ => from(text, 0) << (8 * (8 - end)),
    }
}

/// Less than eight bytes, the first lowest.
#[inline(always)]
pub(crate) fn few(bytes: &[u8]) -> u64 {
    let byte = |at: usize| u64::from(bytes[at]) << (8 * at);
    match (bytes.first_chunk(), bytes.last_chunk()) {
        (Some(first), Some(last)) => {
            let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
            u64::from(first) | u64::from(last) << (8 * (bytes.len() - 4))
        }
        _ if bytes.is_empty() => 0,
        _ => byte(0) | byte(bytes.len() / 2) | byte(bytes.len() - 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_told_apart() {
        for byte in 0..=255_u8 {
            for at in 0..8 {
                let bytes = u64::from(byte) << (8 * at) | !(0xFF << (8 * at));
                let bit = |test: bool| u64::from(test) << (8 * at + 7);
                assert_eq!(letters(bytes), bit(byte.is_ascii_alphabetic()), "{byte}");
                assert_eq!(capitals(bytes), bit(byte.is_ascii_uppercase()), "{byte}");
            }
        }
    }

    #[test]
    fn bytes_are_loaded_from_everywhere() {
        let text: Vec<u8> = (1..20).collect();
        let number = |bytes: &[u8]| {
            let numbered = bytes.iter().take(8).enumerate();
            numbered.fold(0, |all, (at, byte)| all | u64::from(*byte) << (8 * at))
        };
        for len in 0..text.len() {
            let text = &text[..len];
            for at in 0..=len {
                assert_eq!(from(text, at), number(&text[at..]), "{at} of {len}");
                let mut bytes = [0; 8];
                let near = &text[at.saturating_sub(8)..at];
                bytes[8 - near.len()..].copy_from_slice(near);
                assert_eq!(before(text, at), number(&bytes), "{at} of {len}");
            }
            if len < 8 {
                assert_eq!(few(text), number(text));
            }
        }
    }
}
