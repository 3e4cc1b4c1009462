//! One round of automated discovery: what is new in the buckets, a sample of what
//! was not looked at yet, and what that shows.

use std::collections::{BTreeMap, HashSet};

use jiff::Timestamp;
use serde_json::Value;
use tracie_finding::detection::ObjectResult;
use tracie_finding::timestamp::rfc3339_ms;
use tracie_finding::{Context, Finding, Flow};
use tracie_identify::{Detector, Selection};
use tracie_scan::Scanner;
use tracie_source::{Entry, Source, rfc3339};
use tracie_store::Scoped;

use super::profile::{Artifact, Profile, visit};
use super::sample::{Candidate, choose};
use super::{excluded, scope_id, template, template_id};
use crate::buckets::{Buckets, Chosen};
use crate::detector::Wanted;
use crate::failure::Failure;
use crate::inventory::{Inventory, is_classifiable};
use crate::operations::usage::DISCOVERY;
use crate::request::texts;
use crate::scope::Scope;

/// Objects of a bucket that are looked at in a round.
const SAMPLE: usize = 100;

/// What a round works on.
pub(crate) struct Cycle<'a> {
    pub(crate) buckets: &'a Buckets,
    /// What findings say of their buckets.
    pub(crate) inventory: &'a Inventory,
    pub(crate) scope: &'a Scope,
    pub(crate) store: &'a Scoped,
    pub(crate) now: Timestamp,
    /// Takes findings.
    pub(crate) keep: &'a dyn Fn(Vec<Finding>) -> Result<(), Failure>,
    /// Whether to give up.
    pub(crate) stop: &'a dyn Fn() -> bool,
}

/// What an object is known by while a bucket is listed.
struct Listed {
    size: u64,
    modified: String,
}

impl Cycle<'_> {
    /// Goes through all buckets that are not excluded.
    pub(crate) fn run(&self) -> Result<(), Failure> {
        let excluded = self.store.read(|it| excluded(it, &scope_id(self.scope)))?;
        let Some(detector) = self.detector()? else {
            return Ok(());
        };
        let mut context = Context::new(self.now);
        context.account_id.clone_from(&self.scope.account);
        context.region.clone_from(&self.scope.region);
        self.scope.partition().clone_into(&mut context.partition);
        for posture in self.inventory.postures(self.scope)? {
            let name = posture.config.name.clone();
            context.buckets.insert(name, posture.resource());
        }
        for bucket in self.buckets.names() {
            if (self.stop)() {
                break;
            }
            if !excluded.contains(&bucket) {
                self.bucket(&bucket, &detector, &context)?;
            }
        }
        Ok(())
    }

    fn detector(&self) -> Result<Option<Detector>, Failure> {
        let id = template_id(self.scope);
        let template = self.store.read(|it| template(it, &id))?;
        let (includes, excludes) = (&template["includes"], &template["excludes"]);
        let but = texts(excludes.get("managedDataIdentifierIds"));
        let managed = texts(includes.get("managedDataIdentifierIds")).into_iter();
        let managed = managed.filter(|it| !but.contains(it)).map(str::to_owned);
        let wanted = Wanted {
            managed: Selection::Include(managed.collect()),
            customs: texts(includes.get("customDataIdentifierIds")),
            lists: texts(includes.get("allowListIds")),
        };
        wanted.detector(self.store, self.buckets)
    }

    fn bucket(&self, bucket: &str, detector: &Detector, context: &Context) -> Result<(), Failure> {
        let listed = self.list(bucket);
        let (mut seen, mut changed) = (HashSet::new(), Vec::new());
        let mut profile = self.store.read(|it| {
            visit(it, bucket, |artifact| {
                if is_same(&artifact, &listed) {
                    seen.insert(artifact.key);
                } else {
                    changed.push(artifact);
                }
            })?;
            Profile::of(it, bucket)
        })?;
        let candidates = listed
            .iter()
            .filter(|(key, _)| !seen.contains(*key))
            .map(|(key, it)| Candidate {
                key: key.clone(),
                size: it.size,
            })
            .collect();
        let day = self.now.strftime("%F").to_string();
        let chosen = choose(candidates, SAMPLE, &day);
        let (artifacts, findings) = self.scan(bucket, &chosen, detector, context)?;
        profile.kept.classifiable = listed.len() as u64;
        profile.kept.updated_at = Some(rfc3339_ms(self.now));
        let now_ms = self.now.as_millisecond();
        let bytes: u64 = artifacts.iter().map(|it| it.bytes).sum();
        // Whoever sees the profile finds the findings.
        (self.keep)(findings)?;
        self.store.write(|it| {
            for artifact in &changed {
                profile.remove(it, bucket, artifact)?;
            }
            for artifact in &artifacts {
                profile.add(it, bucket, artifact, now_ms)?;
            }
            it.add_usage(DISCOVERY, now_ms, bytes)?;
            profile.keep(it, bucket)
        })
    }

    /// The objects of a bucket that could be analysed.
    fn list(&self, bucket: &str) -> BTreeMap<String, Listed> {
        let source = self.buckets.place(bucket).map(|it| it.source(bucket));
        let Some(Ok(source)) = source else {
            return BTreeMap::new();
        };
        let objects = source.objects().filter_map(|entry| match entry {
            Entry::Object(object) => Some(object),
            Entry::Skipped(_) => None,
        });
        let objects = objects.filter(|it| is_classifiable(&it.key, &it.storage_class));
        objects
            .map(|it| {
                let listed = Listed {
                    size: it.size.unwrap_or(0),
                    modified: it.modified.map(rfc3339).unwrap_or_default(),
                };
                (it.key, listed)
            })
            .collect()
    }

    fn scan(
        &self,
        bucket: &str,
        chosen: &[Candidate],
        detector: &Detector,
        context: &Context,
    ) -> Result<(Vec<Artifact>, Vec<Finding>), Failure> {
        let scanner = Scanner::builder()
            .detector(detector.clone())
            .threads(1)
            .context(context.clone())
            .build()
            .map_err(Failure::internal)?;
        let (mut artifacts, mut findings) = (Vec::new(), Vec::new());
        let Some(objects) = self.buckets.objects(bucket) else {
            return Ok((artifacts, findings));
        };
        let source = Chosen {
            objects: &objects,
            keys: chosen.iter().map(|it| &*it.key).collect(),
        };
        scanner.scan(
            &source,
            &mut |result: &ObjectResult, finding: Option<Finding>| {
                artifacts.push(Artifact::of(result));
                findings.extend(finding);
                if (self.stop)() {
                    Flow::Stop
                } else {
                    Flow::Continue
                }
            },
        );
        Ok((artifacts, findings))
    }
}

fn is_same(artifact: &Artifact, listed: &BTreeMap<String, Listed>) -> bool {
    let now = listed.get(&artifact.key);
    now.is_some_and(|it| it.size == artifact.size && it.modified == artifact.modified)
}

/// Whether a round is due: the last one was a day ago, or there was none.
pub(crate) fn is_due(configuration: &Value, last: Option<i64>, now: Timestamp) -> bool {
    const DAY_MS: i64 = 24 * 60 * 60 * 1000;
    configuration["status"] == "ENABLED"
        && last.is_none_or(|last| now.as_millisecond() - last >= DAY_MS)
}
