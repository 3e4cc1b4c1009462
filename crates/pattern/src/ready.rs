//! Automata that were made before the program was: most of what it takes to
//! start.

use std::collections::HashMap;

use crate::Error;
use crate::automaton::Automaton;
use crate::builder::parse;

/// The automata of some expressions, as [`prepare`] wrote them. A set that has
/// them makes only the others.
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
    automata: HashMap<&'static [u8], &'static [u8]>,
}

/// Writes the automata of expressions, to be read by [`Ready::read`] of the same
/// version.
///
/// # Errors
///
/// If an expression does not parse, or is too large.
pub fn prepare<'r>(expressions: impl IntoIterator<Item = &'r str>) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    for expression in expressions {
        push(&mut bytes, expression.as_bytes());
        push(
            &mut bytes,
            &Automaton::new(&parse(expression, false)?)?.to_bytes(),
        );
    }
    Ok(bytes)
}

/// Writes bytes with their number.
fn push(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend_from_slice(&(bytes.len() as u32).to_le_bytes());
    out.extend_from_slice(bytes);
}

impl Ready {
    /// Reads what was written, up to where it goes wrong.
    pub fn read(mut bytes: &'static [u8]) -> Ready {
        let mut automata = HashMap::new();
        while let Some(expression) = take(&mut bytes)
            && let Some(automaton) = take(&mut bytes)
        {
            automata.insert(expression, automaton);
        }
        Ready { automata }
    }

    /// Whether there is one for an expression.
    pub fn has(&self, expression: &str) -> bool {
        self.get(expression).is_some()
    }

    pub(crate) fn get(&self, expression: &str) -> Option<Automaton> {
        Automaton::from_bytes(self.automata.get(expression.as_bytes())?)
    }
}

fn take(bytes: &mut &'static [u8]) -> Option<&'static [u8]> {
    let (count, rest) = bytes.split_first_chunk::<4>()?;
    let (taken, rest) = rest.split_at_checked(u32::from_le_bytes(*count) as usize)?;
    *bytes = rest;
    Some(taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXPRESSIONS: [&str; 5] = [
        "[0-9]{3}-[0-9]{2}-[0-9]{4}",
        "a",
        "AKIA[0-9A-Z]{16}",
        "(?i:[a-z]{2}[0-9]{2}(?: ?[a-z0-9]{4}){2,7})",
        "(?s-u:[^x]{1,9}\\xff)",
    ];

    fn made(expression: &str) -> Automaton {
        let hir = parse(expression, false).expect("a test pattern");
        Automaton::new(&hir).expect("a small pattern")
    }

    #[test]
    fn what_is_read_is_what_would_be_made() {
        let ready = Ready::read(prepare(EXPRESSIONS).expect("they are small").leak());
        for expression in EXPRESSIONS {
            assert!(
                ready.get(expression) == Some(made(expression)),
                "{expression}"
            );
        }
        assert!(!ready.has("b"));
    }

    #[test]
    fn what_is_broken_is_left_out() {
        let bytes = prepare(EXPRESSIONS).expect("they are small").leak();
        for end in (0..bytes.len()).step_by(7) {
            let ready = Ready::read(&bytes[..end]);
            for expression in EXPRESSIONS {
                if let Some(automaton) = ready.get(expression) {
                    assert!(automaton == made(expression), "{expression}");
                }
            }
        }
        let mut automaton = made(EXPRESSIONS[0]).to_bytes();
        for at in 0..automaton.len() {
            automaton[at] ^= 0xff;
            // Whatever it says now, it can be tried.
            if let Some(broken) = Automaton::from_bytes(&automaton) {
                broken.ends(b"512-58-3904 \xff", 0, 13, &mut Vec::new());
            }
            automaton[at] ^= 0xff;
        }
    }
}
