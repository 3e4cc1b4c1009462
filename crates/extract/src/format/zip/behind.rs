//! Zip archives with something in front of them: programs and scripts that
//! carry one, and archives that were damaged or padded at their start.

use std::io::{self, Cursor, Read};

use tracie_finding::mime;

use super::archive::{ALIKE, members};
use super::local::{LOCAL, Local};
use crate::buffer::Buffer;
use crate::extractor::{Content, Extractor, Fault, Out, Step};
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
        let at = start(&head).unwrap_or(0);
        let archive = head.split_off(at);
        let front = is_text(&head).then(|| String::from_utf8_lossy(&head).into_owned());
        let rest: Box<dyn Read + 'r> = Box::new(Cursor::new(archive).chain(content));
        let rest = Content::new(Buffer::default(), Input::new(rest), io::Result::Ok(()));
        Ok(Box::new(Parts {
            front,
            members: members(rest, &opening.budget.limits.passwords),
        }))
    }
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

/// The text in front, then the members.
struct Parts<'r> {
    front: Option<String>,
    members: Box<dyn Extractor<'r> + 'r>,
}

impl<'r> Extractor<'r> for Parts<'r> {
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
