//! Which managed identifiers a scan uses: Macie's five selectors.

use crate::Error;
use crate::library::{self, Library};
use crate::schema::Identifier;

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
    /// Only these ids, which may be of extras.
    Include(Vec<String>),
    /// All but these ids.
    Exclude(Vec<String>),
}

impl Selection {
    /// The identifiers selected, in the order of their ids; extras only by
    /// their ids, see [`Selection::resolve_extras`].
    ///
    /// # Errors
    ///
    /// [`Error::UnknownIdentifier`] for an id that does not exist.
    pub fn resolve(&self) -> Result<Vec<&'static Identifier>, Error> {
        self.resolve_in(&library::WHOLE)
    }

    /// The same, as a library has them.
    pub(crate) fn resolve_in(
        &self,
        library: &'static Library,
    ) -> Result<Vec<&'static Identifier>, Error> {
        if let Selection::Include(ids) | Selection::Exclude(ids) = self {
            ids.iter().try_for_each(|id| library.by_id(id).map(drop))?;
        }
        let managed = library.managed()?.iter().filter(|it| self.contains(it));
        // Reading them takes its time, and there is nothing else to name one.
        let extras = match self {
            Selection::Include(_) => library.extras()?,
            _ => &[],
        };
        let named = extras.iter().filter(|it| self.names(it));
        Ok(managed.chain(named).collect())
    }

    /// The extras that come on top when all of them are asked for.
    ///
    /// # Errors
    ///
    /// As [`Selection::resolve`].
    pub fn resolve_extras(&self) -> Result<Vec<&'static Identifier>, Error> {
        self.resolve_extras_in(&library::WHOLE)
    }

    /// The same, as a library has them.
    pub(crate) fn resolve_extras_in(
        &self,
        library: &'static Library,
    ) -> Result<Vec<&'static Identifier>, Error> {
        let left = |it: &&Identifier| match self {
            Selection::Exclude(ids) => !ids.contains(&it.id),
            _ => !self.names(it),
        };
        Ok(library.extras()?.iter().filter(left).collect())
    }

    fn names(&self, identifier: &Identifier) -> bool {
        matches!(self, Selection::Include(ids) if ids.contains(&identifier.id))
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
