//! Names over values: whether a column, a key, an element or the words before
//! a colon say that a person's name or an address follows.

use crate::class::{
    ADDRESSLABEL, ARTICLE, Class, FAMILYPART, GIVENPART, HALF, LABEL, NAMEWORD, NOTADDRESS,
    NOTNAME, PARTICLE, WEAK,
};
use crate::enclosing;
use crate::table::class;

/// The longest label that is looked at, in bytes.
const MAX_LABEL: usize = 40;

/// Whether the names over a value (outermost first) say that it is a person's
/// full name: `full_name`, `customer`, `patient` / `name`; not `first_name`,
/// `file name`, `customer_id` or `product` / `name`.
///
/// ```
/// use tracie_lexicon::names_suggest_person;
///
/// let names = |list: &[&str]| list.iter().map(|name| name.as_bytes().into()).collect::<Vec<Box<[u8]>>>();
/// assert!(names_suggest_person(&names(&["customer name"])));
/// assert!(names_suggest_person(&names(&["patient", "name"])));
/// assert!(names_suggest_person(&names(&["billing address", "name"])));
/// assert!(!names_suggest_person(&names(&["product", "name"])));
/// assert!(!names_suggest_person(&names(&["lastName"])));
/// ```
pub fn names_suggest_person(names: &[Box<[u8]>]) -> bool {
    let Some((last, above)) = names.split_last() else {
        return false;
    };
    let parent_forbids = || {
        let parent = above.iter().rev().find(|name| !name.is_empty());
        parent.is_some_and(|name| {
            let other = tokens(name).any(|token| token_class(token).is(NOTNAME));
            other && !says_person(name) && !says_address(name)
        })
    };
    says_person(last) && !(says_name(last) && parent_forbids())
}

/// Whether the names over a value (outermost first) say that it is called otherwise than
/// a person: `product`, `city`, `product` / `name`; not `description` or `customer`. A
/// person may be there all the same.
///
/// ```
/// use tracie_lexicon::names_suggest_other;
///
/// assert!(names_suggest_other(&[b"product"[..].into(), b"name"[..].into()]));
/// assert!(!names_suggest_other(&[b"description"[..].into()]));
/// ```
pub fn names_suggest_other(names: &[Box<[u8]>]) -> bool {
    let mut inner = names.iter().rev().filter(|name| !name.is_empty());
    match inner.next() {
        Some(last) if says_name(last) => inner.next().is_some_and(|it| says_something_else(it)),
        Some(last) => says_something_else(last),
        None => false,
    }
}

/// Whether the names over a value (outermost first) say that it is a mailing
/// address: `home_address`, `Anschrift`; not `email address` or `ip_addr`.
///
/// ```
/// use tracie_lexicon::names_suggest_address;
///
/// assert!(names_suggest_address(&[b"mailing_address"[..].into()]));
/// assert!(!names_suggest_address(&[b"ipAddress"[..].into()]));
/// ```
pub fn names_suggest_address(names: &[Box<[u8]>]) -> bool {
    names.last().is_some_and(|last| says_address(last))
}

/// Whether a label is over a person's full name.
pub(crate) fn says_person(label: &[u8]) -> bool {
    let (mut name, mut other, mut last) = (false, 0, Class::default());
    let mut halves = Halves::default();
    for token in tokens(label) {
        last = token_class(token);
        name |= last.is(NAMEWORD);
        other += usize::from(last.is(NOTNAME));
        halves.add(last);
    }
    if halves.make_a_whole() {
        return true;
    }
    if name {
        return other == 0;
    }
    last.is(LABEL) && (other == 1 || !last.is(NOTNAME))
}

/// What a label says of the parts of a name.
#[derive(Default)]
struct Halves {
    given: bool,
    family: bool,
    /// A word that only says which name: `first`.
    which: bool,
    /// A word for a name.
    name: bool,
    /// A word for a whole name: `nom`, not `prénom`.
    whole: bool,
    /// A word for something else.
    other: bool,
}

impl Halves {
    fn add(&mut self, word: Class) {
        let part = word.is(GIVENPART.with(FAMILYPART).with(HALF));
        self.given |= word.is(GIVENPART);
        self.family |= word.is(FAMILYPART);
        self.which |= word.is(HALF);
        self.name |= word.is(NAMEWORD);
        self.whole |= word.is(NAMEWORD) && !word.is(NOTNAME);
        self.other |= word.is(NOTNAME) && !part;
    }

    /// `First and last name`, `Nome e cognome`, `Vor- und Nachname`.
    fn make_a_whole(&self) -> bool {
        let both = self.given && self.family && (self.name || !self.which);
        let beside = self.whole && !self.which && (self.given || self.family);
        !self.other && (both || beside)
    }
}

/// Whether a label only says that it is over a name, of whatever.
pub(crate) fn says_name(label: &[u8]) -> bool {
    tokens(label).all(|token| token_class(token).is(NAMEWORD))
}

/// Whether what has a name by such a label is no person. An address has that of whoever
/// lives there.
fn says_thing(label: &[u8]) -> bool {
    says_something_else(label) && !says_address(label)
}

/// Whether what stands directly before `at` says that a name follows, and what encloses
/// it that it is none of a person: `<product><name>`.
pub(crate) fn names_a_thing(text: &[u8], at: usize) -> bool {
    let value = skip_back(text, at, OPENING);
    enclosing::name(text, value).is_some_and(says_thing)
}

/// Whether a label is over a name that is no person's full name. Behind some,
/// such as `Billing address`, there may be one.
pub(crate) fn says_something_else(label: &[u8]) -> bool {
    let other = |class: Class| class.is(NOTNAME) && !class.is(WEAK);
    tokens(label).any(|token| other(token_class(token))) && !says_person(label)
}

/// The same of a label in a text, where the last word says what follows: `School principal`
/// is no school. What an article joins is one thing: `Colour of the sky`.
pub(crate) fn labels_something_else(label: &[u8]) -> bool {
    let other = NOTNAME.with(NAMEWORD);
    let joined = || tokens(label).any(|token| class(token).is(ARTICLE.with(PARTICLE)));
    let last = || tokens(label).last().map_or(Class::default(), token_class);
    says_something_else(label) && (last().is(other) || joined())
}

/// Whether a label is over a mailing address.
pub(crate) fn says_address(label: &[u8]) -> bool {
    let mut found = false;
    for token in tokens(label) {
        let class = token_class(token);
        if class.is(NOTADDRESS) {
            return false;
        }
        found |= class.is(ADDRESSLABEL);
    }
    found
}

/// The class of a word of a label; of its singular if that is all we know.
fn token_class(token: &[u8]) -> Class {
    let marks = Class(LABEL.0 | NAMEWORD.0 | NOTNAME.0 | ADDRESSLABEL.0 | NOTADDRESS.0);
    let found = class(token);
    match token.split_last() {
        Some((b's' | b'S', singular)) if !found.is(marks) => class(singular),
        _ => found,
    }
}

/// The words of a label: `customerName`, `customer_name` and `customer name`
/// are two each.
fn tokens(label: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = label;
    std::iter::from_fn(move || {
        let start = rest.iter().position(|&byte| in_token(byte))?;
        let word = &rest[start..];
        let end = (1..word.len())
            .find(|&at| breaks(word, at))
            .unwrap_or(word.len());
        rest = &word[end..];
        Some(&word[..end])
    })
}

fn in_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80
}

fn breaks(word: &[u8], at: usize) -> bool {
    !in_token(word[at]) || word[at].is_ascii_uppercase() && word[at - 1].is_ascii_lowercase()
}

/// Whether what stands directly before `at` is a label of which `says` holds:
/// `Label: `, `"label": "`, `label = `, `<label>`, `<dt>Label</dt><dd>`,
/// `| Label | `, or a tab after it.
pub(crate) fn labelled(text: &[u8], at: usize, says: fn(&[u8]) -> bool) -> bool {
    let at = skip_back(text, at, OPENING);
    match at.checked_sub(1).map(|before| text[before]) {
        Some(b':' | b'=' | b'|' | b'\t') => says(words_before(text, at)),
        Some(b'>') if at > 1 && matches!(text[at - 2], b'=' | b'-') => says(words_before(text, at)),
        Some(b'-') if at > 1 && text[at - 2] == b'-' => says(words_before(text, at)),
        Some(b'>') => tag_says(text, at, says),
        _ => false,
    }
}

/// What may stand between a label with its separator and a value.
const OPENING: &[u8] = b"\"'*_` [(\\";

/// Whether what stands directly before `at` may be a label: false is sure.
pub(crate) fn is_separated(text: &[u8], at: usize) -> bool {
    let at = skip_back(text, at, OPENING);
    let before = at.checked_sub(1).map(|before| text[before]);
    matches!(before, Some(b':' | b'=' | b'|' | b'\t' | b'>' | b'-'))
}

fn skip_back(text: &[u8], at: usize, skipped: &[u8]) -> usize {
    let limit = at.saturating_sub(8);
    (limit..at)
        .rev()
        .find(|&n| !skipped.contains(&text[n]))
        .map_or(limit, |n| n + 1)
}

/// The words that end before the separator that ends at `at`.
fn words_before(text: &[u8], at: usize) -> &[u8] {
    let end = skip_back(text, at, b" :=>-|\t\"'*_`");
    let limit = end.saturating_sub(MAX_LABEL);
    let stop = |byte: u8| {
        matches!(
            byte,
            b'\n' | b'\r' | b'"' | b',' | b'{' | b'<' | b'>' | b'|' | b';' | b'\t' | b'['
        )
    };
    let start = (limit..end)
        .rev()
        .find(|&n| stop(text[n]))
        .map_or(limit, |n| n + 1);
    behind_pair(&text[start..end])
}

/// What follows the last pair of a key and its value: in `type=web user` that is `user`, and
/// so it is in `type=web&user`.
fn behind_pair(words: &[u8]) -> &[u8] {
    let joins = |pair: &[u8]| matches!(pair, [b'=' | b':', value] if *value != b' ');
    let pair = words.windows(2).rposition(joins);
    let value = pair.map_or(words, |at| &words[at + 1..]);
    let end = value.iter().position(|byte| matches!(byte, b' ' | b'&'));
    match (pair, end) {
        (Some(_), Some(end)) => &value[end + 1..],
        _ => words,
    }
}

/// Whether the tag that ends at `at`, or the text before it, says it.
fn tag_says(text: &[u8], at: usize, says: fn(&[u8]) -> bool) -> bool {
    let Some(open) = tag_start(text, at) else {
        return false;
    };
    let inside = &text[open + 1..at - 1];
    let name = inside
        .split(u8::is_ascii_whitespace)
        .next()
        .unwrap_or_default();
    if inside.starts_with(b"/") {
        return false;
    }
    says(name) || text_before_tag(text, open).is_some_and(says)
}

fn tag_start(text: &[u8], at: usize) -> Option<usize> {
    let limit = at.saturating_sub(MAX_LABEL);
    (limit..at.checked_sub(1)?)
        .rev()
        .find(|&n| matches!(text[n], b'<' | b'>' | b'\n'))
        .filter(|&n| text[n] == b'<')
}

/// The text that the closing tag before `open` closes.
fn text_before_tag(text: &[u8], open: usize) -> Option<&[u8]> {
    let end = skip_back(text, open, b" \r\n\t");
    if !text[..end].ends_with(b">") {
        return None;
    }
    let close = tag_start(text, end).filter(|&n| text[n + 1] == b'/')?;
    let limit = close.saturating_sub(MAX_LABEL);
    let start = (limit..close)
        .rev()
        .find(|&n| matches!(text[n], b'>' | b'\n'))
        .map_or(limit, |n| n + 1);
    Some(text[start..close].trim_ascii())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_ends_where_another_value_does() {
        for (text, label) in [
            ("type=web full_name=", "full_name"),
            ("a:b user:", "user"),
            ("f?id=1&name=", "name"),
            ("full name = ", "full name"),
            ("Contact: full name: ", "Contact: full name"),
            ("a=b=", "a=b"),
        ] {
            let label_before = words_before(text.as_bytes(), text.len());
            assert_eq!(label_before, label.as_bytes(), "{text}");
        }
    }

    #[test]
    fn labels_of_people() {
        for label in [
            "Customer",
            "full_name",
            "fullName",
            "PATIENT NAME",
            "Nombre completo",
            "account holder",
            "Name",
            "Titulaire",
            "payees",
            "Nome e cognome",
            "Cognome e nome",
            "Nom et prénom",
            "Prénom et nom",
            "Vor- und Nachname",
            "Nombre y apellidos",
            "First and last name",
            "Name/Surname",
            "nom_prenom",
        ] {
            assert!(says_person(label.as_bytes()), "{label}");
        }
        for label in [
            "first_name",
            "Prénom",
            "Last name",
            "Cognome",
            "last name (surname)",
            "first and last payment",
            "file first and last name",
            "user_name",
            "company name",
            "customer id",
            "file",
            "status",
            "customer address",
            "hostname",
            "",
        ] {
            assert!(!says_person(label.as_bytes()), "{label}");
        }
    }

    #[test]
    fn labels_of_something_else() {
        for (label, other) in [
            ("Path", true),
            ("bank account", true),
            ("account number", true),
            ("Billing address", false),
            ("User name", false),
            ("References", false),
            ("Customer", false),
            ("Colour of the sky", true),
        ] {
            assert_eq!(says_something_else(label.as_bytes()), other, "{label}");
        }
    }

    #[test]
    fn names_of_something_else_over_a_value() {
        let other = |names: &[&str]| {
            let names: Vec<Box<[u8]>> = names.iter().map(|it| it.as_bytes().into()).collect();
            names_suggest_other(&names)
        };
        assert!(other(&["product"]) && other(&["items", "brand"]) && other(&["lastName"]));
        assert!(other(&["product", "name"]) && other(&["product", "", "name"]));
        assert!(!other(&["customer", "name"]) && !other(&["product", "owner"]));
        assert!(!other(&["user"]) && !other(&["note"]) && !other(&["name"]) && !other(&[]));
    }

    #[test]
    fn labels_of_addresses() {
        for label in [
            "address",
            "home address",
            "mailingAddress",
            "Anschrift",
            "dirección",
            "Indirizzo",
        ] {
            assert!(says_address(label.as_bytes()), "{label}");
        }
        for label in [
            "email address",
            "ip_address",
            "MAC",
            "name",
            "contract address",
        ] {
            assert!(!says_address(label.as_bytes()), "{label}");
        }
    }

    #[test]
    fn labels_before_a_value() {
        for text in [
            "Customer: ",
            "\"customer\": \"",
            "  customer = '",
            "<customer>",
            "<dt>Customer</dt><dd>",
            "<th>Name</th>\n<td>",
            "| Patient | ",
            "customer\t",
            "* **Owner:** ",
            "name -- ",
            "owner => ",
        ] {
            assert!(labelled(text.as_bytes(), text.len(), says_person), "{text}");
        }
        for text in [
            "Customers of ",
            "colour: ",
            "<li>",
            "customer</b>",
            "a, ",
            "",
        ] {
            assert!(
                !labelled(text.as_bytes(), text.len(), says_person),
                "{text}"
            );
        }
    }
}
