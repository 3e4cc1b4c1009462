//! OpenPGP armour with a checksum (RFC 9580, section 6.1).

use crate::base64::decode;
use crate::pem::Body;

const START: u32 = 0x00B7_04CE;
const POLYNOMIAL: u32 = 0x0186_4CFB;

/// Whether the body is base64 and has the checksum that stands after it, if one
/// does: newer writers leave it out.
pub(crate) fn holds(value: &[u8]) -> bool {
    Body::of(value).is_some_and(|body| {
        let mut bytes = decode(body.characters());
        let computed = bytes.by_ref().fold(START, add);
        let written = checksum(body);
        computed != START && written.is_none_or(|written| written == computed)
    })
}

/// Whether a checksum stands after the last line.
pub(super) fn is_written(body: Body<'_>) -> bool {
    checksum(body).is_some()
}

/// The checksum after the last line, if there is one.
fn checksum(body: Body<'_>) -> Option<u32> {
    let mut runs = body.runs().filter(|run| run.len() == 5);
    let written = runs.find_map(|run| run.strip_prefix(b"="))?;
    let bytes = decode(written.iter().copied());
    Some(bytes.fold(0, |sum, byte| sum << 8 | u32::from(byte)))
}

fn add(crc: u32, byte: u8) -> u32 {
    let mut crc = crc ^ u32::from(byte) << 16;
    for _ in 0..8 {
        crc <<= 1;
        if crc & 0x0100_0000 != 0 {
            crc ^= POLYNOMIAL;
        }
    }
    crc
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn has_the_published_check_value() {
        assert_eq!(b"123456789".iter().copied().fold(START, add), 0x21_CF02);
    }
}
