//! Members that name the value of another one of their object, as tags, headers,
//! variables and parameters are written: `{"name": "ssn", "value": "…"}`.

use super::string;
use super::walk::Text;

/// What a member is to those behind it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Role {
    /// Nothing.
    #[default]
    Plain,
    /// What it says names others' values.
    Label,
    /// Its value is what labels before it name.
    Value,
}

/// The last words of the names of labels.
const LABELS: [&str; 13] = [
    "attribute",
    "field",
    "header",
    "key",
    "label",
    "name",
    "parameter",
    "property",
    "question",
    "system",
    "title",
    "type",
    "variable",
];

/// The last words of the names of what is labelled.
const VALUES: [&str; 4] = ["answer", "val", "value", "values"];

impl Role {
    /// That of a member of a name.
    #[inline(always)]
    pub(crate) fn of(name: &[u8]) -> Role {
        match may_have_one(name) {
            true => Role::by_words(name),
            false => Role::Plain,
        }
    }

    #[inline(never)]
    fn by_words(name: &[u8]) -> Role {
        let is_in = |words: &[&str], word: &[u8]| {
            let mut words = words.iter();
            words.any(|it| it.as_bytes().eq_ignore_ascii_case(word))
        };
        let word = last_word(name);
        if is_in(&VALUES, word) || is_typed_value(name) {
            Role::Value
        } else if is_in(&LABELS, word) {
            Role::Label
        } else {
            Role::Plain
        }
    }
}

/// Whether a name ends as one of the words does, or is long enough to be of another
/// form: each member of a document is asked for its role.
#[inline(always)]
fn may_have_one(name: &[u8]) -> bool {
    let Some(tail) = name.last_chunk::<3>() else {
        return false;
    };
    let ends = matches!(
        &tail.map(|byte| byte | 0x20),
        b"ute"
            | b"eld"
            | b"der"
            | b"key"
            | b"bel"
            | b"ame"
            | b"ter"
            | b"rty"
            | b"ion"
            | b"tem"
            | b"tle"
            | b"ype"
            | b"ble"
            | b"wer"
            | b"val"
            | b"lue"
            | b"ues"
    );
    (ends || name.starts_with(b"value")) && name.len() <= LONGEST
}

/// The last word of `parameter_value`, `ParameterValue` or `PARAMETER-VALUE`.
pub(super) fn last_word(name: &[u8]) -> &[u8] {
    let is_letter = |byte: &u8| byte.is_ascii_alphabetic();
    let from = name.iter().rposition(|byte| !is_letter(byte));
    let word = &name[from.map_or(0, |at| at + 1)..];
    let is_upper = |byte: &u8| byte.is_ascii_uppercase();
    match word.iter().rposition(is_upper) {
        Some(capital) if capital + 1 < word.len() => &word[capital..],
        _ => word,
    }
}

/// Whether it is of the kind of `valueString`.
fn is_typed_value(name: &[u8]) -> bool {
    let kind = name.strip_prefix(b"value").and_then(|it| it.first());
    kind.is_some_and(u8::is_ascii_uppercase)
}

#[cold]
pub(super) fn decoded(bytes: &[u8], text: Text) -> Vec<u8> {
    let mut decoded = Vec::new();
    string::decode(&bytes[text.start..text.end], &mut decoded);
    decoded
}

/// More labels of one object are not kept ...
const MOST: usize = 4;
/// ... nor longer ones, in bytes: those are prose. No longer name has a role.
pub(super) const LONGEST: usize = 64;
/// ... nor those with more digits: they number things, and each would be a name of its own.
const MOST_DIGITS: u8 = 2;

/// How many digits a short text has.
fn digits_in(label: &[u8]) -> u8 {
    let digit = |byte: &u8| u8::from(byte.is_ascii_digit());
    label.iter().map(digit).sum()
}

/// The labels that stand before the current place, in each object around it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Labels {
    /// One after the other, outermost object first.
    texts: Vec<u8>,
    /// Where each ends in `texts`.
    ends: Vec<usize>,
    /// How many there were when each object and array around began.
    around: Vec<usize>,
}

impl Labels {
    /// Back to the root, keeping memory.
    pub(crate) fn clear(&mut self) {
        self.texts.clear();
        self.ends.clear();
        self.around.clear();
    }

    /// The same place as another.
    pub(crate) fn copy(&mut self, other: &Labels) {
        self.clear();
        self.texts.extend_from_slice(&other.texts);
        self.ends.extend_from_slice(&other.ends);
        self.around.extend_from_slice(&other.around);
    }

    /// Goes into an object or array.
    #[inline(always)]
    pub(crate) fn open(&mut self) {
        self.around.push(self.ends.len());
    }

    /// Leaves it.
    #[inline(always)]
    pub(crate) fn close(&mut self) {
        let before = self.around.pop().unwrap_or(0);
        if before < self.ends.len() {
            self.ends.truncate(before);
            self.texts.truncate(self.ends.last().copied().unwrap_or(0));
        }
    }

    /// Adds a label of the innermost object.
    pub(crate) fn add(&mut self, label: &[u8]) {
        let before = self.around.last().copied().unwrap_or(0);
        if (1..=LONGEST).contains(&label.len())
            && self.ends.len() - before < MOST
            && digits_in(label) <= MOST_DIGITS
        {
            self.texts.extend_from_slice(label);
            self.ends.push(self.texts.len());
        }
    }

    /// Adds a string of some bytes.
    pub(crate) fn add_string(&mut self, bytes: &[u8], text: Text) {
        match text.escaped {
            true => self.add(&decoded(bytes, text)),
            false => self.add(&bytes[text.start..text.end]),
        }
    }

    /// The labels of the innermost object.
    pub(crate) fn here(&self) -> impl Iterator<Item = &[u8]> {
        self.within(self.around.len())
    }

    /// Those of what is so many steps from the root; the outermost is at 1.
    pub(crate) fn within(&self, depth: usize) -> impl Iterator<Item = &[u8]> {
        let first = |depth: usize| self.around.get(depth).copied().unwrap_or(self.ends.len());
        let labels = match depth.checked_sub(1) {
            Some(above) => first(above)..first(depth),
            None => 0..0,
        };
        labels.map(|at| {
            let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
            &self.texts[start..self.ends[at]]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_tells_the_role() {
        for (name, role) in [
            ("name", Role::Label),
            ("Key", Role::Label),
            ("OutputKey", Role::Label),
            ("parameter_name", Role::Label),
            ("TYPE", Role::Label),
            ("value", Role::Value),
            ("ParameterValue", Role::Value),
            ("string-value", Role::Value),
            ("VALUES", Role::Value),
            ("valueString", Role::Value),
            ("valued", Role::Plain),
            ("valuestring", Role::Plain),
            ("monkey", Role::Plain),
            ("evaluE", Role::Plain),
            ("id", Role::Plain),
            ("", Role::Plain),
            ("näme", Role::Plain),
        ] {
            assert_eq!(Role::of(name.as_bytes()), role, "{name}");
        }
    }

    fn here(labels: &Labels) -> Vec<&[u8]> {
        labels.here().collect()
    }

    #[test]
    fn no_word_is_passed_over() {
        for word in LABELS {
            assert_eq!(Role::of(word.as_bytes()), Role::Label, "{word}");
        }
        for word in VALUES {
            assert_eq!(Role::of(word.as_bytes()), Role::Value, "{word}");
        }
    }

    #[test]
    fn labels_are_those_of_their_object() {
        let mut labels = Labels::default();
        labels.add(b"outside of all");
        labels.open();
        labels.add(b"a");
        labels.add(b"bc");
        labels.open();
        assert!(here(&labels).is_empty());
        labels.add(b"d");
        assert_eq!(here(&labels), [&b"d"[..]]);
        assert_eq!(labels.within(1).collect::<Vec<_>>(), [&b"a"[..], b"bc"]);
        assert_eq!(labels.within(0).count(), 0);
        labels.close();
        assert_eq!(here(&labels), [&b"a"[..], b"bc"]);
        labels.close();
        assert!(here(&labels).is_empty());
    }

    #[test]
    fn what_is_long_or_one_of_many_is_left_out() {
        let mut labels = Labels::default();
        labels.open();
        labels.add(b"");
        labels.add(&[b'x'; LONGEST + 1]);
        labels.add(b"user-1042");
        assert!(here(&labels).is_empty());
        (0..9_u8).for_each(|n| labels.add(&[b'a' + n]));
        assert_eq!(here(&labels).len(), MOST);
    }
}
