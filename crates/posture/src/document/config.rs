//! Configuration as AWS Config records it.

use std::fs;
use std::path::Path;

use jiff::Timestamp;
use serde_json::{Map, Value};
use tracie_finding::resources::{BlockPublicAccess, Tag};

use crate::acl::{Acl, Grant, Grantee, Permission};
use crate::bucket::{BucketConfig, Destination, Ownership};
use crate::document::setting::{Setting, Why};
use crate::document::{Call, DocumentError, read};
use crate::snapshot::Snapshot;
use crate::time;

/// Where lists of items stand in what AWS Config hands out.
const LISTS: &[&str] = &["configurationItems", "baseConfigurationItems"];

impl Snapshot {
    /// Reads a snapshot of AWS Config: its items of buckets and of the public
    /// access block of accounts.
    pub(crate) fn of_config(path: &Path, taken_at: Timestamp) -> Result<Snapshot, DocumentError> {
        let bytes = fs::read(path).map_err(|source| DocumentError::Io {
            path: path.into(),
            source,
        })?;
        if bytes.starts_with(&[0x1f, 0x8b]) {
            return Err(DocumentError::Compressed { path: path.into() });
        }
        let value: Value = serde_json::from_slice(&bytes).map_err(|error| DocumentError::Json {
            path: path.into(),
            line: error.line(),
        })?;
        let snapshot = Snapshot::of_config_items(&value, taken_at);
        if snapshot.buckets.is_empty() {
            return Err(DocumentError::NoBucket { path: path.into() });
        }
        Ok(snapshot)
    }

    /// The same from JSON that was read already: a snapshot, the answer of
    /// batch-get-resource-config, an array of items, or one item.
    pub fn of_config_items(value: &Value, taken_at: Timestamp) -> Snapshot {
        let mut snapshot = Snapshot::new(taken_at);
        for item in items(value) {
            snapshot.add_item(item);
        }
        snapshot
    }

    fn add_item(&mut self, item: &Map<String, Value>) {
        let text = |name: &str| item.get(name).and_then(Value::as_str);
        let status = text("configurationItemStatus").unwrap_or_default();
        if status.starts_with("ResourceDeleted") {
            return;
        }
        let account = text("awsAccountId").or_else(|| text("accountId"));
        match text("resourceType") {
            Some("AWS::S3::AccountPublicAccessBlock") => {
                let block = item.get("configuration").map(decoded);
                let block = block.as_ref().and_then(block_public_access);
                let setting = block.map_or(malformed(Call::AccountPublicAccessBlock), Setting::Set);
                if let Some(account) = account.or_else(|| text("resourceId")) {
                    self.accounts.insert(account.to_owned(), setting);
                }
            }
            Some("AWS::S3::Bucket") => {
                let name = text("resourceName").or_else(|| text("resourceId"));
                if let Some(name) = name {
                    if let Some(partition) = text("arn")
                        .or_else(|| text("ARN"))
                        .and_then(|it| it.split(':').nth(1))
                    {
                        self.partition = partition.to_owned();
                    }
                    let mut bucket = bucket(name, item);
                    bucket.account_id = account.map(str::to_owned);
                    self.buckets.insert(name.to_owned(), bucket);
                }
            }
            _ => {}
        }
    }
}

fn items(value: &Value) -> Vec<&Map<String, Value>> {
    let lists = LISTS.iter().filter_map(|list| value.get(list));
    let lists: Vec<&Value> = lists.chain(value.is_array().then_some(value)).collect();
    if lists.is_empty() {
        return value
            .get("configurationItem")
            .unwrap_or(value)
            .as_object()
            .into_iter()
            .collect();
    }
    let items = lists.into_iter().filter_map(Value::as_array).flatten();
    items.filter_map(Value::as_object).collect()
}

/// A member that may be JSON within a text, once or twice.
fn decoded(value: &Value) -> Value {
    let mut value = value.clone();
    for _ in 0..3 {
        let Value::String(text) = &value else {
            break;
        };
        match serde_json::from_str(text) {
            Ok(inner) => value = inner,
            Err(_) => break,
        }
    }
    value
}

fn bucket(name: &str, item: &Map<String, Value>) -> BucketConfig {
    let more = item
        .get("supplementaryConfiguration")
        .map(decoded)
        .unwrap_or_default();
    let of = |name: &str| more.get(name).map(decoded).filter(|value| !value.is_null());
    let configuration = item.get("configuration").map(decoded).unwrap_or_default();
    let mut bucket = BucketConfig::fresh(name);
    bucket.owner = configuration
        .get("owner")
        .map(read::owner)
        .unwrap_or_default();
    let created = configuration
        .get("creationDate")
        .or_else(|| item.get("resourceCreationTime"));
    bucket.created_at = created.and_then(time::of_json);
    bucket.region = match item.get("awsRegion").and_then(Value::as_str) {
        Some(region) => Setting::Set(region.to_owned()),
        None => Setting::unread(Call::Location, Why::NotAsked),
    };
    bucket.acl = match of("AccessControlList") {
        Some(value) => taken(Call::Acl, acl(&value)),
        None => Setting::unread(Call::Acl, Why::NotAsked),
    };
    bucket.policy = match of("BucketPolicy").map(|it| it.get("policyText").cloned()) {
        Some(Some(Value::String(text))) => Setting::Set(text),
        Some(Some(policy @ Value::Object(_))) => Setting::Set(policy.to_string()),
        Some(_) => Setting::NotSet,
        None => Setting::unread(Call::Policy, Why::NotAsked),
    };
    // What is not set has no member in an item.
    bucket.public_access_block = set(
        Call::PublicAccessBlock,
        of("PublicAccessBlockConfiguration"),
        block_public_access,
    );
    bucket.encryption = set(
        Call::Encryption,
        of("ServerSideEncryptionConfiguration"),
        encryption,
    );
    bucket.replication = set(
        Call::Replication,
        of("ReplicationConfiguration"),
        replication,
    );
    bucket.versioning = set(
        Call::Versioning,
        of("BucketVersioningConfiguration"),
        |value| Some(value.get("status")?.as_str()? == "Enabled"),
    );
    bucket.ownership = set(Call::OwnershipControls, of("OwnershipControls"), |value| {
        let rules = value.get("rules").or_else(|| value.get("Rules"))?;
        let rule = rules.get(0)?;
        let ownership = rule
            .get("objectOwnership")
            .or_else(|| rule.get("ObjectOwnership"));
        Ownership::parse(ownership?.as_str()?)
    });
    bucket.tags = match of("BucketTaggingConfiguration") {
        Some(value) => taken(Call::Tagging, tag_sets(&value)),
        None => Setting::Set(item.get("tags").map(tags).unwrap_or_default()),
    };
    bucket
}

fn set<T>(call: Call, value: Option<Value>, read: impl FnOnce(&Value) -> Option<T>) -> Setting<T> {
    match value {
        Some(value) => taken(call, read(&value)),
        None => Setting::NotSet,
    }
}

fn taken<T>(call: Call, value: Option<T>) -> Setting<T> {
    value.map_or(malformed(call), Setting::Set)
}

fn malformed<T>(call: Call) -> Setting<T> {
    Setting::unread(
        call,
        Why::Malformed("AWS Config has it in a form that is not known".into()),
    )
}

fn block_public_access(value: &Value) -> Option<BlockPublicAccess> {
    let flag = |name: &str| value.get(name)?.as_bool();
    Some(BlockPublicAccess {
        block_public_acls: flag("blockPublicAcls")?,
        block_public_policy: flag("blockPublicPolicy")?,
        ignore_public_acls: flag("ignorePublicAcls")?,
        restrict_public_buckets: flag("restrictPublicBuckets")?,
    })
}

fn acl(value: &Value) -> Option<Acl> {
    let owner = read::owner(value.get("owner")?);
    let grants = match value.get("grantList") {
        None | Some(Value::Null) => value.get("grantSet"),
        list => list,
    };
    let grants = grants
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .map(|grant| {
            Some(Grant {
                grantee: grantee(grant.get("grantee")?)?,
                permission: Permission::parse(grant.get("permission")?.as_str()?)?,
            })
        });
    let grants = grants.collect::<Option<_>>()?;
    Some(Acl { owner, grants })
}

/// A group stands there by its name, an account as an object.
fn grantee(value: &Value) -> Option<Grantee> {
    if let Some(group) = value.as_str() {
        return Some(Grantee::group(group));
    }
    let text = |name: &str| value.get(name).and_then(Value::as_str);
    let uri = text("groupUri").or_else(|| text("uri"));
    uri.map(Grantee::group).or_else(|| {
        text("id")
            .or_else(|| text("identifier"))
            .map(|id| Grantee::Canonical(id.to_ascii_lowercase()))
    })
}

fn encryption(value: &Value) -> Option<tracie_finding::resources::ServerSideEncryption> {
    let by_default = value
        .get("rules")?
        .get(0)?
        .get("applyServerSideEncryptionByDefault")?;
    read::encryption_of(
        by_default.get("sseAlgorithm")?.as_str()?,
        by_default.get("kmsMasterKeyID").and_then(Value::as_str),
    )
}

/// Rules stand there by their names, or one after the other.
fn replication(value: &Value) -> Option<Vec<Destination>> {
    let rules: Vec<&Value> = match value.get("rules")? {
        Value::Object(rules) => rules.values().collect(),
        Value::Array(rules) => rules.iter().collect(),
        _ => return None,
    };
    let enabled = rules
        .into_iter()
        .filter(|rule| rule.get("status").and_then(Value::as_str) == Some("Enabled"));
    let destinations = enabled.map(|rule| {
        let destination = rule
            .get("destinationConfig")
            .or_else(|| rule.get("destination"))?;
        let arn = destination
            .get("bucketARN")
            .or_else(|| destination.get("bucketArn"))?;
        Destination::of(
            arn.as_str()?,
            destination.get("account").and_then(Value::as_str),
        )
    });
    destinations.collect()
}

fn tag_sets(value: &Value) -> Option<Vec<Tag>> {
    let sets = value.get("tagSets")?.as_array()?;
    Some(
        sets.iter()
            .filter_map(|set| set.get("tags"))
            .flat_map(tags)
            .collect(),
    )
}

fn tags(value: &Value) -> Vec<Tag> {
    let tags = value.as_object().into_iter().flatten();
    tags.filter_map(|(key, value)| {
        Some(Tag {
            key: key.clone(),
            value: value.as_str()?.to_owned(),
        })
    })
    .collect()
}
