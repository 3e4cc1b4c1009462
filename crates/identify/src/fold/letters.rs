//! Letters that HTML writes by their names or numbers.

use super::escape::number;

/// A reference to a letter that is no ASCII, beside another letter, at a position of a
/// text: its length, and the letter.
pub(super) fn reference(text: &[u8], at: usize) -> Option<(usize, char)> {
    let (length, letter) = match text[at..] {
        [b'&', b'#', ..] => {
            let (length, number) = number(&text[at..])?;
            (length, char::from_u32(number)?)
        }
        [b'&', ref name @ ..] => named(name)?,
        _ => return None,
    };
    // What it stands for is written in no more bytes.
    let is_letter = !letter.is_ascii() && letter.is_alphabetic() && letter.len_utf8() < length;
    let before = at.checked_sub(1).map(|before| text[before]);
    let beside = [before, text.get(at + length).copied()];
    let within = beside
        .into_iter()
        .flatten()
        .any(|it| it.is_ascii_alphabetic() || it == b'&' || it == b';');
    (is_letter && within).then_some((length, letter))
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
