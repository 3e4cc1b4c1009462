//! Macie's subset of PCRE, translated into the engine's own syntax.
//!
//! Refused, with what to write instead: back-references, look-around,
//! conditionals, recursion, embedded code, named and atomic groups, possessive
//! repetitions, flags but `(?i)`. Parentheses are grouping. `\d`, `\w`, `\s` and
//! `\b` mean ASCII, as in PCRE without Unicode properties; `^` and `$` anchor to
//! the text or field.
//!
//! A translation goes in two steps: by [`sight`], what the engine's parser
//! would read otherwise than PCRE does; then over the parsed form, the
//! [`ascii`] classes.

mod advice;
mod ascii;
mod sight;

use regex_syntax::ast::{self, Ast, parse::Parser};

use ascii::Ascii;
use sight::Seen;

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
    let seen = sight::read(regex)?;
    let ast = parse_seen(&seen)?;
    let edits = ast::visit(&ast, Ascii::new(&seen))?;
    let mut out = seen.text;
    for (start, end, with) in edits.into_iter().rev() {
        out.replace_range(start..end, with);
    }
    Ok(out)
}

/// The parsed form of an expression, and what tells where its parts stand.
pub(crate) fn parse(regex: &str) -> Result<(Ast, Seen), Refusal> {
    let seen = sight::read(regex)?;
    let ast = parse_seen(&seen)?;
    Ok((ast, seen))
}

fn parse_seen(seen: &Seen) -> Result<Ast, Refusal> {
    Parser::new().parse(&seen.text).map_err(|error| Refusal {
        position: seen.position(error.span().start.offset),
        message: advice::on(error.kind()),
    })
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
            ("(?i:x)(?-i)y", "(?i:x)(?-i)y"),
            ("é[ü-ÿ]", "é[ü-ÿ]"),
        ] {
            assert_eq!(translate(regex).as_deref(), Ok(expected));
        }
    }

    #[test]
    fn what_pcre_reads_otherwise_is_written_otherwise() {
        for (regex, expected) in [
            ("[[x]", r"[\[x]"),
            ("[]x]", r"[\]x]"),
            ("[^]x]", r"[^\]x]"),
            ("[a&&b]", r"[a\&\&b]"),
            ("[[:alpha:]_]", "[[:alpha:]_]"),
            (r"\<b\>", "<b>"),
            (r"\Qa.b\E+", r"a\.b+"),
            (r"{x}", r"\{x}"),
            (r"a\Z", "a$"),
            (r"\h[\h]", r"[ \t][ \t]"),
            (r"\07", r"\x{7}"),
            ("a(?#why)b", "ab"),
            ("a+?b{2,}?", "a+?b{2,}?"),
            (r"\p{Lu}{2}\P{L}\pN{3}", r"\p{Lu}{2}\P{L}\pN{3}"),
            (
                r"[\p{Lu}_]\x{41}\x{1F600}\x41{2}",
                r"[\p{Lu}_]\x{41}\x{1F600}\x41{2}",
            ),
        ] {
            assert_eq!(translate(regex).as_deref(), Ok(expected), "{regex}");
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
            (r"x(?im:^a)", 2, "(?i)"),
            ("/abc/i", 6, "global flags"),
            ("a{2", 2, "not closed"),
            ("a(b", 2, "never closed"),
            ("a(?1)", 2, "recursion"),
            ("(?R)", 1, "recursion"),
            ("a(?!c)", 2, "look-ahead"),
            ("(?<=c)a", 1, "look-behind"),
            ("x(?(1)a|b)", 2, "conditionals"),
            ("x(?{a})", 2, "embedded code"),
            ("a*+", 3, "possessive"),
            ("(*FAIL)", 1, "verbs"),
            ("[[x](", 5, "never closed"),
            ("*a", 1, "nothing to repeat"),
            ("é[b-a]", 3, "range"),
            (r"\p{Lu", 3, "not closed"),
        ] {
            let refusal = translate(regex).expect_err("Macie refuses it");
            assert_eq!(refusal.position, position, "{regex}: {}", refusal.message);
            assert!(refusal.message.contains(part), "{}", refusal.message);
        }
    }
}
