//! What no pattern can tell: full names and mailing addresses.

use std::ops::Range;

use tracie_finding::chunk::Chunk;
use tracie_lexicon::{
    Field, Stops, names_suggest_address, names_suggest_other, names_suggest_person,
};
use tracie_pattern::Survey;

use crate::fold::Folded;
use crate::found::Found;

/// A detector that goes by words. A name within an address gives way to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Words {
    PostalAddress,
    PersonName,
}

/// What one of them found in the values of a chunk, by the number of the value.
#[derive(Debug, Default)]
pub(crate) struct ByWords {
    found: Vec<(u32, Found)>,
    /// How many of them were taken.
    taken: usize,
    /// The values that one of them fills.
    filled: Vec<u32>,
}

impl ByWords {
    pub(crate) fn clear(&mut self) {
        self.found.clear();
        self.filled.clear();
        self.taken = 0;
    }

    /// Adds one, and whether it is all of its value; the numbers of values ascend.
    pub(crate) fn push(&mut self, value: u32, found: Found, fills: bool) {
        self.found.push((value, found));
        if fills {
            self.filled.push(value);
        }
    }

    /// The values that one of them fills, ascending.
    pub(crate) fn filled(&self) -> &[u32] {
        &self.filled
    }

    /// The next value in which something was found; the highest number if there is
    /// none.
    #[inline(always)]
    pub(crate) fn next(&self) -> u32 {
        self.found.get(self.taken).map_or(u32::MAX, |it| it.0)
    }

    /// Takes those of a value; values come in order.
    #[inline(always)]
    pub(crate) fn of(&mut self, value: u32) -> impl Iterator<Item = Found> {
        std::iter::from_fn(move || {
            let (_, found) = self.found.get(self.taken).filter(|it| it.0 == value)?;
            self.taken += 1;
            Some(*found)
        })
    }
}

/// Names and addresses of a folded text that lie across one of its marks; others are
/// found in the text as it is.
pub(crate) fn find_joined(
    words: &[(u32, Words)],
    folded: &Folded,
    text: &Chunk<'_>,
    found: &mut Vec<Found>,
) {
    for (identifier, words) in words {
        for near in folded.near_joints(words.longest()) {
            let owned = near.start.max(text.owned.0)..near.end.min(text.owned.1);
            words.find(text.bytes, owned, Field::Text, |start, end| {
                found.push(Found::by_words(*identifier, 0, start, end));
            });
        }
    }
}

/// Which detectors the names over a value suggest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Suggested {
    person: Field,
    address: Field,
}

impl Default for Suggested {
    fn default() -> Suggested {
        Suggested::by(&[])
    }
}

impl Suggested {
    pub(crate) fn by(names: &[Box<[u8]>]) -> Suggested {
        let person = match () {
            () if names_suggest_person(names) => Field::Named,
            () if names_suggest_other(names) => Field::Other,
            () => Field::Value,
        };
        let address = match names_suggest_address(names) {
            true => Field::Named,
            false => Field::Value,
        };
        Suggested { person, address }
    }
}

impl Words {
    pub(crate) fn by_name(name: &str) -> Result<Words, String> {
        match name {
            "person_name" => Ok(Words::PersonName),
            "postal_address" => Ok(Words::PostalAddress),
            other => Err(format!("there is no detector of words called `{other}`")),
        }
    }

    /// No such name or address is longer, in bytes.
    fn longest(self) -> usize {
        match self {
            Words::PersonName => tracie_lexicon::NAME_CONTEXT,
            Words::PostalAddress => tracie_lexicon::ADDRESS_CONTEXT,
        }
    }

    /// How a value under such names is to be read.
    pub(crate) fn field(self, suggested: Suggested) -> Field {
        match self {
            Words::PersonName => suggested.person,
            Words::PostalAddress => suggested.address,
        }
    }

    /// Reports what starts in the owned part of a text.
    pub(crate) fn find(
        self,
        text: &[u8],
        owned: Range<usize>,
        field: Field,
        mut found: impl FnMut(usize, usize),
    ) {
        match self {
            Words::PersonName => tracie_lexicon::person_names(text, owned, field, &mut found),
            Words::PostalAddress => {
                tracie_lexicon::postal_addresses(text, owned, field, &mut found);
            }
        }
    }

    /// The same, in a part of a text that was surveyed.
    #[inline(always)]
    pub(crate) fn find_surveyed(
        self,
        survey: &Survey,
        (text, from): (&[u8], usize),
        owned: Range<usize>,
        field: Field,
        mut found: impl FnMut(usize, usize),
    ) {
        match self {
            Words::PersonName => {
                let stops = Stops::new(survey.spaces.before_capitals(), from);
                if field == Field::Named || stops.any(0..text.len()) {
                    tracie_lexicon::person_names_at(text, owned, field, stops, &mut found);
                }
            }
            // No address goes without digits.
            Words::PostalAddress if survey.holds_digit(from..from + text.len()) => {
                let stops = Stops::new(survey.spaces.beside_codes(), from);
                tracie_lexicon::postal_addresses_at(text, owned, field, stops, &mut found);
            }
            Words::PostalAddress => {}
        }
    }
}
