//! What a field of findings is that criteria may use.

/// A field.
#[derive(Debug)]
pub(crate) struct Field {
    /// Its name: the way to it in the document.
    pub(crate) path: &'static str,
    pub(super) kind: Kind,
    pub(super) place: Place,
}

/// What the values of a field are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    /// Text that is one of these.
    OneOf(&'static [&'static str]),
    /// Low, Medium or High; a number in its column.
    Level,
    Flag,
    Whole,
    Fraction,
    Time,
}

/// Where a field stands in the store.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    /// In a column of `finding`.
    Column(&'static str),
    /// In a column of `finding_kind`.
    Counted(&'static str),
    /// A list: a set of values, whose number is in a column of `finding`.
    Listed(&'static str),
    /// In the document only.
    Document,
    /// A list in the document only: what to take rows from, and the value.
    Each(&'static str, &'static str),
}

impl Field {
    /// Whether its values are to be compared as a set.
    pub(super) fn has_exact_match(&self) -> bool {
        matches!(self.place, Place::Listed(_))
    }
}

impl Kind {
    /// All values there are, if that is known.
    pub(super) fn values(self) -> Option<&'static [&'static str]> {
        match self {
            Kind::OneOf(values) => Some(values),
            Kind::Level => Some(&["Low", "Medium", "High"]),
            _ => None,
        }
    }
}
