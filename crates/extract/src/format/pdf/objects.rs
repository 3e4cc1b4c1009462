//! What a document says apart from its pages.

use hayro_syntax::Pdf as File;
use hayro_syntax::object::{Array, Dict, MaybeRef, Object, Stream, String as Text};
use memchr::memmem;

use super::guard::guarded;
use crate::budget::{Budget, Expands};
use crate::extractor::Out;
use crate::rows::has_letter;

/// A file within the document.
pub(crate) struct Attachment {
    pub(crate) name: String,
    pub(crate) content: Vec<u8>,
}

/// More annotations of a page are not read.
const MOST: usize = 100_000;

/// What an annotation or form field says.
struct Said {
    /// What the field is called.
    label: Option<String>,
    text: String,
}

/// Writes what annotations and form fields of a page say, unless its text,
/// which begins at `from`, shows it. What fields are called stands before their values.
pub(crate) fn annotations(file: &File, page: usize, from: usize, out: &mut Out) {
    let said = guarded(|| {
        let page = file.pages().get(page)?;
        let annotations = page.raw().get::<Array<'_>>("Annots")?;
        let dicts = annotations.iter::<Dict<'_>>().take(MOST);
        Some(dicts.flat_map(|it| said_by(&it)).collect::<Vec<Said>>())
    });
    let mut labels = Vec::new();
    for Said { label, text } in said.flatten().unwrap_or_default() {
        if text.trim().is_empty() {
            continue;
        }
        let shown = memmem::find(&out.text[from..], text.as_bytes());
        let label = label.map(|it| format!("{it}: ")).unwrap_or_default();
        match shown.map(|at| from + at) {
            Some(at) if is_line(&out.text, at, text.len()) => labels.push((at, label)),
            Some(_) => {}
            None => {
                out.end_line();
                out.push(&label);
                out.push(&text);
                out.push("\n");
            }
        }
    }
    insert(&mut out.text, labels);
}

/// Whether what stands there is a line of its own.
fn is_line(text: &[u8], at: usize, length: usize) -> bool {
    let ends = |byte: Option<&u8>| byte.is_none_or(|it| *it == b'\n');
    ends(at.checked_sub(1).map(|before| &text[before])) && ends(text.get(at + length))
}

/// Inserts texts where they belong, no more than one anywhere.
fn insert(text: &mut Vec<u8>, mut more: Vec<(usize, String)>) {
    more.sort_by_key(|it| it.0);
    more.dedup_by_key(|it| it.0);
    let Some(first) = more.first().map(|it| it.0) else {
        return;
    };
    let rest = text.split_off(first);
    let mut done = 0;
    for (at, label) in more {
        text.extend_from_slice(&rest[done..at - first]);
        text.extend_from_slice(label.as_bytes());
        done = at - first;
    }
    text.extend_from_slice(&rest[done..]);
}

fn said_by(annotation: &Dict<'_>) -> Vec<Said> {
    let parent = annotation.get::<Dict<'_>>("Parent");
    let own_or = |key: &str| {
        let parent = || parent.as_ref().and_then(|it| text_of(it, key));
        text_of(annotation, key).or_else(parent)
    };
    let value = own_or("V");
    let told = own_or("TU").filter(|_| value.is_none());
    let action = annotation.get::<Dict<'_>>("A");
    let address = action.and_then(|action| text_of(&action, "URI"));
    let plain = [text_of(annotation, "Contents"), told, address];
    let plain = plain
        .into_iter()
        .flatten()
        .map(|text| Said { label: None, text });
    let label = label([own_or("T"), own_or("TU")]);
    let value = value.map(|text| Said { label, text });
    plain.chain(value).collect()
}

/// What a field is called: by its name, and by what readers show for it. The shorter stands
/// last, so that both are near the value. Many a name is a number only, such as `f1_12[0]`.
fn label([name, shown]: [Option<String>; 2]) -> Option<String> {
    let is_numbered = |it: &String| it.bytes().any(|byte| byte.is_ascii_digit());
    let name = name.filter(|it| shown.is_none() || !is_numbered(it));
    let mut names: Vec<String> = name.into_iter().chain(shown).collect();
    names.retain(|it| has_letter(it.as_bytes()) && it.len() <= LONGEST_LABEL);
    names.dedup();
    names.sort_by_key(|it| std::cmp::Reverse(it.len()));
    (!names.is_empty()).then(|| names.join(" "))
}

/// Bytes of what a field may be called.
const LONGEST_LABEL: usize = 128;

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

fn text_of(dict: &Dict<'_>, key: &str) -> Option<String> {
    let text = dict.get::<Text<'_>>(key)?;
    Some(decoded(text.as_bytes()))
}

/// Text in UTF-16 or UTF-8, if it says so; else much like Latin-1.
fn decoded(bytes: &[u8]) -> String {
    let encoding =
        encoding_rs::Encoding::for_bom(bytes).map_or(encoding_rs::WINDOWS_1252, |it| it.0);
    encoding.decode(bytes).0.into_owned()
}
