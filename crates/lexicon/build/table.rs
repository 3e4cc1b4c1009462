//! An open-addressed table of 32-bit fingerprints, as bytes.

use std::collections::BTreeMap;

/// Payloads (never 0) by hash.
#[derive(Default)]
pub(crate) struct Table {
    entries: BTreeMap<u64, u32>,
}

impl Table {
    /// Sets the payload of a hash.
    pub(crate) fn set(&mut self, hash: u64, payload: u32) {
        assert!(payload != 0, "0 marks a free slot");
        self.entries.insert(hash, payload);
    }

    /// Slots of a fingerprint and a payload, little endian, a power of two of
    /// them, at most four fifths of them taken; a word's slot is given by the
    /// upper half of its hash, the fingerprint is the lower.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let count = (self.entries.len() * 5 / 4).next_power_of_two();
        let mut slots = vec![(0_u32, 0_u32); count];
        for (&hash, &payload) in &self.entries {
            let mut at = (hash >> 32) as usize & (count - 1);
            while slots[at].1 != 0 {
                assert!(
                    slots[at].0 != hash as u32,
                    "two words look alike: change the seed of the hash"
                );
                at = (at + 1) & (count - 1);
            }
            slots[at] = (hash as u32, payload);
        }
        slots
            .iter()
            .flat_map(|(print, payload)| [print.to_le_bytes(), payload.to_le_bytes()].concat())
            .collect()
    }
}
