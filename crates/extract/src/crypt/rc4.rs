//! RC4.

/// A stream of bytes to mix with others.
pub(crate) struct Rc4 {
    state: [u8; 256],
    i: u8,
    j: u8,
}

impl Rc4 {
    pub(crate) fn new(key: &[u8]) -> Rc4 {
        let mut state: [u8; 256] = std::array::from_fn(|n| n as u8);
        let mut j = 0_u8;
        for i in 0..256 {
            let byte = if key.is_empty() {
                0
            } else {
                key[i % key.len()]
            };
            j = j.wrapping_add(state[i]).wrapping_add(byte);
            state.swap(i, usize::from(j));
        }
        Rc4 { state, i: 0, j: 0 }
    }

    pub(crate) fn byte(&mut self) -> u8 {
        self.i = self.i.wrapping_add(1);
        let first = self.state[usize::from(self.i)];
        self.j = self.j.wrapping_add(first);
        let second = self.state[usize::from(self.j)];
        self.state.swap(usize::from(self.i), usize::from(self.j));
        self.state[usize::from(first.wrapping_add(second))]
    }

    pub(crate) fn apply(&mut self, data: &mut [u8]) {
        for byte in data {
            *byte ^= self.byte();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Rc4;

    #[test]
    fn the_published_example_holds() {
        // RFC 6229, the key of 40 bits.
        let mut rc4 = Rc4::new(&[1, 2, 3, 4, 5]);
        let mut bytes = [0; 4];
        rc4.apply(&mut bytes);
        assert_eq!(bytes, [0xB2, 0x39, 0x63, 0x05]);
    }
}
