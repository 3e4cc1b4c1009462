//! Yes, no, or not to be decided.

/// A truth value that may be open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tri {
    /// It does not hold.
    No,
    /// It cannot be decided.
    Unknown,
    /// It holds.
    Yes,
}

impl Tri {
    /// Whether it holds for sure.
    pub fn is_yes(self) -> bool {
        self == Tri::Yes
    }

    /// Whether it does not hold for sure.
    pub fn is_no(self) -> bool {
        self == Tri::No
    }

    /// Both: the weaker of the two.
    ///
    /// ```
    /// use tracie_posture::Tri;
    ///
    /// assert_eq!(Tri::Unknown.and(Tri::No), Tri::No);
    /// assert_eq!(Tri::Unknown.and(Tri::Yes), Tri::Unknown);
    /// ```
    pub fn and(self, other: Tri) -> Tri {
        self.min(other)
    }

    /// Either: the stronger of the two.
    pub fn or(self, other: Tri) -> Tri {
        self.max(other)
    }

    /// As a boolean, where it is one.
    pub fn known(self) -> Option<bool> {
        match self {
            Tri::Yes => Some(true),
            Tri::No => Some(false),
            Tri::Unknown => None,
        }
    }
}

/// The opposite; what is open stays open.
impl std::ops::Not for Tri {
    type Output = Tri;

    fn not(self) -> Tri {
        match self {
            Tri::Yes => Tri::No,
            Tri::No => Tri::Yes,
            Tri::Unknown => Tri::Unknown,
        }
    }
}

impl From<bool> for Tri {
    fn from(holds: bool) -> Tri {
        if holds { Tri::Yes } else { Tri::No }
    }
}

/// Whether any of them holds; stops at the first that does.
pub(crate) fn any(of: impl IntoIterator<Item = Tri>) -> Tri {
    let mut strongest = Tri::No;
    for one in of {
        strongest = strongest.or(one);
        if strongest.is_yes() {
            break;
        }
    }
    strongest
}

/// Whether all of them hold; stops at the first that does not.
pub(crate) fn all(of: impl IntoIterator<Item = Tri>) -> Tri {
    let mut weakest = Tri::Yes;
    for one in of {
        weakest = weakest.and(one);
        if weakest.is_no() {
            break;
        }
    }
    weakest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_open_value_never_turns_into_a_sure_one_by_itself() {
        assert_eq!(!Tri::Unknown, Tri::Unknown);
        assert_eq!(any([Tri::No, Tri::Unknown]), Tri::Unknown);
        assert_eq!(any([Tri::Unknown, Tri::Yes]), Tri::Yes);
        assert_eq!(all([Tri::Unknown, Tri::No]), Tri::No);
        assert_eq!(all([]), Tri::Yes);
    }
}
