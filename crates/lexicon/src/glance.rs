//! A glance at the word before a space, eight bytes at once: whether it is
//! worth a closer look.

/// What a glance says of the word that ends at a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Glance {
    /// It starts with a capital.
    Capital,
    /// It has this many small letters and nothing else.
    Small(usize),
    /// It is longer, or not of plain letters: look closer.
    Unclear,
}

const EACH: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x80 * EACH;

/// Glances at the word that ends at `end`.
#[inline]
pub(crate) fn before(text: &[u8], end: usize) -> Glance {
    let Some(bytes) = text[..end].last_chunk::<8>() else {
        return Glance::Unclear;
    };
    let bytes = u64::from_le_bytes(*bytes);
    let len = ((!small(bytes) & HIGH).leading_zeros() / 8) as usize;
    if len == 8 {
        return Glance::Unclear;
    }
    match (bytes >> (8 * (7 - len))) as u8 {
        b'A'..=b'Z' => Glance::Capital,
        b'\'' | b'-' | b';' | 0x80.. => Glance::Unclear,
        _ => Glance::Small(len),
    }
}

/// The high bit of each byte that is a small letter; their other bits are
/// anything.
fn small(bytes: u64) -> u64 {
    let low = bytes & !HIGH;
    let from_a = low + u64::from(0x80 - b'a') * EACH;
    let past_z = low + u64::from(0x7F - b'z') * EACH;
    from_a & !past_z & !bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn glances() {
        for (text, glance) in [
            ("hello Maria", Glance::Capital),
            ("by the Maria", Glance::Capital),
            ("somewhere in", Glance::Small(2)),
            ("walking", Glance::Unclear),
            (" walking", Glance::Small(7)),
            ("extraordinary", Glance::Unclear),
            ("the ROME", Glance::Capital),
            ("   Jos\u{e9}", Glance::Unclear),
            ("the O'neill", Glance::Unclear),
            ("function()", Glance::Small(0)),
            ("  &Eacute;tie", Glance::Unclear),
        ] {
            assert_eq!(before(text.as_bytes(), text.len()), glance, "{text}");
        }
    }
}
