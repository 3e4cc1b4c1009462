//! How a bucket is set up, as the AWS CLI would print it.

use serde_json::{Map, Value, json};

use super::client::{Client, Get, Refusal};
use super::error::Error;
use super::reply::Failure;
use super::xml::Element;

/// What came of asking for a setting of a bucket, under the name that the AWS
/// CLI has for the call: what that prints, or the code of the error.
#[derive(Clone, Debug, PartialEq)]
pub struct Configuration {
    /// Such as `get-bucket-acl`.
    pub call: &'static str,
    /// The document, or the code.
    pub answer: Result<Value, String>,
}

/// How an answer is read.
type Reading = fn(&Element) -> Value;

/// The calls, and by which parameter a bucket is asked.
const CALLS: &[(&str, &str, Reading)] = &[
    ("get-bucket-acl", "acl", acl),
    ("get-bucket-policy-status", "policyStatus", policy_status),
    (
        "get-public-access-block",
        "publicAccessBlock",
        public_access_block,
    ),
    ("get-bucket-encryption", "encryption", encryption),
    ("get-bucket-replication", "replication", replication),
    ("get-bucket-tagging", "tagging", tagging),
    ("get-bucket-versioning", "versioning", versioning),
    ("get-bucket-location", "location", location),
    (
        "get-bucket-ownership-controls",
        "ownershipControls",
        ownership,
    ),
];

impl Client {
    /// Asks for all that says how a bucket stands open. What is denied or not
    /// set is an answer, too.
    ///
    /// # Errors
    ///
    /// If there is no such bucket, or the store cannot be reached.
    pub fn configuration(&self, bucket: &str) -> Result<Vec<Configuration>, Error> {
        let mut all = Vec::new();
        for (call, parameter, read) in CALLS {
            let answer = self.element(&get(bucket, &[(parameter, "")]));
            all.push(self.settle(bucket, call, answer.map(|element| read(&element)))?);
        }
        let policy = self.document(&get(bucket, &[("policy", "")]));
        let policy = policy.map(|text| json!({ "Policy": text }));
        all.push(self.settle(bucket, "get-bucket-policy", policy)?);
        Ok(all)
    }

    fn settle(
        &self,
        bucket: &str,
        call: &'static str,
        answer: Result<Value, Refusal>,
    ) -> Result<Configuration, Error> {
        let answer = match answer {
            Ok(value) => Ok(value),
            Err(Refusal::Said(failure)) if failure.code != "NoSuchBucket" => Err(code_of(failure)),
            Err(refusal) => {
                return Err(self.error(refusal, bucket, "GetBucketAcl", "s3:GetBucketAcl"));
            }
        };
        Ok(Configuration { call, answer })
    }
}

/// A code that tells whether something is denied.
pub(super) fn code_of(failure: Failure) -> String {
    if failure.is_denial() {
        "AccessDenied".into()
    } else {
        failure.code
    }
}

/// A document, taken for the answer of every call.
pub(super) fn read_all(document: &Element) -> Vec<Value> {
    CALLS.iter().map(|(_, _, read)| read(document)).collect()
}

fn get<'r>(bucket: &'r str, parameters: &'r [(&'r str, &'r str)]) -> Get<'r> {
    Get {
        bucket,
        key: "",
        parameters,
        headers: &[],
    }
}

/// The text of some children, under their names.
fn texts(element: &Element, names: &[&str]) -> Map<String, Value> {
    let texts = names.iter().filter_map(|name| {
        let text = element.text_of(name)?;
        Some(((*name).to_owned(), Value::from(text)))
    });
    texts.collect()
}

fn acl(document: &Element) -> Value {
    const OWNER: &[&str] = &["ID", "DisplayName"];
    let owner = document
        .child("Owner")
        .map(|it| texts(it, OWNER))
        .unwrap_or_default();
    let grants = document
        .child("AccessControlList")
        .into_iter()
        .flat_map(|it| it.all("Grant"));
    let grants = grants.map(|grant| {
        let grantee = grant.child("Grantee");
        let mut who = grantee
            .map(|it| texts(it, &["ID", "DisplayName", "URI", "EmailAddress"]))
            .unwrap_or_default();
        if let Some(kind) = grantee.and_then(|it| it.kind.clone()) {
            who.insert("Type".into(), kind.into());
        }
        json!({"Grantee": who, "Permission": grant.text_of("Permission")})
    });
    json!({"Owner": owner, "Grants": grants.collect::<Vec<_>>()})
}

fn policy_status(document: &Element) -> Value {
    let is_public = document
        .text_of("IsPublic")
        .is_some_and(|it| it.eq_ignore_ascii_case("true"));
    json!({"PolicyStatus": {"IsPublic": is_public}})
}

pub(super) fn public_access_block(document: &Element) -> Value {
    const NAMES: [&str; 4] = [
        "BlockPublicAcls",
        "IgnorePublicAcls",
        "BlockPublicPolicy",
        "RestrictPublicBuckets",
    ];
    let is_on = |name: &&str| {
        document
            .text_of(name)
            .is_some_and(|it| it.eq_ignore_ascii_case("true"))
    };
    let switches = NAMES
        .iter()
        .map(|name| ((*name).to_owned(), Value::from(is_on(name))));
    json!({"PublicAccessBlockConfiguration": switches.collect::<Map<_, _>>()})
}

fn encryption(document: &Element) -> Value {
    let rules = document.all("Rule").map(|rule| {
        let by_default = rule.child("ApplyServerSideEncryptionByDefault");
        let by_default = by_default.map(|it| texts(it, &["SSEAlgorithm", "KMSMasterKeyID"]));
        json!({"ApplyServerSideEncryptionByDefault": by_default})
    });
    json!({"ServerSideEncryptionConfiguration": {"Rules": rules.collect::<Vec<_>>()}})
}

fn replication(document: &Element) -> Value {
    let rules = document.all("Rule").map(|rule| {
        let destination = rule
            .child("Destination")
            .map(|it| texts(it, &["Bucket", "Account"]));
        let mut rule = texts(rule, &["ID", "Status"]);
        rule.insert("Destination".into(), json!(destination));
        Value::from(rule)
    });
    json!({"ReplicationConfiguration": {"Rules": rules.collect::<Vec<_>>()}})
}

fn tagging(document: &Element) -> Value {
    let tags = document
        .child("TagSet")
        .into_iter()
        .flat_map(|it| it.all("Tag"));
    let tags = tags.map(|tag| {
        json!({"Key": tag.text_of("Key").unwrap_or_default(), "Value": tag.text_of("Value").unwrap_or_default()})
    });
    json!({"TagSet": tags.collect::<Vec<_>>()})
}

fn versioning(document: &Element) -> Value {
    Value::from(texts(document, &["Status"]))
}

/// The whole document is the name, or empty.
fn location(document: &Element) -> Value {
    let name = Some(document.text.trim()).filter(|name| !name.is_empty());
    json!({"LocationConstraint": name})
}

fn ownership(document: &Element) -> Value {
    let rules = document
        .all("Rule")
        .map(|rule| Value::from(texts(rule, &["ObjectOwnership"])));
    json!({"OwnershipControls": {"Rules": rules.collect::<Vec<_>>()}})
}
