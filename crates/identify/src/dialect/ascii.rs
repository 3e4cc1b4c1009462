//! Classes that mean ASCII in PCRE and more in the engine, spelt out.

use regex_syntax::ast::{self, Ast};

use super::Refusal;
use super::sight::Seen;

/// First and one past the last byte to replace, and what by.
pub(super) type Edit = (usize, usize, &'static str);

/// Collects the places where a class must be spelt out as ASCII, and refuses
/// flags.
pub(super) struct Ascii<'a> {
    seen: &'a Seen,
    edits: Vec<Edit>,
}

impl<'a> Ascii<'a> {
    pub(super) fn new(seen: &'a Seen) -> Ascii<'a> {
        Ascii {
            seen,
            edits: Vec::new(),
        }
    }

    fn class(&mut self, class: &ast::ClassPerl, bracketed: bool) {
        use ast::ClassPerlKind::{Digit, Space, Word};
        let with = match (&class.kind, class.negated, bracketed) {
            (Digit, false, false) => "[0-9]",
            (Space, false, false) => r"[\t\n\x0B\f\r ]",
            (Word, false, false) => "[0-9A-Za-z_]",
            (Digit, false, true) => "0-9",
            (Space, false, true) => r"\t\n\x0B\f\r ",
            (Word, false, true) => "0-9A-Za-z_",
            (Digit, true, _) => "[^0-9]",
            (Space, true, _) => r"[^\t\n\x0B\f\r ]",
            (Word, true, _) => "[^0-9A-Za-z_]",
        };
        self.replace(&class.span, with);
    }

    fn replace(&mut self, span: &ast::Span, with: &'static str) {
        self.edits.push((span.start.offset, span.end.offset, with));
    }

    /// Of all flags only `i` is Macie's.
    fn flags(&self, flags: &ast::Flags) -> Result<(), Refusal> {
        let other = |it: &&ast::FlagsItem| match it.kind {
            ast::FlagsItemKind::Negation => false,
            ast::FlagsItemKind::Flag(flag) => flag != ast::Flag::CaseInsensitive,
        };
        let Some(item) = flags.items.iter().find(other) else {
            return Ok(());
        };
        let written = &self.seen.text[item.span.start.offset..item.span.end.offset];
        Err(Refusal {
            position: self.seen.position(flags.span.start.offset) - 2,
            message: format!("the flag {written} is not supported: only (?i) is"),
        })
    }
}

impl ast::Visitor for Ascii<'_> {
    type Output = Vec<Edit>;
    type Err = Refusal;

    fn finish(self) -> Result<Vec<Edit>, Refusal> {
        Ok(self.edits)
    }

    fn visit_pre(&mut self, ast: &Ast) -> Result<(), Refusal> {
        match ast {
            Ast::ClassPerl(class) => self.class(class, false),
            Ast::Assertion(it) => match it.kind {
                ast::AssertionKind::WordBoundary => self.replace(&it.span, r"(?-u:\b)"),
                ast::AssertionKind::NotWordBoundary => self.replace(&it.span, r"(?-u:\B)"),
                _ => {}
            },
            Ast::Flags(it) => self.flags(&it.flags)?,
            Ast::Group(group) => {
                if let ast::GroupKind::NonCapturing(flags) = &group.kind {
                    self.flags(flags)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn visit_class_set_item_pre(&mut self, item: &ast::ClassSetItem) -> Result<(), Refusal> {
        if let ast::ClassSetItem::Perl(class) = item {
            self.class(class, true);
        }
        Ok(())
    }
}
