//! Workbooks before 2007: the content of records is encrypted, by RC4 or XOR.

use super::rc4::Keys;
use super::xor::Xor;
use crate::budget::Budget;
use crate::bytes::little::u16_at;
use crate::extractor::Fault;

/// Bytes for which one key is used.
const KILOBYTE: usize = 1024;
const LOCKED: u16 = 0x2F;
/// A record that says nothing.
const OPENED: u16 = 0x0FFF;
/// Where sheets begin, which stands plain in front of their names.
const SHEET: u16 = 0x85;
/// Records that are plain: where streams begin, and what is needed to open
/// them.
const PLAIN: [u16; 9] = [
    0x0009, 0x0209, 0x0409, 0x0809, LOCKED, 0x0194, 0x0195, 0x00E1, 0x0138,
];

/// Whether the stream of a workbook is encrypted.
pub(super) fn is_locked(stream: &[u8]) -> bool {
    lock(stream).is_some()
}

/// Decrypts the stream of a workbook, if it is encrypted.
pub(super) fn workbook(stream: &mut [u8], budget: &Budget) -> Result<(), Fault> {
    let Some((at, lock)) = lock(stream) else {
        return Ok(());
    };
    // Damaged ones may hold nothing.
    let behind = lock.get(2..).unwrap_or_default();
    match (lock.len(), u16_at(&lock, 0)) {
        // Workbooks before 1997 know nothing else, and do not say so.
        (4, _) => unmix(stream, &Xor::of_excel(&lock, budget)?),
        (_, 0) => unmix(stream, &Xor::of_excel(behind, budget)?),
        _ => decrypt(stream, &Keys::open(behind, budget)?),
    }
    // It is open now.
    stream[at..at + 2].copy_from_slice(&OPENED.to_le_bytes());
    Ok(())
}

/// The record that says how the others are encrypted, and where it is.
fn lock(stream: &[u8]) -> Option<(usize, Vec<u8>)> {
    let mut at = 0;
    // It stands among the first.
    for _ in 0..64 {
        let header = stream.get(at..at + 4)?;
        let (kind, len) = (u16_at(header, 0), usize::from(u16_at(header, 2)));
        if kind == LOCKED {
            return Some((at, stream.get(at + 4..at + 4 + len)?.to_vec()));
        }
        at += 4 + len;
    }
    None
}

/// Where records begin, where what is encrypted of them does, and where they
/// end.
fn records(stream: &[u8]) -> Vec<(usize, usize, usize)> {
    let mut records = Vec::new();
    let mut at = 0;
    while at + 4 <= stream.len() {
        let (kind, len) = (u16_at(stream, at), usize::from(u16_at(stream, at + 2)));
        let end = (at + 4 + len).min(stream.len());
        let shown = match kind {
            SHEET => (at + 8).min(end),
            kind if PLAIN.contains(&kind) => end,
            _ => at + 4,
        };
        records.push((at, shown, end));
        at = end;
    }
    records
}

/// Decrypts the content of records; the key counts their headers.
fn decrypt(stream: &mut [u8], keys: &Keys) {
    let mut open = stream.to_vec();
    keys.decrypt(&mut open, KILOBYTE);
    for (_, from, to) in records(stream) {
        stream[from..to].copy_from_slice(&open[from..to]);
    }
}

/// Undoes what XOR did to the content of records.
fn unmix(stream: &mut [u8], xor: &Xor) {
    for (_, from, to) in records(stream) {
        xor.unmix_record(from + (to - from), &mut stream[from..to]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_records_stay_as_they_are() {
        // A record in the clear, one of three bytes, and one of a sheet.
        let plain = [
            &[0x09, 0x08, 2, 0, 1, 2][..],
            &[0x03, 0x02, 3, 0, b'a', b'b', b'c'],
            &[0x85, 0, 6, 0, 9, 9, 9, 9, b'x', b'y'],
        ]
        .concat();
        let keys = Keys::old("secret", &[7; 16]);
        let mut twice = plain.clone();
        decrypt(&mut twice, &keys);
        assert_eq!(twice[..10], plain[..10], "up to the first content");
        assert_ne!(twice[10..13], plain[10..13]);
        assert_eq!(twice[13..21], plain[13..21]);
        decrypt(&mut twice, &keys);
        assert_eq!(twice, plain, "RC4 undoes itself");
    }
}
