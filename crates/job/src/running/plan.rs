//! Which buckets a run looks at.

use std::collections::BTreeMap;

use tracie_finding::Context;

use crate::bucket::{BucketInfo, BucketTrouble, Buckets, TroubleKind};
use crate::definition::{BucketCriteria, BucketDefinition, S3JobDefinition};
use crate::event::EventType;
use crate::job::{Plan, Planned};

/// What showed when the buckets of a run were looked for.
#[derive(Default)]
pub(super) struct Resolved {
    pub(super) plan: Plan,
    /// What is to be written to the log of the job.
    pub(super) notices: Vec<Notice>,
    /// How many accounts and buckets cannot be looked at.
    pub(super) errors: u64,
}

/// Something about an account or a bucket.
pub(super) struct Notice {
    pub(super) kind: EventType,
    pub(super) account: String,
    pub(super) bucket: Option<String>,
    pub(super) trouble: Option<BucketTrouble>,
}

/// Whose buckets are looked for, and where.
#[derive(Clone, Copy)]
pub(super) struct Home<'a> {
    pub(super) account: &'a str,
    pub(super) region: &'a str,
}

/// The buckets that a definition means now.
pub(super) fn resolve(
    definition: &S3JobDefinition,
    buckets: &dyn Buckets,
    home: Home<'_>,
) -> Resolved {
    let mut resolved = Resolved::default();
    if let Some(definitions) = &definition.bucket_definitions {
        resolved.named(definitions, buckets, home);
    }
    if let Some(criteria) = &definition.bucket_criteria {
        resolved.matching(criteria, buckets, home);
    }
    resolved.plan.buckets.sort_by(|a, b| a.name.cmp(&b.name));
    resolved
}

impl Resolved {
    fn named(&mut self, definitions: &[BucketDefinition], buckets: &dyn Buckets, home: Home<'_>) {
        let named = definitions.iter().flat_map(|definition| {
            let names = definition.buckets.iter();
            names.map(|name| (name.as_str(), definition.account_id.as_str()))
        });
        let owners: BTreeMap<&str, &str> = named.collect();
        for (name, account) in owners {
            match buckets.bucket(name).and_then(|it| fits(it, account, home)) {
                Ok(_) => self.add(name, account),
                Err(trouble) => self.fail(account, Some(name), trouble),
            }
        }
    }

    fn matching(&mut self, criteria: &BucketCriteria, buckets: &dyn Buckets, home: Home<'_>) {
        let all = match buckets.all() {
            Ok(all) => all,
            Err(trouble) => return self.fail(home.account, None, trouble),
        };
        let is_here = |it: &BucketInfo| it.region.as_deref().is_none_or(|it| it == home.region);
        for bucket in all.iter().filter(|it| is_here(it)) {
            if criteria.mean(bucket, home.account) {
                let account = bucket.account_id.as_deref().unwrap_or(home.account);
                self.add(&bucket.name, account);
                self.notices.push(Notice {
                    kind: EventType::BucketMatched,
                    account: account.into(),
                    bucket: Some(bucket.name.clone()),
                    trouble: None,
                });
            }
        }
        if self.plan.buckets.is_empty() {
            self.notices.push(Notice {
                kind: EventType::NoBucketsMatched,
                account: home.account.into(),
                bucket: None,
                trouble: None,
            });
        }
    }

    fn add(&mut self, name: &str, account: &str) {
        self.plan.buckets.push(Planned {
            name: name.into(),
            account: account.into(),
            done: false,
        });
    }

    fn fail(&mut self, account: &str, bucket: Option<&str>, trouble: BucketTrouble) {
        self.errors += 1;
        self.notices.push(Notice::of(account, bucket, trouble));
    }
}

impl Notice {
    /// Trouble with an account or a bucket.
    pub(super) fn of(account: &str, bucket: Option<&str>, trouble: BucketTrouble) -> Notice {
        let kind = match trouble.kind {
            TroubleKind::AccountAccessDenied => EventType::AccountAccessDenied,
            TroubleKind::AccessDenied => EventType::BucketAccessDenied,
            TroubleKind::DetailsUnavailable => EventType::BucketDetailsUnavailable,
            TroubleKind::DoesNotExist => EventType::BucketDoesNotExist,
            TroubleKind::DifferentRegion => EventType::BucketInDifferentRegion,
            TroubleKind::OwnerChanged => EventType::BucketOwnerChanged,
        };
        Notice {
            kind,
            account: account.into(),
            bucket: bucket.map(Into::into),
            trouble: Some(trouble),
        }
    }
}

/// Whether a bucket is what the job takes it for.
fn fits(bucket: BucketInfo, account: &str, home: Home<'_>) -> Result<BucketInfo, BucketTrouble> {
    let owner = bucket.account_id.as_deref().unwrap_or(account);
    let region = bucket.region.as_deref().unwrap_or(home.region);
    let name = &bucket.name;
    if owner != account {
        let message =
            format!("the bucket {name} is owned by the account {owner}, not by {account}");
        return Err(BucketTrouble::new(TroubleKind::OwnerChanged, message));
    }
    if region != home.region {
        let message = format!(
            "the bucket {name} is in {region}, and the job in {}",
            home.region
        );
        return Err(BucketTrouble::new(TroubleKind::DifferentRegion, message));
    }
    Ok(bucket)
}

/// Adds what is known of a run's buckets to what its findings say.
pub(super) fn introduce(plan: &Plan, buckets: &dyn Buckets, context: &mut Context) {
    for planned in &plan.buckets {
        let known = buckets.bucket(&planned.name).ok();
        if let Some(resource) = known.and_then(|it| it.resource) {
            context.buckets.insert(planned.name.clone(), resource);
        }
        let owner = planned.account.clone();
        context.owners.insert(planned.name.clone(), owner);
    }
}

/// What is said of trouble beyond its kind.
pub(super) fn said(trouble: &BucketTrouble) -> String {
    let mut said = trouble.message.clone();
    if !said.ends_with('.') {
        said.push('.');
    }
    let first = said.chars().next().map(|it| it.to_uppercase().to_string());
    let rest = said.chars().skip(1);
    first.into_iter().chain([rest.collect()]).collect()
}
