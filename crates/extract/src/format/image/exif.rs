//! EXIF, which is TIFF: directories of tags with values.

use super::note::{LONGEST, Notes};
use crate::anywhere::Anywhere;

/// Whether content begins as TIFF does, the larger one as well.
pub(super) fn begins(head: &[u8]) -> bool {
    [b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"]
        .iter()
        .any(|it| head.starts_with(*it))
}

/// A directory's place, and what it is of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Image,
    Gps,
    /// What is noted of how programs work together.
    Other,
}

struct Reader<'a> {
    content: &'a Anywhere,
    big: bool,
    /// Whether offsets have eight bytes.
    large: bool,
    notes: Notes,
    position: Position,
}

/// Where a picture was taken.
#[derive(Default)]
struct Position {
    latitude: Option<f64>,
    longitude: Option<f64>,
    south: bool,
    west: bool,
}

/// A value: its type, how many there are, and where.
struct Value {
    kind: u16,
    count: u64,
    at: u64,
}

/// Directories that are read, and tags of each.
const DIRECTORIES: usize = 1000;
const TAGS: u64 = 4096;
/// Numbers of a value that are shown.
const NUMBERS: u64 = 16;

/// All that is noted.
pub(super) fn read(content: &Anywhere) -> Notes {
    let mut start = [0; 16];
    let n = content.read_at(0, &mut start).unwrap_or(0);
    if !begins(&start[..n]) {
        return Notes::default();
    }
    let mut reader = Reader {
        content,
        big: start[0] == b'M',
        large: start[2] == b'+' || start[3] == b'+',
        notes: Notes::default(),
        position: Position::default(),
    };
    let first = match reader.large {
        true => reader.number(8, 8),
        false => reader.number(4, 4),
    };
    reader.directories(first.unwrap_or(0));
    reader.position.tell(&mut reader.notes);
    reader.notes
}

impl Reader<'_> {
    fn directories(&mut self, first: u64) {
        let mut left = vec![(first, Kind::Image)];
        let mut seen = Vec::new();
        while let Some((at, kind)) = left.pop() {
            if at == 0 || seen.contains(&at) || seen.len() >= DIRECTORIES {
                continue;
            }
            seen.push(at);
            self.directory(at, kind, &mut left);
        }
    }

    fn directory(&mut self, at: u64, kind: Kind, left: &mut Vec<(u64, Kind)>) -> Option<()> {
        let (wide, entry) = if self.large { (8, 20) } else { (2, 12) };
        let count = self.number(at, wide)?.min(TAGS);
        let entries = at.checked_add(wide as u64)?;
        let end = entries.checked_add(count * entry)?;
        let offset = if self.large { 8 } else { 4 };
        for n in 0..count {
            self.tag(entries + n * entry, offset, kind, left);
        }
        // Of what else is in the file.
        left.push((self.number(end, offset)?, kind));
        Some(())
    }

    fn tag(&mut self, at: u64, offset: usize, of: Kind, left: &mut Vec<(u64, Kind)>) -> Option<()> {
        let tag = self.number(at, 2)? as u16;
        let kind = self.number(at + 2, 2)? as u16;
        let count = self.number(at + 4, offset)?;
        let size = count.checked_mul(size_of(kind)?)?;
        let inside = at + 4 + offset as u64;
        let at = match size <= offset as u64 {
            true => inside,
            false => self.number(inside, offset)?,
        };
        let value = Value { kind, count, at };
        let inner = match (of, tag) {
            (_, 0x8769) => Some(Kind::Image),
            (_, 0x8825) => Some(Kind::Gps),
            (_, 0xA005) => Some(Kind::Other),
            (_, 0x014A) => {
                for n in 0..count.min(16) {
                    left.push((self.number(at + n * offset as u64, offset)?, Kind::Image));
                }
                return Some(());
            }
            _ => None,
        };
        if let Some(inner) = inner {
            left.push((self.number(at, offset)?, inner));
            return Some(());
        }
        match (of, tag) {
            (Kind::Gps, 1 | 3) => self.side(tag, &value),
            (Kind::Gps, 2 | 4) => self.degrees(tag, &value),
            (Kind::Image, 0x02BC) => {
                let packet = self.bytes(&value)?;
                self.notes.add_xmp(&packet);
                Some(())
            }
            (Kind::Image, 0x83BB) => {
                let bytes = self.bytes(&value)?;
                super::iptc::iptc(&bytes, &mut self.notes);
                Some(())
            }
            _ => self.show(of, tag, &value),
        }
    }

    /// Adds a value that is text, or a few numbers with a name.
    fn show(&mut self, of: Kind, tag: u16, value: &Value) -> Option<()> {
        let name = name(of, tag);
        match value.kind {
            2 => {
                let bytes = self.bytes(value)?;
                let fallback = format!("tag {tag:#06x}");
                self.notes.add_bytes(name.unwrap_or(&fallback), &bytes);
            }
            1 | 7 => {
                let bytes = self.bytes(value)?;
                self.notes.add(name?, &free_text(tag, &bytes)?);
            }
            _ => {
                let numbers = (0..value.count.min(NUMBERS)).map(|n| self.one(value, n));
                let numbers: Vec<String> = numbers.flatten().map(|it| it.to_string()).collect();
                self.notes.add(name?, &numbers.join(" "));
            }
        }
        Some(())
    }

    fn side(&mut self, tag: u16, value: &Value) -> Option<()> {
        let first = self.number(value.at, 1)? as u8;
        match tag {
            1 => self.position.south = first == b'S',
            _ => self.position.west = first == b'W',
        }
        Some(())
    }

    fn degrees(&mut self, tag: u16, value: &Value) -> Option<()> {
        let degrees = self.one(value, 0)?
            + self.one(value, 1).unwrap_or(0.0) / 60.0
            + self.one(value, 2).unwrap_or(0.0) / 3600.0;
        match tag {
            2 => self.position.latitude = Some(degrees),
            _ => self.position.longitude = Some(degrees),
        }
        Some(())
    }

    /// A number of a value.
    fn one(&self, value: &Value, n: u64) -> Option<f64> {
        if n >= value.count {
            return None;
        }
        let at = value.at.checked_add(n * size_of(value.kind)?)?;
        let whole = |len| self.number(at, len);
        Some(match value.kind {
            3 => whole(2)? as f64,
            4 | 13 => whole(4)? as f64,
            16 | 18 => whole(8)? as f64,
            6 => f64::from(whole(1)? as i8),
            8 => f64::from(whole(2)? as i16),
            9 => f64::from(whole(4)? as i32),
            17 => whole(8)? as i64 as f64,
            11 => f64::from(f32::from_bits(whole(4)? as u32)),
            12 => f64::from_bits(whole(8)?),
            5 | 10 => {
                let (above, below) = (whole(4)?, self.number(at + 4, 4)?);
                let (above, below) = match value.kind {
                    5 => (above as f64, below as f64),
                    _ => (f64::from(above as i32), f64::from(below as i32)),
                };
                if below == 0.0 {
                    return None;
                }
                above / below
            }
            _ => return None,
        })
    }

    fn bytes(&self, value: &Value) -> Option<Vec<u8>> {
        let len = value.count.min(LONGEST).min(self.content.size());
        Some(self.content.bytes(value.at, len as usize).ok()?.to_vec())
    }

    fn number(&self, at: u64, len: usize) -> Option<u64> {
        let bytes = self.content.bytes(at, len).ok()?;
        let mut whole = [0; 8];
        if self.big {
            whole[8 - len..].copy_from_slice(&bytes);
            Some(u64::from_be_bytes(whole))
        } else {
            whole[..len].copy_from_slice(&bytes);
            Some(u64::from_le_bytes(whole))
        }
    }
}

impl Position {
    fn tell(&self, notes: &mut Notes) {
        if let (Some(latitude), Some(longitude)) = (self.latitude, self.longitude) {
            let sign = |value: f64, minus: bool| if minus { -value } else { value };
            let (latitude, longitude) = (sign(latitude, self.south), sign(longitude, self.west));
            notes.add("GPS position", &format!("{latitude:.6}, {longitude:.6}"));
        }
    }
}

/// Bytes of a number of a type.
fn size_of(kind: u16) -> Option<u64> {
    Some(match kind {
        1 | 2 | 6 | 7 => 1,
        3 | 8 => 2,
        4 | 9 | 11 | 13 => 4,
        5 | 10 | 12 | 16..=18 => 8,
        _ => return None,
    })
}

/// Text whose encoding stands in front of it, or that is UTF-16.
fn free_text(tag: u16, bytes: &[u8]) -> Option<String> {
    let wide = |bytes: &[u8]| {
        encoding_rs::UTF_16LE
            .decode_without_bom_handling(bytes)
            .0
            .into_owned()
    };
    match tag {
        0x9C9B..=0x9C9F => Some(wide(bytes)),
        _ if bytes.starts_with(b"UNICODE\0") => Some(wide(&bytes[8..])),
        _ => {
            let told = bytes.starts_with(b"ASCII\0\0\0") || bytes.starts_with(&[0; 8]);
            let text = if told { &bytes[8..] } else { bytes };
            std::str::from_utf8(text).ok().map(ToOwned::to_owned)
        }
    }
}

/// What a tag is called, of those that say something of people, places,
/// times and devices.
fn name(of: Kind, tag: u16) -> Option<&'static str> {
    Some(match (of, tag) {
        (Kind::Gps, 6) => "GPS altitude",
        (Kind::Gps, 7) => "GPS time",
        (Kind::Gps, 27) => "GPS processing method",
        (Kind::Gps, 28) => "GPS area",
        (Kind::Gps, 29) => "GPS date",
        (Kind::Image, 0x010D) => "Document name",
        (Kind::Image, 0x010E) => "Image description",
        (Kind::Image, 0x010F) => "Make",
        (Kind::Image, 0x0110) => "Model",
        (Kind::Image, 0x011D) => "Page name",
        (Kind::Image, 0x0131) => "Software",
        (Kind::Image, 0x0132) => "Date and time",
        (Kind::Image, 0x013B) => "Artist",
        (Kind::Image, 0x013C) => "Host computer",
        (Kind::Image, 0x8298) => "Copyright",
        (Kind::Image, 0x9003) => "Date and time of the original",
        (Kind::Image, 0x9004) => "Date and time of digitizing",
        (Kind::Image, 0x9286) => "User comment",
        (Kind::Image, 0x9C9B) => "Title",
        (Kind::Image, 0x9C9C) => "Comment",
        (Kind::Image, 0x9C9D) => "Author",
        (Kind::Image, 0x9C9E) => "Keywords",
        (Kind::Image, 0x9C9F) => "Subject",
        (Kind::Image, 0xA420) => "Image id",
        (Kind::Image, 0xA430) => "Camera owner",
        (Kind::Image, 0xA431) => "Body serial number",
        (Kind::Image, 0xA433) => "Lens make",
        (Kind::Image, 0xA434) => "Lens model",
        (Kind::Image, 0xA435) => "Lens serial number",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A directory with an artist and where they stood; the highest byte first.
    fn sample() -> Vec<u8> {
        let mut bytes = b"MM\0*\0\0\0\x08\0\x02".to_vec();
        bytes.extend(b"\x01\x3B\0\x02\0\0\0\x05\0\0\0\x26"); // Artist at 38
        bytes.extend(b"\x88\x25\0\x04\0\0\0\x01\0\0\0\x2C"); // GPS at 44
        bytes.extend(b"\0\0\0\0Ann B\0");
        bytes.extend(b"\0\x04");
        bytes.extend(b"\0\x01\0\x02\0\0\0\x02S\0\0\0");
        bytes.extend(b"\0\x02\0\x05\0\0\0\x03\0\0\0\x62"); // at 98
        bytes.extend(b"\0\x03\0\x02\0\0\0\x02E\0\0\0");
        bytes.extend(b"\0\x04\0\x05\0\0\0\x03\0\0\0\x62");
        bytes.extend(b"\0\0\0\0");
        for number in [33_u32, 1, 30, 1, 0, 1] {
            bytes.extend(number.to_be_bytes());
        }
        bytes
    }

    #[test]
    fn tags_are_read_and_places_told() {
        let notes = read(&Anywhere::memory(sample())).into_text();
        assert_eq!(
            notes,
            "Artist: Ann B\nGPS position: -33.500000, 33.500000\n"
        );
    }

    #[test]
    fn what_points_at_itself_or_nowhere_ends() {
        let mut bytes = sample();
        bytes[34..38].copy_from_slice(&8_u32.to_be_bytes());
        assert!(read(&Anywhere::memory(bytes)).into_text().contains("Ann B"));
        let lying =
            b"II*\0\x08\0\0\0\xFF\xFF\x3B\x01\x02\0\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF".to_vec();
        assert_eq!(read(&Anywhere::memory(lying)).into_text(), "");
    }
}
