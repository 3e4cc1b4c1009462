//! Kinds of values.

/// What a value is to be.
#[derive(Debug)]
pub(crate) enum Kind {
    Text,
    /// A whole number.
    Number,
    Flag,
    OneOf(&'static [&'static str]),
    /// A map from names to texts.
    Texts,
    List(&'static Kind),
    Shape(&'static Shape),
}

/// The members of an object.
#[derive(Debug)]
pub(crate) struct Shape {
    pub(crate) members: &'static [Member],
    /// Names that users write here by mistake, and what they are to do.
    pub(crate) mistakes: &'static [(&'static str, &'static str)],
}

#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) required: bool,
}

pub(super) const fn required(name: &'static str, kind: Kind) -> Member {
    Member {
        name,
        kind,
        required: true,
    }
}

pub(super) const fn optional(name: &'static str, kind: Kind) -> Member {
    Member {
        name,
        kind,
        required: false,
    }
}
