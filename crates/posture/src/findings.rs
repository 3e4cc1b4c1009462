//! Policy findings: what became worse from one snapshot to the next.

use std::collections::{BTreeMap, BTreeSet};

use tracie_finding::detection::Severity;
use tracie_finding::finding::SCHEMA_VERSION;
use tracie_finding::identity::hex_id;
use tracie_finding::policy::{
    ActionType, ApiCallDetails, FindingAction, FindingActor, PolicyDetails,
};
use tracie_finding::resources::{BlockPublicAccess, EncryptionType, ResourcesAffected};
use tracie_finding::timestamp::rfc3339_ms;
use tracie_finding::{Finding, FindingType};

use crate::bucket::BucketConfig;
use crate::document::Setting;
use crate::organization::Organization;
use crate::policy::Relation;
use crate::posture::{Posture, Way};
use crate::snapshot::Snapshot;

/// What findings say that is not in a snapshot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setup {
    /// The account of buckets of which it is not known, 12 digits.
    pub account_id: String,
    /// The region of buckets of which it is not known.
    pub region: String,
    /// Who is inside.
    pub organization: Organization,
    /// Whether what cannot be decided counts as shared with the outside, as
    /// with Macie, which then may be wrong.
    pub suspicious: bool,
}

/// Something that became worse.
struct Change {
    kind: FindingType,
    /// The call that does such a thing.
    api: &'static str,
}

/// The policy findings of what became worse from `before` to `after`. A bucket
/// that was not there before is compared with one as S3 makes it by itself;
/// without a snapshot from before, all buckets are.
///
/// A bucket that was open before and is no more open now gives none, as with
/// Macie. Each finding has [`finding_id`] and a count of 1; [`merged`] brings
/// it together with earlier ones. What was done is worked out from what
/// changed, and who did it is not known.
pub fn findings(before: Option<&Snapshot>, after: &Snapshot, setup: &Setup) -> Vec<Finding> {
    let mut earlier: BTreeMap<String, Posture> = before
        .map(|snapshot| snapshot.postures(&setup.organization))
        .into_iter()
        .flatten()
        .map(|posture| (posture.config.name.clone(), posture))
        .collect();
    let mut findings = Vec::new();
    for posture in after.postures(&setup.organization) {
        let name = &posture.config.name;
        let earlier = earlier.remove(name).unwrap_or_else(|| {
            Posture::of(
                &BucketConfig::fresh(name),
                &Snapshot::new(after.taken_at),
                &setup.organization,
            )
        });
        let changes = changes(&earlier, &posture, setup.suspicious);
        findings.extend(changes.map(|change| finding(&change, &posture, after, setup)));
    }
    findings
}

/// The id of a policy finding: it follows from its type, the account, the
/// region and the bucket alone, so that the same thing happening again is the
/// same finding.
pub fn finding_id(kind: FindingType, account_id: &str, region: &str, bucket: &str) -> String {
    hex_id(&["policy finding", kind.code(), account_id, region, bucket])
}

/// Earlier findings brought up to date by new ones. One that is there already
/// keeps its id, when it was made and whether it is archived, and counts up;
/// the rest of it is as it is now. Others stay as they are.
///
/// Returned are all, the earlier ones first.
pub fn merged(earlier: Vec<Finding>, new: Vec<Finding>) -> Vec<Finding> {
    let mut all = earlier;
    for mut finding in new {
        match all.iter_mut().find(|known| known.id == finding.id) {
            Some(known) => {
                finding.count += known.count;
                finding.created_at.clone_from(&known.created_at);
                finding.archived = known.archived;
                let seen = known.policy_details.as_ref();
                let first = seen.and_then(|it| it.action.api_call_details.first_seen.clone());
                if let Some(details) = &mut finding.policy_details {
                    details.action.api_call_details.first_seen = first;
                }
                *known = finding;
            }
            None => all.push(finding),
        }
    }
    all
}

/// How severe findings of a type are, whatever the bucket.
fn severity(kind: FindingType) -> Severity {
    match kind {
        FindingType::EncryptionDisabled => Severity::Low,
        FindingType::SharedWithCloudFront => Severity::Medium,
        _ => Severity::High,
    }
}

fn changes<'p>(
    before: &'p Posture,
    after: &'p Posture,
    suspicious: bool,
) -> impl Iterator<Item = Change> + 'p {
    [
        block_disabled(before, after),
        encryption_disabled(before, after),
        made_public(before, after),
        replicated(before, after),
        shared(before, after, suspicious),
    ]
    .into_iter()
    .flatten()
}

/// All four switches of the bucket are off, and one was on.
fn block_disabled(before: &Posture, after: &Posture) -> Option<Change> {
    let is_off = |block: &BlockPublicAccess| {
        !(block.block_public_acls
            || block.block_public_policy
            || block.ignore_public_acls
            || block.restrict_public_buckets)
    };
    let off = |setting: &Setting<BlockPublicAccess>| match setting {
        Setting::Set(block) => Some(is_off(block)),
        Setting::NotSet => Some(true),
        Setting::Unread(_) => None,
    };
    let now = &after.config.public_access_block;
    let happened = off(&before.config.public_access_block) == Some(false) && off(now) == Some(true);
    let api = match now {
        Setting::NotSet => "DeleteBucketPublicAccessBlock",
        _ => "PutBucketPublicAccessBlock",
    };
    happened.then_some(Change {
        kind: FindingType::BlockPublicAccessDisabled,
        api,
    })
}

/// The default encryption fell back to what S3 does by itself, or to none.
fn encryption_disabled(before: &Posture, after: &Posture) -> Option<Change> {
    let strength = |posture: &Posture| match posture.encryption().encryption_type {
        EncryptionType::None => Some(0),
        EncryptionType::Aes256 => Some(1),
        EncryptionType::Kms | EncryptionType::KmsDsse => Some(2),
        _ => None,
    };
    let (before, after) = strength(before).zip(strength(after))?;
    (after < before).then_some(Change {
        kind: FindingType::EncryptionDisabled,
        // Both calls lead there, and the state does not tell them apart.
        api: "DeleteBucketEncryption",
    })
}

/// The public got in by a way by which it did not before.
fn made_public(before: &Posture, after: &Posture) -> Option<Change> {
    let way = after.open_ways.difference(&before.open_ways).next()?;
    let by_acl = matches!(way, Way::ReadByAcl | Way::WriteByAcl);
    let api = match by_acl {
        true if before.config.acl != after.config.acl => "PutBucketAcl",
        false if before.config.policy != after.config.policy => "PutBucketPolicy",
        // The door was unlocked before; now the switches are gone.
        _ if before.config.public_access_block != after.config.public_access_block => {
            "PutBucketPublicAccessBlock"
        }
        _ => "PutAccountPublicAccessBlock",
    };
    Some(Change {
        kind: FindingType::Public,
        api,
    })
}

/// Objects go to a bucket outside to which they did not go before.
fn replicated(before: &Posture, after: &Posture) -> Option<Change> {
    let mut new = after
        .replication
        .outside
        .difference(&before.replication.outside);
    new.next().map(|_| Change {
        kind: FindingType::ReplicatedExternally,
        api: "PutBucketReplication",
    })
}

/// Somebody outside was let in who was not before; CloudFront, if nobody else
/// outside is.
fn shared(before: &Posture, after: &Posture, suspicious: bool) -> Option<Change> {
    let of = |posture: &Posture, relation: Relation| -> BTreeSet<String> {
        let parties = posture.parties.iter().filter(|it| it.relation == relation);
        let mut names: BTreeSet<String> = parties.map(|party| party.name.clone()).collect();
        if suspicious && relation == Relation::External {
            names.extend(posture.doubts_on_sharing.iter().cloned());
        }
        names
    };
    let now = of(after, Relation::External);
    let kind = if now.is_empty() {
        let now = of(after, Relation::CloudFront);
        now.difference(&of(before, Relation::CloudFront)).next()?;
        FindingType::SharedWithCloudFront
    } else {
        now.difference(&of(before, Relation::External)).next()?;
        FindingType::SharedExternally
    };
    let by_acl =
        before.config.policy == after.config.policy && before.config.acl != after.config.acl;
    Some(Change {
        kind,
        api: if by_acl {
            "PutBucketAcl"
        } else {
            "PutBucketPolicy"
        },
    })
}

fn finding(change: &Change, posture: &Posture, after: &Snapshot, setup: &Setup) -> Finding {
    let kind = change.kind;
    let account_id = posture
        .account_id
        .clone()
        .unwrap_or_else(|| setup.account_id.clone());
    let region = posture.config.region.get().unwrap_or(&setup.region).clone();
    let now = rfc3339_ms(after.taken_at);
    Finding {
        archived: false,
        category: kind.category(),
        classification_details: None,
        count: 1,
        created_at: now.clone(),
        description: kind.description().to_owned(),
        id: finding_id(kind, &account_id, &region, &posture.config.name),
        partition: posture.partition.clone(),
        policy_details: Some(details(change, &now)),
        resources_affected: ResourcesAffected {
            s3_bucket: posture.resource(),
            s3_object: None,
        },
        sample: false,
        schema_version: SCHEMA_VERSION.to_owned(),
        severity: severity(kind).into(),
        title: kind.title().to_owned(),
        kind,
        updated_at: now,
        account_id,
        region,
    }
}

fn details(change: &Change, now: &str) -> PolicyDetails {
    PolicyDetails {
        action: FindingAction {
            action_type: ActionType::AwsApiCall,
            api_call_details: ApiCallDetails {
                api: change.api.to_owned(),
                api_service_name: "s3.amazonaws.com".to_owned(),
                first_seen: Some(now.to_owned()),
                last_seen: Some(now.to_owned()),
            },
        },
        actor: FindingActor {
            domain_details: None,
            ip_address_details: None,
            user_identity: None,
        },
    }
}
