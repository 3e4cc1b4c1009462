//! The segments of JPEG that stand before the picture.

use std::io::{self, BufReader, Read};

use super::exif;
use super::iptc::iptc;
use super::note::Notes;
use crate::anywhere::Anywhere;
use crate::extractor::{Content, Fault};

const EXIF: &[u8] = b"Exif\0\0";
const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
const XMP_MORE: &[u8] = b"http://ns.adobe.com/xmp/extension/\0";
const PHOTOSHOP: &[u8] = b"Photoshop 3.0\0";
/// In front of a part of a packet: which it is of, how long that is, and where
/// the part stands in it.
const XMP_PART: usize = 40;
/// Bytes of a packet that came in parts.
const LONGEST: usize = 16 << 20;

/// What is noted before the picture.
pub(super) fn read(content: Content<'_>) -> Result<Notes, Fault> {
    // There may be very many parts of a few bytes.
    let mut content = BufReader::new(content);
    let (mut notes, mut packet) = (Notes::default(), Vec::new());
    let mut byte = [0; 1];
    let mut next = |content: &mut BufReader<Content<'_>>| -> io::Result<u8> {
        content.read_exact(&mut byte)?;
        Ok(byte[0])
    };
    // The start of the image.
    next(&mut content)?;
    next(&mut content)?;
    // What breaks off has told what it has told.
    while let Ok(first) = next(&mut content) {
        if first != 0xFF {
            break;
        }
        let mut marker = first;
        while marker == 0xFF {
            marker = next(&mut content).unwrap_or(0);
        }
        if matches!(marker, 0 | 0xD9 | 0xDA) {
            break;
        }
        if matches!(marker, 1 | 0xD0..=0xD8) {
            continue;
        }
        let (Ok(high), Ok(low)) = (next(&mut content), next(&mut content)) else {
            break;
        };
        let len = u64::from(u16::from_be_bytes([high, low]).saturating_sub(2));
        let mut segment = Vec::new();
        let this: &mut dyn Read = &mut content;
        this.take(len).read_to_end(&mut segment)?;
        self::segment(marker, &segment, &mut notes, &mut packet);
    }
    notes.add_xmp(&packet);
    Ok(notes)
}

fn segment(marker: u8, segment: &[u8], notes: &mut Notes, packet: &mut Vec<u8>) {
    match marker {
        0xFE => notes.add_bytes("Comment", segment),
        0xE1 => {
            if let Some(tiff) = segment.strip_prefix(EXIF) {
                notes.append(&exif::read(&Anywhere::memory(tiff.to_vec())));
            } else if let Some(xmp) = segment.strip_prefix(XMP) {
                notes.add_xmp(xmp);
            } else if let Some(part) = segment.strip_prefix(XMP_MORE)
                && let Some(part) = part.get(XMP_PART..)
                && packet.len() + part.len() < LONGEST
            {
                packet.extend_from_slice(part);
            }
        }
        0xED => {
            if let Some(resources) = segment.strip_prefix(PHOTOSHOP) {
                photoshop(resources, notes);
            }
        }
        _ => {}
    }
}

/// Resources of Photoshop, one of which is IPTC.
fn photoshop(resources: &[u8], notes: &mut Notes) {
    let mut rest = resources;
    while let Some(behind) = rest.strip_prefix(b"8BIM") {
        let parse = || {
            let id = u16::from_be_bytes(*behind.first_chunk()?);
            // A name, padded as everything is.
            let name = usize::from(*behind.get(2)?) + 1;
            let at = 2 + name + name % 2;
            let len = u32::from_be_bytes(*behind.get(at..)?.first_chunk()?) as usize;
            let data = behind.get(at + 4..(at + 4).checked_add(len)?)?;
            Some((
                id,
                data,
                behind.get(at + 4 + len + len % 2..).unwrap_or_default(),
            ))
        };
        let Some((id, data, next)) = parse() else {
            return;
        };
        if id == 0x0404 {
            iptc(data, notes);
        }
        rest = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extractor::Whole;

    #[test]
    fn segments_before_the_picture_are_read() {
        let mut image = b"\xFF\xD8\xFF\xE0\0\x04ab\xFF\xFE\0\x0Ba comment".to_vec();
        let record = [&b"\x1C\x02\x50\0\x03Ann"[..], b"\x1C\x02\x00\0\x02\0\x04"].concat();
        let resource = [
            b"8BIM\x04\x04\0\0\0\0\0",
            &[record.len() as u8][..],
            &record,
        ]
        .concat();
        let segment = [PHOTOSHOP, &resource].concat();
        image.extend([0xFF, 0xED, 0, segment.len() as u8 + 2]);
        image.extend(segment);
        image.extend(b"\xFF\xDA\0\x02 picture \xFF\xFE\0\x06not!");
        let notes = read(Content::of(Whole::new(image))).map(Notes::into_text);
        assert_eq!(notes.as_deref(), Ok("Comment: a comment\nAuthor: Ann\n"));
    }
}
