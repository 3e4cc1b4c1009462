//! What stands in front of a document, such as the header it was sent with.

use memchr::memmem;

use crate::sniff::is_text;

/// A document begins within so many bytes.
const WITHIN: usize = 1024;
/// Bytes of their own that some writers put in front.
const FEW: usize = 16;

/// Where a document begins in content that begins so.
pub(super) fn length(head: &[u8]) -> Option<usize> {
    let start = &head[..head.len().min(WITHIN + MARK.len())];
    let first = memmem::find(start, MARK)?;
    if first < FEW || !is_text(head) {
        return Some(first);
    }
    memmem::find_iter(start, MARK).find(|at| is_behind_text(head, *at))
}

const MARK: &[u8] = b"%PDF-";

/// Whether it is a document that stands behind text, rather than text that tells of
/// one: it begins a line, and an object follows. Mail with parts is left to be mail.
fn is_behind_text(head: &[u8], at: usize) -> bool {
    let (front, document) = head.split_at(at);
    let mut lines = document.split(|it| matches!(it, b'\n' | b'\r'));
    let first = lines.find(|line| !line.is_empty() && !line.starts_with(b"%"));
    front.ends_with(b"\n")
        && memmem::find(front, b"\n--").is_none()
        && first.is_some_and(begins_object)
}

/// Whether a line begins an object: `1 0 obj`.
fn begins_object(line: &[u8]) -> bool {
    let mut words = line.split(|it| *it == b' ');
    let mut number = || words.next().is_some_and(is_number);
    number() && number() && words.next().is_some_and(|it| it.starts_with(b"obj"))
}

fn is_number(word: &[u8]) -> bool {
    !word.is_empty() && word.iter().all(u8::is_ascii_digit)
}

/// The text in front of a document, if it is text at all.
pub(super) fn text(content: &[u8]) -> Option<String> {
    let front = &content[..length(content)?];
    (front.len() >= FEW && is_text(front)).then(|| String::from_utf8_lossy(front).into_owned())
}

#[cfg(test)]
mod tests {
    use super::length;

    #[test]
    fn documents_begin_behind_what_is_no_text_of_them() {
        let header = "HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n";
        let document = "%PDF-1.4\n%\u{e2}\u{e3}\n\n1 0 obj\n<<>>\nendobj\n";
        let behind = |front: &str| format!("{front}{document}");
        let long = "x: y\n".repeat(204);
        for (content, expected) in [
            (document.to_owned(), Some(0)),
            (behind("\u{feff}junk\n"), Some(8)),
            (behind(header), Some(header.len())),
            (
                behind("Documents begin with %PDF-1.4, as\n\n%PDF-x\nno object\n"),
                Some(52),
            ),
            (behind(&long), Some(1020)),
            (behind(&format!("{long}12345\n")), None),
            (behind(&format!("{header}--part\n\n")), None),
            (format!("A document begins with {document}"), None),
            (format!("{header}%PDF-1.4\nand so on\n"), None),
            ("nothing of the kind".to_owned(), None),
        ] {
            assert_eq!(length(content.as_bytes()), expected, "{content}");
        }
    }
}
