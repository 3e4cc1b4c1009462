//! Letters that are no ASCII and written as what is: by their names or numbers in HTML, in
//! logs by their numbers as JSON does, or byte by byte as in addresses.

use std::str;

use super::escape::{byte, number};

/// A reference to a letter that is no ASCII, beside another letter, at a position of a
/// text: its length, and the letter.
pub(super) fn reference(text: &[u8], at: usize) -> Option<(usize, char)> {
    let (length, letter) = match text[at..] {
        [b'&', b'#', ..] => {
            let (length, number) = number(&text[at..])?;
            (length, char::from_u32(number)?)
        }
        [b'&', ref name @ ..] => named(name)?,
        [b'\\', b'x', ..] | [b'%', ..] => by_bytes(&text[at..])?,
        [b'\\', b'u' | b'\\', ..] => numbered(&text[at..])?,
        _ => return None,
    };
    // What it stands for is written in no more bytes.
    let is_letter = !letter.is_ascii() && letter.is_alphabetic() && letter.len_utf8() < length;
    (is_letter && is_beside_letter(text, at, length)).then_some((length, letter))
}

/// Whether a letter stands right before such a reference or right behind it, or what may be
/// another reference.
fn is_beside_letter(text: &[u8], at: usize, length: usize) -> bool {
    let is_letter = |it: &u8| it.is_ascii_alphabetic() || *it >= 0x80;
    let before = text[..at].last();
    let behind = text.get(at + length);
    before.is_some_and(|it| is_letter(it) || *it == b';')
        || behind.is_some_and(|it| is_letter(it) || b"&%\\".contains(it))
        || ends_in_reference(&text[..at])
}

/// Whether a text ends in the bytes of a character, or its number: `%C3%A9`, `\xc3\xa9`, or
/// `\u00e9`.
fn ends_in_reference(text: &[u8]) -> bool {
    let signs: [(&[u8], usize); 3] = [(b"%", 2), (b"\\x", 2), (b"\\u", 4)];
    signs.iter().any(|(sign, digits)| {
        let from = text.len().checked_sub(sign.len() + digits);
        from.is_some_and(|from| text[from..].starts_with(sign))
    })
}

/// Backslashes before a number: there are more where JSON stands in JSON.
const NESTED: usize = 15;

/// The letter of which a text begins with the number in four hexadecimal digits.
fn numbered(text: &[u8]) -> Option<(usize, char)> {
    let nested = text
        .iter()
        .take(NESTED)
        .take_while(|it| **it == b'\\')
        .count();
    let digits = text[nested..].strip_prefix(b"u")?.first_chunk::<4>()?;
    let [high, low] = [byte(digits[0], digits[1])?, byte(digits[2], digits[3])?];
    let letter = char::from_u32(u32::from(high) << 8 | u32::from(low))?;
    Some((nested + b"u0000".len(), letter))
}

/// The letter with whose bytes a text begins, each as two hexadecimal digits behind the
/// same sign.
fn by_bytes(text: &[u8]) -> Option<(usize, char)> {
    let sign = if text[0] == b'%' { 1 } else { 2 };
    let each = text.chunks_exact(sign + 2).take(char::MAX.len_utf8());
    let mut letter = [0; 4];
    let mut length = 0;
    for written in each {
        if written[..sign] != text[..sign] {
            break;
        }
        letter[length] = byte(written[sign], written[sign + 1])?;
        length += 1;
        if let Ok(letter) = str::from_utf8(&letter[..length]) {
            return Some((length * (sign + 2), letter.chars().next()?));
        }
    }
    None
}

/// The letter of a name that a text begins with, and the length of the reference.
fn named(text: &[u8]) -> Option<(usize, char)> {
    let end = text
        .iter()
        .take(LONGEST + 1)
        .position(|byte| *byte == b';')?;
    let known = LETTERS.iter().find(|it| it.0 == &text[..end])?;
    Some((b"&;".len() + end, known.1))
}

/// Bytes of the longest name.
const LONGEST: usize = 6;

static LETTERS: [(&[u8], char); 99] = [
    (b"Agrave", 'À'),
    (b"Aacute", 'Á'),
    (b"Acirc", 'Â'),
    (b"Atilde", 'Ã'),
    (b"Auml", 'Ä'),
    (b"Aring", 'Å'),
    (b"Egrave", 'È'),
    (b"Eacute", 'É'),
    (b"Ecirc", 'Ê'),
    (b"Euml", 'Ë'),
    (b"Ecaron", 'Ě'),
    (b"Igrave", 'Ì'),
    (b"Iacute", 'Í'),
    (b"Icirc", 'Î'),
    (b"Itilde", 'Ĩ'),
    (b"Iuml", 'Ï'),
    (b"Ograve", 'Ò'),
    (b"Oacute", 'Ó'),
    (b"Ocirc", 'Ô'),
    (b"Otilde", 'Õ'),
    (b"Ouml", 'Ö'),
    (b"Oslash", 'Ø'),
    (b"Ugrave", 'Ù'),
    (b"Uacute", 'Ú'),
    (b"Ucirc", 'Û'),
    (b"Utilde", 'Ũ'),
    (b"Uuml", 'Ü'),
    (b"Uring", 'Ů'),
    (b"Yacute", 'Ý'),
    (b"Ycirc", 'Ŷ'),
    (b"Yuml", 'Ÿ'),
    (b"Nacute", 'Ń'),
    (b"Ntilde", 'Ñ'),
    (b"Ncedil", 'Ņ'),
    (b"Ncaron", 'Ň'),
    (b"Cacute", 'Ć'),
    (b"Ccirc", 'Ĉ'),
    (b"Ccedil", 'Ç'),
    (b"Ccaron", 'Č'),
    (b"Sacute", 'Ś'),
    (b"Scirc", 'Ŝ'),
    (b"Scedil", 'Ş'),
    (b"Scaron", 'Š'),
    (b"Zacute", 'Ź'),
    (b"Zcaron", 'Ž'),
    (b"agrave", 'à'),
    (b"aacute", 'á'),
    (b"acirc", 'â'),
    (b"atilde", 'ã'),
    (b"auml", 'ä'),
    (b"aring", 'å'),
    (b"egrave", 'è'),
    (b"eacute", 'é'),
    (b"ecirc", 'ê'),
    (b"euml", 'ë'),
    (b"ecaron", 'ě'),
    (b"igrave", 'ì'),
    (b"iacute", 'í'),
    (b"icirc", 'î'),
    (b"itilde", 'ĩ'),
    (b"iuml", 'ï'),
    (b"ograve", 'ò'),
    (b"oacute", 'ó'),
    (b"ocirc", 'ô'),
    (b"otilde", 'õ'),
    (b"ouml", 'ö'),
    (b"oslash", 'ø'),
    (b"ugrave", 'ù'),
    (b"uacute", 'ú'),
    (b"ucirc", 'û'),
    (b"utilde", 'ũ'),
    (b"uuml", 'ü'),
    (b"uring", 'ů'),
    (b"yacute", 'ý'),
    (b"ycirc", 'ŷ'),
    (b"yuml", 'ÿ'),
    (b"nacute", 'ń'),
    (b"ntilde", 'ñ'),
    (b"ncedil", 'ņ'),
    (b"ncaron", 'ň'),
    (b"cacute", 'ć'),
    (b"ccirc", 'ĉ'),
    (b"ccedil", 'ç'),
    (b"ccaron", 'č'),
    (b"sacute", 'ś'),
    (b"scirc", 'ŝ'),
    (b"scedil", 'ş'),
    (b"scaron", 'š'),
    (b"zacute", 'ź'),
    (b"zcaron", 'ž'),
    (b"AElig", 'Æ'),
    (b"aelig", 'æ'),
    (b"szlig", 'ß'),
    (b"ETH", 'Ð'),
    (b"eth", 'ð'),
    (b"THORN", 'Þ'),
    (b"thorn", 'þ'),
    (b"OElig", 'Œ'),
    (b"oelig", 'œ'),
];
