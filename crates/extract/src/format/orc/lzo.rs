//! LZO1X, as it is written in streams: literals, and copies of what came.

/// Expands a block; `None` if it is malformed or larger than allowed.
pub(super) fn expand(data: &[u8], out: &mut Vec<u8>, most: usize) -> Option<()> {
    let mut input = Input { data, at: 0 };
    // How many literals came right before, as far as that matters.
    let mut literals;
    let first = *data.first()?;
    if first > 17 {
        input.at = 1;
        let len = usize::from(first) - 17;
        input.literals(len, out, most)?;
        literals = len.min(4);
    } else {
        literals = 0;
    }
    loop {
        let code = usize::from(input.byte()?);
        let (distance, len, trailing) = match code {
            0..16 if literals == 0 => {
                let len = match code {
                    0 => 15 + input.more()?,
                    code => code,
                } + 3;
                input.literals(len, out, most)?;
                literals = 4;
                continue;
            }
            0..16 => {
                let high = usize::from(input.byte()?) << 2;
                match literals {
                    4 => ((high | code >> 2) + 2049, 3, code & 3),
                    _ => ((high | code >> 2) + 1, 2, code & 3),
                }
            }
            16..32 => {
                let len = input.len(code & 7, 7)?;
                let low = input.u16()?;
                let distance = (code & 8) << 11 | low >> 2;
                if distance == 0 {
                    // The mark of the end.
                    return Some(());
                }
                (distance + 16384, len, low & 3)
            }
            32..64 => {
                let len = input.len(code & 31, 31)?;
                let low = input.u16()?;
                ((low >> 2) + 1, len, low & 3)
            }
            _ => {
                let high = usize::from(input.byte()?) << 3;
                ((high | code >> 2 & 7) + 1, (code >> 5) + 1, code & 3)
            }
        };
        copy(distance, len, out, most)?;
        input.literals(trailing, out, most)?;
        literals = trailing;
        if input.at == data.len() {
            return Some(());
        }
    }
}

struct Input<'a> {
    data: &'a [u8],
    at: usize,
}

impl Input<'_> {
    fn byte(&mut self) -> Option<u8> {
        let byte = *self.data.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn u16(&mut self) -> Option<usize> {
        Some(usize::from(self.byte()?) | usize::from(self.byte()?) << 8)
    }

    /// A length that does not fit into its code.
    fn more(&mut self) -> Option<usize> {
        let mut len = 0;
        loop {
            match self.byte()? {
                0 => len += 255,
                byte => return Some(len + usize::from(byte)),
            }
        }
    }

    fn len(&mut self, told: usize, most: usize) -> Option<usize> {
        Some(
            match told {
                0 => most + self.more()?,
                told => told,
            } + 2,
        )
    }

    fn literals(&mut self, len: usize, out: &mut Vec<u8>, most: usize) -> Option<()> {
        let end = self.at.checked_add(len)?;
        if out.len() + len > most {
            return None;
        }
        out.extend_from_slice(self.data.get(self.at..end)?);
        self.at = end;
        Some(())
    }
}

fn copy(distance: usize, len: usize, out: &mut Vec<u8>, most: usize) -> Option<()> {
    let start = out.len().checked_sub(distance)?;
    if out.len() + len > most {
        return None;
    }
    for at in start..start + len {
        out.push(out[at]);
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_and_copies_make_up_a_block() {
        // Four literals, then six bytes from four before, then the end.
        let data = [17 + 4, b'a', b'b', b'c', b'd', 0xA0 | 3 << 2, 0, 17, 0, 0];
        let mut out = Vec::new();
        assert_eq!(expand(&data, &mut out, 100), Some(()));
        assert_eq!(out, b"abcdabcdab");
        assert_eq!(expand(&data, &mut Vec::new(), 8), None, "it is too large");
        assert_eq!(expand(&data[..7], &mut Vec::new(), 100), Some(()));
        assert_eq!(
            expand(&[0x40, 9], &mut Vec::new(), 100),
            None,
            "nothing came before"
        );
    }
}
