//! What the names over values arm: columns, and elements of a JSON path.

use std::borrow::Cow;
use std::collections::HashMap;

use tracie_finding::chunk::Names;

use crate::compiled::{Arming, Compiled};
use crate::judge::Workspace;
use crate::words::Suggested;

/// Which identifiers each set of names arms. The same names come again in
/// every part of a file, so they are judged once.
#[derive(Debug, Default)]
pub(crate) struct ArmedNames {
    known: HashMap<Vec<u8>, u32>,
    /// The first is that of no names.
    armed: Vec<Armed>,
    /// For each set of the current table, what is known of it.
    current: Vec<Place>,
    /// How many there were in all.
    count: u32,
}

/// What is known of a set of names.
#[derive(Clone, Copy, Debug)]
struct Place {
    /// Its place in `armed`.
    armed: u32,
    /// Its number there, if it arms but what forms tell.
    number: u32,
}

/// What a set of names arms.
#[derive(Clone, Debug, Default)]
pub(crate) struct Armed {
    /// Another one for all other sets of names; 0 for none.
    pub(crate) number: u32,
    /// The identifiers, ascending.
    pub(crate) identifiers: Vec<u32>,
    pub(crate) arming: Arming,
    pub(crate) suggested: Suggested,
}

impl Armed {
    /// Whether it arms nothing but what the forms of values tell: no long tokens, and
    /// nothing that is just the first thing in a value.
    pub(crate) fn goes_by_form(&self) -> bool {
        self.arming.tokens.is_empty() && self.arming.firsts.is_empty()
    }

    /// Whether a custom identifier is among what it arms.
    #[inline(always)]
    pub(crate) fn arms_custom(&self) -> bool {
        !self.arming.customs.is_empty()
    }
}

/// A name with a joint before each capital within a word that is no ASCII: keywords know
/// only humps of ASCII.
pub(crate) fn spread(name: &[u8]) -> Cow<'_, [u8]> {
    let Ok(text) = std::str::from_utf8(name) else {
        return name.into();
    };
    if text.is_ascii() {
        return name.into();
    }
    let (mut spread, mut lower) = (String::with_capacity(text.len() + 8), false);
    for letter in text.chars() {
        if lower && !letter.is_ascii() && letter.is_uppercase() {
            spread.push('_');
        }
        spread.push(letter);
        lower = letter.is_lowercase();
    }
    spread.into_bytes().into()
}

/// Sets of names remembered before starting over.
const MOST_NAMES: usize = 1 << 14;

/// The place of a set that was not looked up yet.
const NOWHERE: u32 = u32::MAX;

impl ArmedNames {
    pub(crate) fn begin(&mut self, sets: usize) {
        if self.known.len() > MOST_NAMES {
            self.known.clear();
            self.armed.clear();
        }
        if self.armed.is_empty() {
            self.armed.push(Armed::default());
        }
        self.current.clear();
        let unknown = Place {
            armed: NOWHERE,
            number: NOWHERE,
        };
        self.current.resize(sets, unknown);
    }

    #[inline(always)]
    pub(crate) fn armed(
        &mut self,
        compiled: &Compiled,
        space: &mut Workspace,
        table: &Names,
        set: u32,
    ) -> &Armed {
        let place = match self.current.get(set as usize) {
            None => 0,
            Some(Place { armed: NOWHERE, .. }) => self.look_up(compiled, space, table, set),
            Some(place) => place.armed,
        };
        &self.armed[place as usize]
    }

    /// The number of a set that was looked up before, if it arms but what forms tell.
    #[inline(always)]
    pub(crate) fn number_of_forms(&self, set: u32) -> Option<u32> {
        let number = self.current.get(set as usize)?.number;
        (number != NOWHERE).then_some(number)
    }

    #[cold]
    fn look_up(
        &mut self,
        compiled: &Compiled,
        space: &mut Workspace,
        table: &Names,
        set: u32,
    ) -> u32 {
        let place = self.remember(compiled, space, table.get(set));
        let armed = &self.armed[place as usize];
        let number = if armed.goes_by_form() {
            armed.number
        } else {
            NOWHERE
        };
        self.current[set as usize] = Place {
            armed: place,
            number,
        };
        place
    }

    fn remember(&mut self, compiled: &Compiled, space: &mut Workspace, names: &[Box<[u8]>]) -> u32 {
        let key = names.join(&0);
        if let Some(at) = self.known.get(&key) {
            return *at;
        }
        let identifiers = space.armed_by(compiled, names);
        let mut arming = Arming::default();
        identifiers
            .iter()
            .for_each(|it| arming.extend(&compiled.arming_of[*it as usize]));
        // A number that came round again would be of names long forgotten.
        self.count = self.count.wrapping_add(1).max(1);
        self.armed.push(Armed {
            number: self.count,
            identifiers,
            arming,
            suggested: Suggested::by(names),
        });
        let at = (self.armed.len() - 1) as u32;
        self.known.insert(key, at);
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_name_are_told_by_capitals_of_any_script() {
        for (name, expected) in [
            ("шофьорскаКнижка", "шофьорска_Книжка"),
            ("čísloŘidičskéhoPrůkazu", "číslo_ŘidičskéhoPrůkazu"),
            ("ДАТА", "ДАТА"),
            ("cardNumber", "cardNumber"),
            ("Éa Éb_É", "Éa Éb_É"),
        ] {
            assert_eq!(*spread(name.as_bytes()), *expected.as_bytes(), "{name}");
        }
        assert_eq!(*spread(b"a\xFF\xD0"), *b"a\xFF\xD0");
    }
}
