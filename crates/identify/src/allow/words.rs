//! The texts of an allow list.

use std::collections::HashSet;
use std::io::{self, Read};

use super::Status;

/// Entries that a list may have.
pub const MAX_ENTRIES: usize = 100_000;
/// Bytes that a list may have. Macie's documentation says 35 MB; AWS's other
/// sizes are powers of two, and so is this.
pub const MAX_BYTES: u64 = 35 << 20;
/// Characters that an entry may have.
pub const MAX_ENTRY: usize = 90;

/// Texts, without regard to case.
pub(super) struct Words {
    folded: HashSet<Box<str>>,
    /// Characters of the longest.
    longest: usize,
}

/// Why a list cannot be used, without its texts.
type Trouble = (Status, String);

impl Words {
    pub(super) fn read(from: io::Result<impl Read>) -> Result<Words, Trouble> {
        let mut bytes = Vec::new();
        from.and_then(|it| it.take(MAX_BYTES + 1).read_to_end(&mut bytes))
            .map_err(|error| unread(&error))?;
        if bytes.len() as u64 > MAX_BYTES {
            let message = format!("it has more than 35 MiB ({MAX_BYTES} bytes): split it");
            return Err((Status::Oversize, message));
        }
        Words::parse(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes))
    }

    fn parse(bytes: &[u8]) -> Result<Words, Trouble> {
        let mut words = Words {
            folded: HashSet::new(),
            longest: 0,
        };
        let mut entries = 0;
        for (line, number) in bytes.split(|byte| *byte == b'\n').zip(1..) {
            let line = std::str::from_utf8(line)
                .map_err(|_| no_utf8(number))?
                .trim();
            if line.is_empty() {
                continue;
            }
            entries += 1;
            let length = line.chars().count();
            if length > MAX_ENTRY {
                return Err(too_long(number, length));
            }
            words.longest = words.longest.max(length);
            words.folded.insert(key(line).into());
        }
        match entries {
            0 => Err((Status::Empty, "it has no entry: write one a line".into())),
            n if n > MAX_ENTRIES => {
                let message =
                    format!("it has {n} entries, and {MAX_ENTRIES} are allowed: split it");
                Err((Status::Oversize, message))
            }
            _ => Ok(words),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.folded.len()
    }

    /// Whether a text is an entry. White space at its ends does not count, and
    /// where it goes over lines, a line break with the white space around it
    /// is one space.
    pub(super) fn contains(&self, text: &[u8]) -> bool {
        let Ok(text) = std::str::from_utf8(text).map(str::trim) else {
            return false;
        };
        // Characters of four bytes, and white space around lines.
        if text.len() > 16 * self.longest + 64 {
            return false;
        }
        self.folded.contains(&*key(text))
    }

    /// A text that follows from the entries, in whatever order.
    pub(super) fn digest(&self) -> String {
        let mut all: Vec<&str> = self.folded.iter().map(|it| &**it).collect();
        all.sort_unstable();
        all.join("\n")
    }
}

/// What texts that are the same for a list have in common.
fn key(text: &str) -> String {
    let text = text.trim();
    if !text.contains(['\n', '\r']) {
        return fold(text);
    }
    let lines = text.split(['\n', '\r']).map(str::trim);
    let lines: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
    fold(&lines.join(" "))
}

/// Without regard to case, each character by itself.
fn fold(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

fn unread(error: &io::Error) -> Trouble {
    (Status::from(error), format!("it cannot be read: {error}"))
}

fn no_utf8(line: usize) -> Trouble {
    (
        Status::Unknown,
        format!("line {line} is no UTF-8: save it as UTF-8"),
    )
}

fn too_long(line: usize, length: usize) -> Trouble {
    let message = format!(
        "line {line} has {length} characters, and 1 to {MAX_ENTRY} are allowed: shorten it or take it out"
    );
    (Status::Unknown, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Words {
        Words::read(Ok(text.as_bytes()))
            .map_err(|it| it.1)
            .expect("it is read")
    }

    #[test]
    fn an_entry_is_a_line_in_any_case() {
        let words = words("\u{FEFF}Akua Mansa\r\n\n  E-1  \nÉLÉONORE Î\n");
        assert_eq!(words.len(), 3);
        for text in ["akua mansa", "AKUA MANSA", "e-1", "éléonore î"] {
            assert!(words.contains(text.as_bytes()), "{text}");
        }
        assert!(words.contains(format!("{}e-1", " ".repeat(1000)).as_bytes()));
        for text in ["akua  mansa", "akua", "mansa", "e-1 x", ""] {
            assert!(!words.contains(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn a_break_of_lines_is_a_space() {
        let words = words("Akua Mansa");
        assert!(words.contains(b"Akua\n    Mansa") && words.contains(b"Akua \r\nMansa"));
        assert!(!words.contains(b"Akua\tMansa"));
    }

    #[test]
    fn what_cannot_be_used_is_told_with_its_line_and_without_its_text() {
        let long = format!("a\n{}", "secret".repeat(16));
        for (bytes, code, part) in [
            (b"\n \n".to_vec(), "S3_OBJECT_EMPTY", "no entry"),
            (
                long.into_bytes(),
                "UNKNOWN_ERROR",
                "line 2 has 96 characters",
            ),
            (b"a\n\xFF".to_vec(), "UNKNOWN_ERROR", "line 2 is no UTF-8"),
            (
                b"a\n".repeat(100_001),
                "S3_OBJECT_OVERSIZE",
                "100001 entries",
            ),
            (
                vec![b'\n'; 35 * (1 << 20) + 1],
                "S3_OBJECT_OVERSIZE",
                "bytes",
            ),
        ] {
            let (status, message) = Words::read(Ok(&bytes[..]))
                .err()
                .expect("it cannot be used");
            assert_eq!(status.code(), code, "{message}");
            assert!(
                message.contains(part) && !message.contains("secret"),
                "{message}"
            );
        }
        assert_eq!(words(&"é".repeat(90)).len(), 1);
    }
}
