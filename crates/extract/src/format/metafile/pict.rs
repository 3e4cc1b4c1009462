//! PICT: codes with data of lengths that follow from them.

use encoding_rs::MACINTOSH;

use super::said::{MOST, end_line};

/// In front of the codes: a size, a frame, and the version.
const START: usize = 10;

/// The text that is drawn, up to the first picture in it.
pub(crate) fn text(bytes: &[u8]) -> String {
    let mut input = Input { bytes, at: START };
    let mut text = String::new();
    while text.len() < MOST {
        let Some(code) = input.word() else {
            break;
        };
        if step(code, &mut input, &mut text).is_none() {
            break;
        }
        // Codes stand at even offsets.
        input.at += input.at % 2;
    }
    text
}

struct Input<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Input<'a> {
    fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let taken = self.bytes.get(self.at..self.at.checked_add(len)?)?;
        self.at += len;
        Some(taken)
    }

    fn word(&mut self) -> Option<u16> {
        let bytes = self.take(2)?;
        Some(u16::from_be_bytes([bytes[0], bytes[1]]))
    }

    fn long(&mut self) -> Option<usize> {
        let bytes = self.take(4)?.first_chunk()?;
        Some(u32::from_be_bytes(*bytes) as usize)
    }
}

/// Takes the data of a code; `None` where it cannot be passed over.
fn step(code: u16, input: &mut Input<'_>, text: &mut String) -> Option<()> {
    let len = match code {
        0x28..=0x2B => {
            // A place, or the way from the last one.
            input.take([4, 1, 1, 2][usize::from(code - 0x28)])?;
            let len = usize::from(*input.take(1)?.first()?);
            let said = input.take(len)?;
            text.push_str(&MACINTOSH.decode_without_bom_handling(said).0);
            end_line(text);
            return Some(());
        }
        // What says how long it is, that included.
        0x01 | 0x70..=0x77 | 0x80..=0x87 => usize::from(input.word()?).checked_sub(2)?,
        0x24..=0x27 | 0x2C..=0x2F => usize::from(input.word()?),
        0xA1 => {
            input.word()?;
            usize::from(input.word()?)
        }
        0xD0..=0xFE | 0x8100..=0xFFFE => input.long()?,
        // The end, and pictures.
        0xFF | 0x12..=0x14 | 0x90..=0x9F => return None,
        0x00 | 0x1C | 0x1E | 0x38..=0x3F | 0x48..=0x4F | 0x58..=0x5F | 0x78..=0x7F => 0,
        0x88..=0x8F | 0xB0..=0xCF | 0x8000..=0x80FF => 0,
        0x04 => 1,
        0x03 | 0x05 | 0x08 | 0x0D | 0x11 | 0x15 | 0x16 | 0x23 | 0xA0 | 0x100..=0x1FF => 2,
        0x06 | 0x07 | 0x0B | 0x0C | 0x0E | 0x0F | 0x21 | 0x68..=0x6F | 0x200..=0xBFF => 4,
        0x1A | 0x1B | 0x1D | 0x1F | 0x22 => 6,
        0x02 | 0x09 | 0x0A | 0x10 | 0x20 | 0x30..=0x37 | 0x40..=0x47 | 0x50..=0x57 => 8,
        0x60..=0x67 => 12,
        0xC00 => 24,
        _ => 0,
    };
    input.take(len).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn texts_of_codes_are_lines() {
        let mut drawing = vec![0; 10];
        drawing.extend([0, 0x11, 2, 0xFF, 0x0C, 0]);
        drawing.extend([0; 24]);
        drawing.extend([0, 3, 0, 22, 0, 0x28, 0, 1, 0, 1, 3, b'o', b'n', b'e']);
        drawing.extend([0, 0x2B, 1, 1, 2, b'H', b'i', 0]);
        drawing.extend([0, 0xFF]);
        assert_eq!(text(&drawing), "one\nHi\n");
    }
}
