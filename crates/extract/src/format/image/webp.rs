//! The chunks of WebP that are notes.

use std::io::{self, BufReader, Read};

use super::exif;
use super::note::{LONGEST, Notes};
use crate::anywhere::Anywhere;
use crate::extractor::{Content, Fault};

/// What is noted in chunks.
pub(super) fn read(content: Content<'_>) -> Result<Notes, Fault> {
    // There may be very many parts of a few bytes.
    let mut content = BufReader::new(content);
    let mut notes = Notes::default();
    let mut start = [0; 12];
    content.read_exact(&mut start)?;
    loop {
        let mut head = [0; 8];
        // What breaks off has told what it has told.
        if content.read_exact(&mut head).is_err() {
            return Ok(notes);
        }
        let len = u64::from(u32::from_le_bytes([head[4], head[5], head[6], head[7]]));
        let padded = len + len % 2;
        let this: &mut dyn Read = &mut content;
        let kind = &head[..4];
        if !matches!(kind, b"EXIF" | b"XMP ") || len > LONGEST {
            io::copy(&mut this.take(padded), &mut io::sink())?;
            continue;
        }
        let mut chunk = Vec::new();
        this.take(padded).read_to_end(&mut chunk)?;
        if kind == b"XMP " {
            notes.add_xmp(&chunk);
        } else {
            let tiff = chunk.strip_prefix(b"Exif\0\0").map(<[u8]>::to_vec);
            notes.append(&exif::read(&Anywhere::memory(tiff.unwrap_or(chunk))));
        }
    }
}
