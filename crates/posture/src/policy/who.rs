//! Who asks.

/// Somebody who sends a request.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Who {
    /// Nobody signed the request.
    Anonymous,
    /// The root user of an account.
    Root(String),
    /// A user of an account, by name with its path.
    User(String, String),
    /// A session of a role: account, name with its path, session.
    Role(String, String, String),
    /// A federated user of an account.
    FederatedUser(String, String),
    /// A service of AWS.
    Service(String),
    /// An origin access identity of CloudFront.
    Oai(String),
    /// An account of which only the canonical user id is known.
    Canonical(String),
    /// Somebody known to an identity provider only.
    Federated(String),
}

impl Who {
    /// Their account, if that is known.
    pub(crate) fn account(&self) -> Option<&String> {
        match self {
            Who::Root(account)
            | Who::User(account, _)
            | Who::Role(account, ..)
            | Who::FederatedUser(account, _) => Some(account),
            _ => None,
        }
    }

    /// `aws:PrincipalArn`.
    pub(crate) fn arn(&self, partition: &str) -> Option<String> {
        Some(match self {
            Who::Root(account) => format!("arn:{partition}:iam::{account}:root"),
            Who::User(account, name) => format!("arn:{partition}:iam::{account}:user/{name}"),
            Who::Role(account, name, _) => format!("arn:{partition}:iam::{account}:role/{name}"),
            Who::FederatedUser(account, name) => {
                format!("arn:{partition}:sts::{account}:federated-user/{name}")
            }
            Who::Oai(arn) => arn.clone(),
            _ => return None,
        })
    }

    /// `aws:PrincipalType`, where it is documented.
    pub(crate) fn kind(&self) -> Option<&'static str> {
        Some(match self {
            Who::Anonymous => "Anonymous",
            Who::Root(_) => "Account",
            Who::User(..) => "User",
            Who::Role(..) => "AssumedRole",
            Who::FederatedUser(..) => "FederatedUser",
            _ => return None,
        })
    }

    /// Whether they signed as somebody of an account.
    pub(crate) fn is_of_an_account(&self) -> bool {
        self.account().is_some()
    }
}
