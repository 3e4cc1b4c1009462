//! Notes, each with its name.

use std::fmt::Write as _;

/// Notes, each with its name.
#[derive(Default)]
pub(super) struct Notes {
    text: String,
    count: usize,
}

/// Bytes of notes that are kept, and of one.
const MOST: usize = 16 << 20;
pub(super) const LONGEST: u64 = 4 << 20;
/// Notes that are kept.
const MOST_NOTES: usize = 100_000;

impl Notes {
    /// What is text already.
    pub(super) fn of(text: String) -> Notes {
        Notes { text, count: 0 }
    }

    /// Adds a note, unless it says nothing.
    pub(super) fn add(&mut self, name: &str, text: &str) {
        let text = text.trim_matches(|it: char| it.is_whitespace() || it == '\0');
        let full = self.text.len() + text.len() > MOST || self.count >= MOST_NOTES;
        if text.is_empty() || full {
            return;
        }
        self.count += 1;
        let _ = writeln!(self.text, "{name}: {text}");
    }

    /// Adds all of others.
    pub(super) fn append(&mut self, other: &Notes) {
        if self.text.len() + other.text.len() <= MOST {
            self.text.push_str(&other.text);
            self.count += other.count;
        }
    }

    /// Adds what is UTF-8, or much like Latin-1.
    pub(super) fn add_bytes(&mut self, name: &str, bytes: &[u8]) {
        match std::str::from_utf8(bytes) {
            Ok(text) => self.add(name, text),
            Err(_) => {
                let text = encoding_rs::WINDOWS_1252
                    .decode_without_bom_handling(bytes)
                    .0;
                self.add(name, &text);
            }
        }
    }

    /// Adds a packet of XMP: what stands in it as text, and in attributes.
    pub(super) fn add_xmp(&mut self, packet: &[u8]) {
        let text = String::from_utf8_lossy(packet);
        let mut name = String::new();
        for part in text.split('<').skip(1) {
            let (tag, behind) = part.split_once('>').unwrap_or((part, ""));
            if let Some(opened) = tag.split([' ', '/', '\n']).next()
                && !tag.starts_with(['/', '?', '!'])
            {
                // Lists have no names of their own.
                if !opened.starts_with("rdf:") {
                    name = local(opened).to_owned();
                }
                for (key, value) in attributes(tag) {
                    self.add_value(local(key), value);
                }
            }
            self.add_value(&name, behind);
        }
    }

    fn add_value(&mut self, name: &str, value: &str) {
        let mut text = Vec::new();
        crate::references::decode(value, &mut text);
        self.add_bytes(name, &text);
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// The attributes of a tag that say something.
fn attributes(tag: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = tag;
    std::iter::from_fn(move || {
        loop {
            let (before, behind) = rest.split_once('=')?;
            let key = before.rsplit([' ', '\n', '\t']).next().unwrap_or(before);
            let quote = behind
                .chars()
                .next()
                .filter(|it| matches!(it, '"' | '\''))?;
            let (value, behind) = behind[1..].split_once(quote)?;
            rest = behind;
            if !key.starts_with("xmlns") {
                return Some((key, value));
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packets_are_taken_apart() {
        let packet = br#"<?xpacket begin=''?><x:xmpmeta xmlns:x="adobe:ns:meta/">
            <rdf:Description xmlns:dc="dc" photoshop:City="M&#252;nchen">
            <dc:creator><rdf:Seq><rdf:li>Ann &amp; Bob</rdf:li></rdf:Seq></dc:creator>
            </rdf:Description></x:xmpmeta><?xpacket end="w"?>"#;
        let mut notes = Notes::default();
        notes.add_xmp(packet);
        assert_eq!(
            notes.into_text(),
            "City: M\u{fc}nchen\ncreator: Ann & Bob\n"
        );
    }

    #[test]
    fn what_says_nothing_is_left_out() {
        let mut notes = Notes::default();
        notes.add("Artist", " \0\0");
        notes.add_bytes("Artist", b"J\xFCrgen\0");
        assert_eq!(notes.into_text(), "Artist: J\u{fc}rgen\n");
    }
}
