//! UTF-16 and UTF-32 without a byte order mark, by what the units stand for.

/// As many bytes are looked at.
const SAMPLE: usize = 4096;
/// In percent, as many units must be ASCII for UTF-16 to be told at once.
const LEAST_ASCII: usize = 50;
/// In percent, as many characters must be usual ones otherwise.
const LEAST_USUAL: usize = 95;
/// In percent, so many bytes of UTF-16 in other scripts are printable ones at most.
const MOST_PRINTABLE: usize = 90;
/// Units that it takes to tell: of UTF-32, of UTF-16 in alphabets, and of
/// UTF-16 in scripts that cover half of all units.
const FEW: usize = 4;
const SOME: usize = 8;
const MANY: usize = 24;

/// Whether the text may be in either: ASCII has a zero byte in each unit, and any
/// unit of UTF-32 has one. Most files end here.
pub(super) fn may_be(head: &[u8]) -> bool {
    memchr::memchr(0, sample(head)).is_some()
}

/// Whether most units are ASCII and none is a NUL or half of a pair alone.
pub(super) fn is_utf16(head: &[u8], little: bool) -> bool {
    let units = || units16(head, little);
    let ascii = units().filter(|unit| is_ascii(u32::from(*unit))).count();
    let count = units().count();
    count >= 2
        && 100 * ascii >= LEAST_ASCII * count
        && units().all(|unit| unit != 0)
        && halves(head, little) <= 1
}

/// Whether nearly all is letters of scripts that are in use, with white space
/// or digits between them, which other encodings have nowhere near NULs.
pub(super) fn is_foreign_utf16(head: &[u8], little: bool) -> bool {
    let units = || units16(head, little);
    let count = units().count();
    let ascii = units().filter(|unit| is_ascii(u32::from(*unit))).count();
    if count < SOME || ascii == 0 || halves(head, little) > 1 || is_narrow(head) {
        return false;
    }
    let decoded = || char::decode_utf16(units()).flatten();
    let narrow = decoded().filter(|it| u32::from(*it) < 0x2100).count();
    let needed = if 2 * narrow > count { SOME } else { MANY };
    count >= needed && are_usual(decoded(), count)
}

/// Whether nearly all bytes are printable: those of a log with a NUL in it would make
/// Chinese.
fn is_narrow(head: &[u8]) -> bool {
    let head = sample(head);
    let printable = head.iter().filter(|byte| is_ascii(u32::from(**byte)));
    100 * printable.count() >= MOST_PRINTABLE * head.len()
}

/// Whether all units are characters, nearly all of scripts that are in use.
pub(super) fn is_utf32(head: &[u8], little: bool) -> bool {
    let units = || {
        sample(head).chunks_exact(4).map(move |unit| {
            let unit = [unit[0], unit[1], unit[2], unit[3]];
            match little {
                true => u32::from_le_bytes(unit),
                false => u32::from_be_bytes(unit),
            }
        })
    };
    let count = units().count();
    let characters = || units().map_while(char::from_u32);
    count >= FEW && characters().count() == count && are_usual(characters(), count)
}

fn are_usual(characters: impl Iterator<Item = char> + Clone, count: usize) -> bool {
    let usual = characters.clone().filter(|it| is_usual(*it)).count();
    let mut all = characters;
    100 * usual >= LEAST_USUAL * count && all.all(|it| !it.is_control() || is_ascii(it.into()))
}

fn sample(head: &[u8]) -> &[u8] {
    &head[..head.len().min(SAMPLE)]
}

fn units16(head: &[u8], little: bool) -> impl Iterator<Item = u16> + Clone + '_ {
    sample(head).chunks_exact(2).map(move |unit| match little {
        true => u16::from_le_bytes([unit[0], unit[1]]),
        false => u16::from_be_bytes([unit[0], unit[1]]),
    })
}

/// Halves of pairs that stand alone. The last unit may be the first of a pair.
fn halves(head: &[u8], little: bool) -> usize {
    let decoded = char::decode_utf16(units16(head, little));
    decoded.filter(Result::is_err).count()
}

/// Printable, or white space.
fn is_ascii(unit: u32) -> bool {
    matches!(unit, 0x20..=0x7E | 9..=13)
}

/// Letters and marks of scripts that are in use.
fn is_usual(character: char) -> bool {
    match u32::from(character) {
        code if is_ascii(code) => true,
        // Latin, Greek, Cyrillic, Armenian, Hebrew, Arabic; Indian scripts, Thai.
        0xA0..=0x24F | 0x370..=0x6FF | 0x900..=0xE7F => true,
        // Georgian; Latin with marks; dashes, quotes and signs of currencies.
        0x10A0..=0x10FF | 0x1E00..=0x1FFF | 0x2010..=0x203A | 0x20A0..=0x20BF => true,
        // Kana, Chinese and Korean; full-width forms; faces.
        0x3000..=0x30FF | 0x4E00..=0x9FFF | 0xAC00..=0xD7A3 => true,
        0xFF01..=0xFFEE | 0x1F300..=0x1F6FF => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXTS: [&str; 5] = [
        "Name: Jürgen Müller, E-Mail: a@example.com\n",
        "Иванов Иван, паспорт и номер, телефон\n",
        "الاسم الكامل ورقم الهاتف والعنوان البريدي\n",
        "個人番号は住民票に記載されている番号です。\nご確認ください。\n",
        "주민등록번호는 개인을 식별하는 번호이므로 안전하게 보관하세요.\n",
    ];

    fn utf16(text: &str, little: bool) -> Vec<u8> {
        let units = text.encode_utf16();
        units
            .flat_map(|it| match little {
                true => it.to_le_bytes(),
                false => it.to_be_bytes(),
            })
            .collect()
    }

    fn utf32(text: &str, little: bool) -> Vec<u8> {
        let units = text.chars().map(u32::from);
        units
            .flat_map(|it| match little {
                true => it.to_le_bytes(),
                false => it.to_be_bytes(),
            })
            .collect()
    }

    #[test]
    fn text_is_told_in_its_order_only() {
        for text in TEXTS {
            for little in [true, false] {
                let wide = utf16(text, little);
                let told = |order| is_utf16(&wide, order) || is_foreign_utf16(&wide, order);
                assert!(told(little) && may_be(&wide), "{text}");
                assert!(!told(!little), "{text}");
                let wide = utf32(text, little);
                assert!(is_utf32(&wide, little) && may_be(&wide), "{text}");
                assert!(!is_utf32(&wide, !little), "{text}");
                assert!(!is_foreign_utf16(&wide, true) && !is_foreign_utf16(&wide, false));
            }
        }
    }

    #[test]
    fn other_bytes_are_neither() {
        let offsets: Vec<u8> = (0..200_u32)
            .flat_map(|it| (40 * it).to_le_bytes())
            .collect();
        let samples: Vec<u8> = (0..2_000_u32)
            .flat_map(|it| ((it * 7_919) as u16).to_le_bytes())
            .collect();
        let records = b"\x03\0\0\0\x10\0\0\0ab\0\0".repeat(20);
        let plain = b"Bush hid the facts, and nothing else was said.".to_vec();
        let japanese = TEXTS[3].as_bytes().to_vec();
        let torn = [&b"hello\n".repeat(60)[..], b"\0and goodbye\n"].concat();
        for bytes in [
            offsets,
            samples,
            records,
            plain,
            japanese,
            torn,
            vec![0; 100],
        ] {
            for little in [true, false] {
                assert!(!is_utf32(&bytes, little));
                assert!(!is_utf16(&bytes, little));
                assert!(!is_foreign_utf16(&bytes, little));
            }
        }
    }
}
