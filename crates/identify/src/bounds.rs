//! Macie's bounds of what a user defines.

use std::collections::BTreeMap;

use crate::error::Invalid;

/// Collects what is out of bounds in a definition.
#[derive(Debug, Default)]
pub(crate) struct Bounds {
    pub(crate) invalid: Vec<Invalid>,
}

impl Bounds {
    pub(crate) fn wrong(&mut self, member: impl Into<String>, message: impl Into<String>) {
        self.invalid.push(Invalid::new(member, message));
    }

    /// A text of so many characters.
    pub(crate) fn length(&mut self, member: &str, text: &str, from: usize, to: usize) {
        let length = text.chars().count();
        let message = match length {
            0 if from > 0 => format!("it is empty: give it {from} to {to} characters"),
            n if n < from => {
                format!("it has {n} characters, and {from} to {to} are allowed: make it longer")
            }
            n if n > to => {
                format!("it has {n} characters, and {from} to {to} are allowed: make it shorter")
            }
            _ => return,
        };
        self.wrong(member, message);
    }

    /// A list of so many texts, each of so many characters.
    pub(crate) fn list(
        &mut self,
        member: &str,
        all: &[String],
        most: usize,
        lengths: (usize, usize),
    ) {
        self.count(member, all.len(), most);
        for (at, text) in all.iter().enumerate() {
            self.length(&format!("{member}[{at}]"), text, lengths.0, lengths.1);
        }
    }

    /// At most so many.
    pub(crate) fn count(&mut self, member: &str, count: usize, most: usize) {
        if count > most {
            let over = count - most;
            let message =
                format!("there are {count}, and at most {most} are allowed: take {over} out");
            self.wrong(member, message);
        }
    }

    /// What any resource of Macie's may be tagged with.
    pub(crate) fn tags(&mut self, tags: &BTreeMap<String, String>) {
        self.count("tags", tags.len(), 50);
        for (key, value) in tags {
            self.length(&format!("tags.{key}"), value, 0, 256);
            self.length("tags", key, 1, 128);
        }
    }
}
