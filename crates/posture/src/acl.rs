//! Access control lists of buckets.

use tracie_finding::resources::PublicGrants;

use crate::bucket::Owner;
use crate::policy::{LOG_DELIVERY, Party, Relation, Scene};

/// The access control list of a bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acl {
    /// Who owns the bucket.
    pub owner: Owner,
    /// Who was given what.
    pub grants: Vec<Grant>,
}

/// Something that somebody was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// To whom.
    pub grantee: Grantee,
    /// What.
    pub permission: Permission,
}

/// Somebody whom an access control list names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Grantee {
    /// An account, by its canonical user id.
    Canonical(String),
    /// Anyone.
    AllUsers,
    /// Anyone with an account of AWS: that is anyone, too.
    AuthenticatedUsers,
    /// What delivers access logs.
    LogDelivery,
    /// An account, by an address of mail; S3 does not show these.
    Email,
    /// A group that is not known.
    OtherGroup(String),
}

/// What can be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the wire names say it")]
pub enum Permission {
    Read,
    Write,
    ReadAcp,
    WriteAcp,
    FullControl,
}

impl Grantee {
    /// The group of this URI.
    pub fn group(uri: &str) -> Grantee {
        match uri.rsplit('/').next().unwrap_or(uri) {
            "AllUsers" => Grantee::AllUsers,
            "AuthenticatedUsers" => Grantee::AuthenticatedUsers,
            "LogDelivery" => Grantee::LogDelivery,
            _ => Grantee::OtherGroup(uri.to_owned()),
        }
    }

    fn is_anyone(&self) -> bool {
        matches!(self, Grantee::AllUsers | Grantee::AuthenticatedUsers)
    }
}

impl Permission {
    /// As the API writes it, or as AWS Config does.
    pub fn parse(text: &str) -> Option<Permission> {
        Some(match text {
            "READ" | "Read" => Permission::Read,
            "WRITE" | "Write" => Permission::Write,
            "READ_ACP" | "ReadAcp" => Permission::ReadAcp,
            "WRITE_ACP" | "WriteAcp" => Permission::WriteAcp,
            "FULL_CONTROL" | "FullControl" => Permission::FullControl,
            _ => return None,
        })
    }

    fn reads(self) -> bool {
        matches!(
            self,
            Permission::Read | Permission::ReadAcp | Permission::FullControl
        )
    }

    /// Whoever may write the list may give themselves the rest.
    fn writes(self) -> bool {
        matches!(
            self,
            Permission::Write | Permission::WriteAcp | Permission::FullControl
        )
    }
}

impl Acl {
    /// What anyone may do by it. Reading the list itself is reading, and
    /// writing the list is writing.
    pub fn public(&self) -> PublicGrants {
        let public = || self.grants.iter().filter(|grant| grant.grantee.is_anyone());
        PublicGrants {
            allows_public_read_access: public().any(|grant| grant.permission.reads()),
            allows_public_write_access: public().any(|grant| grant.permission.writes()),
        }
    }

    /// Accounts that it names besides the owner; and, second, those of which
    /// it cannot be told whether they are inside.
    pub(crate) fn parties(&self, scene: &Scene<'_>) -> (Vec<Party>, Vec<String>) {
        let (mut parties, mut doubts) = (Vec::new(), Vec::new());
        for grant in &self.grants {
            match &grant.grantee {
                Grantee::Canonical(id) if self.is_owner(id) || id == LOG_DELIVERY => {}
                Grantee::Canonical(id) => match scene.relation_of_canonical(id) {
                    Some(relation) => parties.push(party(relation, id)),
                    None => doubts.push(format!(
                        "the access control list names the canonical user {id}, which may be one of \
                         the organization's accounts; name their canonical user ids as members of it"
                    )),
                },
                Grantee::OtherGroup(uri) => {
                    doubts.push(format!("the access control list names a group, {uri}"));
                }
                _ => {}
            }
        }
        (parties, doubts)
    }

    fn is_owner(&self, id: &str) -> bool {
        let owner = self.owner.id.as_deref();
        owner.is_some_and(|owner| owner.eq_ignore_ascii_case(id))
    }
}

fn party(relation: Relation, id: &str) -> Party {
    Party {
        relation,
        name: id.into(),
        grounds: format!("the access control list names {id}"),
    }
}
