//! The chunks of PNG that are texts.

use std::io::{self, BufReader, Read};

use flate2::read::ZlibDecoder;

use super::exif;
use super::note::{LONGEST, Notes};
use crate::anywhere::Anywhere;
use crate::extractor::{Content, Fault};

pub(super) const MAGIC: &[u8] = b"\x89PNG\r\n\x1A\n";
/// The keyword under which XMP stands.
const XMP: &[u8] = b"XML:com.adobe.xmp";

/// What is noted in chunks.
pub(super) fn read(content: Content<'_>) -> Result<Notes, Fault> {
    // There may be very many parts of a few bytes.
    let mut content = BufReader::new(content);
    let mut notes = Notes::default();
    let mut start = [0; 8];
    content.read_exact(&mut start)?;
    loop {
        let mut head = [0; 8];
        // What breaks off has told what it has told.
        if content.read_exact(&mut head).is_err() {
            return Ok(notes);
        }
        let len = u64::from(u32::from_be_bytes([head[0], head[1], head[2], head[3]]));
        let kind = &head[4..];
        let this: &mut dyn Read = &mut content;
        if matches!(kind, b"tEXt" | b"zTXt" | b"iTXt" | b"eXIf") && len <= LONGEST {
            let mut chunk = Vec::new();
            this.take(len).read_to_end(&mut chunk)?;
            self::chunk(kind, &chunk, &mut notes);
        } else {
            io::copy(&mut this.take(len), &mut io::sink())?;
        }
        // The checksum.
        let this: &mut dyn Read = &mut content;
        io::copy(&mut this.take(4), &mut io::sink())?;
    }
}

fn chunk(kind: &[u8], chunk: &[u8], notes: &mut Notes) -> Option<()> {
    if kind == b"eXIf" {
        notes.append(&exif::read(&Anywhere::memory(chunk.to_vec())));
        return Some(());
    }
    let (keyword, rest) = until_null(chunk)?;
    let text = match kind {
        b"tEXt" => rest.to_vec(),
        b"zTXt" => expand(rest.get(1..)?),
        _ => {
            let (compressed, rest) = (*rest.first()?, rest.get(2..)?);
            let (_language, rest) = until_null(rest)?;
            let (_translated, rest) = until_null(rest)?;
            if compressed == 0 {
                rest.to_vec()
            } else {
                expand(rest)
            }
        }
    };
    if keyword == XMP {
        notes.add_xmp(&text);
    } else {
        notes.add_bytes(&String::from_utf8_lossy(keyword), &text);
    }
    Some(())
}

fn until_null(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = memchr::memchr(0, bytes)?;
    Some((&bytes[..at], &bytes[at + 1..]))
}

/// What came until it went wrong.
fn expand(bytes: &[u8]) -> Vec<u8> {
    let mut expanded = Vec::new();
    let _ = ZlibDecoder::new(bytes)
        .take(LONGEST)
        .read_to_end(&mut expanded);
    expanded
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extractor::Whole;

    #[test]
    fn texts_are_read() {
        let chunk = |kind: &[u8], data: &[u8]| {
            let len = (data.len() as u32).to_be_bytes();
            [&len[..], kind, data, &[0; 4]].concat()
        };
        let image = [
            MAGIC.to_vec(),
            chunk(b"IHDR", &[0; 13]),
            chunk(b"tEXt", b"Author\0Ann"),
            chunk(b"iTXt", b"Title\0\0\0de\0Titel\0Gr\xC3\xBC\xC3\x9Fe"),
            chunk(b"IEND", b""),
        ];
        let notes = read(Content::of(Whole::new(image.concat()))).map(Notes::into_text);
        assert_eq!(
            notes.as_deref(),
            Ok("Author: Ann\nTitle: Gr\u{fc}\u{df}e\n")
        );
    }
}
