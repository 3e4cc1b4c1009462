//! OpenPGP armour of a secret key (RFC 4880 and RFC 9580).

use super::crc24;
use crate::base64::decode;
use crate::pem::Body;

/// The tag of a secret key, with which the transferable key begins.
const SECRET_KEY: u8 = 5;
const VERSIONS: std::ops::RangeInclusive<u8> = 3..=6;

/// Whether the body begins with the packet of a secret key, or else has the
/// checksum that stands after it. Most writers leave the checksum out by now, and
/// a key with a wrong one still is a key.
pub(crate) fn holds(value: &[u8]) -> bool {
    Body::of(value).is_some_and(|body| {
        begins_with_key(decode(body.characters())) || crc24::is_written(body) && crc24::holds(value)
    })
}

/// Whether a packet header with the tag of a secret key comes first, and then a
/// version that keys have.
fn begins_with_key(mut bytes: impl Iterator<Item = u8>) -> bool {
    let version = |bytes: &mut dyn Iterator<Item = u8>, length| bytes.nth(length);
    let Some(header) = bytes.next().filter(|header| header & 0x80 != 0) else {
        return false;
    };
    let version = match header & 0x40 != 0 {
        true if header & 0x3F == SECRET_KEY => match bytes.next() {
            Some(0..192) => version(&mut bytes, 0),
            Some(192..224) => version(&mut bytes, 1),
            Some(255) => version(&mut bytes, 4),
            _ => None,
        },
        false if header >> 2 & 0x0F == SECRET_KEY => match header & 3 {
            0 => version(&mut bytes, 1),
            1 => version(&mut bytes, 2),
            2 => version(&mut bytes, 4),
            _ => version(&mut bytes, 0),
        },
        _ => None,
    };
    version.is_some_and(|version| VERSIONS.contains(&version))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_its_tag_and_a_version() {
        for (bytes, expected) in [
            (&[0x95, 0x07, 0x46, 4, 0x5C][..], true),
            (&[0x94, 0x46, 4], true),
            (&[0x97, 4], true),
            (&[0xC5, 0x46, 4], true),
            (&[0xC5, 0xC0, 0x46, 6], true),
            (&[0xC5, 0xFF, 0, 0, 7, 0x46, 5], true),
            (&[0x95, 0x07, 0x46, 0x81], false),
            (&[0x99, 0x07, 0x46, 4], false),
            (&[0xC6, 0x46, 4], false),
            (&[0x15, 0x07, 0x46, 4], false),
            (&[0x95, 0x07], false),
            (&[], false),
        ] {
            assert_eq!(
                begins_with_key(bytes.iter().copied()),
                expected,
                "{bytes:x?}"
            );
        }
    }
}
