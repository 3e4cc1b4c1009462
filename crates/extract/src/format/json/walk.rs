//! Walking through JSON, with an explicit stack, from and to any place.

use tracie_pattern::class::{Engine, Task};

use super::scalar::{self, Scalar};
use super::string;
use super::tokens::{Carry, Tokens, is_operator};

/// A string as it stands in the source, without its quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Text {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Whether it holds escapes.
    pub(crate) escaped: bool,
}

/// What is done with the parts of JSON. A method that returns true stops the
/// walk behind that part.
pub(crate) trait Visitor {
    /// The name of the next value.
    fn key(&mut self, key: Text) -> bool;

    /// A name that stands at an offset, if it is just the one that was to be expected there
    /// and a colon is right behind it; it is not told by `key` then, and does not stop the
    /// walk. As most names are, where records repeat each other.
    #[inline(always)]
    fn foreseen(&mut self, _at: usize) -> Option<Text> {
        None
    }

    /// A string.
    fn string(&mut self, text: Text) -> bool;

    /// A number, or a word but for `null`.
    fn number(&mut self, start: usize, end: usize) -> bool;

    /// An object or array begins, and whether that is the first thing in an array.
    fn open(&mut self, object: bool, first: bool);

    /// It ends.
    fn close(&mut self);

    /// A comma.
    fn next(&mut self);

    /// A value that stands in no other ended before this offset; in lines, the
    /// line ends there.
    fn end(&mut self, at: usize);
}

/// What may come next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Expect {
    /// A value that stands in no other, or nothing.
    #[default]
    Document,
    /// The end of the line.
    LineEnd,
    /// A value.
    Value,
    /// A value or the end of the array.
    Element,
    /// A name.
    Key,
    /// A name or the end of the object.
    Member,
    /// A comma or the end.
    Comma,
}

/// How far a walk came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// As far as it should, and not between a name and its value.
    Paused(usize),
    /// The visitor stopped it behind this.
    Visitor(usize),
    /// What begins here needs more bytes, or there are none left.
    More(usize),
    /// This is no JSON.
    Bad(usize),
    /// This is nested too deep.
    Deep(usize),
}

/// What the bytes to walk through are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span {
    /// Where to begin: between two tokens.
    pub(crate) from: usize,
    /// Pause at the first opportunity from here on.
    pub(crate) until: usize,
    /// Whether the bytes end where the content does.
    pub(crate) ended: bool,
}

/// Where in JSON a walk is. Values that stand in no other follow each other
/// freely, or one a line.
#[derive(Clone, Debug, Default)]
pub(crate) struct Walker {
    expect: Expect,
    /// Whether each thing around is an object (else an array).
    stack: Vec<bool>,
    lines: bool,
    depth: usize,
}

impl Walker {
    /// At the start of content nested at most so deep.
    pub(crate) fn new(lines: bool, depth: usize) -> Walker {
        Walker {
            expect: Expect::Document,
            stack: Vec::new(),
            lines,
            depth,
        }
    }

    /// Back to the start, keeping memory.
    pub(crate) fn reset(&mut self, lines: bool, depth: usize) {
        self.stack.clear();
        (self.expect, self.lines, self.depth) = (Expect::Document, lines, depth);
    }

    /// The same place as another.
    pub(crate) fn copy(&mut self, other: &Walker) {
        self.reset(other.lines, other.depth);
        self.expect = other.expect;
        self.stack.extend_from_slice(&other.stack);
    }

    /// Whether the content may end here.
    pub(crate) fn may_end(&self) -> bool {
        matches!(self.expect, Expect::Document | Expect::LineEnd)
    }

    /// Walks on.
    pub(crate) fn walk(&mut self, bytes: &[u8], span: Span, visitor: &mut impl Visitor) -> Stop {
        Engine::detect().run(Walk {
            walker: self,
            bytes,
            span,
            visitor,
        })
    }

    #[inline(always)]
    fn walk_here(&mut self, bytes: &[u8], span: Span, visitor: &mut impl Visitor) -> Stop {
        let mut carry = Carry::new(self.lines);
        let mut tokens = Tokens::new(bytes, span.from, &mut carry);
        loop {
            let Some(at) = tokens.next() else {
                return self.at_end(bytes, span, visitor);
            };
            let mut step = match bytes[at] {
                b'"' => self.text(at, &mut tokens, bytes, visitor),
                b',' | b'}' | b']' | b'{' | b'[' | b':' => self.operator(at, bytes, visitor),
                b'\n' => self.line_end(at, visitor),
                _ => self.scalar(at, &mut tokens, (bytes, span.ended), visitor),
            };
            // What repeats other records goes on here, from value to value.
            loop {
                step = match step {
                    Step::Member(at) if at < span.until => {
                        self.foresee(at, &mut tokens, bytes, visitor)
                    }
                    Step::Text(at) => match string_at(at, &mut tokens, bytes) {
                        Ok(text) => self.string(text, bytes, visitor),
                        Err(stop) => stop,
                    },
                    _ => break,
                };
            }
            match step {
                Step::On | Step::Text(_) => {}
                Step::Safe(at) | Step::Member(at) if at < span.until => {}
                Step::Safe(at) | Step::Member(at) => return Stop::Paused(at + 1),
                Step::Stop(stop) => return stop,
            }
        }
    }
}

struct Walk<'a, V> {
    walker: &'a mut Walker,
    bytes: &'a [u8],
    span: Span,
    visitor: &'a mut V,
}

impl<V: Visitor> Task for Walk<'_, V> {
    type Output = Stop;

    #[inline(always)]
    fn run(self) -> Stop {
        self.walker.walk_here(self.bytes, self.span, self.visitor)
    }
}

/// What a token came to.
enum Step {
    /// Go on.
    On,
    /// Go on, or pause behind this byte.
    Safe(usize),
    /// The same before a member.
    Member(usize),
    /// Go on with the value that is the string which begins here; its first token is passed.
    Text(usize),
    /// Do not.
    Stop(Stop),
}

const fn bad(at: usize) -> Step {
    Step::Stop(Stop::Bad(at))
}

impl Walker {
    #[cold]
    fn at_end(&mut self, bytes: &[u8], span: Span, visitor: &mut impl Visitor) -> Stop {
        if span.ended && self.expect == Expect::LineEnd {
            self.expect = Expect::Document;
            visitor.end(bytes.len());
        }
        Stop::More(bytes.len())
    }

    /// A string: the name of a member or a value.
    #[inline(always)]
    fn text(
        &mut self,
        at: usize,
        tokens: &mut Tokens<'_>,
        bytes: &[u8],
        visitor: &mut impl Visitor,
    ) -> Step {
        match self.expect {
            Expect::Key | Expect::Member => match string_at(at, tokens, bytes) {
                Ok(text) => self.key(at, text, tokens, bytes, visitor),
                Err(stop) => stop,
            },
            Expect::Document | Expect::Value | Expect::Element => Step::Text(at),
            Expect::LineEnd | Expect::Comma => bad(at),
        }
    }

    /// The name of a member, and the colon behind it.
    #[inline(always)]
    fn key(
        &mut self,
        at: usize,
        key: Text,
        tokens: &mut Tokens<'_>,
        bytes: &[u8],
        visitor: &mut impl Visitor,
    ) -> Step {
        let behind = key.end + 1;
        let colon = match bytes.get(behind) {
            Some(byte) if is_operator(*byte) => Some(behind),
            _ => tokens.next(),
        };
        match colon {
            Some(colon) if bytes[colon] == b':' => {
                self.expect = Expect::Value;
                stop_if(visitor.key(key), colon + 1)
            }
            Some(other) => bad(other),
            None => Step::Stop(Stop::More(at)),
        }
    }

    /// A value, and the operator right behind it.
    #[inline(always)]
    fn string(&mut self, text: Text, bytes: &[u8], visitor: &mut impl Visitor) -> Step {
        let behind = text.end + 1;
        let stop = visitor.string(text);
        if !stop && self.is_member_behind(bytes.get(behind)) {
            return self.next_member(behind, visitor);
        }
        self.after_value(behind, visitor);
        if stop {
            return Step::Stop(Stop::Visitor(behind));
        }
        match bytes.get(behind) {
            Some(byte) if is_operator(*byte) => self.operator(behind, bytes, visitor),
            _ => Step::On,
        }
    }

    #[inline(always)]
    fn operator(&mut self, at: usize, bytes: &[u8], visitor: &mut impl Visitor) -> Step {
        match bytes[at] {
            b',' => self.comma(at, visitor),
            b'}' => self.close(at, true, visitor),
            b']' => self.close(at, false, visitor),
            b'{' => self.open(at, true, visitor),
            b'[' => self.open(at, false, visitor),
            _ => bad(at),
        }
    }

    /// Whether the byte behind a value is a comma, behind which is another member.
    #[inline(always)]
    fn is_member_behind(&self, byte: Option<&u8>) -> bool {
        byte == Some(&b',') && self.stack.last() == Some(&true)
    }

    /// Goes past a comma in an object, behind a value.
    #[inline(always)]
    fn next_member(&mut self, comma: usize, visitor: &mut impl Visitor) -> Step {
        self.expect = Expect::Key;
        visitor.next();
        Step::Member(comma)
    }

    /// Goes past the name of the member behind an operator, if it is just the one that was to
    /// be expected, and past the quote that its value begins with.
    #[inline(always)]
    fn foresee(
        &mut self,
        at: usize,
        tokens: &mut Tokens<'_>,
        bytes: &[u8],
        visitor: &mut impl Visitor,
    ) -> Step {
        let Some(name) = visitor.foreseen(at + 1) else {
            return Step::Safe(at);
        };
        self.expect = Expect::Value;
        let value = name.end + 2;
        match bytes.get(value) {
            Some(b'"') => {
                tokens.skip_to(value + 1);
                Step::Text(value)
            }
            _ => {
                tokens.skip_to(value);
                Step::On
            }
        }
    }

    #[inline(always)]
    fn open(&mut self, at: usize, object: bool, visitor: &mut impl Visitor) -> Step {
        if !matches!(
            self.expect,
            Expect::Document | Expect::Value | Expect::Element
        ) {
            return bad(at);
        }
        if self.stack.len() >= self.depth {
            return Step::Stop(Stop::Deep(at));
        }
        self.stack.push(object);
        let first = self.expect == Expect::Element;
        self.expect = if object {
            Expect::Member
        } else {
            Expect::Element
        };
        visitor.open(object, first);
        match object {
            true => Step::Member(at),
            false => Step::Safe(at),
        }
    }

    #[inline(always)]
    fn close(&mut self, at: usize, object: bool, visitor: &mut impl Visitor) -> Step {
        let empty = if object {
            Expect::Member
        } else {
            Expect::Element
        };
        let may_close = self.expect == Expect::Comma || self.expect == empty;
        if !may_close || self.stack.last() != Some(&object) {
            return bad(at);
        }
        self.stack.pop();
        visitor.close();
        self.after_value(at + 1, visitor);
        Step::Safe(at)
    }

    #[inline(always)]
    fn comma(&mut self, at: usize, visitor: &mut impl Visitor) -> Step {
        if self.expect != Expect::Comma {
            return bad(at);
        }
        if self.stack.last() == Some(&true) {
            return self.next_member(at, visitor);
        }
        self.expect = Expect::Value;
        visitor.next();
        Step::Safe(at)
    }

    fn line_end(&mut self, at: usize, visitor: &mut impl Visitor) -> Step {
        match self.expect {
            Expect::LineEnd => visitor.end(at),
            Expect::Document => {}
            _ => return bad(at),
        }
        self.expect = Expect::Document;
        Step::Safe(at)
    }

    #[inline(always)]
    fn scalar(
        &mut self,
        at: usize,
        tokens: &mut Tokens<'_>,
        (bytes, ended): (&[u8], bool),
        visitor: &mut impl Visitor,
    ) -> Step {
        if !matches!(
            self.expect,
            Expect::Document | Expect::Value | Expect::Element
        ) {
            return bad(at);
        }
        let Some((kind, end)) = scalar::read(bytes, at) else {
            return incomplete(at, bytes, ended);
        };
        if end == bytes.len() && !ended {
            return Step::Stop(Stop::More(at));
        }
        if !bytes.get(end).is_none_or(|byte| scalar::may_follow(*byte)) {
            return bad(end);
        }
        let stop = kind != Scalar::Null && visitor.number(at, end);
        if !stop && self.is_member_behind(bytes.get(end)) {
            tokens.skip_to(end + 1);
            return self.next_member(end, visitor);
        }
        self.after_value(end, visitor);
        stop_if(stop, end)
    }

    #[inline(always)]
    fn after_value(&mut self, end: usize, visitor: &mut impl Visitor) {
        if !self.stack.is_empty() {
            self.expect = Expect::Comma;
        } else if self.lines {
            self.expect = Expect::LineEnd;
        } else {
            self.expect = Expect::Document;
            visitor.end(end);
        }
    }
}

/// The string that begins at a quote, whose token is passed.
#[inline(always)]
fn string_at(at: usize, tokens: &mut Tokens<'_>, bytes: &[u8]) -> Result<Text, Step> {
    let Some(close) = tokens.next() else {
        return Err(unclosed(at, tokens.control_before(bytes.len())));
    };
    if let Some(control) = tokens.control_before(close) {
        return Err(bad(control));
    }
    let text = Text {
        start: at + 1,
        end: close,
        escaped: tokens.has_escape(at, close),
    };
    if text.escaped
        && let Some(wrong) = string::invalid_escape(&bytes[at + 1..close])
    {
        return Err(bad(at + 1 + wrong));
    }
    Ok(text)
}

fn stop_if(stop: bool, behind: usize) -> Step {
    if stop {
        Step::Stop(Stop::Visitor(behind))
    } else {
        Step::On
    }
}

/// Something that is no scalar as far as it can be seen may become one, but
/// not if it is longer than this.
const MAY_GROW: usize = 64;

/// A string whose end is not in sight.
#[cold]
fn unclosed(at: usize, control: Option<usize>) -> Step {
    Step::Stop(control.map_or(Stop::More(at), Stop::Bad))
}

/// Something that is no scalar, unless more bytes would make it one.
#[cold]
fn incomplete(at: usize, bytes: &[u8], ended: bool) -> Step {
    let longest = at + bytes[at..].len().min(MAY_GROW);
    let may_go_on = !ended
        && longest == bytes.len()
        && !bytes[at..].iter().any(|byte| scalar::may_follow(*byte));
    Step::Stop(if may_go_on {
        Stop::More(at)
    } else {
        Stop::Bad(at)
    })
}
