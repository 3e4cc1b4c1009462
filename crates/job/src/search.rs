//! What a job looks for.

use tracie_finding::detection::Origin;
use tracie_finding::identity::hex_id;
use tracie_identify::{AllowList, CustomIdentifier, Detector, Selection};

use crate::definition::{JobDefinition, Selector};

/// What a job looks for, by ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The managed identifiers.
    pub managed: Selection,
    /// The custom identifiers.
    pub custom: Vec<String>,
    /// The allow lists.
    pub allow_lists: Vec<String>,
}

impl Wanted {
    /// What a definition says.
    pub fn by(definition: &JobDefinition) -> Wanted {
        let ids = || definition.managed_data_identifier_ids.clone();
        let managed = match definition.selector() {
            Selector::All => Selection::All,
            Selector::Exclude => Selection::Exclude(ids()),
            Selector::Include => Selection::Include(ids()),
            Selector::None => Selection::None,
            Selector::Recommended => Selection::Recommended,
        };
        Wanted {
            managed,
            custom: definition.custom_data_identifier_ids.clone(),
            allow_lists: definition.allow_list_ids.clone(),
        }
    }
}

/// A hash of all that decides what a detector finds in an object, so that what
/// was looked at for one set of identifiers is not taken to have been looked
/// at for another: the identifiers, what allow lists hold, and the version of
/// Tracie.
///
/// ```
/// use tracie_identify::{Detector, Selection};
/// use tracie_job::identifier_set;
///
/// let set = |selection| -> Result<String, tracie_identify::Error> {
///     Ok(identifier_set(&Detector::builder().managed(selection).build()?))
/// };
/// let one = Selection::Include(vec!["PKCS".into()]);
/// assert_eq!(set(one.clone())?, set(one)?);
/// assert_ne!(set(Selection::Include(vec!["PGP_PRIVATE_KEY".into()]))?, set(Selection::All)?);
/// # Ok::<(), tracie_identify::Error>(())
/// ```
pub fn identifier_set(detector: &Detector) -> String {
    let infos = detector.identifiers().iter();
    let mut identifiers: Vec<String> = infos
        .map(|info| match &info.origin {
            Origin::Managed(_) => info.id.clone(),
            Origin::Custom(uuid) => format!("{uuid} {} {:?}", info.id, info.severity),
        })
        .collect();
    let lists = detector.allow_lists().iter();
    let mut lists: Vec<String> = lists.map(AllowList::digest).collect();
    for ids in [&mut identifiers, &mut lists] {
        ids.sort_unstable();
        ids.dedup();
    }
    let version = env!("CARGO_PKG_VERSION");
    hex_id(&[
        "identifiers",
        version,
        &identifiers.join("\n"),
        &lists.join("\n"),
    ])
}

/// Makes ids of identifiers and allow lists into a detector.
pub trait Identifiers: Sync {
    /// The detector for what is wanted. It is asked for when each run begins,
    /// since sets of managed identifiers may have changed.
    ///
    /// # Errors
    ///
    /// If there is no such identifier or list, or it cannot be used.
    fn detector(&self, wanted: &Wanted) -> Result<Detector, IdentifierTrouble>;
}

/// Why there is no detector for a job.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IdentifierTrouble {
    /// No custom identifier has this id.
    #[error("there is no custom data identifier {0}; name the file that defines it")]
    NoCustomIdentifier(String),
    /// No allow list has this id.
    #[error("there is no allow list {0}; name the file that defines it")]
    NoAllowList(String),
    /// Identifiers cannot be used as they are.
    #[error(transparent)]
    Identify(#[from] tracie_identify::Error),
    /// Anything else.
    #[error("{0}")]
    Other(String),
}

/// Custom identifiers and allow lists that are at hand.
#[derive(Clone, Debug, Default)]
pub struct Library {
    customs: Vec<CustomIdentifier>,
    lists: Vec<(String, AllowList)>,
    lists_optional: bool,
}

impl Library {
    /// Adds a custom identifier, which jobs name by its UUID or its name.
    pub fn custom(&mut self, identifier: CustomIdentifier) {
        self.customs.push(identifier);
    }

    /// Adds an allow list, which jobs name by this id or by its name.
    pub fn allow_list(&mut self, id: impl Into<String>, list: AllowList) {
        self.lists.push((id.into(), list));
    }

    /// Whether a job goes on without an allow list that is not at hand, as in
    /// Macie (default: no).
    pub fn lists_optional(&mut self, optional: bool) {
        self.lists_optional = optional;
    }

    /// Which of these allow lists are not at hand.
    pub fn missing_lists<'i>(&self, ids: &'i [String]) -> Vec<&'i str> {
        let ids = ids.iter().map(String::as_str);
        ids.filter(|id| self.list_of(id).is_err()).collect()
    }

    fn custom_of(&self, id: &str) -> Result<CustomIdentifier, IdentifierTrouble> {
        let by_id = self.customs.iter().find(|it| it.uuid() == id);
        let named = || self.customs.iter().find(|it| it.name == id);
        let found = by_id.or_else(named).cloned();
        found.ok_or_else(|| IdentifierTrouble::NoCustomIdentifier(id.to_owned()))
    }

    fn list_of(&self, id: &str) -> Result<AllowList, IdentifierTrouble> {
        let by_id = self.lists.iter().find(|it| it.0 == id);
        let named = || self.lists.iter().find(|it| it.1.name() == id);
        let found = by_id.or_else(named).map(|it| it.1.clone());
        found.ok_or_else(|| IdentifierTrouble::NoAllowList(id.to_owned()))
    }
}

impl Identifiers for Library {
    fn detector(&self, wanted: &Wanted) -> Result<Detector, IdentifierTrouble> {
        let mut builder = Detector::builder().managed(wanted.managed.clone());
        for id in &wanted.custom {
            builder = builder.custom(self.custom_of(id)?);
        }
        for id in &wanted.allow_lists {
            match self.list_of(id) {
                Err(_) if self.lists_optional => {}
                list => builder = builder.allow_list(list?),
            }
        }
        Ok(builder.build()?)
    }
}
