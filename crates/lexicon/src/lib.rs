//! Full names of people and mailing addresses: what no pattern can tell.
//!
//! [`person_names`] and [`postal_addresses`] look at bytes and report spans.
//! They know lists of names, words, places and postal codes (static data, see
//! `identifiers/lists`) and weigh what stands around a candidate. They keep no
//! state, allocate nothing, and what they say of a position depends on the
//! text within [`NAME_CONTEXT`] or [`ADDRESS_CONTEXT`] bytes of it only, so a
//! text may be cut into overlapping chunks wherever one likes.
//!
//! ```
//! use tracie_lexicon::{Field, person_names};
//!
//! let text = b"Dear Maria Garcia, thank you for your letter.";
//! let mut found = Vec::new();
//! person_names(text, 0..text.len(), Field::Text, &mut |start, end| found.push(&text[start..end]));
//! assert_eq!(found, [b"Maria Garcia"]);
//! ```
//!
//! How well they do, and how that was measured, is told in the README of this
//! crate.

mod address;
mod class;
mod eight;
mod enclosing;
mod endings;
mod entity;
mod filter;
mod fold;
mod folded;
mod generated;
mod glance;
mod hash;
mod label;
mod person;
mod sweep;
mod table;
mod word;

use std::ops::Range;

pub use label::{names_suggest_address, names_suggest_other, names_suggest_person};
pub use sweep::Stops;

/// How many bytes around a position bear on whether a name starts there.
pub const NAME_CONTEXT: usize = 256;

/// How many bytes around a position bear on whether an address starts there.
pub const ADDRESS_CONTEXT: usize = 512;

/// What kind of text is searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// Unstructured text.
    Text,
    /// One whole value under a name that suggests such data; see
    /// [`names_suggest_person`] and [`names_suggest_address`].
    Named,
    /// One whole value under another name or none.
    Value,
    /// One whole value under a name that suggests something else; see
    /// [`names_suggest_other`].
    Other,
}

/// The word lists: static data of the program, never loaded.
#[derive(Debug)]
pub struct Lexicon(());

impl Lexicon {
    /// The one lexicon.
    pub fn get() -> &'static Lexicon {
        static LEXICON: Lexicon = Lexicon(());
        &LEXICON
    }

    /// How many bytes of static data the lists take.
    ///
    /// ```
    /// assert!(tracie_lexicon::Lexicon::get().memory_usage() < 5_000_000);
    /// ```
    pub fn memory_usage(&self) -> usize {
        table::memory()
    }
}

/// Reports the full names of people that start within `owned`, as byte spans
/// of `text`, in ascending order and without overlap.
///
/// A full name has a given and a family name, in Latin script. For
/// [`Field::Text`] `text` should reach [`NAME_CONTEXT`] bytes beyond `owned`
/// on both sides (less at the ends of the text); for the other kinds it is the
/// value, and nothing else.
///
/// ```
/// use tracie_lexicon::{Field, person_names};
///
/// let mut count = 0;
/// person_names(b"GARCIA, MARIA", 0..13, Field::Named, &mut |_, _| count += 1);
/// assert_eq!(count, 1);
/// ```
pub fn person_names(
    text: &[u8],
    owned: Range<usize>,
    field: Field,
    sink: &mut dyn FnMut(usize, usize),
) {
    person::find(text, owned, field, None, sink);
}

/// As [`person_names`], given the gaps of the text (blanks, tabs, line breaks and
/// apostrophes) that stand between a letter, a comma, a space, a carriage return or a byte
/// from 0x80 on and a capital or such a byte, and the equals signs before those. More of
/// them do no harm.
///
/// ```
/// use tracie_lexicon::{Field, Stops, person_names_at};
///
/// let text = b"to Maria Garcia";
/// let stops = Stops::new(&[1 << 2 | 1 << 8], 0);
/// let mut count = 0;
/// person_names_at(text, 0..text.len(), Field::Text, stops, &mut |_, _| count += 1);
/// assert_eq!(count, 1);
/// ```
pub fn person_names_at(
    text: &[u8],
    owned: Range<usize>,
    field: Field,
    stops: Stops<'_>,
    sink: &mut dyn FnMut(usize, usize),
) {
    person::find(text, owned, field, Some(stops), sink);
}

/// Reports the mailing addresses that start within `owned`, as byte spans of
/// `text`, in ascending order and without overlap.
///
/// A mailing address has a street line (or a box), a place, and a postal code
/// that belongs to the place; in a value under a name that suggests an address
/// place and code are enough. For [`Field::Text`] `text` should reach
/// [`ADDRESS_CONTEXT`] bytes beyond `owned` on both sides (less at the ends of
/// the text); for the other kinds it is the value, and nothing else.
///
/// ```
/// use tracie_lexicon::{Field, postal_addresses};
///
/// let text = b"Send it to 10 Elm Street, Leeds LS1 4AB, please.";
/// let mut found = Vec::new();
/// postal_addresses(text, 0..text.len(), Field::Text, &mut |start, end| found.push(&text[start..end]));
/// assert_eq!(found, [b"10 Elm Street, Leeds LS1 4AB"]);
/// ```
pub fn postal_addresses(
    text: &[u8],
    owned: Range<usize>,
    field: Field,
    sink: &mut dyn FnMut(usize, usize),
) {
    address::find(text, owned, field, None, sink);
}

/// As [`postal_addresses`], given the blanks, tabs and line breaks of the text beside which may be a
/// postal code: behind three digits and before a capital or a byte from 0x80 on;
/// before four digits and behind neither a digit nor `=`; behind a letter or digit and
/// before a digit, a capital, and a letter or digit; or before five capitals and digits
/// of which the first is a capital and the second or third the first digit. More of
/// them do no harm, and the first three bytes and the last four are looked at anyway.
///
/// ```
/// use tracie_lexicon::{Field, Stops, postal_addresses_at};
///
/// let text = b"10 Elm Street, Leeds LS1 4AB";
/// let stops = Stops::new(&[1 << 24], 0);
/// let mut count = 0;
/// postal_addresses_at(text, 0..text.len(), Field::Text, stops, &mut |_, _| count += 1);
/// assert_eq!(count, 1);
/// ```
pub fn postal_addresses_at(
    text: &[u8],
    owned: Range<usize>,
    field: Field,
    stops: Stops<'_>,
    sink: &mut dyn FnMut(usize, usize),
) {
    address::find(text, owned, field, Some(stops), sink);
}
