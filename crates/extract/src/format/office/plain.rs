//! Cells, rows and strings as nearly all writers write them, found in the
//! bytes without taking the XML apart.
//!
//! What is written in any other way is left to the reader of XML, which reads
//! these forms alike: a test holds the two equal.

use memchr::memchr;

/// What stands next in a sheet.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next<'a> {
    /// A row with its number, if that is told.
    Row(Option<&'a [u8]>),
    Cell(Cell<'a>),
    /// What means nothing by itself.
    Nothing,
}

/// A cell: its attributes, and its text with entities as they stand.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Cell<'a> {
    pub(super) reference: Option<&'a [u8]>,
    pub(super) style: Option<&'a [u8]>,
    pub(super) kind: Option<&'a [u8]>,
    pub(super) text: &'a [u8],
}

/// What stands at the start of some bytes of a sheet, and how long it is;
/// `None` if it is anything else, or not all there.
pub(super) fn next(bytes: &[u8]) -> Option<(Next<'_>, usize)> {
    let start = bytes.iter().position(|byte| !byte.is_ascii_whitespace())?;
    let mut rest = Rest(&bytes[start..]);
    let next = if rest.take(b"<c") {
        Next::Cell(cell(&mut rest)?)
    } else if rest.take(b"<row") {
        let mut number = None;
        rest.attributes(|name, value| {
            if name == b"r" && number.is_none() {
                number = Some(value);
            }
        })?;
        Next::Row(number)
    } else if rest.take(b"</row>") {
        Next::Nothing
    } else {
        return None;
    };
    Some((next, bytes.len() - rest.0.len()))
}

fn cell<'a>(rest: &mut Rest<'a>) -> Option<Cell<'a>> {
    let mut cell = Cell::default();
    let closed = rest.attributes(|name, value| {
        let known = match name {
            b"r" => &mut cell.reference,
            b"s" => &mut cell.style,
            b"t" => &mut cell.kind,
            _ => return,
        };
        known.get_or_insert(value);
    })?;
    if closed {
        return Some(cell);
    }
    if rest.take(b"<f") && !rest.attributes(|_, _| {})? {
        rest.text();
        rest.must(b"</f>")?;
    }
    if rest.take(b"<v>") {
        cell.text = rest.text();
        rest.must(b"</v>")?;
    } else if rest.take(b"<is><t") {
        if !rest.attributes(|_, _| {})? {
            cell.text = rest.text();
            rest.must(b"</t>")?;
        }
        rest.must(b"</is>")?;
    }
    rest.must(b"</c>")?;
    Some(cell)
}

/// A shared string at the start of some bytes, its entities as they stand, and
/// how long it is; `None` if anything else is there, or not all of it.
pub(super) fn string(bytes: &[u8]) -> Option<(&[u8], usize)> {
    let mut rest = Rest(bytes);
    rest.must(b"<si><t")?;
    let mut text = &b""[..];
    if !rest.attributes(|_, _| {})? {
        text = rest.text();
        rest.must(b"</t>")?;
    }
    rest.must(b"</si>")?;
    Some((text, bytes.len() - rest.0.len()))
}

/// What is still to be looked at.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    /// Passes over some bytes, if they are next.
    fn take(&mut self, bytes: &[u8]) -> bool {
        let rest = self.0.strip_prefix(bytes);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    fn must(&mut self, bytes: &[u8]) -> Option<()> {
        self.take(bytes).then_some(())
    }

    /// Everything up to the next tag.
    fn text(&mut self) -> &'a [u8] {
        let end = memchr(b'<', self.0).unwrap_or(self.0.len());
        let (text, rest) = self.0.split_at(end);
        self.0 = rest;
        text
    }

    /// Passes over the attributes of a tag, and its end; whether it closes
    /// itself. Names come without their prefixes.
    fn attributes(&mut self, mut found: impl FnMut(&'a [u8], &'a [u8])) -> Option<bool> {
        loop {
            match self.0 {
                [b'>', rest @ ..] => {
                    self.0 = rest;
                    return Some(false);
                }
                [b'/', b'>', rest @ ..] => {
                    self.0 = rest;
                    return Some(true);
                }
                [b' ', rest @ ..] => {
                    let equals = rest.iter().position(|byte| !is_name(*byte))?;
                    let (name, rest) = rest.split_at(equals);
                    let rest = rest.strip_prefix(b"=\"")?;
                    let end = rest.iter().position(|byte| ends_value(*byte))?;
                    if name.is_empty() || rest[end] != b'"' {
                        return None;
                    }
                    let prefix = memchr(b':', name).map_or(0, |at| at + 1);
                    found(&name[prefix..], &rest[..end]);
                    self.0 = &rest[end + 1..];
                }
                _ => return None,
            }
        }
    }
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'_' | b'-' | b'.')
}

/// What ends a value, or makes it one that is not plain.
fn ends_value(byte: u8) -> bool {
    matches!(byte, b'"' | b'&' | b'<' | b'>')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_found_as_they_stand() {
        let cell = |bytes: &'static [u8]| match next(bytes) {
            Some((Next::Cell(cell), len)) => Some((cell.reference, cell.kind, cell.text, len)),
            _ => None,
        };
        assert_eq!(
            cell(b" <c r=\"B2\" s=\"1\" t=\"s\"><v>7</v></c><c"),
            Some((Some(&b"B2"[..]), Some(&b"s"[..]), &b"7"[..], 35))
        );
        assert_eq!(
            cell(b"<c t=\"inlineStr\"><is><t xml:space=\"preserve\"> a &amp;</t></is></c>"),
            Some((None, Some(&b"inlineStr"[..]), &b" a &amp;"[..], 66))
        );
        assert_eq!(
            cell(b"<c><f t=\"shared\" si=\"0\"/><v>1</v></c>"),
            Some((None, None, &b"1"[..], 37))
        );
        assert_eq!(cell(b"<c s=\"4\"/>"), Some((None, None, &b""[..], 10)));
        for other in [
            &b"<c r=\"B2\"><v>7</v>"[..],
            b"<c r='B2'/>",
            b"<c r=\"&#66;2\"/>",
            b"<c><v>1<!-- --></v></c>",
            b"<cols/>",
            b"<c><v>1</v><v>2</v></c>",
        ] {
            assert_eq!(next(other), None, "{}", String::from_utf8_lossy(other));
        }
    }

    #[test]
    fn rows_and_strings_are_found_as_they_stand() {
        assert_eq!(
            next(b"\n<row r=\"12\" x14ac:dyDescent=\"0.25\">"),
            Some((Next::Row(Some(b"12")), 36))
        );
        assert_eq!(next(b"</row>"), Some((Next::Nothing, 6)));
        assert_eq!(string(b"<si><t>a</t></si>"), Some((&b"a"[..], 17)));
        assert_eq!(string(b"<si><t/></si>"), Some((&b""[..], 13)));
        assert_eq!(string(b"<si><r><t>a</t></r></si>"), None);
    }
}
