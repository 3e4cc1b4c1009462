//! Zip archives with something in front of them: programs and scripts that
//! carry one, and archives that were damaged or padded at their start.

use std::io::{self, Cursor, Read};

use tracie_finding::mime;

use super::archive::{ALIKE, members};
use super::local::{LOCAL, Local};
use crate::buffer::Buffer;
use crate::extractor::{Content, Extractor, Fault, Out, Step};
use crate::format::office::{self, SMALL};
use crate::format::{Confidence, Format, Head, Nature, Opening};
use crate::input::Input;
use crate::sniff::is_text;

/// Zip archives with something in front of them.
pub(crate) struct Behind;

impl Format for Behind {
    fn name(&self) -> &'static str {
        "ZIP archive behind other content"
    }

    fn mime_type(&self) -> &'static str {
        mime::ZIP
    }

    fn extensions(&self) -> &'static [&'static str] {
        &[]
    }

    fn nature(&self) -> Nature {
        Nature::Archive
    }

    fn alike(&self) -> &'static str {
        ALIKE
    }

    /// Nothing else must know it: it stands behind all other formats.
    fn sniff(&self, head: &Head<'_>) -> Confidence {
        Confidence::certain_if(start(head.bytes).is_some() && !is_text(head.bytes))
    }

    fn extractor<'r>(
        &self,
        mut content: Content<'r>,
        opening: &Opening<'_>,
    ) -> Result<Box<dyn Extractor<'r> + 'r>, Fault> {
        let mut head = Vec::new();
        let this: &mut dyn Read = &mut content;
        this.take(opening.budget.limits.head as u64)
            .read_to_end(&mut head)?;
        let (front, archive) = head.split_at(start(&head).unwrap_or(0));
        let front = is_text(front).then(|| String::from_utf8_lossy(front).into_owned());
        // The directory of a document tells where its parts are.
        let members = match office::is_document(archive) {
            true => office::document(opening.at_hand(joined(head, content), SMALL)?, opening)?,
            false => {
                let rest = joined(archive.to_vec(), content);
                members(rest, &opening.budget.limits.passwords)
            }
        };
        Ok(Box::new(Parts { front, members }))
    }
}

/// What was read of content, and the rest of it.
fn joined<'r>(head: Vec<u8>, rest: Content<'r>) -> Content<'r> {
    let whole: Box<dyn Read + 'r> = Box::new(Cursor::new(head).chain(rest));
    Content::new(Buffer::default(), Input::new(whole), io::Result::Ok(()))
}

/// The longest name of an entry that is believed.
const LONGEST: usize = 512;

/// Where an entry begins that is believed to be one.
fn start(head: &[u8]) -> Option<usize> {
    let mut found = memchr::memmem::find_iter(head, &LOCAL).take(1000);
    found.find(|at| {
        let local = Local::parse(&head[*at..]);
        *at > 0
            && local.is_some_and(|local| {
                local.method.is_known()
                    && (1..LONGEST).contains(&local.name.len())
                    && !local
                        .name
                        .contains(|it: char| it.is_control() || it == '\u{fffd}')
            })
    })
}

/// The text in front, then the members, or what a document says.
struct Parts<'r> {
    front: Option<String>,
    members: Box<dyn Extractor<'r> + 'r>,
}

impl<'r> Extractor<'r> for Parts<'r> {
    fn mime_type(&self) -> Option<&'static str> {
        self.members.mime_type()
    }

    fn step(&mut self, out: &mut Out) -> Result<Step<'r>, Fault> {
        match self.front.take() {
            Some(front) => {
                out.push(&front);
                Ok(Step::Break)
            }
            None => self.members.step(out),
        }
    }
}
