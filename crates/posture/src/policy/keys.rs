//! Which values the keys of conditions can have for somebody who asks.

use std::net::IpAddr;

use crate::policy::action::{Action, Target};
use crate::policy::address;
use crate::policy::glob::Glob;
use crate::policy::request::Value;
use crate::policy::scene::Scene;
use crate::policy::tested::{Examples, Tested};
use crate::policy::who::Who;

/// Somebody who asks, and what is within their reach.
#[derive(Clone, Debug)]
pub(crate) struct Asker {
    pub(crate) who: Who,
    /// Through an endpoint of a VPC rather than the internet.
    pub(crate) by_vpc: bool,
    /// Whether networks, keys and ids that the policy names are theirs.
    pub(crate) has_named: bool,
    /// The organisation they are of.
    pub(crate) organization: Membership,
    /// The account whose access point they go through.
    pub(crate) access_point: Option<String>,
    /// For a service: the account on whose behalf it comes.
    pub(crate) acting_for: Option<String>,
}

/// Of which organisation somebody is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Membership {
    /// Of none, or of one that nobody named.
    Stranger,
    /// Of this one.
    Of(String),
    /// Of any but the owner's, as far as that is known.
    Foreign,
    /// It cannot be told.
    Unknown,
}

/// An id that no user or role of a policy has.
const FRESH_USER: &str = "AIDATRACIEFRESHUSER0";
const FRESH_ROLE: &str = "AROATRACIEFRESHROLE0";
/// Likewise.
pub(crate) const FRESH_ORGANIZATION: &str = "o-traciefresh";

pub(crate) struct Domain<'d> {
    pub(crate) scene: &'d Scene<'d>,
    pub(crate) asker: &'d Asker,
    pub(crate) action: &'d Action,
    pub(crate) tested: &'d Tested,
    /// An account that the policy does not name.
    pub(crate) fresh_account: &'d str,
}

impl Domain<'_> {
    /// The values that a key can have.
    pub(crate) fn of(&self, key: &str) -> Vec<Value> {
        let family = key.split_once('/').map_or(key, |(family, _)| family);
        match family {
            "aws:principalaccount"
            | "aws:principalarn"
            | "aws:principaltype"
            | "aws:userid"
            | "aws:username"
            | "aws:principalorgid"
            | "aws:principalorgpaths"
            | "aws:principaltag"
            | "aws:principalisawsservice"
            | "aws:principalservicename"
            | "aws:principalservicenameslist"
            | "aws:multifactorauthpresent"
            | "aws:multifactorauthage"
            | "aws:tokenissuetime" => self.of_principal(family),
            "aws:sourceip" | "aws:vpcsourceip" | "aws:sourcevpc" | "aws:sourcevpce" => {
                self.of_network(family)
            }
            "aws:sourceaccount" | "aws:sourceowner" | "aws:sourcearn" | "aws:sourceorgid"
            | "aws:sourceorgpaths" => self.of_service(family),
            "s3:dataaccesspointarn"
            | "s3:dataaccesspointaccount"
            | "s3:accesspointnetworkorigin" => self.of_access_point(family),
            "aws:resourceaccount"
            | "s3:resourceaccount"
            | "aws:resourceorgid"
            | "aws:requestedregion" => self.of_bucket(family),
            "aws:currenttime" => one(self.scene.now.to_string()),
            "aws:epochtime" => one(self.scene.now.as_second().to_string()),
            "aws:securetransport" => flags(),
            "aws:viaawsservice" if self.asker.who == Who::Anonymous => one("false"),
            "aws:viaawsservice" => flags(),
            "aws:calledvia" => self.several(),
            "aws:tagkeys" | "s3:requestobjecttagkeys" => self.several(),
            "aws:calledviafirst" | "aws:calledvialast" | "aws:useragent" | "aws:referer"
            | "aws:requesttag" => self.free(),
            _ if family.starts_with("s3:") => self.of_s3(family),
            _ => vec![Value::Unknown],
        }
    }

    fn of_principal(&self, key: &str) -> Vec<Value> {
        let who = &self.asker.who;
        match key {
            "aws:principalaccount" => match who {
                Who::Anonymous => one("anonymous"),
                Who::Service(_) => vec![Value::Absent],
                who => known(who.account().filter(|it| is_known(it)).cloned()),
            },
            "aws:principalarn" => match who.arn(self.scene.partition) {
                Some(arn) if who.account().is_none_or(|it| is_known(it)) => one(arn),
                Some(_) => vec![Value::Unknown],
                None => self.without_account(),
            },
            "aws:principaltype" => known(who.kind().map(str::to_owned)),
            "aws:userid" => self.user_ids(),
            "aws:username" => match who {
                Who::User(_, name) => one(name.rsplit('/').next().unwrap_or(name)),
                who if who.is_of_an_account() => vec![Value::Absent],
                _ => self.without_account(),
            },
            "aws:principalorgid" => self.organizations(),
            "aws:principalorgpaths" => self.paths(),
            "aws:principaltag" if who.is_of_an_account() => self.free(),
            "aws:multifactorauthpresent" if who.is_of_an_account() => {
                let mut values = flags();
                values.push(Value::Absent);
                values
            }
            "aws:multifactorauthage" if who.is_of_an_account() => self.numbers(),
            "aws:tokenissuetime" if matches!(who, Who::Role(..) | Who::FederatedUser(..)) => {
                one(self.scene.now.to_string())
            }
            "aws:principalisawsservice" => one(matches!(who, Who::Service(_)).to_string()),
            "aws:principalservicename" => match who {
                Who::Service(name) => one(name.clone()),
                _ => vec![Value::Absent],
            },
            "aws:principalservicenameslist" => match who {
                Who::Service(name) => vec![Value::Many(vec![name.clone()])],
                _ => vec![Value::Absent],
            },
            _ if who.is_of_an_account() => vec![Value::Absent],
            _ => self.without_account(),
        }
    }

    /// Of somebody who is of no account: nobody has none of it, of others
    /// nothing is known.
    fn without_account(&self) -> Vec<Value> {
        match &self.asker.who {
            Who::Anonymous | Who::Service(_) => vec![Value::Absent],
            _ => vec![Value::Unknown],
        }
    }

    fn user_ids(&self) -> Vec<Value> {
        let within = match &self.asker.who {
            Who::Anonymous => return one("anonymous"),
            Who::Root(account) if is_known(account) => return one(account.clone()),
            Who::User(..) => Glob::literal(FRESH_USER),
            Who::Role(..) => Glob::like(&format!("{FRESH_ROLE}:?*")),
            _ => return self.without_account(),
        };
        let mut values = texts(self.tested.texts(&[within]));
        if self.asker.has_named {
            values.extend(texts(self.tested.texts(&[])));
        }
        values
    }

    fn organizations(&self) -> Vec<Value> {
        match (&self.asker.who, &self.asker.organization) {
            (who, _) if !who.is_of_an_account() => self.without_account(),
            (_, Membership::Of(id)) => one(id.clone()),
            (_, Membership::Unknown) => vec![Value::Unknown],
            (_, membership) => {
                let mut values = vec![Value::Absent];
                let examples = self.tested.texts(&[Glob::like("o-*")]);
                let complete = examples.complete;
                let mut ids = examples.texts;
                ids.push(FRESH_ORGANIZATION.into());
                ids.retain(|id| self.may_be_of(id, membership));
                values.extend(ids.into_iter().map(Value::One));
                values.extend((!complete).then_some(Value::Unknown));
                values
            }
        }
    }

    /// Whether somebody of such a membership can be of an organisation.
    fn may_be_of(&self, id: &str, membership: &Membership) -> bool {
        match membership {
            Membership::Stranger => !self.tested.literals.iter().any(|it| it == id),
            Membership::Foreign => self.scene.organization.is(id) != Some(true),
            _ => true,
        }
    }

    fn paths(&self) -> Vec<Value> {
        if !self.asker.who.is_of_an_account() {
            return self.without_account();
        }
        let path = |id: &str| Glob::like(&format!("{id}/?*"));
        let (within, mut values) = match &self.asker.organization {
            Membership::Unknown => return vec![Value::Unknown],
            Membership::Of(id) => (vec![path(id)], Vec::new()),
            Membership::Stranger | Membership::Foreign => (vec![path("o-*")], vec![Value::Absent]),
        };
        let examples = self.tested.texts(&within);
        let membership = &self.asker.organization;
        values.extend(
            examples
                .texts
                .into_iter()
                .filter(|text| {
                    let id = text.split('/').next().unwrap_or(text);
                    match membership {
                        Membership::Stranger => !self.is_named_organization(id),
                        membership => self.may_be_of(id, membership),
                    }
                })
                .map(|text| Value::Many(vec![text])),
        );
        values.extend((!examples.complete).then_some(Value::Unknown));
        values
    }

    /// Whether a path or a pattern of paths begins with an organisation.
    fn is_named_organization(&self, id: &str) -> bool {
        let mut literals = self.tested.literals.iter();
        literals.any(|text| text.split('/').next() == Some(id))
            || self.tested.starts.iter().any(|start| start == id)
    }

    fn of_network(&self, key: &str) -> Vec<Value> {
        if matches!(self.asker.who, Who::Service(_) | Who::Oai(_)) {
            // How a service comes is its own affair.
            return vec![Value::Unknown];
        }
        match (key, self.asker.by_vpc) {
            ("aws:sourceip", false) => {
                let addresses = self.tested.addresses().into_iter();
                let mine = addresses.filter(|it| self.may_come_from(*it));
                mine.map(|it| Value::One(it.to_string())).collect()
            }
            ("aws:vpcsourceip", true) => {
                // In one's own VPC one may have any address.
                let addresses = self.tested.addresses().into_iter();
                addresses.map(|it| Value::One(it.to_string())).collect()
            }
            ("aws:sourcevpc" | "aws:sourcevpce", true) => self.named_if_theirs(),
            _ => vec![Value::Absent],
        }
    }

    fn may_come_from(&self, address: IpAddr) -> bool {
        address::is_on_the_internet(address)
            && (self.asker.has_named || !self.tested.is_of_a_network(address))
    }

    fn of_service(&self, key: &str) -> Vec<Value> {
        if !matches!(self.asker.who, Who::Service(_)) {
            return vec![Value::Absent];
        }
        let account = self
            .asker
            .acting_for
            .as_deref()
            .unwrap_or(self.fresh_account);
        match key {
            "aws:sourceaccount" | "aws:sourceowner" => one(account),
            "aws:sourcearn" => {
                // Some services name a resource that has no account: a bucket.
                let within = [
                    Glob::arn(&format!("arn:*:*:*:{account}:*")),
                    Glob::arn("arn:*:s3:::*"),
                ];
                let within = if self.asker.acting_for.is_some() {
                    &within[..]
                } else {
                    &within[..1]
                };
                texts(self.tested.texts(within))
            }
            _ => vec![Value::Unknown],
        }
    }

    fn of_access_point(&self, key: &str) -> Vec<Value> {
        let Some(account) = &self.asker.access_point else {
            return vec![Value::Absent];
        };
        match key {
            "s3:dataaccesspointaccount" => one(account.clone()),
            "s3:dataaccesspointarn" => {
                let within = Glob::arn(&format!("arn:*:s3:*:{account}:accesspoint/?*"));
                texts(self.tested.texts(&[within]))
            }
            _ => vec![Value::One("Internet".into()), Value::One("VPC".into())],
        }
    }

    fn of_bucket(&self, key: &str) -> Vec<Value> {
        known(match key {
            "aws:requestedregion" => self.scene.region.map(str::to_owned),
            "aws:resourceorgid" => self.scene.organization.id().map(str::to_owned),
            _ => self.scene.account.map(str::to_owned),
        })
    }

    fn of_s3(&self, key: &str) -> Vec<Value> {
        if !has_key(self.action, key) {
            return vec![Value::Absent];
        }
        let anonymous = self.asker.who == Who::Anonymous;
        match key {
            "s3:x-amz-server-side-encryption-aws-kms-key-id" => {
                let mut values = vec![Value::Absent];
                values.extend(self.named_if_theirs());
                values
            }
            "s3:tlsversion" => ["1.2", "1.3"]
                .map(|it| Value::One(it.into()))
                .into_iter()
                .chain([Value::Absent])
                .collect(),
            "s3:signatureage" | "s3:signatureversion" | "s3:authtype" if anonymous => {
                vec![Value::Absent]
            }
            "s3:signatureage" => self.numbers(),
            "s3:max-keys" | "s3:object-lock-remaining-retention-days" => self.numbers(),
            key if FREE.contains(&key) || key.starts_with("s3:x-amz-") => self.free(),
            _ => vec![Value::Unknown],
        }
    }

    /// What whoever asks can choose, or leave out.
    fn free(&self) -> Vec<Value> {
        let mut values = texts(self.tested.anything());
        values.push(Value::Absent);
        values
    }

    /// Several at once: none, each alone, and all that are named.
    fn several(&self) -> Vec<Value> {
        let examples = self.tested.anything();
        let mut values = vec![Value::Absent];
        values.extend((!examples.complete).then_some(Value::Unknown));
        values.extend(
            examples
                .texts
                .into_iter()
                .map(|text| Value::Many(vec![text])),
        );
        if self.tested.literals.len() > 1 {
            values.push(Value::Many(self.tested.literals.clone()));
        }
        values
    }

    fn numbers(&self) -> Vec<Value> {
        let numbers = self.tested.numbers().into_iter().map(Value::One);
        numbers.chain([Value::Absent]).collect()
    }

    /// Any text, but what the policy names in full only for those to whom it
    /// belongs.
    fn named_if_theirs(&self) -> Vec<Value> {
        let mut examples = self.tested.texts(&[]);
        if !self.asker.has_named {
            examples
                .texts
                .retain(|text| !self.tested.literals.contains(text));
        }
        texts(examples)
    }
}

/// What stands for the account of the owner where nobody knows it.
pub(crate) const OWN: &str = "own";

fn is_known(account: &str) -> bool {
    account != OWN
}

/// Keys of S3 that whoever asks can choose freely; besides the headers.
const FREE: &[&str] = &[
    "s3:authtype",
    "s3:delimiter",
    "s3:existingobjecttag",
    "s3:if-match",
    "s3:if-none-match",
    "s3:object-lock-legal-hold",
    "s3:object-lock-mode",
    "s3:object-lock-retain-until-date",
    "s3:objectcreationoperation",
    "s3:prefix",
    "s3:requestobjecttag",
    "s3:signatureversion",
    "s3:versionid",
];

/// Whether requests of an action have a key of S3 at all.
pub(crate) fn has_key(action: &Action, key: &str) -> bool {
    let name = action.name.to_ascii_lowercase();
    let name = name.trim_start_matches("s3:");
    match key {
        "s3:prefix" | "s3:delimiter" | "s3:max-keys" => {
            matches!(name, "listbucket" | "listbucketversions")
        }
        "s3:x-amz-acl"
        | "s3:x-amz-grant-read"
        | "s3:x-amz-grant-write"
        | "s3:x-amz-grant-read-acp"
        | "s3:x-amz-grant-write-acp"
        | "s3:x-amz-grant-full-control" => {
            matches!(
                name,
                "putobject" | "putobjectacl" | "putobjectversionacl" | "putbucketacl"
            )
        }
        "s3:x-amz-server-side-encryption" | "s3:x-amz-server-side-encryption-aws-kms-key-id" => {
            matches!(name, "putobject" | "replicateobject")
        }
        "s3:x-amz-copy-source"
        | "s3:x-amz-metadata-directive"
        | "s3:x-amz-storage-class"
        | "s3:x-amz-website-redirect-location"
        | "s3:objectcreationoperation" => name == "putobject",
        "s3:versionid" => name.contains("version") && action.on == Target::Object,
        "s3:existingobjecttag" => {
            action.on == Target::Object
                && !matches!(
                    name,
                    "putobject"
                        | "abortmultipartupload"
                        | "listmultipartuploadparts"
                        | "deleteobject"
                )
        }
        "s3:requestobjecttag" | "s3:requestobjecttagkeys" => {
            matches!(
                name,
                "putobject" | "putobjecttagging" | "putobjectversiontagging"
            )
        }
        _ => true,
    }
}

fn one(text: impl Into<String>) -> Vec<Value> {
    vec![Value::One(text.into())]
}

fn known(text: Option<String>) -> Vec<Value> {
    vec![text.map_or(Value::Unknown, Value::One)]
}

fn flags() -> Vec<Value> {
    vec![Value::One("true".into()), Value::One("false".into())]
}

fn texts(examples: Examples) -> Vec<Value> {
    let mut values: Vec<Value> = examples.texts.into_iter().map(Value::One).collect();
    values.extend((!examples.complete).then_some(Value::Unknown));
    values
}

/// Keys by which a policy names what belongs to somebody.
pub(crate) fn binds(key: &str) -> bool {
    matches!(
        key,
        "aws:sourceip"
            | "aws:sourcevpc"
            | "aws:sourcevpce"
            | "aws:userid"
            | "s3:dataaccesspointarn"
            | "s3:dataaccesspointaccount"
            | "s3:x-amz-server-side-encryption-aws-kms-key-id"
    )
}

/// Whether a value of a binding key is one that the policy names.
pub(crate) fn is_named(key: &str, value: &Value, tested: &Tested) -> bool {
    let Value::One(text) = value else {
        return false;
    };
    match key {
        "aws:sourceip" => {
            let address = text.parse().ok();
            address.is_some_and(|address| tested.is_of_a_network(address))
        }
        "s3:dataaccesspointaccount" => true,
        "aws:userid" => !text.starts_with(FRESH_USER) && !text.starts_with(FRESH_ROLE),
        _ => tested.literals.contains(text),
    }
}
