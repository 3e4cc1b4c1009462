//! EBCDIC: text as mainframes write it, of which ASCII is no part.

/// As many bytes are looked at.
const SAMPLE: usize = 64 << 10;
/// Bytes that it takes to tell.
const LEAST: usize = 16;
/// In percent, as many bytes must be letters, digits and signs that text has.
const LEAST_USUAL: usize = 90;
/// In percent, as many must be letters and digits, all of which are above ASCII.
const LEAST_HIGH: usize = 40;
/// In percent, as many must part words, cells or lines.
const LEAST_BETWEEN: usize = 1;

/// Whether content is such text. Blanks and ends of lines tell it from all encodings of
/// which ASCII is a part: theirs do not occur.
pub(super) fn is_text(head: &[u8]) -> bool {
    let head = &head[..head.len().min(SAMPLE)];
    if head.len() < LEAST || memchr::memchr2(b' ', b'\n', head).is_some() {
        return false;
    }
    let count = |test: fn(u8) -> bool| head.iter().filter(|byte| test(**byte)).count();
    100 * count(is_between) >= LEAST_BETWEEN * head.len()
        && 100 * count(is_alphanumeric) >= LEAST_HIGH * head.len()
        && 100 * count(is_usual) >= LEAST_USUAL * head.len()
}

fn is_between(byte: u8) -> bool {
    matches!(
        LATIN[usize::from(byte)],
        b' ' | b'\n' | b'\r' | b'\t' | b','
    )
}

fn is_alphanumeric(byte: u8) -> bool {
    char::from(LATIN[usize::from(byte)]).is_ascii_alphanumeric()
}

/// What stands for itself in ASCII, but for control characters.
fn is_usual(byte: u8) -> bool {
    let read = LATIN[usize::from(byte)];
    read.is_ascii_graphic() || matches!(read, b' ' | b'\n' | b'\r' | b'\t')
}

/// Appends what bytes stand for.
pub(super) fn decode(raw: &[u8], out: &mut Vec<u8>) {
    for byte in raw {
        let read = char::from(LATIN[usize::from(*byte)]);
        out.extend_from_slice(read.encode_utf8(&mut [0; 2]).as_bytes());
    }
}

/// What bytes stand for in Latin-1, by code page 37; the others of the Latin ones differ in
/// a few signs. Both ways to end a line are LF here.
#[rustfmt::skip]
static LATIN: [u8; 256] = *b"\
    \x00\x01\x02\x03\x9C\t\x86\x7F\x97\x8D\x8E\x0B\x0C\r\x0E\x0F\
    \x10\x11\x12\x13\x9D\n\x08\x87\x18\x19\x92\x8F\x1C\x1D\x1E\x1F\
    \x80\x81\x82\x83\x84\n\x17\x1B\x88\x89\x8A\x8B\x8C\x05\x06\x07\
    \x90\x91\x16\x93\x94\x95\x96\x04\x98\x99\x9A\x9B\x14\x15\x9E\x1A\
    \x20\xA0\xE2\xE4\xE0\xE1\xE3\xE5\xE7\xF1\xA2.<(+|\
    &\xE9\xEA\xEB\xE8\xED\xEE\xEF\xEC\xDF!$*);\xAC\
    -/\xC2\xC4\xC0\xC1\xC3\xC5\xC7\xD1\xA6,%_>?\
    \xF8\xC9\xCA\xCB\xC8\xCD\xCE\xCF\xCC`:#@'=\"\
    \xD8abcdefghi\xAB\xBB\xF0\xFD\xFE\xB1\
    \xB0jklmnopqr\xAA\xBA\xE6\xB8\xC6\xA4\
    \xB5~stuvwxyz\xA1\xBF\xD0\xDD\xDE\xAE\
    ^\xA3\xA5\xB7\xA9\xA7\xB6\xBC\xBD\xBE[]\xAF\xA8\xB4\xD7\
    {ABCDEFGHI\xAD\xF4\xF6\xF2\xF3\xF5\
    }JKLMNOPQR\xB9\xFB\xFC\xF9\xFA\xFF\
    \\\xF7STUVWXYZ\xB2\xD4\xD6\xD2\xD3\xD5\
    0123456789\xB3\xDB\xDC\xD9\xDA\x9F\
";

#[cfg(test)]
mod tests {
    use super::*;

    /// Text in EBCDIC, ASCII as it is.
    fn ebcdic(text: &str) -> Vec<u8> {
        let byte = |it: u8| LATIN.iter().position(|read| *read == it);
        let bytes = text.bytes().map(|it| byte(it).expect("all are there"));
        bytes.map(|it| it as u8).collect()
    }

    #[test]
    fn each_byte_stands_for_another() {
        let mut read: Vec<u8> = LATIN.to_vec();
        read.sort_unstable();
        // Two of them end a line; that of the other is the next line of Latin-1.
        read.dedup();
        assert_eq!(read.len(), 255);
        assert!(!read.contains(&0x85));
    }

    #[test]
    fn text_of_mainframes_is_told() {
        let letter = "Employee: Jane Doe\nSocial Security Number: 512-58-3904\n";
        let table = "name,ssn,city\nJane,512-58-3904,Boston\n";
        let record = "JANE DOE            512583904  1984-03-12".repeat(50);
        let json = "{\"name\": \"Jane\", \"ssn\": \"512-58-3904\"}";
        for text in [letter, table, &record, json] {
            let bytes = ebcdic(text);
            assert!(is_text(&bytes), "{text}");
            assert!(!is_text(text.as_bytes()), "{text}");
            let mut read = Vec::new();
            decode(&bytes, &mut read);
            assert_eq!(String::from_utf8_lossy(&read), text);
        }
    }

    #[test]
    fn what_other_encodings_write_is_none() {
        for label in [
            "windows-1251",
            "koi8-r",
            "gb18030",
            "euc-kr",
            "shift_jis",
            "big5",
        ] {
            let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).expect(label);
            for text in [
                "Съешь;же;ещё;этих;мягких;французских;булок",
                "身份证号码是公民身份的唯一标识",
                "個人番号は住民票に記載されている番号です",
                "주민등록번호는개인을식별하는번호이므로",
            ] {
                assert!(!is_text(&encoding.encode(text).0), "{label}: {text}");
            }
        }
        assert!(!is_text(&[0xA6; 4096]), "one letter over and over");
        let mut state = 1_u32;
        let noise: Vec<u8> = std::iter::repeat_with(|| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        })
        .filter(|it| !matches!(it, b' ' | b'\n'))
        .take(4096)
        .collect();
        assert!(!is_text(&noise));
    }
}
