//! What a document says apart from its pages.

use hayro_syntax::Pdf as File;
use hayro_syntax::object::{Dict, MaybeRef, Object, Stream, String as Text};
use memchr::memmem;

use crate::budget::{Budget, Expands};
use crate::extractor::Out;

/// A file within the document.
pub(crate) struct Attachment {
    pub(crate) name: String,
    pub(crate) content: Vec<u8>,
}

/// Writes the properties and other texts of the document; what is attached
/// comes back.
pub(crate) fn read(file: &File, out: &mut Out, budget: &Budget) -> Vec<Attachment> {
    information(file, out);
    let mut attachments = Vec::new();
    for object in file.objects() {
        if budget.check().is_err() {
            break;
        }
        match &object {
            Object::Dict(dict) => dictionary(dict, out, budget, &mut attachments),
            Object::Stream(stream) => metadata(stream, out, budget),
            _ => {}
        }
        for dict in within(&object, DEPTH) {
            dictionary(&dict, out, budget, &mut attachments);
        }
    }
    attachments.reverse();
    attachments
}

/// What is attached may stand within other objects, so deep.
const DEPTH: u32 = 16;

/// Dictionaries that stand in an object itself and may tell what is attached, or
/// scripts.
fn within<'a>(object: &Object<'a>, depth: u32) -> Vec<Dict<'a>> {
    let parts: Vec<MaybeRef<Object<'a>>> = match object {
        Object::Dict(dict) if tells(dict.data()) => dict.entries().map(|it| it.1).collect(),
        Object::Array(array) if tells(array.data()) => array.raw_iter().collect(),
        _ => return Vec::new(),
    };
    let mut dicts = Vec::new();
    for part in parts {
        let MaybeRef::NotRef(part) = part else {
            continue;
        };
        if depth > 0 {
            dicts.extend(within(&part, depth - 1));
        }
        if let Object::Dict(dict) = part {
            dicts.push(dict);
        }
    }
    dicts
}

fn tells(raw: &[u8]) -> bool {
    ["/EF", "/JS"]
        .iter()
        .any(|it| memmem::find(raw, it.as_bytes()).is_some())
}

fn information(file: &File, out: &mut Out) {
    let known = file.metadata();
    for text in [&known.title, &known.author, &known.subject, &known.keywords] {
        if let Some(text) = text.as_ref().map(|it| decoded(it)) {
            out.push(&text);
            out.end_line();
        }
    }
}

fn dictionary(dict: &Dict<'_>, out: &mut Out, budget: &Budget, attachments: &mut Vec<Attachment>) {
    if let Some(files) = dict.get::<Dict<'_>>("EF") {
        let stream = files.get::<Stream<'_>>("F").or_else(|| files.get("UF"));
        let content =
            stream.and_then(|it| it.decoded_data().ok().map(std::borrow::Cow::into_owned));
        let name = text_of(dict, "UF").or_else(|| text_of(dict, "F"));
        if let Some(content) = content
            && budget.take(content.len() as u64, Expands::Archive).is_ok()
        {
            let name = name.unwrap_or_else(|| "attachment".into());
            attachments.push(Attachment { name, content });
        }
    }
    // Entries of the outline, and scripts.
    let outline = dict.contains_key("Parent") && dict.contains_key("Title");
    let texts = [(outline, "Title"), (dict.contains_key("S"), "JS")];
    for text in texts
        .iter()
        .filter(|it| it.0)
        .filter_map(|it| text_of(dict, it.1))
    {
        out.push(&text);
        out.end_line();
    }
}

/// Metadata as XML.
fn metadata(stream: &Stream<'_>, out: &mut Out, budget: &Budget) {
    let dict = stream.dict();
    let kind = dict.get::<hayro_syntax::object::Name<'_>>("Type");
    if kind.is_some_and(|it| &*it == b"Metadata")
        && let Ok(xml) = stream.decoded_data()
        && budget.take(xml.len() as u64, Expands::Archive).is_ok()
    {
        let mut xml = crate::xml::Xml::new(&xml[..]);
        while let Ok(event) = xml.next() {
            match event {
                crate::xml::Event::Text if !xml.text().trim_ascii().is_empty() => {
                    out.text.extend_from_slice(xml.text().trim_ascii());
                    out.push("\n");
                }
                crate::xml::Event::Eof => return,
                _ => {}
            }
        }
    }
}

pub(super) fn text_of(dict: &Dict<'_>, key: &str) -> Option<String> {
    let text = dict.get::<Text<'_>>(key)?;
    Some(decoded(text.as_bytes()))
}

/// Text in UTF-16 or UTF-8, if it says so; else much like Latin-1.
fn decoded(bytes: &[u8]) -> String {
    let encoding =
        encoding_rs::Encoding::for_bom(bytes).map_or(encoding_rs::WINDOWS_1252, |it| it.0);
    encoding.decode(bytes).0.into_owned()
}
