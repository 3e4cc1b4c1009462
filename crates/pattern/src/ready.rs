//! What was worked out of expressions before the program was: most of what it
//! takes to start.

use std::collections::HashMap;
use std::sync::Arc;

use crate::automaton::Automaton;
use crate::beginning::Written;
use crate::builder::parse;
use crate::expression::Expression;
use crate::facts::Facts;
use crate::hash::Quick;
use crate::keyword::spelled;
use crate::record::{bits, flags, push, take, take_number};
use crate::shape::Beginning;
use crate::{BuildError, Error, Matching, PatternSet};

/// What is known of some expressions, as [`prepare`] wrote it. A set that has it
/// works out only the others, and parses none of these.
///
/// ```
/// use tracie_pattern::{Matching, PatternSet, Ready, prepare};
///
/// // Usually a build script does this.
/// let number = "[0-9]{3}-[0-9]{2}-[0-9]{4}";
/// let bytes: &[u8] = prepare([number])?.leak();
///
/// let mut builder = PatternSet::builder();
/// builder.ready(&Ready::read(bytes));
/// builder.pattern(number, Matching::Words, false)?;
/// builder.build()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Ready {
    /// By their expression.
    expressions: Arc<Records>,
    /// By the word, its spellings.
    words: Arc<Records>,
    /// By how patterns begin, the group of each.
    groups: Arc<Records>,
}

type Records = HashMap<&'static [u8], &'static [u8], Quick>;

/// Writes what there is to know of expressions that match whole words, to be read
/// by [`Ready::read`] of the same version: sooner from where numbers of 16 bits may stand.
///
/// # Errors
///
/// If an expression does not parse, or is too large.
pub fn prepare<'r>(expressions: impl IntoIterator<Item = &'r str>) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    for expression in expressions {
        push(&mut bytes, expression.as_bytes());
        let record = aligned(bytes.len() + LENGTH, record(expression)?);
        push(&mut bytes, &record);
    }
    Ok(bytes)
}

/// Writes how keywords are spelled that are met in other spellings, to be read by
/// [`Ready::words`] of the same version.
pub fn prepare_words<'w>(words: impl IntoIterator<Item = &'w str>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for word in words.into_iter().map(str::trim) {
        if let Some(spellings) = spelled(word) {
            let mut record = Vec::new();
            spellings.iter().for_each(|it| push(&mut record, it));
            push(&mut bytes, word.as_bytes());
            push(&mut bytes, &record);
        }
    }
    bytes
}

/// Writes which patterns share a group, for sets of which these are the expressions that
/// need a keyword, to be read by [`Ready::grouped`] of the same version.
///
/// # Errors
///
/// If an expression is none for a pattern, or is too large.
pub fn prepare_groups<'r>(
    sets: impl IntoIterator<Item = impl IntoIterator<Item = &'r str>>,
) -> Result<Vec<u8>, BuildError> {
    let mut bytes = Vec::new();
    for expressions in sets {
        let [begun, groups] = groups_of(expressions)?;
        push(&mut bytes, &begun);
        push(&mut bytes, &groups);
    }
    Ok(bytes)
}

/// How patterns that need a keyword begin, and the group of each.
fn groups_of<'r>(
    expressions: impl IntoIterator<Item = &'r str>,
) -> Result<[Vec<u8>; 2], BuildError> {
    let mut builder = PatternSet::builder();
    for expression in expressions {
        builder.pattern(expression, Matching::Words, true)?;
    }
    builder.groups()
}

/// All that is known of an expression.
fn record(expression: &str) -> Result<Vec<u8>, Error> {
    let parsed = Expression::Parsed(parse(expression, false)?);
    let (facts, automaton) = (parsed.facts(), parsed.automaton()?);
    let mut record = Vec::new();
    for number in [
        facts.min_len as u64,
        facts.max_len.map_or(u64::MAX, |most| most as u64),
        facts.min_digits as u64,
        u64::from(facts.looks_around),
        u64::from(parsed.fits_runs(&facts)),
    ] {
        record.extend(number.to_le_bytes());
    }
    record.extend(bits(&parsed.alphabet()));
    push(&mut record, &parsed.beginning(&automaton, false).to_bytes());
    let mut prefixes = Vec::new();
    for literal in parsed.prefixes() {
        push(&mut prefixes, &literal);
    }
    push(&mut record, &prefixes);
    record.extend(automaton.to_bytes());
    Ok(record)
}

/// Bytes of the length that stands before what has one.
const LENGTH: usize = 4;

/// A record that begins somewhere, so that it ends at an even place: the words at its end
/// are read where they stand.
fn aligned(at: usize, record: Vec<u8>) -> Vec<u8> {
    let gap = (at + 1 + record.len()) % 2;
    let mut bytes = vec![gap as u8; 1 + gap];
    bytes.extend(record);
    bytes
}

/// What is known of an expression that matches whole words.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) facts: Facts,
    pub(crate) fits_runs: bool,
    pub(crate) automaton: Arc<Automaton>,
    alphabet: [u8; 32],
    beginning: Written,
    prefixes: &'static [u8],
}

impl Known {
    fn read(record: &'static [u8]) -> Option<Known> {
        let (gap, rest) = record.split_first()?;
        let mut record = rest.get(usize::from(*gap)..)?;
        let mut number = || take_number(&mut record);
        let [min_len, max_len, min_digits] = [number()?, number()?, number()?];
        let [looks_around, fits_runs] = [number()? != 0, number()? != 0];
        let (alphabet, rest) = record.split_first_chunk::<32>()?;
        record = rest;
        let (beginning, prefixes) = (take(&mut record)?, take(&mut record)?);
        Some(Known {
            facts: Facts {
                min_len: min_len as usize,
                max_len: (max_len != u64::MAX).then_some(max_len as usize),
                min_digits: min_digits as usize,
                looks_around,
            },
            fits_runs,
            automaton: Arc::new(Automaton::from_bytes(record)?),
            alphabet: *alphabet,
            beginning: Written::read(beginning)?,
            prefixes,
        })
    }

    pub(crate) fn alphabet(&self) -> [bool; 256] {
        flags(&self.alphabet)
    }

    pub(crate) fn prefixes(&self) -> Vec<Vec<u8>> {
        let mut rest = self.prefixes;
        std::iter::from_fn(|| take(&mut rest).map(<[u8]>::to_vec)).collect()
    }

    pub(crate) fn beginning(&self, digit: bool) -> Beginning {
        self.beginning.beginning(digit)
    }
}

impl Ready {
    /// Reads what was written, up to where it goes wrong.
    pub fn read(bytes: &'static [u8]) -> Ready {
        Ready {
            expressions: Arc::new(records(bytes)),
            words: Arc::default(),
            groups: Arc::default(),
        }
    }

    /// Adds what [`prepare_words`] wrote of keywords.
    #[must_use]
    pub fn words(mut self, bytes: &'static [u8]) -> Ready {
        self.words = Arc::new(records(bytes));
        self
    }

    /// Adds what [`prepare_groups`] wrote of sets of patterns.
    #[must_use]
    pub fn grouped(mut self, bytes: &'static [u8]) -> Ready {
        self.groups = Arc::new(records(bytes));
        self
    }

    /// Whether there are groups for a set of which these are the expressions that need a
    /// keyword.
    pub fn has_groups<'r>(&self, expressions: impl IntoIterator<Item = &'r str>) -> bool {
        groups_of(expressions).is_ok_and(|[begun, _]| self.groups.contains_key(&*begun))
    }

    /// The group of each pattern, of so many groups, by how all begin.
    pub(crate) fn groups(&self, begun: &[u8], most: usize) -> Option<Vec<usize>> {
        let groups = self.groups.get(begun)?.iter().copied().map(usize::from);
        groups.clone().all(|it| it < most).then(|| groups.collect())
    }

    /// The spellings of a keyword, in order.
    pub(crate) fn spellings(&self, word: &str) -> Option<impl Iterator<Item = &'static [u8]>> {
        let mut record = *self.words.get(word.as_bytes())?;
        Some(std::iter::from_fn(move || take(&mut record)))
    }

    /// Whether there is one for an expression.
    pub fn has(&self, expression: &str) -> bool {
        self.get(expression).is_some()
    }

    pub(crate) fn get(&self, expression: &str) -> Option<Known> {
        Known::read(self.expressions.get(expression.as_bytes())?)
    }
}

/// What stands in bytes by what, up to where they go wrong.
fn records(mut bytes: &'static [u8]) -> Records {
    let mut rest = bytes;
    let all = std::iter::from_fn(|| take(&mut rest)).count();
    let mut records = Records::with_capacity_and_hasher(all / 2, Quick::default());
    while let Some(name) = take(&mut bytes)
        && let Some(record) = take(&mut bytes)
    {
        records.insert(name, record);
    }
    records
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const EXPRESSIONS: [&str; 5] = [
        "[0-9]{3}-[0-9]{2}-[0-9]{4}",
        "a",
        "AKIA[0-9A-Z]{16}",
        "(?i:[a-z]{2}[0-9]{2}(?: ?[a-z0-9]{4}){2,7})",
        "(?s-u:[^x]{1,9}\\xff)",
    ];

    fn parsed(expression: &str) -> Expression {
        Expression::Parsed(parse(expression, false).expect("a test pattern"))
    }

    fn is_as_made(known: Known, expression: &str) -> bool {
        let (known, parsed) = (Expression::Known(known), parsed(expression));
        let facts = parsed.facts();
        let made = parsed.automaton().expect("a small pattern");
        let begins = |digit| known.beginning(&made, digit) == parsed.beginning(&made, digit);
        known.automaton().expect("it is there") == made
            && known.facts() == facts
            && known.prefixes() == parsed.prefixes()
            && known.fits_runs(&facts) == parsed.fits_runs(&facts)
            && known.alphabet() == parsed.alphabet()
            && begins(false)
            && begins(true)
    }

    #[test]
    fn what_is_read_is_what_would_be_made() {
        let ready = Ready::read(prepare(EXPRESSIONS).expect("they are small").leak());
        for expression in EXPRESSIONS {
            let known = ready.get(expression).expect("it was written");
            assert!(is_as_made(known, expression), "{expression}");
        }
        assert!(!ready.has("b"));
    }

    #[test]
    fn groups_are_read_as_they_would_be_made() {
        let armed = ["[0-9]{3}", "[0-9]{4}-[0-9]{2}", "[A-Z]{2}[0-9]{6}"];
        let ready =
            Ready::default().grouped(prepare_groups([armed]).expect("they are small").leak());
        let [begun, groups] = groups_of(armed).expect("they are small");
        let read = ready.groups(&begun, 13).expect("they were written");
        assert!(read.iter().map(|it| *it as u8).eq(groups.iter().copied()));
        assert_eq!(ready.groups(&begun, 1), None, "there are more");
        assert!(ready.has_groups(armed) && !ready.has_groups([armed[0]]));
    }

    #[test]
    fn spellings_are_read_as_they_would_be_made() {
        let words = ["número", " n.i.t. ", "driver's license", "ssn"];
        let ready = Ready::default().words(prepare_words(words).leak());
        for word in words.map(str::trim) {
            let read: Option<BTreeSet<Vec<u8>>> = ready
                .spellings(word)
                .map(|it| it.map(<[u8]>::to_vec).collect());
            assert_eq!(read, spelled(word), "{word}");
        }
        assert!(ready.spellings("ssn").is_none(), "it is written in one way");
    }

    #[test]
    fn what_is_broken_is_left_out() {
        let bytes = prepare(EXPRESSIONS).expect("they are small").leak();
        for end in (0..bytes.len()).step_by(7) {
            let ready = Ready::read(&bytes[..end]);
            for expression in EXPRESSIONS {
                if let Some(known) = ready.get(expression) {
                    assert!(is_as_made(known, expression), "{expression}");
                }
            }
        }
        let mut record = aligned(0, record(EXPRESSIONS[0]).expect("it is small"));
        for at in 0..record.len() {
            record[at] ^= 0xff;
            // Whatever it says now, it can be tried.
            if let Some(broken) = Known::read(record.clone().leak()) {
                let automaton = &broken.automaton;
                automaton.ends(b"512-58-3904 \xff", 0, 13, &mut Vec::new());
                broken.beginning(true);
                broken.prefixes();
            }
            record[at] ^= 0xff;
        }
    }
}
