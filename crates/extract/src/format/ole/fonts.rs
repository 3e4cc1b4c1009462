//! The encoding of text in Word 6 and 95, by the fonts that it is shown in.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, MACINTOSH, WINDOWS_1252};

use super::codepage;
use crate::bytes::little::{u16_at, u32_at};

/// Where the list of fonts is told of, and the text itself.
const FONTS: usize = 0xD0;
const TEXT: usize = 0x18;
/// The character set of what was written on a Macintosh.
const MAC: u16 = 256;
/// Bytes of text that are looked at, and as many that are no ASCII tell.
const SAMPLE: usize = 64 << 10;
const TELLING: usize = 20;

/// The encoding of a document: by its character set and language; where these
/// tell of western Europe, by the character sets of its fonts, if the text
/// looks like it.
pub(super) fn encoding(stream: &[u8]) -> &'static Encoding {
    if u16_at(stream, 0x14) == MAC {
        return MACINTOSH;
    }
    let told = codepage::by_language(u16_at(stream, 6));
    if told != WINDOWS_1252 {
        return told;
    }
    let (from, to) = (u32_at(stream, TEXT), u32_at(stream, TEXT + 4));
    let text = stream.get(from as usize..).unwrap_or_default();
    let len = (to.saturating_sub(from) as usize)
        .min(SAMPLE)
        .min(text.len());
    let text = &text[..len];
    let other = text.iter().filter(|byte| !byte.is_ascii()).count();
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(text, true);
    let looks_like = detector.guess(None, Utf8Detection::Deny);
    let mut used = character_sets(stream).filter_map(codepage::by_character_set);
    let fits = |it: &&'static Encoding| {
        *it != WINDOWS_1252 && *it != MACINTOSH && (other < TELLING || *it == looks_like)
    };
    used.find(fits).unwrap_or(WINDOWS_1252)
}

/// The character sets of all fonts.
fn character_sets(stream: &[u8]) -> impl Iterator<Item = i64> + '_ {
    let (at, len) = (
        u32_at(stream, FONTS) as usize,
        u32_at(stream, FONTS + 4) as usize,
    );
    let list = stream.get(at..at.saturating_add(len)).unwrap_or_default();
    let mut rest = list.get(2..).unwrap_or_default();
    std::iter::from_fn(move || {
        let (len, font) = rest.split_first()?;
        let set = *font.get(3)?;
        rest = font.get(usize::from(*len)..)?;
        Some(i64::from(set))
    })
}
