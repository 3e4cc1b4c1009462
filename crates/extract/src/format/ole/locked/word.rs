//! Documents of Word before 2007: all but the start of the streams is encrypted.

use super::rc4::Keys;
use super::xor::Xor;
use crate::budget::Budget;
use crate::bytes::little::{u16_at, u32_at};
use crate::extractor::Fault;

/// Bytes for which one key is used.
const BLOCK: usize = 512;
const ENCRYPTED: u16 = 0x100;
const BY_XOR: u16 = 0x8000;

/// Whether the streams of a document are encrypted.
pub(super) fn is_locked(stream: &[u8]) -> bool {
    u16_at(stream, 10) & ENCRYPTED != 0
}

/// Decrypts the streams of a document, if they are encrypted. The second one
/// says how, unless it is by XOR.
pub(super) fn word(stream: &mut [u8], table: &mut [u8], budget: &Budget) -> Result<(), Fault> {
    if !is_locked(stream) {
        return Ok(());
    }
    let flags = u16_at(stream, 10);
    let is_97 = u16_at(stream, 2) >= 0x00C0;
    // What opens it must be read.
    let header = if is_97 { 0x44 } else { 0x34 };
    let plain = stream.get(..header).unwrap_or_default().to_vec();
    if flags & BY_XOR != 0 || !is_97 {
        let xor = Xor::of_word(u32_at(stream, 14), budget)?;
        xor.unmix_stream(stream);
        xor.unmix_stream(table);
    } else {
        let keys = Keys::open(table, budget)?;
        keys.decrypt(stream, BLOCK);
        keys.decrypt(table, BLOCK);
    }
    stream[..plain.len()].copy_from_slice(&plain);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::ole::locked::tests::{budget, lock};

    /// The key and the sum of `abc`, as Excel wrote them.
    const ABC: u32 = 0x514A_CC1A;

    /// A stream that says how it is locked, and a text in it.
    fn stream(flags: u16, key: u32) -> Vec<u8> {
        let mut stream = vec![0; 0x44];
        stream[2..4].copy_from_slice(&0xC1_u16.to_le_bytes());
        stream[10..12].copy_from_slice(&flags.to_le_bytes());
        stream[14..18].copy_from_slice(&key.to_le_bytes());
        stream.extend_from_slice(&b"planted text, ".repeat(80));
        stream
    }

    #[test]
    fn both_streams_open_from_the_512th_byte_with_a_new_key() {
        let (info, keys) = lock("planted");
        let plain = stream(ENCRYPTED, info.len() as u32);
        let mut locked = plain.clone();
        for (number, block) in locked.chunks_mut(512).enumerate() {
            keys.cipher(number as u32).apply(block);
        }
        locked[..0x44].copy_from_slice(&plain[..0x44]);
        let mut table = info.clone();
        table.extend_from_slice(b"pieces");
        let at = info.len();
        let mut bytes = vec![0; at + 6];
        keys.cipher(0).apply(&mut bytes);
        table[at..]
            .iter_mut()
            .zip(&bytes[at..])
            .for_each(|(it, with)| *it ^= with);

        let (mut again, mut same) = (locked.clone(), table.clone());
        let refused = word(&mut again, &mut same, &budget("wrong")).map_err(|it| it.remark);
        assert!(refused.is_err_and(|it| it.contains("no given password")));
        word(&mut locked, &mut table, &budget("wrong\nplanted")).expect("it opens");
        assert_eq!(locked, plain);
        assert_eq!(&table[at..], b"pieces");
    }

    #[test]
    fn what_xor_hides_opens() {
        let plain = stream(ENCRYPTED | BY_XOR, ABC);
        let xor = Xor::of_word(ABC, &budget("abc")).expect("it fits");
        let mut locked = plain.clone();
        xor.unmix_stream(&mut locked);
        locked[..0x44].copy_from_slice(&plain[..0x44]);
        assert_ne!(locked, plain);
        word(&mut locked, &mut [], &budget("abc")).expect("it opens");
        assert_eq!(locked, plain);
        assert!(word(&mut locked, &mut [], &budget("abd")).is_err());
    }
}
