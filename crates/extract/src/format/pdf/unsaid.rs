//! What codes stand for where the reader of fonts does not say.
//!
//! It knows the tables that a document brings along, but for some ways of
//! writing them, and for fonts that lie in the document it does not look at
//! the collection that their characters are numbered in.

use std::sync::Arc;

use hayro_cmap::{BfString, CMap, CMapName, CidFamily, load_embedded};
use hayro_syntax::object::{Array, Dict, Name, Object, Stream, String as Text};

/// What the codes of a font with several bytes each stand for.
pub(super) enum Unsaid {
    /// Nothing is known.
    Nothing,
    /// Codes are characters.
    Characters,
    /// Ranges of codes, the first and the last, and what the first stands for.
    Ranges(Vec<(u32, u32, u32)>),
    /// Codes are numbers in a collection, if not by a table of their own.
    Numbers(Option<Box<CMap>>, Arc<CMap>),
}

/// The characters of collections, each read once.
#[derive(Default)]
pub(super) struct Collections(Vec<(CidFamily, Option<Arc<CMap>>)>);

/// Bytes of a table, and ranges of it.
const MOST_BYTES: usize = 1 << 20;
const MOST_RANGES: usize = 1 << 16;

impl Unsaid {
    /// By the dictionary of a font.
    pub(super) fn of(font: &Dict<'_>, collections: &mut Collections) -> Unsaid {
        if let Some(name) = font.get::<Name<'_>>("ToUnicode") {
            return match name.starts_with(b"Identity") {
                true => Unsaid::Characters,
                false => Unsaid::Nothing,
            };
        }
        if let Some(table) = font.get::<Stream<'_>>("ToUnicode") {
            let table = table.decoded_data().unwrap_or_default();
            return match ranges(&table[..table.len().min(MOST_BYTES)]) {
                ranges if ranges.is_empty() => Unsaid::Nothing,
                ranges => Unsaid::Ranges(ranges),
            };
        }
        numbers(font, collections).unwrap_or(Unsaid::Nothing)
    }

    /// What a code stands for.
    pub(super) fn said(&self, code: u32) -> Option<BfString> {
        match self {
            Unsaid::Nothing => None,
            Unsaid::Characters => character(code),
            Unsaid::Ranges(ranges) => {
                let at = ranges.partition_point(|(_, last, _)| *last < code);
                let (first, _, stands_for) = ranges.get(at)?;
                character(stands_for.checked_add(code.checked_sub(*first)?)?)
            }
            Unsaid::Numbers(codes, characters) => {
                let number = match codes {
                    None => code,
                    Some(codes) => (1..=4).find_map(|len| codes.lookup_cid_code(code, len))?,
                };
                characters.lookup_bf_string(number)
            }
        }
    }
}

fn character(code: u32) -> Option<BfString> {
    let character = char::from_u32(code)?;
    (!character.is_control()).then_some(BfString::Char(character))
}

/// By the collection that the characters of a font are numbered in.
fn numbers(font: &Dict<'_>, collections: &mut Collections) -> Option<Unsaid> {
    let fonts = font.get::<Array<'_>>("DescendantFonts")?;
    let info = fonts
        .iter::<Dict<'_>>()
        .next()?
        .get::<Dict<'_>>("CIDSystemInfo")?;
    let (registry, ordering) = (
        info.get::<Text<'_>>("Registry")?,
        info.get::<Text<'_>>("Ordering")?,
    );
    let family = CidFamily::from_registry_ordering(registry.as_bytes(), ordering.as_bytes());
    let characters = collections.characters(family)?;
    let codes = match font.get::<Object<'_>>("Encoding")? {
        Object::Name(name) => match CMapName::from_bytes(&name) {
            CMapName::IdentityH | CMapName::IdentityV => None,
            other => Some(CMap::parse(load_embedded(other)?, load_embedded)?),
        },
        Object::Stream(table) => Some(CMap::parse(&table.decoded_data().ok()?, load_embedded)?),
        _ => return None,
    };
    Some(Unsaid::Numbers(codes.map(Box::new), characters))
}

impl Collections {
    fn characters(&mut self, family: CidFamily) -> Option<Arc<CMap>> {
        let name = family.ucs2_cmap()?;
        if let Some((_, known)) = self.0.iter().find(|it| it.0 == family) {
            return known.clone();
        }
        let read = load_embedded(name).and_then(|data| CMap::parse(data, load_embedded));
        let read = read.map(Arc::new);
        self.0.push((family, read.clone()));
        read
    }
}

/// The ranges of a table, in order, of which none lies in another. What is told
/// as several characters is passed over.
fn ranges(table: &[u8]) -> Vec<(u32, u32, u32)> {
    let mut ranges = Vec::new();
    let mut words = Words(table);
    while let Some(word) = words.next() {
        let pairs = match word {
            Word::Plain(b"beginbfrange") => false,
            Word::Plain(b"beginbfchar") => true,
            _ => continue,
        };
        while let Some(Word::Code(first)) = words.next() {
            let last = match pairs {
                true => Some(Word::Code(first)),
                false => words.next(),
            };
            let (Some(Word::Code(last)), Some(Word::Code(to))) = (last, words.next()) else {
                break;
            };
            if ranges.len() < MOST_RANGES && first <= last {
                ranges.push((first, last, to));
            }
        }
    }
    ranges.sort_unstable();
    let mut end = None;
    ranges.retain(|(first, last, _)| {
        let apart = end.is_none_or(|end| *first > end);
        end = end.max(Some(*last));
        apart
    });
    ranges
}

/// What a table is made of.
enum Word<'a> {
    Code(u32),
    Plain(&'a [u8]),
    Other,
}

struct Words<'a>(&'a [u8]);

impl<'a> Words<'a> {
    fn next(&mut self) -> Option<Word<'a>> {
        let rest = self.0.trim_ascii_start();
        let first = *rest.first()?;
        if first == b'<' {
            let end = memchr::memchr(b'>', rest)?;
            self.0 = &rest[end + 1..];
            let digits: Vec<u8> = rest[1..end]
                .iter()
                .copied()
                .filter(u8::is_ascii_hexdigit)
                .collect();
            let code = std::str::from_utf8(&digits).ok().filter(|it| it.len() <= 8);
            let code = code.and_then(|it| u32::from_str_radix(it, 16).ok());
            return Some(code.map_or(Word::Other, Word::Code));
        }
        let ends = |byte: &u8| byte.is_ascii_whitespace() || *byte == b'<';
        let len = rest.iter().position(ends).unwrap_or(rest.len());
        self.0 = &rest[len..];
        Some(Word::Plain(&rest[..len]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(unsaid: &Unsaid, code: u32) -> Option<char> {
        match unsaid.said(code) {
            Some(BfString::Char(character)) => Some(character),
            _ => None,
        }
    }

    #[test]
    fn tables_are_read_leniently() {
        let table = b"1 beginbfrange\n<0000><FFFF> <0000> endbfrange e";
        let all = Unsaid::Ranges(ranges(table));
        assert_eq!(text(&all, 0xE4), Some('\u{e4}'));
        assert_eq!(text(&all, 0x4E2D), Some('\u{4e2d}'));
        assert_eq!(text(&all, 7), None, "a control character");
        let table = b"2 beginbfchar <03> <0041> <05> <0042> endbfchar\n\
            1 beginbfrange <10> <12> <0061> <11> <20> <0078> endbfrange";
        let some = Unsaid::Ranges(ranges(table));
        let told = [3, 4, 5, 0x10, 0x12, 0x13].map(|code| text(&some, code));
        assert_eq!(
            told,
            [Some('A'), None, Some('B'), Some('a'), Some('c'), None]
        );
        for broken in [
            &b"beginbfchar <"[..],
            b"beginbfrange <1> <2>",
            b"<zz> beginbfchar",
        ] {
            assert!(ranges(broken).is_empty());
        }
    }

    #[test]
    fn collections_say_what_their_numbers_are() {
        let mut collections = Collections::default();
        for (ordering, number, character) in [
            (&b"Japan1"[..], 843, '\u{3042}'),
            (b"Japan1", 34, 'A'),
            (b"Korea1", 34, 'A'),
            (b"GB1", 34, 'A'),
        ] {
            let family = CidFamily::from_registry_ordering(b"Adobe", ordering);
            let characters = collections.characters(family).expect("it is built in");
            let said = Unsaid::Numbers(None, characters);
            assert_eq!(text(&said, number), Some(character));
        }
        let other = CidFamily::from_registry_ordering(b"Adobe", b"Identity");
        assert!(collections.characters(other).is_none());
    }
}
