//! What can be told of a pattern from its parsed form alone.

use regex_syntax::hir::literal::{ExtractKind, Extractor, Seq};
use regex_syntax::hir::{Class, Hir, HirKind, Repetition};

/// Literals shorter than this are too common to search for.
const MIN_LITERAL: usize = 3;
/// More different literals than this are not worth a packed search.
const MAX_LITERALS: usize = 32;
/// Longer literals say more, but not if there are more of them than this.
const FEW_LITERALS: usize = 8;
/// Longer literals find no more.
const KEEP_LITERAL: usize = 10;
/// Larger classes than a letter in either case end a literal.
const MAX_CLASS: usize = 3;
/// Letters in either case multiply the spellings before they are folded.
const MAX_SPELLINGS: usize = 4096;

/// Facts about every string that a pattern matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Facts {
    /// Fewest bytes.
    pub min_len: usize,
    /// Most bytes; `None` for no bound.
    pub max_len: Option<usize>,
    /// Fewest ASCII digits.
    pub min_digits: usize,
    /// Whether `^`, `$` or a word boundary occurs.
    pub looks_around: bool,
}

impl Facts {
    pub(crate) fn of(hir: &Hir) -> Facts {
        let properties = hir.properties();
        let min_digits = min_digits(hir);
        Facts {
            min_len: properties.minimum_len().unwrap_or(0),
            max_len: properties.maximum_len(),
            min_digits,
            looks_around: !properties.look_set().is_empty(),
        }
    }
}

/// Folded literals of which each match begins with one; empty if there are none
/// that are worth a search. The longest of which there are few; else as few as
/// there can be.
pub(crate) fn prefixes(hir: &Hir) -> Vec<Vec<u8>> {
    let mut best: Option<Vec<Vec<u8>>> = None;
    for length in (MIN_LITERAL..=KEEP_LITERAL).rev() {
        let Some(found) = prefixes_up_to(hir, length) else {
            continue;
        };
        let few = found.len() <= FEW_LITERALS;
        if best.as_ref().is_none_or(|best| found.len() < best.len()) {
            best = Some(found);
        }
        if few {
            break;
        }
    }
    best.unwrap_or_default()
}

fn prefixes_up_to(hir: &Hir, length: usize) -> Option<Vec<Vec<u8>>> {
    let mut extractor = Extractor::new();
    extractor
        .kind(ExtractKind::Prefix)
        .limit_class(MAX_CLASS)
        .limit_total(MAX_SPELLINGS)
        .limit_literal_len(length);
    let seq: Seq = extractor.extract(hir);
    let mut found: Vec<Vec<u8>> = seq
        .literals()?
        .iter()
        .map(|literal| literal.as_bytes().to_ascii_lowercase())
        .collect();
    found.sort();
    found.dedup();
    // A literal of digits is met in every number.
    let usable = |it: &Vec<u8>| it.len() >= MIN_LITERAL && !it[0].is_ascii_digit();
    (found.len() <= MAX_LITERALS && found.iter().all(usable)).then_some(found)
}

/// An expression without what it asks of the surroundings of a match.
pub(crate) fn without_looks(hir: &Hir) -> Hir {
    match hir.kind() {
        HirKind::Look(_) => Hir::empty(),
        HirKind::Empty | HirKind::Literal(_) | HirKind::Class(_) => hir.clone(),
        HirKind::Repetition(it) => Hir::repetition(Repetition {
            sub: Box::new(without_looks(&it.sub)),
            ..it.clone()
        }),
        HirKind::Capture(it) => without_looks(&it.sub),
        HirKind::Concat(parts) => Hir::concat(parts.iter().map(without_looks).collect()),
        HirKind::Alternation(parts) => Hir::alternation(parts.iter().map(without_looks).collect()),
    }
}

fn min_digits(hir: &Hir) -> usize {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => 0,
        HirKind::Literal(literal) => literal.0.iter().filter(|b| b.is_ascii_digit()).count(),
        HirKind::Class(class) => usize::from(only_digits(class)),
        HirKind::Repetition(it) => (it.min as usize).saturating_mul(min_digits(&it.sub)),
        HirKind::Capture(it) => min_digits(&it.sub),
        HirKind::Concat(parts) => parts.iter().map(min_digits).sum(),
        HirKind::Alternation(parts) => parts.iter().map(min_digits).min().unwrap_or(0),
    }
}

fn only_digits(class: &Class) -> bool {
    match class {
        Class::Unicode(it) => it
            .iter()
            .all(|range| range.start() >= '0' && range.end() <= '9'),
        Class::Bytes(it) => it
            .iter()
            .all(|range| range.start() >= b'0' && range.end() <= b'9'),
    }
}

/// Which bytes can occur in a match.
pub(crate) fn alphabet(hir: &Hir) -> [bool; 256] {
    let mut holds = [false; 256];
    mark(hir, &mut holds);
    holds
}

fn mark(hir: &Hir, holds: &mut [bool; 256]) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => literal.0.iter().for_each(|it| holds[*it as usize] = true),
        HirKind::Class(Class::Bytes(class)) => {
            let bytes = class.iter().flat_map(|range| range.start()..=range.end());
            bytes.for_each(|byte| holds[byte as usize] = true);
        }
        HirKind::Class(Class::Unicode(class)) => {
            for range in class.iter() {
                let ascii = (range.start() as u32)..=(range.end() as u32).min(0x7F);
                ascii.for_each(|byte| holds[byte as usize] = true);
                if range.end() as u32 > 0x7F {
                    holds[0x80..].fill(true);
                }
            }
        }
        HirKind::Repetition(it) => mark(&it.sub, holds),
        HirKind::Capture(it) => mark(&it.sub, holds),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => {
            parts.iter().for_each(|part| mark(part, holds));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hir(regex: &str) -> Hir {
        let mut builder = regex_syntax::ParserBuilder::new();
        let hir = builder.utf8(false).build().parse(regex);
        hir.expect("a test pattern")
    }

    fn facts(regex: &str) -> Facts {
        Facts::of(&hir(regex))
    }

    #[test]
    fn what_is_around_a_match_can_be_left_out() {
        for (regex, expected) in [
            (
                r"(?-u)\b[0-9]{3}-(?:[0-9]$|x\b)?",
                r"(?-u)[0-9]{3}-(?:[0-9]|x)?",
            ),
            (r"^(a|b)+(?-u:\b)", r"[ab]+"),
        ] {
            assert_eq!(without_looks(&hir(regex)), hir(expected), "{regex}");
        }
    }

    fn prefixes_of(regex: &str) -> Vec<Vec<u8>> {
        prefixes(&hir(regex))
    }

    #[test]
    fn digits_are_counted_along_the_cheapest_way() {
        for (regex, expected) in [
            ("[0-9]{3}-[0-9]{2}", 5),
            ("[A-Z]{2}[0-9]{6}|[0-9]{9}", 6),
            ("(?:[0-9]{2} )?[a-z]+", 0),
            ("A1[0-9a-f]{4}", 1),
        ] {
            assert_eq!(facts(regex).min_digits, expected, "{regex}");
        }
    }

    #[test]
    fn prefixes_are_kept_only_where_each_match_has_a_long_one() {
        assert_eq!(prefixes_of("sk_(?:live|test)_[0-9a-z]{10}").len(), 2);
        assert_eq!(prefixes_of("-----BEGIN KEY-----"), [b"-----begin".to_vec()]);
        assert!(prefixes_of("0033[0-9]{9}").is_empty());
        assert_eq!(prefixes_of("(?i-u)basic x"), [b"basic x".to_vec()]);
        assert!(prefixes_of("[0-9]{9}").is_empty());
        assert!(prefixes_of("AB[0-9]{9}|EMP-[0-9]+").is_empty());
    }
}
