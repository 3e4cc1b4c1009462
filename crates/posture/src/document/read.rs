//! The answers of calls, made settings.

use serde::Deserialize;
use serde_json::Value;
use tracie_finding::resources::{BlockPublicAccess, EncryptionType, ServerSideEncryption, Tag};

use crate::acl::{Acl, Grant, Grantee, Permission};
use crate::bucket::{Destination, Owner, Ownership};
use crate::document::call::{Answer, Call, is_denial};
use crate::document::setting::{Setting, Why};
use crate::inventory::{Inventory, ObjectEncryption};

/// What a call says, by how its answer is read.
pub(crate) fn setting<T>(
    call: Call,
    answer: Option<&Answer>,
    read: impl FnOnce(&Value) -> Option<T>,
) -> Setting<T> {
    match answer {
        None => Setting::unread(call, Why::NotAsked),
        Some(Answer::Refused(code)) if call.absent() == Some(code) => Setting::NotSet,
        Some(Answer::Refused(code)) if is_denial(code) => Setting::unread(call, Why::Denied),
        Some(Answer::Refused(code)) => Setting::unread(call, Why::Failed(code.clone())),
        // A bucket that never had versions says nothing; all else says something.
        Some(Answer::Empty) if call == Call::Versioning => Setting::NotSet,
        Some(Answer::Empty) => {
            let what = format!(
                "it is empty; keep what the AWS CLI says on standard error in {}.err beside it",
                call.name()
            );
            Setting::unread(call, Why::Malformed(what))
        }
        Some(Answer::Json(value)) => match read(value) {
            Some(setting) => Setting::Set(setting),
            None => Setting::unread(
                call,
                Why::Malformed("it is not what the AWS CLI prints".into()),
            ),
        },
    }
}

pub(crate) fn acl(value: &Value) -> Option<Acl> {
    let owner = owner(value.get("Owner")?);
    let grants = value.get("Grants")?.as_array()?;
    let grants = grants.iter().map(|grant| {
        Some(Grant {
            grantee: grantee(grant.get("Grantee")?)?,
            permission: Permission::parse(grant.get("Permission")?.as_str()?)?,
        })
    });
    let grants = grants.collect::<Option<_>>()?;
    Some(Acl { owner, grants })
}

pub(crate) fn owner(value: &Value) -> Owner {
    let text = |name| value.get(name).and_then(Value::as_str).map(str::to_owned);
    Owner {
        id: text("ID").or_else(|| text("id")),
        display_name: text("DisplayName").or_else(|| text("displayName")),
    }
}

fn grantee(value: &Value) -> Option<Grantee> {
    let text = |name| value.get(name).and_then(Value::as_str);
    if let Some(uri) = text("URI") {
        return Some(Grantee::group(uri));
    }
    if let Some(id) = text("ID") {
        return Some(Grantee::Canonical(id.to_ascii_lowercase()));
    }
    text("EmailAddress").map(|_| Grantee::Email)
}

/// The policy itself: as text within the answer, or as it stands.
pub(crate) fn policy(value: &Value) -> Option<String> {
    match value.get("Policy") {
        Some(Value::String(text)) => Some(text.clone()),
        Some(policy @ Value::Object(_)) => Some(policy.to_string()),
        None if value.get("Statement").is_some() => Some(value.to_string()),
        _ => None,
    }
}

pub(crate) fn policy_status(value: &Value) -> Option<bool> {
    value.get("PolicyStatus")?.get("IsPublic")?.as_bool()
}

pub(crate) fn public_access_block(value: &Value) -> Option<BlockPublicAccess> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase", default)]
    #[derive(Default)]
    struct Flags {
        block_public_acls: bool,
        block_public_policy: bool,
        ignore_public_acls: bool,
        restrict_public_buckets: bool,
    }
    let flags = value.get("PublicAccessBlockConfiguration")?;
    let flags = Flags::deserialize(flags).ok()?;
    Some(BlockPublicAccess {
        block_public_acls: flags.block_public_acls,
        block_public_policy: flags.block_public_policy,
        ignore_public_acls: flags.ignore_public_acls,
        restrict_public_buckets: flags.restrict_public_buckets,
    })
}

pub(crate) fn encryption(value: &Value) -> Option<ServerSideEncryption> {
    let rules = value
        .get("ServerSideEncryptionConfiguration")?
        .get("Rules")?;
    let by_default = rules.get(0)?.get("ApplyServerSideEncryptionByDefault")?;
    encryption_of(
        by_default.get("SSEAlgorithm")?.as_str()?,
        by_default.get("KMSMasterKeyID").and_then(Value::as_str),
    )
}

pub(crate) fn encryption_of(algorithm: &str, key: Option<&str>) -> Option<ServerSideEncryption> {
    let encryption_type = match algorithm {
        "AES256" => EncryptionType::Aes256,
        "aws:kms" => EncryptionType::Kms,
        "aws:kms:dsse" => EncryptionType::KmsDsse,
        _ => return None,
    };
    Some(ServerSideEncryption {
        encryption_type,
        kms_master_key_id: key.map(str::to_owned),
    })
}

pub(crate) fn replication(value: &Value) -> Option<Vec<Destination>> {
    let rules = value
        .get("ReplicationConfiguration")?
        .get("Rules")?
        .as_array()?;
    let enabled = rules
        .iter()
        .filter(|rule| rule.get("Status").and_then(Value::as_str) == Some("Enabled"));
    let destinations = enabled.map(|rule| {
        let destination = rule.get("Destination")?;
        Destination::of(
            destination.get("Bucket")?.as_str()?,
            destination.get("Account").and_then(Value::as_str),
        )
    });
    destinations.collect()
}

pub(crate) fn tags(value: &Value) -> Option<Vec<Tag>> {
    let tags = value.get("TagSet")?.as_array()?.iter().map(|tag| {
        Some(Tag {
            key: tag.get("Key")?.as_str()?.to_owned(),
            value: tag.get("Value")?.as_str()?.to_owned(),
        })
    });
    tags.collect()
}

/// Whether new versions are kept.
pub(crate) fn versioning(value: &Value) -> Option<bool> {
    let status = value.as_object()?.get("Status").and_then(Value::as_str);
    Some(status == Some("Enabled"))
}

/// The region; the oldest one has no name here, and one has an old name.
pub(crate) fn location(value: &Value) -> Option<String> {
    match value.as_object()?.get("LocationConstraint") {
        None | Some(Value::Null) => Some("us-east-1".into()),
        Some(Value::String(text)) => Some(match text.as_str() {
            "" => "us-east-1".into(),
            "EU" => "eu-west-1".into(),
            region => region.into(),
        }),
        Some(_) => None,
    }
}

pub(crate) fn ownership(value: &Value) -> Option<Ownership> {
    let rules = value.get("OwnershipControls")?.get("Rules")?;
    Ownership::parse(rules.get(0)?.get("ObjectOwnership")?.as_str()?)
}

/// The objects of a listing; how each is encrypted it does not say.
pub(crate) fn inventory(value: &Value) -> Inventory {
    let mut inventory = Inventory::default();
    let objects = value.get("Contents").and_then(Value::as_array);
    for object in objects.into_iter().flatten() {
        let text = |name: &str| object.get(name).and_then(Value::as_str);
        let size = object.get("Size").and_then(Value::as_u64).unwrap_or(0);
        let class = text("StorageClass").unwrap_or("STANDARD");
        if let Some(key) = text("Key") {
            inventory.add(key, size, class, ObjectEncryption::Unknown);
        }
    }
    inventory
}
