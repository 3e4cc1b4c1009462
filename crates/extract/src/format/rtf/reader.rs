//! From control words to text.

use std::collections::HashMap;

use encoding_rs::{Encoding, WINDOWS_1252};

use crate::format::ole::codepage;

/// Groups of which the text is none of the document.
const SILENT: &[&[u8]] = &[
    b"fonttbl",
    b"colortbl",
    b"stylesheet",
    b"listtable",
    b"listoverridetable",
    b"rsidtbl",
    b"generator",
    b"pict",
    b"objdata",
    b"objclass",
    b"objname",
    b"themedata",
    b"colorschememapping",
    b"datastore",
    b"latentstyles",
    b"xmlnstbl",
    b"mmathPr",
    b"panose",
    b"falt",
    b"revtbl",
    b"filetbl",
    b"bkmkstart",
    b"bkmkend",
    b"blipuid",
    b"bliptag",
    b"sn",
    b"fontemb",
    b"pgptbl",
    b"listname",
    b"passwordhash",
];
/// Of the groups that readers may pass over, those that hold text.
const HEARD: &[&[u8]] = &[
    b"shppict",
    b"shpinst",
    b"shptxt",
    b"fldinst",
    b"atnid",
    b"atnauthor",
    b"annotation",
    b"docvar",
    b"userprops",
    b"propname",
    b"staticval",
    b"company",
    b"manager",
    b"category",
    b"hlinkbase",
    b"ud",
    b"footnote",
    b"background",
    b"htmltag",
];
/// Groups deeper than this are part of the one around them.
const DEEPEST: usize = 10_000;

/// What a group inherits from the one around it.
#[derive(Clone, Copy)]
struct State {
    silent: bool,
    /// Whether it tells about the document.
    about: bool,
    font: i32,
    /// Characters that stand for one of Unicode for those who know none.
    fallback: usize,
}

/// The text of a document, and whether it breaks off within a group.
pub(crate) fn text(bytes: &[u8]) -> (String, bool) {
    let mut reader = Reader {
        bytes,
        at: 0,
        state: State {
            silent: false,
            about: false,
            font: -1,
            fallback: 1,
        },
        stack: Vec::new(),
        encoding: WINDOWS_1252,
        fonts: HashMap::new(),
        table_font: None,
        pending: Vec::new(),
        skip: 0,
        high: None,
        text: String::new(),
    };
    reader.run();
    let breaks_off = !reader.stack.is_empty();
    (reader.text, breaks_off)
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    state: State,
    stack: Vec<State>,
    /// That of the document.
    encoding: &'static Encoding,
    fonts: HashMap<i32, &'static Encoding>,
    /// The font that the table of fonts tells of.
    table_font: Option<i32>,
    /// Bytes that are not decoded yet.
    pending: Vec<u8>,
    /// Characters that stand for one that was told before.
    skip: usize,
    /// The first half of a character beyond 16 bits.
    high: Option<u16>,
    text: String,
}

impl Reader<'_> {
    fn run(&mut self) {
        while let Some(byte) = self.bytes.get(self.at).copied() {
            self.at += 1;
            match byte {
                b'{' if self.stack.len() < DEEPEST => {
                    self.flush();
                    self.stack.push(self.state);
                }
                b'}' => {
                    self.flush();
                    let about = self.state.about;
                    self.state = self.stack.pop().unwrap_or(self.state);
                    if about && !self.state.about {
                        self.write('\n');
                    }
                    self.skip = 0;
                }
                b'\\' => self.control(),
                b'\r' | b'\n' | 0 => {}
                other => self.byte(other),
            }
        }
        self.flush();
    }

    fn byte(&mut self, byte: u8) {
        if self.skip > 0 {
            self.skip -= 1;
        } else if !self.state.silent {
            self.pending.push(byte);
        }
    }

    fn write(&mut self, character: char) {
        self.flush();
        if !self.state.silent {
            self.text.push(character);
        }
    }

    /// Decodes what is pending in the character set of the font.
    fn flush(&mut self) {
        if !self.pending.is_empty() {
            let encoding = self
                .fonts
                .get(&self.state.font)
                .copied()
                .unwrap_or(self.encoding);
            let decoded = encoding.decode_without_bom_handling(&self.pending).0;
            self.text.push_str(&decoded);
            self.pending.clear();
        }
    }

    fn control(&mut self) {
        let Some(first) = self.bytes.get(self.at).copied() else {
            return;
        };
        if !first.is_ascii_alphabetic() {
            self.at += 1;
            return self.symbol(first);
        }
        let rest = &self.bytes[self.at..];
        let len = rest
            .iter()
            .take_while(|it| it.is_ascii_alphabetic())
            .count();
        let word = &rest[..len];
        let sign = usize::from(rest.get(len) == Some(&b'-'));
        let digits = rest[len + sign..]
            .iter()
            .take(10)
            .take_while(|it| it.is_ascii_digit())
            .count();
        let number = std::str::from_utf8(&rest[len..len + sign + digits]).ok();
        let number = number
            .filter(|_| digits > 0)
            .and_then(|it| it.parse::<i64>().ok());
        let end = if digits > 0 { len + sign + digits } else { len };
        self.at += end + usize::from(rest.get(end) == Some(&b' '));
        self.word(word, number);
    }

    fn symbol(&mut self, symbol: u8) {
        match symbol {
            b'\'' => {
                let digits = self.bytes.get(self.at..self.at + 2);
                let digits = digits.and_then(|it| std::str::from_utf8(it).ok());
                if let Some(byte) = digits.and_then(|it| u8::from_str_radix(it, 16).ok()) {
                    self.at += 2;
                    self.byte(byte);
                }
            }
            b'*' => {
                // Whoever does not know the word that follows is to pass over,
                // if it is the first of its group.
                let before = self.bytes[..self.at - 2].trim_ascii_end();
                if !before.ends_with(b"{") {
                    return;
                }
                let rest = self.bytes[self.at..].trim_ascii_start();
                let word = rest.strip_prefix(b"\\").unwrap_or_default();
                let len = word
                    .iter()
                    .take_while(|it| it.is_ascii_alphabetic())
                    .count();
                self.state.silent |= !HEARD.contains(&&word[..len]);
            }
            b'~' => self.write(' '),
            b'_' => self.write('-'),
            b'\n' | b'\r' => self.write('\n'),
            b'{' | b'}' | b'\\' => self.byte(symbol),
            _ => {}
        }
    }

    fn word(&mut self, word: &[u8], number: Option<i64>) {
        match word {
            b"par" | b"line" | b"sect" | b"page" | b"row" | b"nestrow" => self.write('\n'),
            b"tab" | b"cell" | b"nestcell" => self.write('\t'),
            b"emdash" => self.write('\u{2014}'),
            b"endash" => self.write('\u{2013}'),
            b"lquote" | b"rquote" => self.write('\''),
            b"ldblquote" | b"rdblquote" => self.write('"'),
            b"bullet" => self.write('\u{2022}'),
            b"emspace" | b"enspace" | b"qmspace" => self.write(' '),
            b"u" => self.unicode(number.unwrap_or(0) as u16),
            b"uc" => self.state.fallback = usize::try_from(number.unwrap_or(1)).unwrap_or(1),
            b"bin" => self.at = self.at.saturating_add(number.unwrap_or(0).max(0) as usize),
            b"ansicpg" => self.encoding = codepage::by_number(number.unwrap_or(0) as u32),
            b"mac" => self.encoding = codepage::by_number(10000),
            b"f" => self.font(number.unwrap_or(0) as i32),
            b"fcharset" => {
                if let (Some(font), Some(encoding)) = (
                    self.table_font,
                    codepage::by_character_set(number.unwrap_or(1)),
                ) {
                    self.fonts.insert(font, encoding);
                }
            }
            b"plain" => self.font(-1),
            _ if SILENT.contains(&word) => self.state.silent = true,
            // Titles and notes end where their group does.
            b"title" | b"author" | b"subject" | b"keywords" | b"doccomm" | b"operator"
            | b"footnote" | b"header" | b"footer" | b"annotation" | b"shptxt" | b"comment"
            | b"company" | b"manager" | b"category" => {
                self.write('\n');
            }
            b"info" => {
                self.write('\n');
                self.state.about = true;
            }
            _ => {}
        }
    }

    fn font(&mut self, font: i32) {
        self.flush();
        match self.state.silent {
            true => self.table_font = Some(font),
            false => self.state.font = font,
        }
    }

    fn unicode(&mut self, unit: u16) {
        self.flush();
        self.skip = self.state.fallback;
        if self.state.silent {
            return;
        }
        let high = self.high.take();
        match (high, unit) {
            (_, 0xD800..=0xDBFF) => self.high = Some(unit),
            (Some(high), 0xDC00..=0xDFFF) => {
                self.text.push_str(&String::from_utf16_lossy(&[high, unit]));
            }
            _ => self.text.extend(char::from_u32(u32::from(unit))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn control_words_are_no_text() {
        let document =
            br"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial;}}
\f0 Gr\'fc\'dfe \b bold\b0\par{\f1\'cf\'f0}{\*\unknown hidden}\u8364?\uc0\u8364 x\line\{y\}}";
        assert_eq!(
            text(document).0,
            "Gr\u{fc}\u{df}e bold\n\u{41f}\u{440}\u{20ac}\u{20ac}x\n{y}"
        );
    }

    #[test]
    fn only_what_begins_a_group_is_passed_over() {
        let document = br"{\rtf1 a{\i0\*\cs7\cf0 b}{ \*\unknown c}{\*\unknown d}e}";
        assert_eq!(text(document).0, "ab e");
    }

    #[test]
    fn whatever_is_malformed_ends() {
        for document in [
            &b"{\\rtf1 a\\'"[..],
            b"{\\rtf\\u",
            b"}}}",
            b"{\\rtf\\bin99999999999 x",
            b"\\",
        ] {
            text(document);
        }
    }
}
