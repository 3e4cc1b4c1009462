//! What the name of a member says of its value.

use super::lists::List;
use super::pairs::{Role, decoded};
use super::walk::Text;

/// What a member is, by its name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Meaning {
    /// To those behind it.
    pub(crate) role: Role,
    /// To a table, if it is an array.
    pub(crate) list: List,
}

impl Meaning {
    /// That of a member of a name.
    #[inline(always)]
    pub(crate) fn of(name: &[u8]) -> Meaning {
        Meaning {
            role: Role::of(name),
            list: List::of(name),
        }
    }

    /// That of a member whose name is a string of some bytes.
    #[inline(always)]
    pub(crate) fn of_string(bytes: &[u8], name: Text) -> Meaning {
        match name.escaped {
            true => Meaning::of(&decoded(bytes, name)),
            false => Meaning::of(&bytes[name.start..name.end]),
        }
    }

    /// Whether it is nothing but a member.
    #[inline(always)]
    pub(crate) fn is_plain(self) -> bool {
        self == Meaning::default()
    }
}
