//! Which accounts belong together.

use std::collections::BTreeSet;

use crate::policy::principal::{is_account, is_canonical};

/// The accounts of one organisation: who is inside. By account id, by the id
/// of the organisation, and by canonical user id, which is how access control
/// lists name accounts.
///
/// ```
/// use tracie_posture::Organization;
///
/// let ours = Organization::parse(["111122223333", "o-a1b2c3d4e5"])?;
/// assert!(ours.has_account("111122223333"));
/// assert!(Organization::parse(["everyone"]).is_err());
/// # Ok::<(), tracie_posture::NoMember>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Organization {
    accounts: BTreeSet<String>,
    ids: BTreeSet<String>,
    canonical: BTreeSet<String>,
}

/// Something is neither an account nor an organisation.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no account (12 digits), organization (o-…) or canonical user id (64 hex digits)")]
pub struct NoMember(pub String);

impl Organization {
    /// From ids of any of the three kinds.
    ///
    /// # Errors
    ///
    /// If one is of none of them.
    pub fn parse<'t>(members: impl IntoIterator<Item = &'t str>) -> Result<Organization, NoMember> {
        let mut organization = Organization::default();
        for member in members {
            organization.add(member)?;
        }
        Ok(organization)
    }

    fn add(&mut self, member: &str) -> Result<(), NoMember> {
        let set = if is_account(member) {
            &mut self.accounts
        } else if is_canonical(member) {
            &mut self.canonical
        } else if member.starts_with("o-") && member.len() > 2 {
            &mut self.ids
        } else {
            return Err(NoMember(member.into()));
        };
        set.insert(member.to_ascii_lowercase());
        Ok(())
    }

    /// Adds what owns buckets that are looked at: an account, and how access
    /// control lists name it. Something that is no account is left out.
    pub(crate) fn learn(&mut self, account: &str, canonical: Option<&str>) {
        if self.has_account(account)
            && let Some(id) = canonical.filter(|id| is_canonical(id))
        {
            self.canonical.insert(id.to_ascii_lowercase());
        }
    }

    /// Whether an account is inside.
    pub fn has_account(&self, account: &str) -> bool {
        self.accounts.contains(account)
    }

    /// Whether a canonical user id is known to be inside.
    pub fn has_canonical(&self, id: &str) -> bool {
        self.canonical.contains(&id.to_ascii_lowercase())
    }

    /// Whether an organisation is this one; `None` if this one's id is not known.
    pub fn is(&self, id: &str) -> Option<bool> {
        (!self.ids.is_empty()).then(|| self.ids.contains(&id.to_ascii_lowercase()))
    }

    /// Its id, if one is known.
    pub(crate) fn id(&self) -> Option<&str> {
        self.ids.iter().next().map(String::as_str)
    }

    /// Whether somebody is inside besides an account.
    pub(crate) fn has_others_than(&self, account: Option<&str>) -> bool {
        !self.ids.is_empty() || self.accounts.iter().any(|it| Some(it.as_str()) != account)
    }

    /// Whether it was said how access control lists name its accounts.
    pub(crate) fn knows_canonical(&self) -> bool {
        !self.canonical.is_empty()
    }
}
