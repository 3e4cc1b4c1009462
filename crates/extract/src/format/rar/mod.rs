//! RAR archives of all versions, by the `rars` crate.
//!
//! It pushes what it decodes to a writer, where readers here pull. So it runs
//! in a thread of its own, a few pieces ahead of who reads; a defect in it ends
//! that thread and nothing else.

mod cut;
mod stream;
mod worker;

use std::rc::Rc;

use tracie_finding::mime;

use super::{Confidence, Format, Head, Nature, Opening};
use crate::budget::Budget;
use crate::extractor::{Content, Entry, Extractor, Fault, Out, Step};
use crate::lease::Stand;
use stream::{Said, Stream};

/// RAR archives.
pub(crate) struct Rar;

/// Of version 5 and, with another byte behind it, of those before; of version 1.
const MAGIC: &[u8] = b"Rar!\x1A\x07";
const OLD_MAGIC: &[u8] = b"RE\x7E\x5E";

impl Format for Rar {
    fn name(&self) -> &'static str {
        "RAR archive"
    }

    fn mime_type(&self) -> &'static str {
        mime::RAR
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["rar"]
    }

    fn nature(&self) -> Nature {
        Nature::Archive
    }

    fn sniff(&self, head: &Head<'_>) -> Confidence {
        let old = head.bytes.starts_with(OLD_MAGIC) && head.bytes.contains(&0);
        Confidence::certain_if(head.bytes.starts_with(MAGIC) || old)
    }

    fn extractor<'r>(
        &self,
        content: Content<'r>,
        opening: &Opening<'_>,
    ) -> Result<Box<dyn Extractor<'r> + 'r>, Fault> {
        let content = opening.anywhere(content)?;
        let stream = worker::start(content, &opening.budget)?;
        Ok(Box::new(Members {
            stand: Stand::new(stream),
            budget: Rc::clone(&opening.budget),
        }))
    }
}

struct Members {
    stand: Stand<Stream>,
    budget: Rc<Budget>,
}

impl<'r> Extractor<'r> for Members {
    fn step(&mut self, _out: &mut Out) -> Result<Step<'r>, Fault> {
        let mut lease = self.stand.lease()?;
        let stream = lease.stream()?;
        // What of the member before was not read.
        stream.pass_member(&self.budget)?;
        loop {
            match stream.next(&self.budget)? {
                Said::Member(head) => {
                    stream.begin();
                    return Ok(Step::Member(Entry {
                        name: head.name,
                        modified: head.modified,
                        content: Ok(Box::new(stream::Part::new(lease, Rc::clone(&self.budget)))),
                    }));
                }
                Said::Refused(head, fault) => {
                    return Ok(Step::Member(Entry {
                        name: head.name,
                        modified: head.modified,
                        content: Err(fault),
                    }));
                }
                Said::Ended(None) => return Ok(Step::End),
                Said::Ended(Some(fault)) => return Err(fault),
                Said::Bytes(_) | Said::Closed(_) => {}
            }
        }
    }
}
