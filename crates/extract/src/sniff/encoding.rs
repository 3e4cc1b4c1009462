//! How characters are written as bytes.

use std::borrow::Cow;

use encoding_rs::{UTF_16BE, UTF_16LE};

use super::decoder::{Decoder, Utf32};
use super::{ebcdic, legacy, wide};
use crate::format::{Confidence, FORMATS, Head, Nature};

/// How content is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// UTF-8, or anything of which ASCII is a part: analysed as it is.
    Bytes {
        /// The length of the byte order mark.
        mark: usize,
    },
    /// UTF-16: decoded to UTF-8 before anything else.
    Utf16 {
        /// Whether the lower byte comes first.
        little: bool,
        /// The length of the byte order mark.
        mark: usize,
    },
    /// UTF-32: decoded likewise.
    Utf32 {
        /// Whether the lower bytes come first.
        little: bool,
        /// The length of the byte order mark.
        mark: usize,
    },
    /// Any other: decoded likewise.
    Legacy(&'static encoding_rs::Encoding),
    /// What mainframes write: decoded likewise.
    Ebcdic,
}

impl Encoding {
    /// What is not decoded and has no mark.
    pub(crate) const AS_IT_IS: Encoding = Encoding::Bytes { mark: 0 };

    /// The encoding of content that begins so: by its byte order mark, or by
    /// what its units stand for.
    pub(crate) fn detect(head: &[u8]) -> Encoding {
        match head {
            [0xEF, 0xBB, 0xBF, ..] => Encoding::Bytes { mark: 3 },
            [0xFF, 0xFE, 0, 0, ..] => Encoding::utf32(true, 4),
            [0, 0, 0xFE, 0xFF, ..] => Encoding::utf32(false, 4),
            [0xFF, 0xFE, ..] => Encoding::utf16(true, 2),
            [0xFE, 0xFF, ..] => Encoding::utf16(false, 2),
            _ => Encoding::without_mark(head),
        }
    }

    fn without_mark(head: &[u8]) -> Encoding {
        let may_be = wide::may_be(head);
        let is = |test: fn(&[u8], bool) -> bool, little| may_be && test(head, little);
        match () {
            () if is(wide::is_utf16, true) => Encoding::utf16(true, 0),
            () if is(wide::is_utf16, false) => Encoding::utf16(false, 0),
            () if is_binary(head) => Encoding::AS_IT_IS,
            () if is(wide::is_utf32, true) => Encoding::utf32(true, 0),
            () if is(wide::is_utf32, false) => Encoding::utf32(false, 0),
            () if is(wide::is_foreign_utf16, true) => Encoding::utf16(true, 0),
            () if is(wide::is_foreign_utf16, false) => Encoding::utf16(false, 0),
            () if ebcdic::is_text(head) => Encoding::Ebcdic,
            () => legacy::guess(head).map_or(Encoding::AS_IT_IS, Encoding::Legacy),
        }
    }

    fn utf16(little: bool, mark: usize) -> Encoding {
        Encoding::Utf16 { little, mark }
    }

    fn utf32(little: bool, mark: usize) -> Encoding {
        Encoding::Utf32 { little, mark }
    }

    /// Length of the byte order mark.
    pub(crate) fn mark(self) -> usize {
        match self {
            Encoding::Bytes { mark }
            | Encoding::Utf16 { mark, .. }
            | Encoding::Utf32 { mark, .. } => mark,
            Encoding::Legacy(_) | Encoding::Ebcdic => 0,
        }
    }

    /// What decodes content behind its byte order mark, if it needs decoding.
    pub(crate) fn decoder(self) -> Option<Decoder> {
        Some(match self {
            Encoding::Bytes { .. } => return None,
            Encoding::Utf16 { little, .. } => Decoder::of(if little { UTF_16LE } else { UTF_16BE }),
            Encoding::Utf32 { little, .. } => Decoder::Utf32(Utf32::new(little)),
            Encoding::Legacy(encoding) => Decoder::of(encoding),
            Encoding::Ebcdic => Decoder::Ebcdic,
        })
    }

    /// Decodes the start of content at once.
    pub(crate) fn decode_whole(self, head: &[u8]) -> Cow<'_, [u8]> {
        let rest = &head[self.mark().min(head.len())..];
        let text = match self {
            Encoding::Bytes { .. } => return Cow::Borrowed(rest),
            Encoding::Utf16 { little: true, .. } => UTF_16LE.decode_without_bom_handling(rest).0,
            Encoding::Utf16 { little: false, .. } => UTF_16BE.decode_without_bom_handling(rest).0,
            Encoding::Legacy(encoding) => encoding.decode_without_bom_handling(rest).0,
            Encoding::Utf32 { little, .. } => {
                let mut text = Vec::new();
                Utf32::new(little).decode(rest, true, &mut text);
                return Cow::Owned(text);
            }
            Encoding::Ebcdic => {
                let mut text = Vec::new();
                ebcdic::decode(rest, &mut text);
                return Cow::Owned(text);
            }
        };
        Cow::Owned(text.into_owned().into_bytes())
    }
}

/// Whether a format that is no text knows the content for its own: PDF may
/// look like text in some encoding.
fn is_binary(head: &[u8]) -> bool {
    let head = Head {
        bytes: head,
        whole: false,
    };
    let mut formats = FORMATS
        .iter()
        .filter(|it| !matches!(it.nature(), Nature::Text | Nature::Markup));
    !head.bytes.is_ascii() && formats.any(|it| it.sniff(&head) == Confidence::Certain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, little: bool) -> Vec<u8> {
        let bytes = |unit: u16| {
            if little {
                unit.to_le_bytes()
            } else {
                unit.to_be_bytes()
            }
        };
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn utf16_is_told_with_and_without_a_mark() {
        for little in [true, false] {
            let plain = utf16("Grüße, 😀\r\n", little);
            let marked = utf16("\u{feff}Grüße", little);
            assert_eq!(
                Encoding::detect(&plain),
                Encoding::Utf16 { little, mark: 0 }
            );
            assert_eq!(
                Encoding::detect(&marked),
                Encoding::Utf16 { little, mark: 2 }
            );
            assert_eq!(
                &*Encoding::detect(&marked).decode_whole(&marked),
                "Grüße".as_bytes()
            );
        }
    }

    #[test]
    fn other_bytes_are_left_alone() {
        for bytes in [
            &b"plain"[..],
            b"",
            b"a\0",
            b"\0\0\0\0\0\0",
            b"a\0\0\0b\0\0\0",
            "Grüße".as_bytes(),
        ] {
            assert_eq!(Encoding::detect(bytes), Encoding::Bytes { mark: 0 });
        }
        assert_eq!(
            Encoding::detect(b"\xEF\xBB\xBFa"),
            Encoding::Bytes { mark: 3 }
        );
    }
}
