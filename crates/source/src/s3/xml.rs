//! The small documents that a store answers with.

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

/// Longer answers are refused. A page of a listing has less than two.
pub(super) const LONGEST: u64 = 16 << 20;
/// Deeper ones too.
const DEEPEST: usize = 32;

/// An element: its name, its text, and what is in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) text: String,
    /// The value of an attribute `xsi:type`.
    pub(super) kind: Option<String>,
    pub(super) children: Vec<Element>,
}

impl Element {
    /// Reads a document. What is no XML is none; nothing is fetched or
    /// expanded but the five entities that XML itself has.
    pub(super) fn parse(text: &str) -> Option<Element> {
        let mut reader = Reader::from_str(text);
        let mut open: Vec<Element> = Vec::new();
        loop {
            match reader.read_event().ok()? {
                Event::Start(start) => {
                    if open.len() >= DEEPEST {
                        return None;
                    }
                    open.push(Element::of(&start)?);
                }
                Event::Empty(empty) => {
                    let element = Element::of(&empty)?;
                    match open.last_mut() {
                        Some(parent) => parent.children.push(element),
                        None => return Some(element),
                    }
                }
                Event::Text(content) => {
                    if let Some(element) = open.last_mut() {
                        element.text.push_str(&content);
                    }
                }
                Event::CData(content) => {
                    if let Some(element) = open.last_mut() {
                        element.text.push_str(&content);
                    }
                }
                Event::GeneralRef(reference) => {
                    let c = resolved(&reference)?;
                    if let Some(element) = open.last_mut() {
                        element.text.push(c);
                    }
                }
                Event::End(_) => {
                    let element = open.pop()?;
                    match open.last_mut() {
                        Some(parent) => parent.children.push(element),
                        None => return Some(element),
                    }
                }
                Event::Eof => return None,
                _ => {}
            }
        }
    }

    fn of(start: &BytesStart<'_>) -> Option<Element> {
        let mut kind = None;
        for attribute in start.attributes() {
            let attribute = attribute.ok()?;
            if attribute.key.local_name().into_inner() == "type" {
                kind = Some(attribute.value.into_owned());
            }
        }
        Some(Element {
            name: start.local_name().into_inner().to_owned(),
            kind,
            ..Element::default()
        })
    }

    /// The first child of a name.
    pub(super) fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The text of the first child of a name, if it has any.
    pub(super) fn text_of(&self, name: &str) -> Option<&str> {
        let text = self.child(name)?.text.as_str();
        (!text.is_empty()).then_some(text)
    }

    /// All children of a name.
    pub(super) fn all<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Element> {
        self.children.iter().filter(move |child| child.name == name)
    }
}

fn resolved(reference: &BytesRef<'_>) -> Option<char> {
    if let Ok(Some(c)) = reference.resolve_char_ref() {
        return Some(c);
    }
    Some(match &**reference {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_read_with_their_text() {
        let text = "<?xml version=\"1.0\"?><E xmlns=\"x\"><K>a &amp; b&#xA;</K><G xsi:type=\"Group\"/><K>2</K></E>";
        let element = Element::parse(text).expect("a document");
        assert_eq!(element.text_of("K"), Some("a & b\n"));
        assert_eq!(element.all("K").count(), 2);
        assert_eq!(
            element.child("G").and_then(|it| it.kind.as_deref()),
            Some("Group")
        );
    }

    #[test]
    fn what_is_no_document_is_none() {
        for text in [
            "",
            "not xml",
            "<a>",
            "<a></b>",
            "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>",
            &format!("{}{}", "<a>".repeat(40), "</a>".repeat(40)),
        ] {
            assert_eq!(Element::parse(text), None, "{text}");
        }
    }
}
