//! Who a statement is about.

use serde_json::Value;

use crate::policy::document::Reader;
use crate::policy::error::PolicyError;
use crate::policy::who::Who;
use crate::tri::Tri;

/// Whom a statement names.
#[derive(Clone, Debug)]
pub(crate) struct Principals {
    /// All but these.
    pub(crate) but: bool,
    /// `"*"`, services included.
    everyone: bool,
    /// `{"AWS": "*"}`.
    all_of_aws: bool,
    pub(crate) named: Vec<Principal>,
}

/// Somebody whom a policy names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Principal {
    /// An account: its root user, and all others whom it gives leave.
    Account(String),
    /// A user by account and name, with its path.
    User(String, String),
    /// A role by account and name, with its path.
    Role(String, String),
    /// A session of a role: account, role, session.
    Session(String, String, String),
    /// A federated user by account and name.
    FederatedUser(String, String),
    /// An origin access identity of CloudFront, by its ARN.
    Oai(String),
    /// An account, or an origin access identity, by its canonical user id.
    Canonical(String),
    /// A service such as `cloudfront.amazonaws.com`.
    Service(String),
    /// An identity provider; with its account if it has an ARN.
    Federated(String, Option<String>),
    /// A user or role that is gone: S3 leaves its unique id in its place.
    Gone,
}

/// What the ARN of an origin access identity begins with, after the partition.
const OAI: &str = ":iam::cloudfront:user/CloudFront Origin Access Identity ";

impl Principals {
    pub(crate) fn parse(
        value: &Value,
        but: bool,
        reader: &Reader<'_>,
    ) -> Result<Principals, PolicyError> {
        let mut principals = Principals {
            but,
            everyone: false,
            all_of_aws: false,
            named: Vec::new(),
        };
        match value {
            Value::String(text) if text == "*" => principals.everyone = true,
            Value::Object(kinds) if !kinds.is_empty() => {
                for (kind, values) in kinds {
                    for text in reader.texts(values, "Principal")? {
                        principals.add(kind, &text, reader)?;
                    }
                }
            }
            _ => return Err(reader.wrong("Principal", "is to be * or an object")),
        }
        Ok(principals)
    }

    fn add(&mut self, kind: &str, text: &str, reader: &Reader<'_>) -> Result<(), PolicyError> {
        let wrong = |what| Err(reader.wrong("Principal", what));
        self.named.push(match kind {
            "AWS" if text == "*" => {
                self.all_of_aws = true;
                return Ok(());
            }
            "AWS" => match of_aws(text) {
                Some(principal) => principal,
                None => return wrong("AWS is to be *, an account, or the ARN of a principal"),
            },
            "Service" if text == "*" || text.contains('.') => Principal::Service(text.into()),
            "Service" => return wrong("Service is to be a name such as logging.s3.amazonaws.com"),
            "CanonicalUser" if is_canonical(text) => {
                Principal::Canonical(text.to_ascii_lowercase())
            }
            "CanonicalUser" => return wrong("CanonicalUser is to be 64 hex digits"),
            "Federated" => {
                let account = text.starts_with("arn:").then(|| account_of(text)).flatten();
                Principal::Federated(text.into(), account.map(str::to_owned))
            }
            _ => return wrong("is to be of AWS, Service, CanonicalUser or Federated"),
        });
        Ok(())
    }

    /// Whether the statement is about somebody.
    pub(crate) fn apply_to(&self, who: &Who) -> Tri {
        if self.but {
            !self.spare(who)
        } else {
            self.name(who).into()
        }
    }

    fn name(&self, who: &Who) -> bool {
        self.everyone
            || (self.all_of_aws && !matches!(who, Who::Service(_)))
            || self.named.iter().any(|principal| principal.is(who))
    }

    /// Whether NotPrincipal spares somebody. All that they are must be listed:
    /// the account, and the user or role, and the session. With a part of that
    /// listed AWS only says that others *might* be meant.
    fn spare(&self, who: &Who) -> Tri {
        if self.everyone || (self.all_of_aws && !matches!(who, Who::Service(_))) {
            return Tri::Yes;
        }
        let listed = |principal: Principal| self.named.contains(&principal);
        let parts = match who {
            Who::Root(account) => vec![listed(Principal::Account(account.clone()))],
            Who::User(account, name) => vec![
                listed(Principal::Account(account.clone())),
                listed(Principal::User(account.clone(), name.clone())),
            ],
            Who::Role(account, name, session) => vec![
                listed(Principal::Account(account.clone())),
                listed(Principal::Role(account.clone(), name.clone())),
                listed(Principal::Session(
                    account.clone(),
                    last(name).into(),
                    session.clone(),
                )),
            ],
            Who::FederatedUser(account, name) => vec![
                listed(Principal::Account(account.clone())),
                listed(Principal::FederatedUser(account.clone(), name.clone())),
            ],
            who => vec![self.named.iter().any(|principal| principal.is(who))],
        };
        // The account alone spares nobody but its root user.
        match parts.as_slice() {
            parts if parts.iter().all(|listed| *listed) => Tri::Yes,
            [_, rest @ ..] if rest.iter().any(|listed| *listed) => Tri::Unknown,
            _ => Tri::No,
        }
    }
}

impl Principal {
    /// Whether somebody is this, or belongs to it.
    fn is(&self, who: &Who) -> bool {
        match (self, who) {
            (Principal::Account(own), who) => who.account() == Some(own),
            (Principal::User(account, name), Who::User(their, own)) => {
                account == their && name == own
            }
            (Principal::Role(account, name), Who::Role(their, own, _)) => {
                account == their && name == own
            }
            (Principal::Session(account, role, session), Who::Role(their, own, theirs)) => {
                account == their && role == last(own) && session == theirs
            }
            (Principal::FederatedUser(account, name), Who::FederatedUser(their, own)) => {
                account == their && name == own
            }
            (Principal::Oai(arn), Who::Oai(own)) => arn == own,
            (Principal::Canonical(id), Who::Canonical(own)) => id == own,
            (Principal::Service(name), Who::Service(own)) => name == "*" || name == own,
            (Principal::Federated(name, _), Who::Federated(own)) => name == own,
            _ => false,
        }
    }

    /// The account it is of, if it names one.
    pub(crate) fn account(&self) -> Option<&str> {
        match self {
            Principal::Account(account)
            | Principal::User(account, _)
            | Principal::Role(account, _)
            | Principal::Session(account, ..)
            | Principal::FederatedUser(account, _) => Some(account),
            Principal::Federated(_, account) => account.as_deref(),
            _ => None,
        }
    }
}

/// What follows the last slash: the name without its path.
fn last(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

fn of_aws(text: &str) -> Option<Principal> {
    if is_account(text) {
        return Some(Principal::Account(text.into()));
    }
    if is_canonical(text) {
        return Some(Principal::Canonical(text.to_ascii_lowercase()));
    }
    if text.starts_with("arn:") {
        return of_arn(text);
    }
    let is_id = text.len() >= 16
        && text
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    let is_gone = is_id && (text.starts_with("AIDA") || text.starts_with("AROA"));
    is_gone.then_some(Principal::Gone)
}

fn of_arn(arn: &str) -> Option<Principal> {
    if arn.contains(OAI) {
        return Some(Principal::Oai(arn.into()));
    }
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let [_, _, service, "", account, resource] = parts[..] else {
        return None;
    };
    if !is_account(account) || resource.contains(['*', '?']) {
        return None;
    }
    let account = account.to_owned();
    let (kind, name) = resource.split_once('/').unwrap_or((resource, ""));
    let name = name.to_owned();
    match (service, kind) {
        ("iam", "root") if name.is_empty() => Some(Principal::Account(account)),
        ("iam", "user") => Some(Principal::User(account, name)),
        ("iam", "role") => Some(Principal::Role(account, name)),
        ("sts", "federated-user") => Some(Principal::FederatedUser(account, name)),
        ("sts", "assumed-role") => {
            let (role, session) = name.split_once('/')?;
            Some(Principal::Session(account, role.into(), session.into()))
        }
        _ => None,
    }
}

/// The account of an ARN.
pub(crate) fn account_of(arn: &str) -> Option<&str> {
    arn.split(':').nth(4).filter(|part| is_account(part))
}

pub(crate) fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

pub(crate) fn is_canonical(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
