//! Which managed identifiers a scan uses: Macie's five selectors.

use crate::schema::Identifier;
use crate::{Error, library};

/// A selection of managed identifiers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Selection {
    /// Macie's recommended set.
    #[default]
    Recommended,
    /// All.
    All,
    /// None; there must be a custom identifier.
    None,
    /// Only these ids.
    Include(Vec<String>),
    /// All but these ids.
    Exclude(Vec<String>),
}

impl Selection {
    /// The identifiers selected, in the order of their ids.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownIdentifier`] for an id that does not exist.
    pub fn resolve(&self) -> Result<Vec<&'static Identifier>, Error> {
        if let Selection::Include(ids) | Selection::Exclude(ids) = self {
            ids.iter().try_for_each(|id| library::by_id(id).map(drop))?;
        }
        Ok(library::managed()?.iter().filter(|it| self.contains(it)).collect())
    }

    fn contains(&self, identifier: &Identifier) -> bool {
        match self {
            Selection::Recommended => identifier.recommended,
            Selection::All => true,
            Selection::None => false,
            Selection::Include(ids) => ids.contains(&identifier.id),
            Selection::Exclude(ids) => !ids.contains(&identifier.id),
        }
    }
}
