//! Text that is a drawing: it stands among the properties of its shape.

use super::super::strings::utf16;
use super::records::add_line;
use crate::bytes::little::{u16_at, u32_at};

/// The property, and that its value stands behind all others.
const TEXT: u16 = 0x00C0;
const BEHIND: u16 = 0x8000;
/// Bytes of a property.
const PROPERTY: usize = 6;

/// Adds the text among so many properties, if there is some.
pub(super) fn add(count: u16, properties: &[u8], text: &mut String) {
    let mut behind = PROPERTY * usize::from(count);
    for property in properties.chunks_exact(PROPERTY).take(usize::from(count)) {
        let name = u16_at(property, 0);
        if name & BEHIND == 0 {
            continue;
        }
        let end = behind.saturating_add(u32_at(property, 2) as usize);
        if name & 0x3FFF == TEXT
            && let Some(value) = properties.get(behind..end)
        {
            add_line(&utf16(value), text);
        }
        behind = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stands_behind_all_properties() {
        let mut properties = vec![0x04, 0x00, 9, 0, 0, 0];
        properties.extend([0xC5, 0x80, 2, 0, 0, 0]);
        properties.extend([0xC0, 0x80, 6, 0, 0, 0]);
        properties.extend(b"f\0H\0i\0\0\0");
        let mut text = String::new();
        add(3, &properties, &mut text);
        assert_eq!(text, "Hi\n");
        for len in 0..properties.len() {
            add(3, &properties[..len], &mut text);
        }
        add(u16::MAX, &properties, &mut text);
    }
}
