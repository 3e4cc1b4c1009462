//! The bytes of which the classes of marks are, as lists and as tables for instructions
//! that look up sixteen at once.

/// What parts words.
pub(super) const GAPS: &[u8] = b" \t\n\r'";
/// What a gap before a word may stand behind, besides letters and bytes from 0x80 on.
pub(super) const JOINTS: &[u8] = b" \r,";

/// The same by their low four bits.
#[cfg(target_arch = "x86_64")]
pub(super) static GAP_TABLE: [u8; 16] = by_low_bits(GAPS);
#[cfg(target_arch = "x86_64")]
pub(super) static JOINT_TABLE: [u8; 16] = by_low_bits(JOINTS);

/// No two of the bytes have the same low bits. What stands where there is none is no
/// byte that is looked up: those from 0x80 on never are.
#[cfg(target_arch = "x86_64")]
const fn by_low_bits(bytes: &[u8]) -> [u8; 16] {
    let mut table = [0x80; 16];
    let mut at = 0;
    while at < bytes.len() {
        table[bytes[at] as usize & 15] = bytes[at];
        at += 1;
    }
    table
}
