//! A ring buffer: clean code, nothing to find.

/// Keeps the last `N` values.
pub struct Ring<const N: usize> {
    values: [u64; N],
    head: usize,
}

impl<const N: usize> Ring<N> {
    const MIX: u64 = 0x9E37_79B9_7F4A_7C15;

    pub fn push(&mut self, value: u64) {
        self.values[self.head % N] = value ^ Self::MIX;
        self.head += 1;
    }

    pub fn version() -> (u32, u32, u32) {
        (1, 2024, 311)
    }
}
