//! The bucket that a policy is of, and what stands around it.

use jiff::Timestamp;

use crate::organization::Organization;

/// Where a policy applies.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'s> {
    /// The bucket.
    pub bucket: &'s str,
    /// The account that owns it, 12 digits, if that is known.
    pub account: Option<&'s str>,
    /// Its region, if that is known.
    pub region: Option<&'s str>,
    /// Such as `aws`.
    pub partition: &'s str,
    /// Who is inside.
    pub organization: &'s Organization,
    /// When the question is asked: some policies expire.
    pub now: Timestamp,
}

/// How somebody relates to the owner of a bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// It is the owner's own account.
    Own,
    /// Within the organisation.
    Internal,
    /// CloudFront.
    CloudFront,
    /// Outside of the organisation.
    External,
}

impl Scene<'_> {
    pub(crate) fn arn(&self) -> String {
        format!("arn:{}:s3:::{}", self.partition, self.bucket)
    }

    /// How an account relates to the owner; `None` if the owner is not known.
    pub(crate) fn relation(&self, account: &str) -> Option<Relation> {
        match self.account {
            Some(own) if own == account => Some(Relation::Own),
            _ if self.organization.has_account(account) => Some(Relation::Internal),
            Some(_) => Some(Relation::External),
            None => None,
        }
    }
}
