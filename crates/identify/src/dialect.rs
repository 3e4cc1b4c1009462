//! Macie's subset of PCRE, translated into the engine's own syntax.
//!
//! Refused, with what to write instead: back-references, look-around,
//! conditionals, recursion, embedded code, named groups, global flags.
//! Parentheses are grouping. `\d`, `\w`, `\s` and `\b` mean ASCII, as in PCRE
//! without Unicode properties; `^` and `$` anchor to the text or field.

use regex_syntax::ast::{self, Ast, parse::Parser};

/// Why an expression is refused.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// Where, in characters from 1.
    pub position: usize,
    /// What is wrong and what to write instead.
    pub message: String,
}

/// Translates an expression.
pub(crate) fn translate(regex: &str) -> Result<String, Refusal> {
    refuse_by_sight(regex)?;
    let ast = Parser::new().parse(regex).map_err(|error| Refusal {
        position: error.span().start.column,
        message: error.kind().to_string(),
    })?;
    let edits = ast::visit(
        &ast,
        Ascii {
            regex,
            edits: Vec::new(),
        },
    )?;
    let mut out = regex.to_owned();
    for (start, end, with) in edits.into_iter().rev() {
        out.replace_range(start..end, with);
    }
    Ok(out)
}

/// What the parser would accept under another meaning, or refuse in words
/// that help nobody.
const REFUSED: &[(&str, &str)] = &[
    (
        "(?=",
        "look-ahead is not supported: match the whole text, or use keywords",
    ),
    (
        "(?!",
        "look-ahead is not supported: list what may follow, or use ignoreWords",
    ),
    (
        "(?<=",
        "look-behind is not supported: use a keyword for what stands before",
    ),
    (
        "(?<!",
        "look-behind is not supported: use ignoreWords for what must not be part of it",
    ),
    (
        "(?P<",
        "named groups are not supported: write (…) without a name",
    ),
    (
        "(?<",
        "named groups are not supported: write (…) without a name",
    ),
    ("(?R", "recursion is not supported: write the nesting out"),
    ("(?&", "recursion is not supported: write the nesting out"),
    (
        "(?(",
        "conditionals are not supported: write both cases with |",
    ),
    ("(?{", "embedded code is not supported"),
    ("(?>", "atomic groups are not supported: write (…)"),
];

fn refuse_by_sight(regex: &str) -> Result<(), Refusal> {
    let mut escaped = false;
    let mut in_class = false;
    for (column, (at, letter)) in regex.char_indices().enumerate() {
        let refusal = |message: &str| {
            Err(Refusal {
                position: column + 1,
                message: message.to_owned(),
            })
        };
        if escaped {
            escaped = false;
            if !in_class
                && (letter.is_ascii_digit() && letter != '0' || matches!(letter, 'k' | 'g'))
            {
                return refusal("back-references are not supported: write the expression again");
            }
            continue;
        }
        match letter {
            '\\' => escaped = true,
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class => {
                if let Some((_, message)) = REFUSED.iter().find(|it| regex[at..].starts_with(it.0))
                {
                    return refusal(message);
                }
            }
            _ => {}
        }
    }
    if regex.len() > 1 && regex.starts_with('/') && regex.rfind('/').is_some_and(|at| at > 0) {
        let flags = &regex[regex.rfind('/').unwrap_or(0) + 1..];
        if !flags.is_empty() && flags.chars().all(|flag| "gimsxu".contains(flag)) {
            return Err(Refusal {
                position: regex.chars().count() - flags.len() + 1,
                message: "global flags are not supported: leave the slashes out, write (?i)".into(),
            });
        }
    }
    Ok(())
}

/// Collects the places where a class must be spelt out as ASCII.
struct Ascii<'a> {
    regex: &'a str,
    edits: Vec<Edit>,
}

/// First and one past the last byte to replace, and what by.
type Edit = (usize, usize, &'static str);

impl Ascii<'_> {
    fn class(&mut self, class: &ast::ClassPerl, bracketed: bool) {
        use ast::ClassPerlKind::{Digit, Space, Word};
        let with = match (&class.kind, class.negated, bracketed) {
            (Digit, false, false) => "[0-9]",
            (Space, false, false) => r"[\t\n\x0B\f\r ]",
            (Word, false, false) => "[0-9A-Za-z_]",
            (Digit, false, true) => "0-9",
            (Space, false, true) => r"\t\n\x0B\f\r ",
            (Word, false, true) => "0-9A-Za-z_",
            (Digit, true, false) => "[^0-9]",
            (Space, true, false) => r"[^\t\n\x0B\f\r ]",
            (Word, true, false) => "[^0-9A-Za-z_]",
            (Digit, true, true) => "[^0-9]",
            (Space, true, true) => r"[^\t\n\x0B\f\r ]",
            (Word, true, true) => "[^0-9A-Za-z_]",
        };
        self.edits
            .push((class.span.start.offset, class.span.end.offset, with));
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
            Ast::Assertion(it) => {
                let (start, end) = (it.span.start.offset, it.span.end.offset);
                match it.kind {
                    ast::AssertionKind::WordBoundary => self.edits.push((start, end, r"(?-u:\b)")),
                    ast::AssertionKind::NotWordBoundary => {
                        self.edits.push((start, end, r"(?-u:\B)"));
                    }
                    _ => {}
                }
            }
            Ast::Flags(it) if it.flags.flag_state(ast::Flag::CaseInsensitive).is_none() => {
                return Err(Refusal {
                    position: it.span.start.column,
                    message: format!(
                        "the flag {} is not supported: only (?i) is",
                        &self.regex[it.span.start.offset..it.span.end.offset]
                    ),
                });
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_spelt_out_as_ascii() {
        for (regex, expected) in [
            (r"\d{3}-\w+", "[0-9]{3}-[0-9A-Za-z_]+"),
            (r"[\d.]\b", r"[0-9.](?-u:\b)"),
            ("(apple|orange)", "(apple|orange)"),
            ("(?i)x", "(?i)x"),
            ("é[ü-ÿ]", "é[ü-ÿ]"),
        ] {
            assert_eq!(translate(regex).as_deref(), Ok(expected));
        }
    }

    #[test]
    fn what_macie_refuses_is_refused_with_its_place() {
        for (regex, position, part) in [
            (r"ab(?=c)", 3, "look-ahead"),
            (r"é(?<!c)", 2, "look-behind"),
            (r"(a)\1", 5, "back-references"),
            (r"(?<n>a)", 1, "named groups"),
            (r"(?m)^a", 1, "(?i)"),
            ("/abc/i", 6, "global flags"),
            ("a{2", 2, "unclosed"),
            ("a(b", 2, "unclosed"),
        ] {
            let refusal = translate(regex).expect_err("Macie refuses it");
            assert_eq!(refusal.position, position, "{regex}: {}", refusal.message);
            assert!(refusal.message.contains(part), "{}", refusal.message);
        }
    }
}
