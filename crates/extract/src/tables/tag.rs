//! Tags of markup, as far as tables are made of them.

use std::io;

use memchr::memchr;

use super::grid::MOST_COLUMNS;
use crate::format::Window;

/// Longer ones are none.
const LONGEST: usize = 4 << 10;
/// Names longer than that are none of a table.
const LONGEST_NAME: usize = 32;

/// What a tag is to a table: of HTML, or of a workbook in one file of XML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Element {
    Table,
    Row,
    Cell,
    /// A cell with a name in it.
    Head,
    /// A name with which a row begins.
    Term,
}

/// A tag.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tag<'t> {
    name: &'t [u8],
    pub(super) ends: bool,
    attributes: &'t [u8],
}

impl<'t> Tag<'t> {
    /// The tag that begins there with `<`, or as much of it as is there.
    pub(super) fn parse(bytes: &'t [u8]) -> Tag<'t> {
        let inside = bytes.get(1..).unwrap_or_default();
        let (ends, rest) = match inside.strip_prefix(b"/") {
            Some(rest) => (true, rest),
            None => (false, inside),
        };
        let near = &rest[..rest.len().min(LONGEST_NAME)];
        let is_name =
            |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'_' | b'-');
        let len = near.iter().take_while(|byte| is_name(byte)).count();
        let (name, attributes) = rest.split_at(len);
        Tag {
            name,
            ends,
            attributes,
        }
    }

    /// Whether it is one at all, and not a sign in text.
    pub(super) fn is_one(&self) -> bool {
        !self.name.is_empty() || self.attributes.starts_with(b"!")
    }

    pub(super) fn element(&self) -> Option<Element> {
        const ELEMENTS: [(&[u8], Element); 8] = [
            (b"table", Element::Table),
            (b"dl", Element::Table),
            (b"dt", Element::Term),
            (b"dd", Element::Cell),
            (b"tr", Element::Row),
            (b"row", Element::Row),
            (b"td", Element::Cell),
            (b"cell", Element::Cell),
        ];
        if self.name.eq_ignore_ascii_case(b"th") {
            return Some(Element::Head);
        }
        let mut elements = ELEMENTS.iter();
        let found = elements.find(|(name, _)| self.name.eq_ignore_ascii_case(name))?;
        Some(found.1)
    }

    /// Whether it ends where it begins.
    pub(super) fn is_empty(&self) -> bool {
        self.attributes.ends_with(b"/>")
    }

    /// How many columns a cell takes.
    pub(super) fn span(&self) -> usize {
        let across = self.number(b"MergeAcross=").map(|more| more + 1);
        let span = self.number(b"colspan=").or(across).unwrap_or(1);
        span.clamp(1, MOST_COLUMNS)
    }

    /// The column of a cell, from 0, where its tag tells.
    pub(super) fn column(&self) -> Option<usize> {
        let index = self.number(b":Index=")?;
        Some(index.saturating_sub(1).min(MOST_COLUMNS))
    }

    /// The number in an attribute.
    fn number(&self, attribute: &[u8]) -> Option<usize> {
        let at = memchr::memmem::find(self.attributes, attribute)?;
        let value = &self.attributes[at + attribute.len()..];
        let digits = value.iter().skip_while(|it| matches!(it, b'"' | b'\''));
        let digits = digits.take_while(|it| it.is_ascii_digit()).take(6);
        let digit = |number: usize, byte: &u8| 10 * number + usize::from(byte - b'0');
        Some(digits.fold(0, digit))
    }
}

/// Behind the tag that begins there, if it is one.
pub(super) fn end_of_tag(window: &mut Window<'_>, at: usize) -> io::Result<Option<usize>> {
    seek(window, at, LONGEST, b'>').map(|it| it.map(|at| at + 1))
}

/// Elements that pages of HTML begin with, and data in XML does not.
const OF_PAGES: [&[u8]; 14] = [
    b"!doctype html",
    b"html",
    b"head",
    b"body",
    b"div",
    b"p",
    b"span",
    b"form",
    b"section",
    b"article",
    b"main",
    b"ul",
    b"dl",
    b"label",
];

/// Whether text begins as a page of HTML does, or a part of one.
pub(super) fn begins_page(head: &[u8]) -> bool {
    let Some(first) = head.trim_ascii_start().strip_prefix(b"<") else {
        return false;
    };
    OF_PAGES.iter().any(|name| {
        let (begins, rest) = first.split_at(name.len().min(first.len()));
        let ends = !matches!(
            rest,
            [
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b':' | b'_',
                ..,
            ]
        );
        begins.eq_ignore_ascii_case(name) && ends
    })
}

/// Where the next sign is among so many bytes.
pub(super) fn seek(
    window: &mut Window<'_>,
    at: usize,
    most: usize,
    sign: u8,
) -> io::Result<Option<usize>> {
    let seen = |window: &Window<'_>| {
        let rest = &window.bytes()[at..];
        memchr(sign, &rest[..rest.len().min(most)]).map(|it| at + it)
    };
    let found = seen(window);
    if found.is_some() || window.bytes().len() - at >= most {
        return Ok(found);
    }
    let visible = at - window.start() + most;
    window.fill(visible.max(window.visible))?;
    Ok(seen(window))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_tell_what_they_are() {
        for (text, element, ends) in [
            ("<table>", Some(Element::Table), false),
            ("<TR class=a>", Some(Element::Row), false),
            ("</td>", Some(Element::Cell), true),
            ("<th/>", Some(Element::Head), false),
            ("<Cell ss:Index=\"3\">", Some(Element::Cell), false),
            ("<a:td>", None, false),
            ("<thead>", None, false),
            ("<tdx>", None, false),
            ("<", None, false),
        ] {
            let tag = Tag::parse(text.as_bytes());
            assert_eq!((tag.element(), tag.ends), (element, ends), "{text}");
        }
        assert!(Tag::parse(b"<!-- x -->").is_one() && !Tag::parse(b"< 3").is_one());
    }

    #[test]
    fn tags_of_cells_tell_their_columns() {
        let tag = |text: &'static str| Tag::parse(text.as_bytes());
        assert_eq!(tag("<td colspan=\"3\">").span(), 3);
        assert_eq!(tag("<td colspan=2 x>").span(), 2);
        assert_eq!(tag("<td colspan=0>").span(), 1);
        assert_eq!(tag("<td colspan=999999999>").span(), MOST_COLUMNS);
        assert_eq!(tag("<Cell ss:MergeAcross='1'>").span(), 2);
        assert_eq!(tag("<Cell ss:Index=\"3\">").column(), Some(2));
        assert_eq!(tag("<td>").column(), None);
    }
}
