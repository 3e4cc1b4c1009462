//! What a stream holds, and whether that is all of it.
//!
//! The library decodes what it can and does not tell where it ended, so what
//! usual streams are packed in is undone here.

use flate2::{Decompress, FlushDecompress, Status};
use hayro_syntax::Filter;
use hayro_syntax::object::{Dict, Object, Stream};

/// Bytes that a stream may hold.
const MOST: usize = 256 << 20;

/// The content of a stream as far as it can be decoded, and whether that is all of it.
pub(super) fn decoded(stream: &Stream<'_>) -> (Vec<u8>, bool) {
    let filters = stream.filters();
    if filters.len() != told(stream.dict()) {
        // What nobody knows is passed over by the library.
        return (Vec::new(), false);
    }
    let raw = stream.raw_data();
    // What cannot be decrypted is nothing.
    let empty = raw.is_empty() && stream.dict().get::<u32>("Length") != Some(0);
    let usual = filters.iter().all(is_usual);
    let own = usual.then(|| unpacked(&raw, &filters));
    let in_order = !has_parameters(stream.dict());
    let sound = own.as_ref().is_none_or(|it| it.1);
    let own = match own {
        Some((bytes, true)) if in_order => return (bytes, !empty),
        own => own,
    };
    // Where it breaks, the library may get further.
    let other = stream.decoded_data().map(std::borrow::Cow::into_owned);
    let whole = sound && other.is_ok() && !empty;
    let other = other.unwrap_or_default();
    match own.filter(|it| in_order && it.0.len() > other.len()) {
        Some((own, _)) => (own, whole),
        None => (other, whole),
    }
}

/// How many filters a stream is told to have.
fn told(stream: &Dict<'_>) -> usize {
    let filters = stream.get::<Object<'_>>("Filter");
    match filters.or_else(|| stream.get::<Object<'_>>("F")) {
        Some(Object::Name(_)) => 1,
        Some(Object::Array(filters)) => filters.raw_iter().count(),
        _ => 0,
    }
}

/// Whether what is packed is something else than bytes in their order.
fn has_parameters(stream: &Dict<'_>) -> bool {
    ["DecodeParms", "DP"]
        .iter()
        .any(|key| stream.contains_key(key))
}

fn is_usual(filter: &Filter) -> bool {
    matches!(
        filter,
        Filter::FlateDecode | Filter::Ascii85Decode | Filter::AsciiHexDecode
    )
}

fn unpacked(raw: &[u8], filters: &[Filter]) -> (Vec<u8>, bool) {
    let (mut bytes, mut whole) = (raw.to_vec(), true);
    for filter in filters {
        let (next, all) = match filter {
            Filter::FlateDecode => inflated(&bytes),
            Filter::Ascii85Decode => of_base85(&bytes),
            _ => of_hex(&bytes),
        };
        bytes = next;
        whole &= all;
    }
    (bytes, whole)
}

/// What was deflated. A sum that is missing at its end takes nothing away.
fn inflated(packed: &[u8]) -> (Vec<u8>, bool) {
    if packed.trim_ascii().is_empty() {
        return (Vec::new(), true);
    }
    let (bytes, end) = inflate(packed, true);
    if end.is_some() {
        return (bytes, true);
    }
    let (bare, end) = inflate(packed, false);
    if end.is_some_and(|end| packed.len() - end <= LINE_END) {
        return (bare, true);
    }
    let header = packed.first_chunk().is_some_and(is_header);
    let (behind, end) = inflate(packed.get(2..).unwrap_or_default(), false);
    let sum = end.map(|end| packed.len() - 2 - end);
    let whole = header && sum.is_some_and(|sum| sum < SUM);
    match behind.len() >= bytes.len() {
        true => (behind, whole),
        false => (bytes, whole),
    }
}

/// Bytes of the sum behind what was deflated, and of what may end a line.
const SUM: usize = 4;
const LINE_END: usize = 2;

/// Whether bytes are those in front of what was deflated.
fn is_header(bytes: &[u8; 2]) -> bool {
    bytes[0] & 0x0F == 8 && u16::from_be_bytes(*bytes).is_multiple_of(31)
}

/// What can be inflated, and where that ended if it ended well.
fn inflate(packed: &[u8], header: bool) -> (Vec<u8>, Option<usize>) {
    let mut inflater = Decompress::new(header);
    let mut bytes = Vec::with_capacity(packed.len().saturating_mul(4).clamp(1 << 10, 1 << 20));
    loop {
        if bytes.len() == bytes.capacity() {
            bytes.reserve(bytes.len());
        }
        let (taken, given) = (inflater.total_in(), bytes.len());
        let rest = packed.get(taken as usize..).unwrap_or_default();
        let status = inflater.decompress_vec(rest, &mut bytes, FlushDecompress::None);
        let stuck = inflater.total_in() == taken && bytes.len() == given;
        match status {
            Ok(Status::StreamEnd) => return (bytes, Some(inflater.total_in() as usize)),
            Ok(_) if !stuck && bytes.len() <= MOST => {}
            _ => return (bytes, None),
        }
    }
}

/// Base 85, which ends with a mark.
fn of_base85(text: &[u8]) -> (Vec<u8>, bool) {
    let (mut bytes, mut group) = (Vec::with_capacity(text.len()), Vec::new());
    for byte in text {
        match byte {
            b'~' => {
                end_group(&mut group, &mut bytes);
                return (bytes, true);
            }
            b'z' if group.is_empty() => bytes.extend([0; 4]),
            b'!'..=b'u' => group.push(byte - b'!'),
            b'\0' => {}
            byte if byte.is_ascii_whitespace() => {}
            _ => break,
        }
        if group.len() == 5 {
            end_group(&mut group, &mut bytes);
        }
    }
    end_group(&mut group, &mut bytes);
    (bytes, false)
}

/// Writes what up to five digits stand for: a byte fewer than there are.
fn end_group(group: &mut Vec<u8>, bytes: &mut Vec<u8>) {
    let digit = |at| u32::from(*group.get(at).unwrap_or(&84));
    let value = (0..5).fold(0_u32, |value, at| {
        value.wrapping_mul(85).wrapping_add(digit(at))
    });
    let len = group.len().saturating_sub(1).min(4);
    bytes.extend_from_slice(&value.to_be_bytes()[..len]);
    group.clear();
}

/// Hexadecimal digits, which end with a mark.
fn of_hex(text: &[u8]) -> (Vec<u8>, bool) {
    let (mut bytes, mut high) = (Vec::with_capacity(text.len() / 2), None);
    let mut whole = false;
    for byte in text {
        let digit = char::from(*byte).to_digit(16).map(|it| it as u8);
        match (digit, high) {
            (Some(digit), None) => high = Some(digit),
            (Some(digit), Some(before)) => {
                bytes.push(before << 4 | digit);
                high = None;
            }
            (None, _) if byte.is_ascii_whitespace() || *byte == 0 => {}
            (None, _) => {
                whole = *byte == b'>';
                break;
            }
        }
    }
    bytes.extend(high.map(|high| high << 4));
    (bytes, whole)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn deflated(text: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), Default::default());
        encoder.write_all(text).expect("memory takes it");
        encoder.finish().expect("memory takes it")
    }

    /// Text that does not compress to next to nothing.
    fn text() -> Vec<u8> {
        let lines = (0..3000_u32).map(|n| format!("{} ", n.wrapping_mul(2_654_435_761)));
        lines.collect::<String>().into_bytes()
    }

    #[test]
    fn what_was_deflated_is_told_from_a_part_of_it() {
        let (text, packed) = (text(), deflated(&text()));
        assert_eq!(inflated(&packed), (text.clone(), true));
        let len = packed.len();
        for missing in 1..=4 {
            assert_eq!(inflated(&packed[..len - missing]), (text.clone(), true));
        }
        let bare = &packed[2..len - 4];
        assert_eq!(inflated(bare), (text.clone(), true));
        for end in [3, len / 2, len - 6] {
            let (some, whole) = inflated(&packed[..end]);
            assert!(!whole && text.starts_with(&some), "cut at {end}");
            assert!(end < len / 2 || some.len() > text.len() / 3, "cut at {end}");
        }
        // A header that is none hides nothing.
        let other = [b"\0\0", &packed[2..]].concat();
        assert_eq!(inflated(&other), (text, false));
        assert_eq!(inflated(b"\n"), (Vec::new(), true));
    }

    #[test]
    fn a_sum_that_does_not_fit_is_damage() {
        let mut packed = deflated(&text());
        if let Some(last) = packed.last_mut() {
            *last ^= 1;
        }
        assert_eq!(inflated(&packed), (text(), false));
    }

    #[test]
    fn digits_end_with_a_mark() {
        let cases: [(&[u8], &[u8], bool); 4] = [
            (b"87cUR\nD]i,\"Ebo80~>", b"Hello World!", true),
            (b"87cURz~>", b"Hell\0\0\0\0", true),
            (b"87cURD]i", b"Hello ", false),
            (b"87cUR\x7f~>", b"Hell", false),
        ];
        for (given, expected, whole) in cases {
            let shown = String::from_utf8_lossy(given);
            assert_eq!(of_base85(given), (expected.to_vec(), whole), "{shown}");
        }
        let cases: [(&[u8], &[u8], bool); 4] = [
            (b"48 65\n6C>", b"Hel", true),
            (b"4865 7>", b"Hep", true),
            (b"4865", b"He", false),
            (b"48x65>", b"H", false),
        ];
        for (given, expected, whole) in cases {
            let shown = String::from_utf8_lossy(given);
            assert_eq!(of_hex(given), (expected.to_vec(), whole), "{shown}");
        }
    }
}
