//! Mail, and mailboxes of many.
//!
//! Places are lines of the source, also of text that was quoted-printable or
//! base64 there. Headers are decoded; messages within messages are part of
//! them; all else that is attached is a member.

mod attachment;
mod decode;
mod header;
mod lines;
mod text;
mod utf7;

use encoding_rs::{Encoding, WINDOWS_1252};
use tracie_finding::mime;

use super::{Confidence, Format, Head, Nature, Opening};
use crate::extractor::{Content, Entry, Extractor, Fault, Out, Step};
use crate::lease::Stand;
use attachment::Attachment;
pub(crate) use decode::base64;
use header::Headers;
use lines::{Line, Lines};
use text::Text;

/// One message.
pub(crate) struct Mail;

/// Messages one after the other.
pub(crate) struct Mbox;

impl Format for Mail {
    fn name(&self) -> &'static str {
        "mail"
    }

    fn mime_type(&self) -> &'static str {
        mime::EML
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["eml", "mail", "emlx", "mht", "mhtml"]
    }

    fn nature(&self) -> Nature {
        Nature::Markup
    }

    fn sniff(&self, head: &Head<'_>) -> Confidence {
        match header::are_headers(head.bytes) {
            true => Confidence::Likely,
            false => Confidence::No,
        }
    }

    fn extractor<'r>(
        &self,
        content: Content<'r>,
        opening: &Opening<'_>,
    ) -> Result<Box<dyn Extractor<'r> + 'r>, Fault> {
        Ok(Box::new(Messages::new(content, false, opening.legacy)))
    }
}

impl Format for Mbox {
    fn name(&self) -> &'static str {
        "mailbox"
    }

    fn mime_type(&self) -> &'static str {
        mime::MBOX
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["mbox", "mbx"]
    }

    fn nature(&self) -> Nature {
        Nature::Markup
    }

    fn sniff(&self, head: &Head<'_>) -> Confidence {
        let headers = || {
            let line_end = memchr::memchr(b'\n', head.bytes);
            header::are_headers(line_end.map_or(&[][..], |at| &head.bytes[at + 1..]))
        };
        match head.bytes.starts_with(b"From ") && headers() {
            true => Confidence::Likely,
            false => Confidence::No,
        }
    }

    fn extractor<'r>(
        &self,
        content: Content<'r>,
        opening: &Opening<'_>,
    ) -> Result<Box<dyn Extractor<'r> + 'r>, Fault> {
        Ok(Box::new(Messages::new(content, true, opening.legacy)))
    }
}

/// Whether content that looks like mail is as it was sent, so that what is in it may be
/// encoded, and not a letter that was copied into a note.
pub(crate) fn is_sent(format: &dyn Format, head: &Head<'_>) -> bool {
    match format.mime_type() {
        mime::MBOX => true,
        mime::EML => header::has(head.bytes, b"mime-version"),
        _ => false,
    }
}

const NO_BASE64: &str = "a text is not in the base64 that it is said to be in: what is none was \
     analysed as it stands";

/// Lines that are read in one step.
const AT_ONCE: usize = 1000;
/// Bytes of text that are enough for one; lines may be long.
const ENOUGH: usize = 1 << 20;

struct Messages<'r> {
    stand: Stand<Lines<'r>>,
    state: State,
    /// The encoding of what is not told to be in another.
    untold: &'static Encoding,
    /// Members so far, of which those without a name have the number.
    members: u64,
    /// Bodies that are not encoded as they are said to be.
    broken: u64,
}

/// What the next line is part of.
enum State {
    Headers(Headers),
    Text(Text),
    /// A member that was handed out, or what nobody reads.
    Rest,
}

impl<'r> Messages<'r> {
    fn new(content: Content<'r>, many: bool, legacy: Option<&'static Encoding>) -> Messages<'r> {
        let untold = legacy.unwrap_or(WINDOWS_1252);
        Messages {
            stand: Stand::new(Lines::new(content, many)),
            state: State::Headers(Headers::new(untold)),
            untold,
            members: 0,
            broken: 0,
        }
    }
}

impl<'r> Extractor<'r> for Messages<'r> {
    fn step(&mut self, out: &mut Out) -> Result<Step<'r>, Fault> {
        for _ in 0..AT_ONCE {
            if out.text.len() > ENOUGH {
                break;
            }
            let mut lease = self.stand.lease()?;
            let lines = lease.stream()?;
            match lines.next()? {
                Line::End => {
                    self.finish(out);
                    return match lines.breaks_off() {
                        true => Err(Fault::breaks_off()),
                        false if self.broken > 0 => Err(Fault::malformed(NO_BASE64)),
                        false => Ok(Step::End),
                    };
                }
                Line::Boundary | Line::Message => {
                    self.finish(out);
                    self.state = State::Headers(Headers::new(self.untold));
                    return Ok(Step::Break);
                }
                Line::Text => {
                    if !self.line(lines, out) {
                        continue;
                    }
                }
            }
            // The headers are complete.
            let State::Headers(headers) = std::mem::replace(&mut self.state, State::Rest) else {
                continue;
            };
            headers.write(out);
            if headers.is_multipart() {
                lines.open(headers.boundary());
                self.state = State::Text(Text::plain(self.untold));
            } else if headers.is_message() {
                self.state = State::Headers(Headers::new(self.untold));
            } else if headers.is_text() {
                self.state = State::Text(Text::new(&headers));
                return Ok(Step::Break);
            } else {
                self.members += 1;
                let name = headers.file_name(self.members);
                let content = Attachment::new(lease, &headers);
                return Ok(Step::Member(Entry {
                    name,
                    modified: None,
                    content: Ok(Box::new(content)),
                }));
            }
        }
        Ok(Step::More)
    }
}

impl Messages<'_> {
    /// Takes in a line; whether it ended the headers.
    fn line(&mut self, lines: &mut Lines<'_>, out: &mut Out) -> bool {
        match &mut self.state {
            State::Headers(headers) => {
                let taken = headers.line(lines.number(), lines.line());
                if taken == header::Taken::NoHeader {
                    // A body without headers; the line belongs to it.
                    lines.again();
                }
                taken != header::Taken::Header
            }
            State::Text(text) => {
                text.line(lines.number(), lines.line(), out);
                false
            }
            State::Rest => false,
        }
    }

    fn finish(&mut self, out: &mut Out) {
        match &mut self.state {
            State::Headers(headers) => headers.write(out),
            State::Text(text) => self.broken += u64::from(!text.finish(out)),
            State::Rest => {}
        }
        out.end_line();
    }
}
