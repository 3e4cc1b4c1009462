//! How one bucket stands open, all settings taken together.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use tracie_finding::resources::{
    AccountLevelPermissions, BlockPublicAccess, BucketLevelPermissions, BucketPublicAccess,
    EffectivePermission, EncryptionType, PermissionConfiguration, PublicGrants, S3Bucket,
    S3BucketOwner, ServerSideEncryption, UnencryptedUploads,
};

use crate::bucket::{BucketConfig, Ownership};
use crate::document::Setting;
use crate::organization::Organization;
use crate::policy::{Exposure, Party, Policy, Relation, Scene};
use crate::replication::Replication;
use crate::snapshot::Snapshot;
use crate::tri::Tri;

/// How one bucket stands open.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Posture {
    /// What is known of its settings.
    pub config: BucketConfig,
    /// Its account, if that is known.
    pub account_id: Option<String>,
    /// Such as `aws`.
    pub partition: String,
    /// Whether the public has access, and by which settings.
    pub public_access: BucketPublicAccess,
    /// By which ways the public gets in, with no setting against it.
    pub open_ways: BTreeSet<Way>,
    /// With whom it is shared.
    pub shared_access: SharedAccess,
    /// Who is let in by name, with no setting against it.
    pub parties: Vec<Party>,
    /// Whether objects may be uploaded without asking for encryption.
    pub unencrypted_uploads: UnencryptedUploads,
    /// Where objects are copied to.
    pub replication: Replication,
    /// What makes it public, in words.
    pub grounds: Vec<String>,
    /// Why it cannot be decided with whom it is shared, if it cannot.
    pub doubts_on_sharing: Vec<String>,
    /// All that cannot be decided, and why.
    pub doubts: Vec<String>,
}

/// A way by which the public gets in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Way {
    ReadByAcl,
    WriteByAcl,
    ReadByPolicy,
    WriteByPolicy,
}

/// With whom a bucket is shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SharedAccess {
    /// With somebody outside of the organisation, with everyone, or with
    /// CloudFront.
    External,
    /// With others in the organisation only.
    Internal,
    /// With nobody.
    NotShared,
    /// It cannot be decided.
    Unknown,
}

/// The switches of the bucket and of its account that matter for access.
struct Switches {
    ignore_public_acls: Tri,
    restrict_public_buckets: Tri,
}

impl Posture {
    pub(crate) fn of(
        config: &BucketConfig,
        snapshot: &Snapshot,
        organization: &Organization,
    ) -> Posture {
        let account = snapshot.account_block(config);
        let scene = Scene {
            bucket: &config.name,
            account: snapshot.account_of(config),
            region: config.region.get().map(String::as_str),
            partition: &snapshot.partition,
            organization,
            now: snapshot.taken_at,
        };
        let exposure = exposure(config, &scene);
        let switches = Switches::of(config, account);
        let access = Access::of(config, &exposure, &switches, &scene);
        let replication = Replication::of(config, snapshot, &scene);
        let mut doubts = access.doubts();
        doubts.extend(exposure.doubts_on_uploads.iter().cloned());
        doubts.extend(replication.doubts.iter().cloned());
        doubts.extend(gaps(config, account));
        dedup(&mut doubts);
        Posture {
            account_id: scene.account.map(str::to_owned),
            partition: snapshot.partition.clone(),
            public_access: BucketPublicAccess {
                effective_permission: access.effective_permission(),
                permission_configuration: Some(permissions(config, account, &exposure)),
            },
            shared_access: access.shared(),
            unencrypted_uploads: match exposure.unencrypted_uploads {
                Tri::Yes => UnencryptedUploads::True,
                Tri::No => UnencryptedUploads::False,
                Tri::Unknown => UnencryptedUploads::Unknown,
            },
            replication,
            grounds: access.grounds(&exposure),
            open_ways: access.open_ways,
            parties: access.parties,
            doubts_on_sharing: access.doubts_on_sharing,
            doubts,
            config: config.clone(),
        }
    }

    /// The bucket as findings show it.
    pub fn resource(&self) -> S3Bucket {
        let config = &self.config;
        S3Bucket {
            allows_unencrypted_object_uploads: Some(self.unencrypted_uploads),
            arn: self.arn(),
            created_at: config.created_at.clone(),
            default_server_side_encryption: self.encryption(),
            name: config.name.clone(),
            owner: S3BucketOwner {
                display_name: config.owner.display_name.clone(),
                id: config.owner.id.clone(),
            },
            public_access: self.public_access.clone(),
            tags: config.tags.get().cloned().unwrap_or_default(),
        }
    }

    /// Its ARN.
    pub fn arn(&self) -> String {
        format!("arn:{}:s3:::{}", self.partition, self.config.name)
    }

    /// How it encrypts by default.
    pub fn encryption(&self) -> ServerSideEncryption {
        match &self.config.encryption {
            Setting::Set(encryption) => encryption.clone(),
            Setting::NotSet => ServerSideEncryption {
                encryption_type: EncryptionType::None,
                kms_master_key_id: None,
            },
            Setting::Unread(_) => ServerSideEncryption::UNKNOWN,
        }
    }
}

fn exposure(config: &BucketConfig, scene: &Scene<'_>) -> Exposure {
    let mut exposure = match &config.policy {
        Setting::NotSet => Exposure::without_policy(),
        Setting::Unread(gap) => Exposure::unknown(&gap.to_string()),
        Setting::Set(text) => match Policy::parse(text) {
            Ok(policy) => policy.exposure(scene),
            Err(error) => Exposure::unknown(&format!("the bucket policy cannot be read: {error}")),
        },
    };
    // S3 itself says whether a policy is public. Where we cannot tell, it can.
    if let Setting::Set(is_public) = config.policy_is_public {
        settle(&mut exposure, is_public);
    }
    exposure
}

/// Takes S3's word for what is open.
fn settle(exposure: &mut Exposure, is_public: bool) {
    if exposure.is_public() != Tri::Unknown {
        return;
    }
    if is_public {
        exposure
            .grounds
            .push("S3 says that the policy is public".to_owned());
    }
    for answer in [&mut exposure.public_read, &mut exposure.public_write] {
        if *answer == Tri::Unknown {
            *answer = is_public.into();
        }
    }
    exposure.doubts_on_public.clear();
}

impl Switches {
    fn of(config: &BucketConfig, account: &Setting<BlockPublicAccess>) -> Switches {
        let either = |switch: fn(&BlockPublicAccess) -> bool| {
            let is_on = |setting: &Setting<BlockPublicAccess>| match setting {
                Setting::Set(block) => Tri::from(switch(block)),
                Setting::NotSet => Tri::No,
                Setting::Unread(_) => Tri::Unknown,
            };
            is_on(&config.public_access_block).or(is_on(account))
        };
        Switches {
            ignore_public_acls: either(|block| block.ignore_public_acls),
            restrict_public_buckets: either(|block| block.restrict_public_buckets),
        }
    }
}

/// Who gets in once the switches are taken into account.
struct Access {
    public: Tri,
    open_ways: BTreeSet<Way>,
    parties: Vec<Party>,
    doubts_on_public: Vec<String>,
    doubts_on_sharing: Vec<String>,
}

impl Access {
    fn of(
        config: &BucketConfig,
        exposure: &Exposure,
        switches: &Switches,
        scene: &Scene<'_>,
    ) -> Access {
        let mut access = Access {
            public: Tri::No,
            open_ways: BTreeSet::new(),
            parties: Vec::new(),
            doubts_on_public: Vec::new(),
            doubts_on_sharing: Vec::new(),
        };
        access.add_acl(config, switches, scene);
        access.add_policy(exposure, switches);
        access
    }

    fn add_acl(&mut self, config: &BucketConfig, switches: &Switches, scene: &Scene<'_>) {
        // Without lists there is nothing to ask of them.
        if config.ownership == Setting::Set(Ownership::BucketOwnerEnforced) {
            return;
        }
        let acl = match &config.acl {
            Setting::Set(acl) => acl,
            Setting::NotSet => return,
            Setting::Unread(gap) => {
                if !switches.ignore_public_acls.is_yes() {
                    self.public = self.public.or(Tri::Unknown);
                    self.doubts_on_public.push(gap.to_string());
                }
                self.doubts_on_sharing.push(gap.to_string());
                return;
            }
        };
        let public = acl.public();
        for (allows, way) in [
            (public.allows_public_read_access, Way::ReadByAcl),
            (public.allows_public_write_access, Way::WriteByAcl),
        ] {
            let open = Tri::from(allows).and(!switches.ignore_public_acls);
            self.add_way(open, way, "IgnorePublicAcls");
        }
        let (parties, doubts) = acl.parties(scene);
        self.parties.extend(parties);
        self.doubts_on_sharing.extend(doubts);
    }

    fn add_policy(&mut self, exposure: &Exposure, switches: &Switches) {
        let open = !switches.restrict_public_buckets;
        for (allows, way) in [
            (exposure.public_read, Way::ReadByPolicy),
            (exposure.public_write, Way::WriteByPolicy),
        ] {
            if allows == Tri::Unknown && !open.is_no() {
                self.public = self.public.or(Tri::Unknown);
                self.doubts_on_public
                    .extend(exposure.doubts_on_public.iter().cloned());
            } else {
                self.add_way(allows.and(open), way, "RestrictPublicBuckets");
            }
        }
        // A public policy that is restricted lets other accounts in as little
        // as the public; services of AWS, CloudFront among them, stay.
        let restricted = exposure.is_public().and(switches.restrict_public_buckets);
        for party in &exposure.parties {
            match (party.relation, restricted) {
                (Relation::CloudFront, _) | (_, Tri::No) => self.parties.push(party.clone()),
                (_, Tri::Yes) => {}
                (_, Tri::Unknown) => self.doubts_on_sharing.push(format!(
                    "{}; whether RestrictPublicBuckets keeps them out is not known",
                    party.grounds
                )),
            }
        }
        if !restricted.is_yes() {
            self.doubts_on_sharing
                .extend(exposure.doubts_on_sharing.iter().cloned());
        }
    }

    fn add_way(&mut self, open: Tri, way: Way, switch: &str) {
        self.public = self.public.or(open);
        match open {
            Tri::Yes => {
                self.open_ways.insert(way);
            }
            Tri::Unknown => self.doubts_on_public.push(format!(
                "{}, unless {switch} is on, which is not known",
                way.in_words()
            )),
            Tri::No => {}
        }
    }

    fn effective_permission(&self) -> EffectivePermission {
        match self.public {
            Tri::Yes => EffectivePermission::Public,
            Tri::No => EffectivePermission::NotPublic,
            Tri::Unknown => EffectivePermission::Unknown,
        }
    }

    fn shared(&self) -> SharedAccess {
        let outside = |it: &Party| matches!(it.relation, Relation::External | Relation::CloudFront);
        if self.public.is_yes() || self.parties.iter().any(outside) {
            SharedAccess::External
        } else if self.public == Tri::Unknown || !self.doubts_on_sharing.is_empty() {
            SharedAccess::Unknown
        } else if self.parties.is_empty() {
            SharedAccess::NotShared
        } else {
            SharedAccess::Internal
        }
    }

    fn grounds(&self, exposure: &Exposure) -> Vec<String> {
        let ways = self.open_ways.iter();
        let mut grounds: Vec<String> = ways
            .filter(|way| matches!(way, Way::ReadByAcl | Way::WriteByAcl))
            .map(|way| way.in_words().to_owned())
            .collect();
        let by_policy = [Way::ReadByPolicy, Way::WriteByPolicy];
        if by_policy.iter().any(|way| self.open_ways.contains(way)) {
            grounds.extend(exposure.grounds.iter().cloned());
        }
        grounds
    }

    /// What is not decided; nothing where it makes no difference.
    fn doubts(&self) -> Vec<String> {
        let mut doubts = Vec::new();
        if self.public == Tri::Unknown {
            doubts.extend(self.doubts_on_public.iter().cloned());
        }
        if self.shared() == SharedAccess::Unknown {
            doubts.extend(self.doubts_on_sharing.iter().cloned());
        }
        doubts
    }
}

impl Way {
    fn in_words(self) -> &'static str {
        match self {
            Way::ReadByAcl => "the access control list lets anyone read",
            Way::WriteByAcl => "the access control list lets anyone write",
            Way::ReadByPolicy => "the policy lets anyone read",
            Way::WriteByPolicy => "the policy lets anyone write",
        }
    }
}

/// What the settings say by themselves, whatever keeps them from having an
/// effect.
fn permissions(
    config: &BucketConfig,
    account: &Setting<BlockPublicAccess>,
    exposure: &Exposure,
) -> PermissionConfiguration {
    const OFF: BlockPublicAccess = BlockPublicAccess {
        block_public_acls: false,
        block_public_policy: false,
        ignore_public_acls: false,
        restrict_public_buckets: false,
    };
    let block = |setting: &Setting<BlockPublicAccess>| match setting {
        Setting::Set(block) => Some(*block),
        Setting::NotSet => Some(OFF),
        Setting::Unread(_) => None,
    };
    let none = PublicGrants {
        allows_public_read_access: false,
        allows_public_write_access: false,
    };
    let policy = exposure
        .public_read
        .known()
        .zip(exposure.public_write.known());
    PermissionConfiguration {
        account_level_permissions: AccountLevelPermissions {
            block_public_access: block(account),
        },
        bucket_level_permissions: BucketLevelPermissions {
            access_control_list: match &config.acl {
                Setting::Set(acl) => Some(acl.public()),
                Setting::NotSet => Some(none),
                Setting::Unread(_) => None,
            },
            block_public_access: block(&config.public_access_block),
            bucket_policy: policy.map(|(read, write)| PublicGrants {
                allows_public_read_access: read,
                allows_public_write_access: write,
            }),
        },
    }
}

/// What is not known although it was asked for.
fn gaps(config: &BucketConfig, account: &Setting<BlockPublicAccess>) -> Vec<String> {
    let gaps = [
        config.policy.gap(),
        config.acl.gap(),
        config.public_access_block.gap(),
        account.gap(),
        config.encryption.gap(),
        config.replication.gap(),
        config.tags.gap(),
        config.versioning.gap(),
    ];
    let asked = gaps.into_iter().flatten();
    asked
        .filter(|gap| gap.why != crate::document::Why::NotAsked)
        .map(ToString::to_string)
        .collect()
}

fn dedup(doubts: &mut Vec<String>) {
    let mut seen = BTreeSet::new();
    doubts.retain(|doubt| seen.insert(doubt.clone()));
}
